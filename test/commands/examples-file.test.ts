/** `examples_file`: rows beyond the prompt, read from the commands' own folder and from nowhere else. */

import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { loadCommands } from "../../src/commands/load.ts";
import { applyForm, toForm } from "../../src/commands/source/form.ts";
import { parseCommand } from "../../src/commands/source/parse.ts";
import { parseSource, watchCommands } from "../../src/commands/watch.ts";
import { type CommandFault, describeFault, explainFault } from "../../src/core/command/faults.ts";
import { en } from "../../src/i18n/en/index.ts";

const commandWith = (file: string, labels = "labels: [Good, Bad]\n") => `summary: Is it good?
description: Decide whether it is good.
input: Message
output: Verdict
${labels}examples_file: ${file}
examples:
  - { input: "Thanks!", output: Good }
`;
const ROW = '{"input": "It broke.", "output": "Bad"}\n';
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "fewshot-examples-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const write = (name: string, content: string | Uint8Array) => writeFile(join(folder, name), content);

const english = (fault: CommandFault) => explainFault(fault, en);

/** The faults of a command with these rows, as sentences. */
async function faultsOf(rows: string | Uint8Array): Promise<string[]> {
  await write("verdict.yaml", commandWith("verdict.jsonl"));
  await write("verdict.jsonl", rows);
  const { faults } = await loadCommands(folder);
  return faults.map((fault) => describeFault(fault, en).replaceAll(`${folder}/`, ""));
}

describe("an examples file", () => {
  it("is read beside the prompt's examples, and its content is part of the revision", async () => {
    await write("verdict.yaml", commandWith("verdict.jsonl"));
    await write("verdict.jsonl", `\ufeff${ROW}\r\n${ROW.repeat(2)}`);
    const [command] = (await loadCommands(folder)).commands;
    expect(command?.examples).toHaveLength(1);
    expect(command?.moreExamples).toEqual(Array(3).fill({ input: "It broke.", output: "Bad" }));
    await write("verdict.jsonl", ROW);
    const [changed] = (await loadCommands(folder)).commands;
    expect(changed?.revision).not.toBe(command?.revision);
  });

  it("names every faulty line, and what is wrong with it", async () => {
    const rows = [
      ROW.trim(),
      '{"input": "x", "output": "Goood"}',
      "not JSON",
      '{"input": "x"}',
      '{"input": "", "output": "Good"}',
      '{"input": "x", "output": "Good", "weight": 2}',
      '["x", "Good"]',
      '{"input": 7, "output": "Good"}',
    ];
    expect(await faultsOf(rows.join("\n"))).toEqual([
      'verdict.yaml:6: examples_file: verdict.jsonl:2: output: "Goood" is not one of the labels Good, Bad',
      'verdict.jsonl:3: is not valid JSON; write one row a line: {"input": "…", "output": "…"}',
      "verdict.jsonl:4: output: is missing",
      "verdict.jsonl:5: input: is empty",
      'verdict.jsonl:6: unknown key "weight"; there are input, output',
      "verdict.jsonl:7: must be a map (key: value), not a list",
      'verdict.jsonl:8: input: is the number 7; to mean a text, put it in quotes: "7"',
    ]);
  });

  it("may have 10,000 rows and no more, and must have one", async () => {
    expect(await faultsOf(ROW.repeat(10_000))).toEqual([]);
    expect(await faultsOf(ROW.repeat(10_001))).toEqual([
      "verdict.yaml:6: examples_file: verdict.jsonl:10001: holds more than 10,000 rows; leave some out",
    ]);
    expect(await faultsOf("\n\n")).toEqual(["verdict.yaml:6: examples_file: verdict.jsonl: holds no rows"]);
  });

  it("must be a small file of UTF-8 text that exists", async () => {
    const fault = "verdict.yaml:6: examples_file: verdict.jsonl: ";
    expect(await faultsOf(Buffer.from(ROW, "utf16le"))).toEqual([
      `${fault}is not saved as UTF-8 (perhaps UTF-16); save it as UTF-8`,
    ]);
    expect(await faultsOf(Uint8Array.of(0x7b, 0xff, 0x7d))).toEqual([
      `${fault}is not saved as UTF-8; save it as UTF-8`,
    ]);
    expect(await faultsOf(" ".repeat(8 * 2 ** 20 + 1))).toEqual([
      `${fault}has 9 MiB; an examples file may have 8 MiB`,
    ]);
    await rm(join(folder, "verdict.jsonl"));
    const absent = (await loadCommands(folder)).faults.map(english);
    expect(absent).toEqual(["examples_file: verdict.jsonl: does not exist"]);
  });

  it("is no link and no folder, wherever they lead", async () => {
    await write("verdict.yaml", commandWith("verdict.jsonl"));
    await write("other.jsonl", ROW);
    await symlink(join(folder, "other.jsonl"), join(folder, "verdict.jsonl"));
    expect((await loadCommands(folder)).faults.map(english)[0]).toContain("is a symbolic link");
    await rm(join(folder, "verdict.jsonl"));
    await mkdir(join(folder, "verdict.jsonl"));
    expect((await loadCommands(folder)).faults.map(english)[0]).toContain("is not a regular file");
  });

  it("is named without a path, for any path", () => {
    const paths = fc.oneof(
      fc.constantFrom(
        "../x.jsonl",
        "/etc/passwd",
        "a/b.jsonl",
        "..jsonl",
        ".x.jsonl",
        "a\\b.jsonl",
        "x.json",
        "x.jsonl/",
      ),
      fc.string().map((text) => `${text}/x.jsonl`),
    );
    fc.assert(
      fc.property(paths, (path) => {
        const parsed = parseCommand(commandWith(JSON.stringify(path)), { file: "x.yaml", name: "x" });
        expect("faults" in parsed).toBe(true);
      }),
    );
  });

  it("needs labels", () => {
    const parsed = parseCommand(commandWith("x.jsonl", ""), { file: "x.yaml", name: "x" });
    expect("faults" in parsed && parsed.faults.map((fault) => describeFault(fault, en))).toEqual([
      "x.yaml:5: examples_file: an examples file needs labels",
    ]);
  });

  it("can't be named by what is saved in the store, and a form leaves it out", () => {
    const source = commandWith("verdict.jsonl");
    const saved = parseSource("verdict", source);
    expect("faults" in saved && saved.faults.map((fault) => describeFault(fault, en))).toEqual([
      "verdict:6: examples_file: a command that is saved by the team can't read files. If you leave it out, a classifier does not learn from that file; where that matters, keep the command as a file",
    ]);
    const parsed = parseCommand(source, { file: "verdict.yaml", name: "verdict" });
    const before = "command" in parsed ? toForm(parsed.command) : null;
    const edited = applyForm(source, before, { summary: "Is it bad?" });
    expect("source" in edited && parseSource("verdict", edited.source)).toMatchObject({
      command: { summary: "Is it bad?", examplesFile: null },
    });
  });

  it("is taken up when it changes, and keeps the last good rows while it is broken", async () => {
    await write("verdict.yaml", commandWith("verdict.jsonl"));
    await write("verdict.jsonl", ROW);
    const watched = watchCommands(folder, await loadCommands(folder), silent);
    const rows = () => watched.find("verdict")?.moreExamples.length;
    await write("verdict.jsonl", ROW.repeat(2));
    await vi.waitFor(() => expect(rows()).toBe(2), 60_000);
    await write("verdict.jsonl", "broken");
    await vi.waitFor(() => expect(watched.faults()).toHaveLength(1), 60_000);
    expect(rows()).toBe(2);
    watched.close();
  });
});
