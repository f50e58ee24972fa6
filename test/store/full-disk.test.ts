/** A disk that fills up while the bot runs, as a small file system in memory. Only where this process may mount one: Linux, as root. */

import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, statfsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { openStore } from "../../src/store/store.ts";
import { eventually } from "./eventually.ts";
import { anAsk } from "./samples.ts";

const disk = mkdtempSync(join(tmpdir(), "fewshot-disk-"));
const run = (command: string, ...values: string[]) => {
  try {
    execFileSync(command, values, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
};
const isMounted = run("mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", disk);
afterAll(() => {
  if (isMounted) run("umount", disk);
  rmSync(disk, { recursive: true, force: true });
});

describe.runIf(isMounted)("a disk that is full", () => {
  it("is called that, to the person, in the log and at a start; with space again the store continues and nothing is lost", {
    timeout: 400_000,
  }, async () => {
    const dataDir = join(disk, "data");
    const warn = vi.fn<(fields: object, message: string) => void>();
    const onFatal = vi.fn();
    const store = await openStore({ dataDir, onFatal, log: { info() {}, warn, error() {} } });
    const free = () => {
      const { bavail, bsize } = statfsSync(disk);
      return bavail * bsize;
    };
    await writeFile(join(disk, "others"), Buffer.alloc(free() - 3 * 1024 * 1024));
    const acknowledged: string[] = [];
    const ask = async () => {
      const { ask } = await store.recordAsk(anAsk({ text: randomBytes(120_000).toString("base64") }));
      acknowledged.push(ask.id);
    };
    const fill = async () => {
      for (;;) await ask();
    };
    await expect(fill()).rejects.toMatchObject({
      code: "STORE_FULL",
      retryable: true,
      message: expect.stringContaining("is full"),
    });
    // Whichever statement hits the limit: PGlite refuses it and continues, or can't continue and is opened again.
    for (let tries = 0; tries < 20; tries++)
      await ask().catch((error) => expect(error.code).toMatch(/^STORE_(FULL|UNAVAILABLE)$/));
    expect(JSON.stringify(warn.mock.calls)).not.toContain("damaged");
    await rm(join(disk, "others"));
    await eventually(ask, 60_000);
    expect(store.isLost()).toBe(false);
    for (const id of acknowledged) expect(await store.findAsk(id)).not.toBeNull();
    expect(onFatal).not.toHaveBeenCalled();
    await store.close();

    // A new process finds the disk full.
    await writeFile(join(disk, "others"), Buffer.alloc(free()));
    await expect(openStore({ dataDir })).rejects.toMatchObject({ code: "STORE_FULL" });
  });
});
