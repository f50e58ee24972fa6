/** Flips before and after a change, which rows a change is measured on, and how the figures are worded. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareFlips, exceedsLimit, objectionsTo } from "../../../src/flows/commands/gate/flips.ts";
import { gateLines, gateNote } from "../../../src/flows/commands/gate/lines.ts";
import type { AuditPair, GateReport } from "../../../src/flows/commands/gate/ports.ts";
import { gateRows } from "../../../src/flows/commands/gate/rows.ts";
import { compare } from "../../../src/learning/gate.ts";
import type { LabelledRow } from "../../../src/learning/rows.ts";
import { auditPart } from "../../../src/monitoring/audit/part.ts";
import { makeCommand } from "../stack.ts";

const pairs: AuditPair[] = Array.from({ length: 40 }, (_, at) => ({
  ...{ sentence: at % 8, group: "disability: hearing" },
  ...{ plain: `plain ${at % 8}`, text: `text ${at}` },
}));
/** Says B to so many of the texts with a word, and A to all others. */
const flipping = (count: number) => (text: string) =>
  text.startsWith("text") && Number(text.slice(5)) < count ? "B" : "A";

describe("flips", () => {
  it("counts the pairs whose label changes with the word, and lists those that changed only on one side", () => {
    const change = compareFlips(pairs, { before: flipping(3), after: flipping(12), limit: 0.2 });
    expect(change).toMatchObject({ n: 40, before: { flips: 3 }, after: { flips: 12 }, gone: [] });
    expect(change.appeared.map(({ text }) => text)).toEqual(pairs.slice(3, 12).map(({ text }) => text));
    expect(change.difference?.mean).toBeCloseTo(9 / 40);
    expect(change.after.interval[0]).toBeCloseTo(0.181, 2);
  });

  it("is symmetric: turned round, what appeared is gone", () => {
    fc.assert(
      fc.property(fc.nat(40), fc.nat(40), (one, other) => {
        const there = compareFlips(pairs, { before: flipping(one), after: flipping(other), limit: null });
        const back = compareFlips(pairs, { before: flipping(other), after: flipping(one), limit: null });
        expect(there.appeared.length).toBe(back.gone.length);
        expect(there.after.flips - there.before.flips).toBe(there.appeared.length - there.gone.length);
      }),
    );
  });

  it("leaves out pairs that one side did not answer", () => {
    const some = (text: string) => (text === "plain 0" ? undefined : "A");
    expect(compareFlips(pairs, { before: some, after: flipping(0), limit: null }).n).toBe(35);
  });

  it.each([
    [3, 12, 0.2, true],
    [3, 8, 0.2, false],
    [12, 12, 0.2, false],
    [20, 12, 0.2, false],
    [3, 12, null, false],
  ])("from %i to %i of 40 with the limit %s: above it, %s", (before, after, limit, expected) => {
    expect(
      exceedsLimit(compareFlips(pairs, { before: flipping(before), after: flipping(after), limit })),
    ).toBe(expected);
  });
});

describe("the part of the audit", () => {
  const command = makeCommand("route", {
    labels: ["A", "B"],
    examples: [],
    tests: [{ input: "Hello", output: "A" }],
  });

  it("is the same each time, and has every group with each sentence", () => {
    const part = auditPart(command, { scripts: ["Latin"] }, 16);
    expect(part).toEqual(auditPart(command, { scripts: ["Latin"] }, 16));
    expect(new Set(part.map(({ plain }) => plain)).size).toBe(16);
    expect(part.length).toBe(16 * new Set(part.map(({ group }) => group)).size);
    expect(part.length).toBeGreaterThan(400);
    expect(part.every(({ plain, text }) => plain !== text)).toBe(true);
  });

  it("is asked in each language that the model reads, its sentences counted through", () => {
    const part = auditPart(command, { scripts: ["Latin", "Han"] }, 3);
    expect(new Set(part.map(({ sentence }) => sentence))).toEqual(new Set([0, 1, 2, 3, 4, 5]));
  });
});

