/** How much rows count in training: overrides alone never do. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EVERYWHERE } from "../../src/core/command/saved-command.ts";
import {
  gatherRows,
  type LabelledRow,
  type LabelledRows,
  type RowSource,
  trainingWeights,
} from "../../src/learning/rows.ts";

const row = (source: RowSource, isRight = source !== "override"): LabelledRow => ({
  id: "x",
  text: "The parcel is late",
  label: "Delivery",
  given: isRight ? "Delivery" : "Billing",
  source,
  mayBeShown: false,
});
const many = (count: number, make: () => LabelledRow) => Array.from({ length: count }, make);
const sumOf = (rows: readonly LabelledRow[], source: RowSource) =>
  trainingWeights(rows).reduce((sum, weight, at) => sum + (rows[at]?.source === source ? weight : 0), 0);

describe("the rows of a command", () => {
  it("are its examples file and what the team made, without other labels, the prompt's texts and the tests", async () => {
    const asked: unknown[] = [];
    const team: LabelledRows = {
      async of(command, context) {
        asked.push(command, context);
        const of = (text: string) => ({ ...row("right"), text });
        const other = { ...row("right"), label: "Retired" };
        return [row("spot-check"), other, of("where  IS it?"), of("A test")];
      },
    };
    const labels = ["Delivery", "Billing"];
    const example = (input: string) => ({ input, output: "Delivery" });
    const command = {
      name: "triage",
      labels,
      examples: [example("Where is it?")],
      moreExamples: [example("Late again"), example("Where is it?")],
      tests: [example("A test")],
    };
    const rows = await gatherRows(command, EVERYWHERE, team);
    expect(rows.map(({ source, label }) => `${source} ${label}`)).toEqual([
      "example Delivery",
      "spot-check Delivery",
    ]);
    expect(asked).toEqual(["triage", { scope: EVERYWHERE, labels }]);
  });
});

describe("the weights of training rows", () => {
  it("gives overrides without any rating Right no weight", () => {
    expect(trainingWeights(many(64, () => row("override")))).toEqual(
      many(64, () => row("override")).map(() => 0),
    );
    const checked = [...many(9, () => row("override")), ...many(5, () => row("spot-check"))];
    expect(sumOf(checked, "override")).toBe(0);
    expect(sumOf(checked, "spot-check")).toBe(5);
  });

  it("balances overrides and ratings in the proportion that spot checks show", () => {
    const rows = [
      ...many(30, () => row("override")),
      ...many(20, () => row("right")),
      ...many(76, () => row("spot-check", true)),
      ...many(20, () => row("spot-check", false)),
    ];
    // (76 + 2) / (96 + 4) of the answers are right.
    const share = sumOf(rows, "override") / (sumOf(rows, "override") + sumOf(rows, "right"));
    expect(share).toBeCloseTo(0.22, 10);
  });

  it("lets few ratings carry few overrides", () => {
    const rows = [...many(60, () => row("override")), row("right")];
    expect(sumOf(rows, "right")).toBe(4);
    expect(sumOf(rows, "override")).toBeCloseTo(4, 10);
  });

  it("leaves rows without overrides as they are", () => {
    const rows = [row("example"), row("right"), row("spot-check", false)];
    expect(trainingWeights(rows)).toEqual([1, 1, 1]);
  });

  it("never lets overrides outweigh what the spot checks say, for any rows", () => {
    const anyRow = fc.record({
      source: fc.constantFrom<RowSource[]>("example", "override", "right", "spot-check"),
      isRight: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 60 }), (drawn) => {
        const rows = drawn.map(({ source, isRight }) => row(source, source === "right" || isRight));
        const checked = rows.filter(({ source }) => source === "spot-check");
        const wrong = checked.filter(({ given, label }) => given !== label).length;
        const overrides = sumOf(rows, "override");
        const share = overrides / (overrides + sumOf(rows, "right") || 1);
        expect(share).toBeLessThanOrEqual((wrong + 2) / (checked.length + 4) + 1e-9);
        expect(
          trainingWeights(rows).every((weight) => weight >= 0 && weight <= Math.max(4, 2 * rows.length)),
        ).toBe(true);
      }),
    );
  });
});
