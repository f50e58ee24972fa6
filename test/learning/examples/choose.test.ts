/** Choosing examples where the truth is known: a set that helps is found and proven, and of sets that differ by chance alone none is. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/core/statistics/random.ts";
import { type ChooseOptions, chooseExamples } from "../../../src/learning/examples/choose.ts";
import type { Judge } from "../../../src/learning/examples/search.ts";
import { drawSet, type Labelled, sizesFor, swapOne } from "../../../src/learning/examples/sets.ts";

const LABELS = ["A", "B"];
const texts = (count: number): Labelled[] =>
  Array.from({ length: count }, (_, at) => ({
    ...{ id: `t${at}`, label: LABELS[at % 2] as string },
    // Every fifth text is one that teaches.
    text: `${at % 10 < 2 ? "clear" : "dull"} ${at}`,
  }));
const present: Labelled[] = LABELS.map((label) => ({ id: `p${label}`, text: `dull ${label}`, label }));
/** The same number for the same words, 0 to 1. */
const chance = (words: string) =>
  createRandom([...words].reduce((sum, one) => Math.imul(sum, 31) + (one.codePointAt(0) ?? 0), 7))();

/** @param right how likely a right answer is with a set */
const judging =
  (right: (set: readonly Labelled[]) => number, calls: { count: number } = { count: 0 }): Judge =>
  async (set, rows) => {
    calls.count += rows.length;
    const share = right(set);
    return rows.map(({ id, label }) => {
      // One draw for each row and set: sets differ by luck as well.
      const isRight = chance(`${id} ${set.map((one) => one.id).join()}`) < share;
      return {
        label: isRight ? label : (LABELS.find((one) => one !== label) ?? null),
        worth: Math.log(isRight ? 0.8 : 0.2),
      };
    });
  };
const choose = (changes: Partial<ChooseOptions> & Pick<ChooseOptions, "judge">) =>
  chooseExamples({
    labels: LABELS,
    present,
    pool: texts(120),
    judges: [],
    maxExamples: 8,
    seed: 1,
    ...changes,
  });

/** Each clear example helps. */
const helpful = (set: readonly Labelled[]) =>
  Math.min(0.95, 0.5 + 0.25 * set.filter(({ text }) => text.startsWith("clear")).length);

describe("choosing examples", () => {
  it("finds the examples that help, with no more of them than help, and proves it on rows that did not choose", async () => {
    const { examples, isPresent, comparison, sizes, orders } = await choose({ judge: judging(helpful) });
    expect(isPresent).toBe(false);
    expect(examples.filter(({ text }) => text.startsWith("clear")).length).toBeGreaterThanOrEqual(2);
    expect(comparison).toMatchObject({ n: 120, verdict: "better" });
    expect(sizes.map(({ size }) => size)).toEqual([2, 4, 8]);
    expect(orders.count).toBe(8);
  });

  it("calls no set better where they differ by chance alone, whatever the seed", async () => {
    const verdicts: string[] = [];
    for (let seed = 1; seed <= 40; seed++) {
      const { comparison } = await choose({ judge: judging(() => 0.6), seed });
      verdicts.push(comparison.verdict);
    }
    // A test at 5 % is wrong in one of twenty.
    expect(verdicts.filter((verdict) => verdict === "better").length).toBeLessThanOrEqual(4);
  });

  it("keeps what the prompt holds where more examples do harm", async () => {
    const harmful = (set: readonly Labelled[]) => 0.9 - 0.1 * Math.max(0, set.length - 2);
    const exact: Judge = async (set, rows) =>
      rows.map(({ label }) => ({ label, worth: Math.log(harmful(set)) }));
    const { isPresent, examples } = await choose({ judge: exact });
    expect([isPresent, examples]).toEqual([true, present]);
  });

  it("says the same each time, and never asks about a text that the prompt holds", async () => {
    const own = judging(helpful);
    const seen: boolean[] = [];
    const watched: Judge = async (set, rows) => {
      seen.push(rows.some(({ id }) => set.some((one) => one.id === id)));
      return own(set, rows);
    };
    const spotChecks = texts(20).map((one) => ({ ...one, id: `s${one.id}`, text: `spot ${one.text}` }));
    const first = await choose({ judge: watched, judges: spotChecks });
    expect(seen).not.toContain(true);
    expect(first.examples.some(({ id }) => id.startsWith("s"))).toBe(false);
    expect(await choose({ judge: own, judges: spotChecks })).toEqual(first);
  });

  it("passes over sets that do not fit into the prompt", async () => {
    const own = judging(helpful);
    const { examples } = await choose({
      judge: async (set, rows) => (set.length > 4 ? null : own(set, rows)),
    });
    expect(examples.length).toBeLessThanOrEqual(4);
  });

  it("does not call few rows a measurement", async () => {
    const { comparison } = await choose({ judge: judging(helpful), pool: texts(12) });
    expect(comparison.verdict).toBe("not-measured");
  });
});

describe("a set of examples", () => {
  it("holds each text once, as many of each label, and no more than asked for", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 12 }),
        fc.nat(),
        (n, size, seed) => {
          const set = drawSet(texts(n), LABELS, { size, random: createRandom(seed) });
          expect(new Set(set.map(({ id }) => id)).size).toBe(set.length);
          expect(set.length).toBe(Math.min(n, size));
          if (n >= 2 * size) {
            const [a, b] = LABELS.map((label) => set.filter((one) => one.label === label).length);
            expect(Math.abs((a ?? 0) - (b ?? 0))).toBeLessThanOrEqual(1);
          }
          const swapped = swapOne(set, texts(n), createRandom(seed));
          if (swapped) expect(swapped.filter((one) => !set.includes(one)).length).toBe(1);
        },
      ),
    );
  });

  it("has one, a half or all of the examples that help", () => {
    expect(sizesFor(2, 8)).toEqual([2, 4, 8]);
    expect(sizesFor(4, 8)).toEqual([4, 8]);
    expect(sizesFor(12, 8)).toEqual([4, 8]);
  });
});