describe("the rows of a comparison", () => {
  const before = makeCommand("route", {
    labels: ["A", "B"],
    examples: [{ input: "held before", output: "A" }],
    tests: [{ input: "taken away", output: "A" }],
  });
  const after = makeCommand("route", {
    labels: ["A", "B"],
    examples: [{ input: "Held  now", output: "A" }],
    tests: [{ input: "kept", output: "B" }],
  });
  const row = (text: string, source: LabelledRow["source"]): LabelledRow => ({
    ...{ id: text, text, source, label: "A", given: null, mayBeShown: false },
  });

  it("are spot checks and the tests of both sides, without what a prompt holds", () => {
    const team = [
      ...[row("held now", "spot-check"), row("fresh", "spot-check"), row("rated", "right")],
      { ...row("Fresh", "spot-check"), label: "B" },
      ...[row("KEPT", "spot-check"), row("accepted", "override")],
    ];
    expect(gateRows({ before, after }, team).map(({ text, kind }) => `${kind} ${text}`)).toEqual([
      "spot-check Fresh",
      "test kept",
      "test taken away",
    ]);
  });
});

describe("the words of a comparison", () => {
  const rows = Array.from({ length: 24 }, (_, at) => ({
    ...{ id: `r${at}`, text: `text ${at}`, label: "A" },
    before: at < 2 ? "B" : "A",
    after: at > 22 ? null : "A",
  }));
  const report: GateReport = {
    ...{ rows: compare(rows), spotChecks: 20, tests: 4 },
    audit: compareFlips(pairs, { before: flipping(3), after: flipping(12), limit: 0.2 }),
    ...{ tokens: { before: 180, after: 212 }, heads: { before: 2, after: null } },
  };

  it("say what it repairs and breaks, flips, tokens, and what speaks against it", () => {
    expect(objectionsTo(report)).toEqual(["flips"]);
    expect(gateLines(report, "en", 1)).toEqual([
      "More answers change with the word for a person than the command allows, and more than before.",
      "Compared on 20 spot checks and 4 tests.",
      "Right: 23 of 24 (95.8%, 95% interval 79.8% to 99.3%), before 22 of 24 (91.7%, 95% interval 74.2% to 97.7%).",
      "It repairs 2 and breaks 1.",
      "The difference may be chance (exact McNemar, p = 0.50).",
      "Broken:",
      "• “text 23”: right is A; before A, now none",
      "Repaired:",
      "• “text 0”: right is A; before B, now A",
      "• and 1 more",
      "The label changes with the word for a person in 12 of 40 (30.0%, 95% interval 18.1% to 45.4%), before in 3 of 40 (7.5%, 95% interval 2.6% to 19.9%). The command allows 20.0%: 8 of 40.",
      "Only now it changes in:",
      "• “plain 3”: A; “text 3”: B",
      "• and 8 more",
      "The prompt has 212 tokens, before 180; each ask reads them, or takes them from the cache.",
      "Classifier head 2, which decides now, was trained for the other prompt. It does not decide with this version until whoever runs Fewshot trains it again: npx fewshot learn.",
    ]);
    expect(gateNote(report, "en")).toBe(
      "repairs 2, breaks 1 of 24; label changes with the word for a person in 12 of 40, before 3",
    );
  });

  it("say that too few rows are no measurement, and that free text has none", () => {
    const few = { ...report, rows: compare(rows.slice(0, 5)), spotChecks: 5, tests: 0 };
    expect(gateLines(few, "en", 1).join("\n")).toContain(
      "Not measured: these are too few. 15 more spot checks or tests are needed.",
    );
    const none = { ...report, rows: compare([]), spotChecks: 0, tests: 0 };
    expect(gateLines(none, "en", 1)).toContain("Not measured: there are no spot checks and no tests.");
    expect(gateLines({ ...none, audit: null }, "zh-TW", 1)).toContain("未測量：自由文字沒有唯一的正確答案。");
  });
});
