/** PGlite in a small container: its code is not optimised, which would take more memory than there is. */

import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { isMemorySmall } from "../../src/store/pglite/thread/memory.ts";

const GIB = 2 ** 30;

describe("memory", () => {
  it.each([
    [0, 8 * GIB, false],
    [512 * 2 ** 20, 8 * GIB, true],
    [2 * GIB, 8 * GIB, false],
    // What Linux says where there is no limit.
    [2 ** 64, 8 * GIB, false],
    [2 ** 64, GIB, true],
    [0, GIB, true],
  ])("with a limit of %d on a machine of %d is small: %s", (limit, machine, expected) => {
    expect(isMemorySmall(limit, machine)).toBe(expected);
  });

  it.runIf(process.platform === "linux")(
    "stays below 400 MB while the store opens and works, with the quick compiler only",
    async () => {
      const dataDir = await mkdtemp(join(tmpdir(), "fewshot-memory-"));
      const script = `
        import { readFileSync } from "node:fs";
        import { useQuickCompilerOnly } from ${JSON.stringify(resolve("src/store/pglite/thread/memory.ts"))};
        import { openStore } from ${JSON.stringify(resolve("src/store/store.ts"))};
        useQuickCompilerOnly();
        const store = await openStore({ dataDir: ${JSON.stringify(join(dataDir, "data"))} });
        for (let n = 0; n < 100; n++) {
          await store.writeSetting("n", n);
          await store.queue();
        }
        await store.close();
        console.log(/VmHWM:\\s+(\\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1]);
        process.exit(0);`;
      try {
        const file = join(dataDir, "script.mts");
        await writeFile(file, script);
        const { stdout } = await promisify(execFile)(process.execPath, [file]);
        expect(Number(stdout)).toBeGreaterThan(50_000);
        expect(Number(stdout)).toBeLessThan(400_000);
      } finally {
        await rm(dataDir, { recursive: true, force: true });
      }
    },
  );
});
