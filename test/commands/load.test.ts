/** Command files: what is good, what is wrong with file and line, and how edits are taken up while running. */

import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { loadCommands, loadFiles } from "../../src/commands/load.ts";
import { parseCommand } from "../../src/commands/source/parse.ts";
import { watchCommands } from "../../src/commands/watch.ts";
import { type CommandFault, describeFault, explainFault } from "../../src/core/command/faults.ts";
import { en } from "../../src/i18n/en/index.ts";

const GOOD = `summary: Is it good?
description: Decide whether it is good.
input: Message
output: Verdict
labels: [Good, Bad]
examples:
  - { input: "Thanks!", output: Good }
  - { input: "It broke.", output: Bad }
`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "fewshot-commands-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const write = (name: string, content: string) => writeFile(join(folder, name), content);

const english = (fault: CommandFault) => explainFault(fault, en);

/** The faults of one file as "line: message". */
async function faultsOf(content: string, name = "verdict.yaml"): Promise<string[]> {
  await write(name, content);
  const { faults } = await loadFiles([join(folder, name)]);
  return faults.map((fault) => describeFault(fault, en).replace(`${folder}/`, ""));
}

describe("loadCommands", () => {
  it("reads the project's own commands without a fault", async () => {
    const { commands, faults } = await loadCommands("commands");
    expect(faults).toEqual([]);
    expect(commands.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        "continue",
        "emotion",
        "sentiment",
        "spam",
        "tldr",
        "topic",
        "translate",
        "triage",
      ]),
    );
    const sentiment = commands.find(({ name }) => name === "sentiment");
    expect(sentiment).toMatchObject({
      input: "Message",
      output: "Sentiment",
      labels: ["Positive", "Negative", "Neutral"],
    });
    expect(commands.find(({ name }) => name === "translate")?.requiredParameters).toBe(1_300_000_000);
  });

  it("fills in the settings that a file leaves out", async () => {
    await write("verdict.yaml", GOOD);
    const { commands } = await loadCommands(folder);
    expect(commands[0]).toMatchObject({
      name: "verdict",
      generation: { maxNewTokens: 25, temperature: 0.1, endSequence: "###" },
    });
  });

  it.each([
    ["an unknown key", `${GOOD}colour: red\n`, 'verdict.yaml:9: unknown key "colour"'],
    [
      "an unknown key inside",
      `${GOOD}generation:\n  temprature: 1\n`,
      'verdict.yaml:10: unknown key "temprature" in generation',
    ],
    ["a missing key", GOOD.replace(/^summary.*\n/, ""), "verdict.yaml:1: summary: is missing"],
    [
      "an output that is no label",
      GOOD.replace("output: Bad", "output: Awful"),
      'verdict.yaml:8: examples[2].output: "Awful" is not one of the labels Good, Bad',
    ],
    ["a summary that is too long", GOOD.replace("Is it good?", "x".repeat(101)), "verdict.yaml:1: summary:"],
    [
      "an example with the end sequence",
      GOOD.replace("It broke.", "It ### broke."),
      "verdict.yaml:8: examples[2]: contains the end sequence ###",
    ],
    [
      "a label that is listed twice",
      GOOD.replace("[Good, Bad]", "[Good, Bad, good]"),
      'verdict.yaml:5: labels[3]: the label "good" is listed twice',
    ],
    ["broken YAML", GOOD.replace("[Good, Bad]", "[Good, Bad"), "verdict.yaml:6:"],
    [
      "a caption with a colon",
      GOOD.replace("input: Message", 'input: "Message:"'),
      "verdict.yaml:3: input: must not contain a colon",
    ],
    [
      "a temperature out of range",
      `${GOOD}generation: { temperature: 3 }\n`,
      "verdict.yaml:9: generation.temperature:",
    ],
    [
      "a model that is not built in",
      `${GOOD}model: gpt-neo\n`,
      "verdict.yaml:9: model: must be one of builtin, builtin-zh",
    ],
    ["an empty file", "", "verdict.yaml:1: the file is empty"],
    ["a list in place of a command", "- a\n- b\n", "verdict.yaml:1: must be a map (key: value), not a list"],
    ["a key that is nearly right", `${GOOD}scorng: {}\n`, 'unknown key "scorng"; did you mean "scoring"?'],
    [
      "a label that a map can't keep",
      GOOD.replace("[Good, Bad]", "{ Good: fine, Bad: broken, __proto__: odd }"),
      'verdict.yaml:5: labels: "__proto__" can\'t be a label; choose another word',
    ],
    [
      "the same label in a list",
      GOOD.replace("[Good, Bad]", "[Good, Bad, __proto__]"),
      'verdict.yaml:5: labels[3]: "__proto__" can\'t be a label; choose another word',
    ],
    [
      "an explained label without a name",
      GOOD.replace("[Good, Bad]", '{ Good: fine, Bad: broken, "": odd }'),
      'verdict.yaml:5: labels: "" is empty',
    ],
    [
      "an explained label that is too long",
      GOOD.replace("[Good, Bad]", `{ Good: fine, Bad: broken, ${"x".repeat(61)}: odd }`),
      "has 61 characters; the limit is 60",
    ],
    [
      "a label that nobody can see",
      GOOD.replace("[Good, Bad]", '[Good, Bad, "\u200b"]'),
      "verdict.yaml:5: labels[3]: holds nothing that can be seen",
    ],
    [
      "a tag of YAML",
      GOOD.replace("[Good, Bad]", "!!set { Good, Bad }"),
      "verdict.yaml:5: labels: must be a list (one entry a line, each after a dash), not a value with a YAML tag (!!)",
    ],
    [
      "a number as a label",
      GOOD.replace("[Good, Bad]", "[1, Bad]"),
      'verdict.yaml:5: labels[1]: is the number 1; to mean a text, put it in quotes: "1"',
    ],
    [
      "true as an answer",
      GOOD.replace("output: Bad", "output: true"),
      "verdict.yaml:8: examples[2].output: is the boolean true; to mean a text, put it in quotes",
    ],
    [
      "a percentage",
      `${GOOD}scoring: { abstain_below: 50 }\n`,
      "verdict.yaml:9: scoring.abstain_below: 50 is too large; the largest value is 1 (50% is written 0.5)",
    ],
    [
      "a map of one label",
      GOOD.replace("[Good, Bad]", "{ Good: praise }"),
      "verdict.yaml:5: labels: needs at least 2 entries",
    ],
    [
      "a label that is twice in a map",
      GOOD.replace("[Good, Bad]", "\n  Good: praise\n  Bad:\n  good: more"),
      'verdict.yaml:8: labels.good: the label "good" is listed twice',
    ],
    [
      "an explanation that is too long",
      GOOD.replace("[Good, Bad]", `\n  Good: ${"x".repeat(201)}\n  Bad:`),
      "verdict.yaml:6: labels.Good: has 201 characters; the limit is 200",
    ],
    [
      "an explanation that is a list",
      GOOD.replace("[Good, Bad]", "\n  Good: [praise]\n  Bad:"),
      "labels.Good: must be a text, not a list",
    ],
    ["one label", GOOD.replace("[Good, Bad]", "[Good]"), "labels: needs at least 2 entries"],
    ["a text in place of a list", GOOD.replace("[Good, Bad]", "Good"), "labels: must be a list"],
    [
      "an alias that was meant as a text",
      GOOD.replace("output: Bad", "output: *Bad*"),
      'verdict.yaml:8: *Bad* is an alias in YAML, and nothing here is named &Bad*; to mean a text, put it in quotes: "*Bad*"',
    ],
    ["two documents", `${GOOD}---\na: 1\n`, "the file holds several documents"],
    ["a tab", GOOD.replace("  - {", "\t- {"), "use spaces"],
    [
      "labels that only look different",
      GOOD.replace("[Good, Bad]", '[Good, Bad, "Ｇｏｏｄ "]'),
      "labels[3]:",
    ],
    [
      "a label that looks like another",
      GOOD.replace("[Good, Bad]", '[Good, Bad, "Go\u200bod"]'),
      "labels[3]:",
    ],
    ["two labels of one emoji", GOOD.replace("[Good, Bad]", '[Good, Bad, "❤", "❤\ufe0f"]'), "labels[4]:"],
    [
      "a label that turns the direction of writing around",
      GOOD.replace("[Good, Bad]", '[Good, Bad, "a\u202eb"]'),
      "labels[3]: holds half a character, or a character that turns the direction",
    ],
    ["half a character", GOOD.replace("It broke.", "\\uD800"), "examples[2].input: holds half a character"],
    [
      "a label that holds the end sequence",
      GOOD.replace("[Good, Bad]", '[Good, Bad, "a ### b"]'),
      "verdict.yaml:5: labels[3]: contains the end sequence ###",
    ],
    ["the same caption twice", GOOD.replace("output: Verdict", "output: Message"), "verdict.yaml:4: output:"],
  ])("names file, line and what was expected for %s", async (_what, content, message) => {
    expect((await faultsOf(content)).join("\n")).toContain(message);
  });

  it("names an empty file, a folder, a pipe, and a file in another encoding for what they are", async () => {
    await mkdir(join(folder, "folder.yaml"));
    await promisify(execFile)("mkfifo", [join(folder, "pipe.yaml")]);
    await writeFile(join(folder, "wide.yaml"), Buffer.from(`\ufeff${GOOD}`, "utf16le"));
    await writeFile(join(folder, "latin.yaml"), Buffer.from(GOOD.replace("Thanks!", "Caf\u00e9"), "latin1"));
    await writeFile(join(folder, "large.yaml"), `#${"x".repeat(1024 * 1024)}`);
    const { faults } = await loadCommands(folder);
    expect(faults.map((fault) => [basename(fault.file), english(fault)])).toEqual([
      ["folder.yaml", expect.stringContaining("is a folder")],
      ["large.yaml", expect.stringContaining("1,024 KiB")],
      ["latin.yaml", expect.stringContaining("UTF-8")],
      ["pipe.yaml", "is not a regular file"],
      ["wide.yaml", expect.stringContaining("UTF-16")],
    ]);
  });

  it("shows at most twenty faults of one file, and says how many there are more", async () => {
    const faults = await faultsOf(`${GOOD}${Array.from({ length: 30 }, (_, at) => `k${at}: 1\n`).join("")}`);
    expect(faults).toHaveLength(21);
    expect(faults.at(-1)).toContain("10 more faults");
  });

  it("warns of a text that YAML cuts at a #, and takes two spellings of one character as one", async () => {
    await write(
      "verdict.yaml",
      GOOD.replace("Is it good?", "Is it # good?").replaceAll("Good", "Cafe\u0301"),
    );
    const { commands, warnings } = await loadCommands(folder);
    expect(commands[0]?.labels?.[0]).toBe("Caf\u00e9");
    expect(warnings.map((warning) => describeFault(warning, en))).toEqual([
      expect.stringMatching(/verdict\.yaml:1: .*quotes$/),
    ]);
  });

  it("never throws, whatever a file holds", () => {
    const pieces = [
      "*a",
      "&a ",
      "[",
      "]",
      "{",
      "}",
      ": ",
      "- ",
      "\n",
      "  ",
      "#",
      '"',
      "'",
      "|",
      ">",
      "---\n",
      "labels",
      "!!x ",
      "? ",
    ];
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 5 })), { maxLength: 60 }),
        (parts) => {
          const parsed = parseCommand(parts.join(""), { file: "x.yaml", name: "x" });
          expect("command" in parsed || parsed.faults.length > 0).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
    for (const nested of [
      "[".repeat(60_000),
      `a: ${"{a: [".repeat(9_000)}`,
      "? ".repeat(30_000),
      "- ".repeat(250),
    ])
      expect(parseCommand(nested, { file: "x", name: "x" })).toMatchObject({
        faults: [{ fault: { code: "nested-too-deeply" } }],
      });
  });

  it("refuses a name that the platforms would refuse, and the bot's own", async () => {
    expect((await faultsOf(GOOD, "My Command.yaml"))[0]).toContain("lower-case letters");
    expect((await faultsOf(GOOD, "fewshot.yaml"))[0]).toContain("the bot's own command");
  });

  it("names both files when two make the same command", async () => {
    await write("verdict.yaml", GOOD);
    await write("verdict.yml", GOOD);
    const { commands, faults } = await loadCommands(folder);
    expect(commands).toHaveLength(1);
    expect(faults[0]).toMatchObject({
      file: join(folder, "verdict.yml"),
      fault: { code: "made-twice", name: "verdict", first: join(folder, "verdict.yaml") },
    });
  });

  it("says so when the folder is missing or empty", async () => {
    expect((await loadCommands(folder)).faults.map(english)[0]).toContain("holds no command file");
    expect((await loadCommands(join(folder, "none"))).faults.map(english)[0]).toContain("does not exist");
  });
});

