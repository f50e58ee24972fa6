/** Between source and form: what a form changes is changed, and nothing else, comments included. */

import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyForm, toForm } from "../../src/commands/source/form.ts";
import { parseSource } from "../../src/commands/watch.ts";
import type { CommandForm } from "../../src/core/views/forms/command-form.ts";

const SOURCE = `# Made for the help desk
summary: Which team?
description: Route it. # one sentence
input: Message
output: Team
labels:
  - Billing # money
  - Travel
examples:
  # from last week
  - { input: "Where is my money?", output: Billing }
  - input: My flight => cancelled
    output: Travel # the arrow is part of the text
scoring: { calibration: none, abstain_below: 0.4 } # measured
tests:
  - { input: "Refund, please", output: Billing }
`;

function commandOf(source: string) {
  const parsed = parseSource("route", source);
  if ("faults" in parsed) throw new Error(parsed.faults.join("\n"));
  return parsed.command;
}
const formOf = (source: string) => toForm(commandOf(source));
function fill(source: string | null, changes: Partial<CommandForm>): string {
  const before = source === null ? null : formOf(source);
  const applied = applyForm(source, before, before === null ? changes : { ...before, ...changes });
  if ("fault" in applied) throw new Error(JSON.stringify(applied.fault));
  return applied.source;
}

