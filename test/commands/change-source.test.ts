/** Examples put into the source of a command: what stays keeps its comments and its spelling, and what is read back is what was chosen. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { changeSource } from "../../src/commands/source/change-source.ts";
import { parseCommand } from "../../src/commands/source/parse.ts";

const SOURCE = `# Made by the desk.
summary: Which desk?
description: Choose the desk. # short
input: Request
output: Desk
labels: [North, South]
examples:
  # Asked in May.
  - { input: 'Where is my parcel?', output: North } # the usual one
  - { input: "The invoice is wrong", output: South }
tests:
  - { input: A test, output: North }
`;
const rowsOf = (source: string | null) => {
  const parsed = parseCommand(source ?? "", { file: "desk.yaml", name: "desk", isSaved: true });
  if ("faults" in parsed) throw new Error(JSON.stringify(parsed.faults));
  return parsed.command.examples;
};

it("takes one row out again, and leaves the rest as it was", () => {
  for (const kind of ["example", "test"] as const)
    for (const source of [
      SOURCE,
      SOURCE.replaceAll("{ ", "{").replaceAll(" }", "}"),
      SOURCE.slice(0, SOURCE.indexOf("tests:")),
    ]) {
      const row = { input: "It's late: again #1", output: "South" };
      const added = changeSource(source, { kind, ...row }) ?? "";
      expect(added).not.toBe(source);
      expect(changeSource(added, { kind: "without", list: kind, ...row })).toBe(source);
      expect(changeSource(source, { kind: "without", list: kind, ...row })).toBe(source);
    }
  const first = { input: "Where is my parcel?", output: "North" };
  const without = changeSource(SOURCE, { kind: "without", list: "example", ...first });
  expect(rowsOf(without)).toEqual([{ input: "The invoice is wrong", output: "South" }]);
  expect(without).toContain("description: Choose the desk. # short");
});

describe("what a change leaves alone", () => {
  it.each([
    [
      "spaces inside brackets, and a list over two lines",
      SOURCE.replace("[North, South]", "[North,\n  South]"),
    ],
    ["no spaces inside braces", SOURCE.replaceAll("{ ", "{").replaceAll(" }", "}")],
    ["lists that are not indented", SOURCE.replaceAll(/^ {2}/gm, "")],
    [
      "deep indentation, and lines of their own",
      SOURCE.replace("{ input: A test, output: North }", "input: A test\n    output:   North"),
    ],
    [
      "spaces that line up, and empty lines",
      SOURCE.replace("input: Request", "\ninput:       Request  # aligned\n"),
    ],
    [
      "a long folded text",
      SOURCE.replace("Choose the desk. # short", `>\n  ${"Choose the desk. ".repeat(8)}\n  Well.`),
    ],
    ["a start mark and quoted keys", `---\n${SOURCE.replace("summary", '"summary"')}`],
  ])("stays as its author wrote it: %s", (_what, source) => {
    const changed = changeSource(source, { kind: "test", input: "The lamp is out", output: "South" }) ?? "";
    const lines = changed.split("\n");
    const added = lines.filter((line) => line.includes("The lamp is out") || line === "    output: South");
    expect(lines.filter((line) => !added.includes(line))).toEqual(source.split("\n"));
    const asked = changeSource(source, { kind: "review", every: 20 }) ?? "";
    expect(asked).toBe(`${source}review:\n  every: 20\n`);
    expect(changeSource(asked, { kind: "review", every: 9 })).toBe(`${source}review:\n  every: 9\n`);
  });
});

describe("chosen examples", () => {
  it("replace the others, and leave comments and the rest as they were", () => {
    const rows = [
      { input: "It was charged twice", output: "South" },
      { input: "Where is my parcel?", output: "North" },
    ];
    const changed = changeSource(SOURCE, { kind: "examples", rows });
    expect(rowsOf(changed)).toEqual(rows);
    expect(changed).toContain("  - { input: It was charged twice, output: South }\n");
    expect(changed).toContain("  - { input: 'Where is my parcel?', output: North } # the usual one\n");
    for (const kept of [
      "# Made by the desk.",
      "# short",
      "# Asked in May.",
      "- { input: A test, output: North }",
    ])
      expect(changed).toContain(kept);
    expect(changed).not.toContain("The invoice is wrong");
  });

  it("are written where there were none", () => {
    const bare = SOURCE.replace(/examples:\n(?: .*\n){3}/, "");
    const rows = [{ input: "It was charged twice", output: "South" }];
    expect(rowsOf(changeSource(bare, { kind: "examples", rows }))).toEqual(rows);
  });

  it("are read back as they were chosen, whatever people wrote", () => {
    const text = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 60 })
      .filter(
        (one) =>
          one.trim() === one &&
          one.normalize() === one &&
          /\p{L}/u.test(one) &&
          !/[\p{C}\u2028\u2029]/u.test(one),
      );
    fc.assert(
      fc.property(fc.uniqueArray(text, { minLength: 1, maxLength: 6 }), (inputs) => {
        const rows = inputs.map((input, at) => ({ input, output: at % 2 ? "North" : "South" }));
        expect(rowsOf(changeSource(SOURCE, { kind: "examples", rows }))).toEqual(rows);
      }),
      { numRuns: 60 },
    );
  });
});
