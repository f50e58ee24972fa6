/** Answers kept on disk: what a killed process leaves behind, and what can't be written. */

import { appendFile, chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { type KeptAnswers, openKeptAnswers } from "../../src/monitoring/shared/kept-answers.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "fewshot-kept-"));
});
afterEach(async () => {
  for (const kept of opened.splice(0)) await kept.close();
  await rm(folder, { recursive: true, force: true });
});

const opened: KeptAnswers<number>[] = [];
async function open(about: object = { model: "a" }): Promise<KeptAnswers<number>> {
  const kept = await openKeptAnswers(join(folder, "new"), about, z.number());
  opened.push(kept);
  return kept;
}
const file = async () => join(folder, "new", (await readdir(join(folder, "new")))[0] ?? "");

describe("kept answers", () => {
  it("are found by the next process, under the same conditions only", async () => {
    await (await open()).keep("one\ntwo", 1);
    expect((await open()).find("one\ntwo")).toBe(1);
    expect((await open({ model: "b" })).find("one\ntwo")).toBeUndefined();
  });

  it.each([
    ["half a line", '{"text":"two","val'],
    ["half a character", Buffer.from('{"text":"é').subarray(0, 10)],
    ["a line of another shape", '{"text":"two","value":"x"}\n'],
    ["no line of ours", "\u0000\u0000\n\n"],
  ])("lose nothing but what was cut off where a process left %s", async (_what, left) => {
    await (await open()).keep("one", 1);
    await appendFile(await file(), left);
    const again = await open();
    expect([again.find("one"), again.find("two")]).toEqual([1, undefined]);
    await again.keep("two", 2);
    const third = await open();
    expect([third.find("one"), third.find("two")]).toEqual([1, 2]);
  });

  it("say what is wrong where the folder can't be written", async () => {
    await writeFile(join(folder, "new"), "a file");
    await expect(open()).rejects.toThrow(
      /^The folder for reports .* can't be written \(\w+\)\. Set REPORTS_DIR/,
    );
  });

  it("are for this user only, and are gone when they are forgotten", async () => {
    await mkdir(join(folder, "new"));
    await chmod(join(folder, "new"), 0o755);
    const kept = await open();
    await kept.keep("one", 1);
    expect(await readFile(await file(), "utf8")).toContain('{"text":"one","value":1}');
    await kept.close({ forget: true });
    expect(await readdir(join(folder, "new"))).toEqual([]);
  });
});