describe("watchCommands", () => {
  const quiet = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() };

  it("takes up a good edit, keeps the last good version through a broken one, and forgets a deleted file", async () => {
    await write("verdict.yaml", GOOD);
    await write("other.yaml", GOOD);
    const commands = watchCommands(folder, await loadCommands(folder), quiet);
    try {
      const changed = vi.fn();
      commands.onChange(changed);
      await write("verdict.yaml", GOOD.replace("Is it good?", "Is it really good?"));
      await vi.waitFor(() => expect(commands.find("verdict")?.summary).toBe("Is it really good?"), 60_000);
      expect(changed).toHaveBeenCalled();

      await write("verdict.yaml", GOOD.replace("labels:", "lables:"));
      await vi.waitFor(() => expect(quiet.error).toHaveBeenCalled(), 60_000);
      expect(JSON.stringify(quiet.error.mock.calls)).toContain("verdict.yaml:5");
      expect(commands.find("verdict")?.summary).toBe("Is it really good?");

      await rm(join(folder, "other.yaml"));
      await vi.waitFor(() => expect(commands.find("other")).toBeNull(), 60_000);
      expect(commands.find("verdict")).not.toBeNull();
    } finally {
      commands.close();
    }
  });

  const summary = (commands: { find(name: string): { summary: string } | null }, expected: string) =>
    vi.waitFor(() => expect(commands.find("verdict")?.summary).toBe(expected), 60_000);

  it("takes up files that are links over a folder which is swapped, as Kubernetes does it", async () => {
    for (const [version, text] of [
      ["..v1", GOOD],
      ["..v2", GOOD.replace("Is it good?", "Is it swapped?")],
    ] as const) {
      await mkdir(join(folder, version));
      await writeFile(join(folder, version, "verdict.yaml"), text);
    }
    await symlink("..v1", join(folder, "..data"));
    await symlink("..data/verdict.yaml", join(folder, "verdict.yaml"));
    const commands = watchCommands(folder, await loadCommands(folder), quiet);
    try {
      await summary(commands, "Is it good?");
      await symlink("..v2", join(folder, "..tmp"));
      await rename(join(folder, "..tmp"), join(folder, "..data"));
      await summary(commands, "Is it swapped?");
    } finally {
      commands.close();
    }
  });

  it("goes on with a folder that took the place of another, and keeps its commands in between", async () => {
    const place = join(folder, "commands");
    await mkdir(place);
    await writeFile(join(place, "verdict.yaml"), GOOD);
    const commands = watchCommands(place, await loadCommands(place), quiet);
    try {
      await rename(place, `${place}.old`);
      await new Promise((resolve) => setTimeout(resolve, 400));
      await summary(commands, "Is it good?");
      await mkdir(place);
      await writeFile(join(place, "verdict.yaml"), GOOD.replace("Is it good?", "Is it another?"));
      await summary(commands, "Is it another?");
      // From now on its events are heard.
      await new Promise((resolve) => setTimeout(resolve, 50));
      await writeFile(join(place, "verdict.yaml"), GOOD.replace("Is it good?", "Is it edited?"));
      await summary(commands, "Is it edited?");
    } finally {
      commands.close();
    }
  });
});