describe("a form of a command", () => {
  it("refuses to change what would take too long to read: long texts, and thousands of aliases", () => {
    const form = { description: "x".repeat(70_000) };
    expect(applyForm(SOURCE, formOf(SOURCE), form)).toMatchObject({
      fault: { field: "description", fault: { code: "too-much", kib: 64 } },
    });
    const aliases = Array.from({ length: 101 }, (_, at) => `a${at}: &a${at} x\nb${at}: *a${at}\n`).join("");
    expect(applyForm(aliases, null, { description: "x" })).toMatchObject({
      fault: { fault: { code: "not-editable" } },
    });
    expect(parseSource("route", aliases)).toMatchObject({
      faults: [{ fault: { code: "too-many-aliases", most: 100 } }],
    });
  });

  it("finds the label behind the last arrow that has one, however many arrows there are", () => {
    const read = (examples: string) => applyForm(null, null, { labels: "A\nB", examples });
    const row = (text: string) => ({ source: expect.stringContaining(`  - { ${text} }`) });
    expect(read("x => y => A")).toMatchObject(row("input: x => y, output: A"));
    expect(read("x => A => nothing")).toMatchObject(row("input: x => A, output: nothing"));
    expect(read("=>A")).toMatchObject(row('input: "", output: A'));
    const arrows = "=>".repeat(10_000);
    expect(read(`${arrows} A`)).toMatchObject(row(`input: ${arrows.slice(0, -2)}, output: A`));
  });

  it("shows no explanation for a label that has the name of something that every object inherits", () => {
    const source = SOURCE.replace("- Travel", "- constructor").replaceAll(
      "output: Travel",
      "output: constructor",
    );
    expect(formOf(source).labels).toBe("Billing\nconstructor");
  });

  it("shows it as people write it", () => {
    expect(formOf(SOURCE)).toEqual({
      ...{ summary: "Which team?", description: "Route it.", input: "Message", output: "Team" },
      labels: "Billing\nTravel",
      examples: "Where is my money? => Billing\nMy flight => cancelled => Travel",
      tests: "Refund, please => Billing",
      ...{ notSure: "40", calibration: "none" },
    });
  });

  it("that is sent as it was changes nothing, for every command of this project too", () => {
    const names = ["sentiment", "emotion", "spam", "triage", "topic", "continue", "translate", "tldr"];
    for (const source of [SOURCE, ...names.map((name) => readFileSync(`commands/${name}.yaml`, "utf8"))])
      expect(fill(source, {})).toBe(source);
  });

  it("leaves every line as it was spelled that an edit does not change", () => {
    const source = SOURCE.replace("labels:\n  - Billing # money\n  - Travel", "labels: [Billing,   Travel]");
    const edited = fill(source, {
      tests: "Refund, please => Billing\nMy [ bag ] => Travel",
      calibration: "contextual",
    });
    const before = source.split("\n");
    expect(edited.split("\n").filter((line) => !before.includes(line))).toEqual([
      "scoring: { calibration: contextual, abstain_below: 0.4 } # measured",
      '  - { input: "My [ bag ]", output: Travel }',
    ]);
    // A space inside quotes is the text's own.
    const spaced = fill(source, { tests: "Refund, please => Billing\nMy [ bag ] => Travel" });
    expect(commandOf(fill(spaced, { tests: "My [bag] => Travel" })).tests).toEqual([
      { input: "My [bag]", output: "Travel" },
    ]);
  });

  it("writes explanations of labels after an arrow, and makes a map of a list where one comes, comments kept", () => {
    const labels = "Billing => charges, invoices => or refunds\nTravel";
    const source = fill(SOURCE, { labels });
    expect(formOf(source).labels).toBe(labels);
    expect(source).toContain("labels:\n  Billing: charges, invoices => or refunds # money\n  Travel:\n");
    const { labels: names, labelExplanations } = commandOf(source);
    expect([names, labelExplanations]).toEqual([
      ["Billing", "Travel"],
      { Billing: "charges, invoices => or refunds" },
    ]);
    const ours = source.replace("Travel:", "Travel: # ours");
    const more = fill(ours, { labels: `${labels}\nCards => lost cards`, examples: "" });
    expect(more).toContain("# money\n  Travel: # ours\n  Cards: lost cards\n");
    expect(formOf(fill(more, { labels: "Billing\nTravel" })).labels).toBe("Billing\nTravel");
  });

  it("gives back the labels and explanations that were filled in, or a fault, whatever they are", () => {
    const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9 :#'"{}[\]-]{0,20}[a-z]$/);
    const row = fc
      .tuple(word, fc.option(word))
      .map(([label, text]) => (text === null ? label : `${label} => ${text}`));
    fc.assert(
      fc.property(
        fc.constantFrom(null, SOURCE),
        fc.array(row, { minLength: 2, maxLength: 6 }),
        (given, rows) => {
          const labels = rows.join("\n");
          const start =
            given ??
            fill(null, { summary: "s", description: "d", input: "In", output: "Out", labels: "A\nB" });
          const applied = applyForm(start, formOf(start), { labels, examples: "", tests: "" });
          if ("fault" in applied) return;
          const parsed = parseSource("route", applied.source);
          if ("faults" in parsed) return;
          expect(toForm(parsed.command).labels).toBe(labels);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("brings no threshold with the calibration that was chosen", () => {
    const source = SOURCE.replace(/^scoring:.*\n/m, "");
    expect(commandOf(fill(source, { calibration: "contextual" })).scoring).toEqual({
      ...{ calibration: "contextual", abstainBelow: null },
    });
  });

  it("changes what was changed, and keeps every comment and what it does not show", () => {
    const source = fill(SOURCE, {
      description: "Route the message.",
      labels: "Billing\nTravel\nCards",
      examples: "Where is my money? => Billing\nMy card is gone => Cards\nMy flight => cancelled => Travel",
      notSure: "55 %",
    });
    for (const comment of [
      "Made for the help desk",
      "one sentence",
      "money",
      "from last week",
      "the arrow is part",
      "measured",
    ])
      expect(source).toContain(`# ${comment}`);
    const { description, labels, examples, scoring, tests } = commandOf(source);
    expect({ description, labels, examples, scoring, tests }).toEqual({
      description: "Route the message.",
      labels: ["Billing", "Travel", "Cards"],
      examples: [
        { input: "Where is my money?", output: "Billing" },
        { input: "My card is gone", output: "Cards" },
        { input: "My flight => cancelled", output: "Travel" },
      ],
      scoring: { calibration: "none", abstainBelow: 0.55 },
      tests: [{ input: "Refund, please", output: "Billing" }],
    });
  });

  it("makes a command of nothing, and takes labels, examples and threshold away", () => {
    const made = fill(null, {
      summary: "s",
      description: "Do: it #1",
      input: "Message",
      output: "Answer",
      labels: "A\nB",
      examples: "x => A",
    });
    expect(commandOf(made)).toMatchObject({
      description: "Do: it #1",
      labels: ["A", "B"],
      examples: [{ input: "x", output: "A" }],
    });
    expect(
      commandOf(
        fill(SOURCE, { labels: "", examples: "y => z", notSure: "40" }).replace(/^tests:[\s\S]*/m, ""),
      ),
    ).toMatchObject({
      labels: null,
      examples: [{ input: "y", output: "z" }],
    });
    expect(commandOf(fill(SOURCE, { examples: "", notSure: "" }))).toMatchObject({
      examples: [],
      scoring: { abstainBelow: null },
    });
  });

  it("names the line that has no arrow, and what is no percentage", () => {
    const before = formOf(SOURCE);
    expect(applyForm(SOURCE, before, { examples: "a => Billing\n\nno arrow here" })).toEqual({
      fault: { field: "examples", line: 3, part: "whole", fault: { code: "no-arrow" } },
    });
    expect(applyForm(SOURCE, before, { notSure: "much" })).toMatchObject({
      fault: { field: "notSure", line: null, fault: { code: "not-a-percentage" } },
    });
    expect(applyForm(SOURCE, before, { notSure: "101" })).toMatchObject({
      fault: { field: "notSure", line: null, fault: { code: "not-a-percentage" } },
    });
  });

  it("gives a command with the words that were filled in, or a fault, whatever they are", () => {
    const words = fc.string({ unit: "grapheme", maxLength: 30 });
    const lines = fc.array(words, { maxLength: 4 }).map((all) => all.join("\n"));
    fc.assert(
      fc.property(words, lines, lines, (description, labels, examples) => {
        const applied = applyForm(SOURCE, formOf(SOURCE), { description, labels, examples });
        if ("fault" in applied) return;
        const parsed = parseSource("route", applied.source);
        if ("faults" in parsed) return;
        expect(parsed.command.description).toBe(description.trim().normalize("NFC"));
      }),
      { numRuns: 300 },
    );
  });
});
