/** Folders are made, or a fault says why not: at once, also where a folder takes no others. */

import { mkdtemp, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, win32 } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { makeFolder } from "../../src/files/make-folder.ts";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "fewshot-folder-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

it("makes a folder and those above it, in several processes at once", async () => {
  const deep = join(root, "a", "b", "c");
  await Promise.all([makeFolder(deep, 0o700), makeFolder(deep, 0o700), makeFolder(join(root, "a", "d"))]);
  expect((await stat(deep)).mode & 0o777).toBe(0o700);
  await makeFolder(deep);
});

it.skipIf(process.platform === "win32")("ends where no folder can be made", async () => {
  const [file, lost] = [join(root, "file"), join(root, "lost")];
  await writeFile(file, "");
  await symlink(join(root, "nowhere", "far"), lost);
  for (const [path, code] of [
    [file, "EEXIST"],
    [join(file, "a", "b"), "ENOTDIR"],
    [join(lost, "a"), "EEXIST"],
    ...(process.platform === "linux" ? [["/proc/fewshot/a", "ENOENT"] as const] : []),
  ] as const)
    await expect(makeFolder(path)).rejects.toMatchObject({ code });
});

it("ends where a drive of Windows is not there", async () => {
  const missing = async () => {
    await turn();
    throw Object.assign(new Error("no such drive"), { code: "ENOENT" });
  };
  vi.doMock("node:path", () => win32);
  vi.doMock("node:fs/promises", () => ({ stat: missing, mkdir: missing }));
  vi.resetModules();
  const onWindows = await import("../../src/files/make-folder.ts");
  vi.doUnmock("node:path");
  vi.doUnmock("node:fs/promises");
  await expect(onWindows.makeFolder("Z:\\far\\models")).rejects.toMatchObject({ code: "ENOENT" });
});
