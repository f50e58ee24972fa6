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
