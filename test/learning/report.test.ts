/** What spot checks say, on answers whose truth is known. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SpotCheck } from "../../src/core/review.ts";
import { wilson95 } from "../../src/core/statistics/proportions.ts";
import { distinctPoints, reportVersions } from "../../src/learning/spot-checks/report.ts";
import { answer as stored } from "../store/samples.ts";

interface Made {
  readonly score?: number | null;
  readonly isRight?: boolean;
  readonly below?: number;
  readonly isDecided?: boolean;
  readonly revision?: string;
  readonly version?: number | null;
  readonly model?: string;
  readonly head?: number;
  readonly at?: number;
}

let count = 0;
/** One spot check whose likeliest label is Positive. */
function check(made: Made = {}): SpotCheck {
  const { score = 0.8, isRight = true, below = 0, isDecided = true, at = count } = made;
  const isSure = score === null || score >= below;
  return {
    askId: `ask${count++}`,
    command: "mood",
    askedAt: new Date(at * 1000),
    answer: {
      ...stored,
      label: isSure ? "Positive" : null,
      doubt: isSure ? null : "below-threshold",
      scores:
        score === null
          ? null
          : [
              { label: "Positive", score },
              { label: "Negative", score: 1 - score },
            ],
      abstainBelow: below,
      commandRevision: made.revision ?? "r1",
      commandVersion: made.version ?? null,
      model: { ...stored.model, revision: made.model ?? "m1" },
      head: made.head === undefined ? null : { number: made.head, rows: 9, prompted: [] },
    },
    decision: isDecided ? { label: isRight ? "Positive" : "Negative", decidedAt: new Date() } : null,
  };
}
const many = (n: number, made: Made) => Array.from({ length: n }, () => check(made));
const only = (checks: readonly SpotCheck[]) => {
  const [report, ...rest] = reportVersions(checks);
  if (!report || rest.length > 0) throw new Error("one report was expected");
  return report;
};

describe("a report of spot checks", () => {
  it("is empty without answers", () => {
    expect(reportVersions([])).toEqual([]);
    expect(reportVersions([{ ...check(), answer: null, decision: null }])).toEqual([]);
  });

  it("counts decided answers, with the Wilson interval, and what waits", () => {
    const report = only([...many(8, {}), ...many(2, { isRight: false }), ...many(3, { isDecided: false })]);
    expect(report).toMatchObject({ decided: 10, waiting: 3, notSure: 0 });
    expect(report.accuracy).toEqual({ right: 8, n: 10, share: 0.8, interval: wilson95(8, 10) });
    expect(report.calibrationError).toBeCloseTo(0, 10);
    expect(only(many(2, { isDecided: false })).accuracy).toEqual({
      right: 0,
      n: 0,
      share: null,
      interval: null,
    });
  });

  it("leaves answers that were not sure out of the accuracy, and counts their likeliest label apart", () => {
    const report = only([
      ...many(6, { below: 0.5 }),
      ...many(4, { score: 0.45, below: 0.5, isRight: false }),
    ]);
    expect(report.accuracy).toMatchObject({ right: 6, n: 6 });
    expect(report.likeliest).toMatchObject({ right: 6, n: 10 });
    expect(report.notSure).toBe(4);
  });

  it("counts an answer as wrong where none of the labels fits", () => {
    const none = { ...check(), decision: { label: null, decidedAt: new Date() } };
    expect(only([none, check()]).accuracy).toMatchObject({ right: 1, n: 2 });
  });

  it("never counts two versions of the command or of the model together, the newest first", () => {
    const reports = reportVersions([
      ...many(2, { version: 1, at: 10 }),
      ...many(3, { version: 2, at: 20 }),
      ...many(4, { version: 2, model: "m2", at: 30 }),
      ...many(5, { revision: "r2", at: 5 }),
    ]);
    expect(reports.map(({ decided }) => decided)).toEqual([4, 3, 2, 5]);
    expect(reports.map(({ version, revision }) => [version, revision])).toEqual([
      [2, "r1"],
      [2, "r1"],
      [1, "r1"],
      [null, "r2"],
    ]);
  });

  it("counts answers of the prompt apart from those of a head, and heads that were trained again together", () => {
    const reports = reportVersions([
      ...many(2, { at: 1 }),
      check({ head: 1, at: 2 }),
      check({ head: 2, at: 3 }),
    ]);
    expect(reports.map(({ hasHead, decided }) => [hasHead, decided])).toEqual([
      [true, 2],
      [false, 2],
    ]);
  });

  it("shows how far scores are from the truth", () => {
    const report = only([...many(9, { score: 0.95 }), ...many(11, { score: 0.95, isRight: false })]);
    expect(report.calibrationError).toBeCloseTo(0.5, 10);
    expect(report.bins).toHaveLength(1);
    expect(report.bins[0]).toMatchObject({ from: 0.9, to: 1, n: 20, right: 9 });
    expect(report.bins[0]?.score).toBeCloseTo(0.95, 10);
    expect(only(many(3, { score: null }))).toMatchObject({ calibrationError: null, curve: [], bins: [] });
  });

  it("draws a curve whose coverage falls and whose counts add up", () => {
    const scored = fc.record({ score: fc.double({ min: 0.05, max: 1, noNaN: true }), isRight: fc.boolean() });
    fc.assert(
      fc.property(fc.array(scored, { minLength: 1, maxLength: 60 }), (made) => {
        const { curve, bins } = only(made.map(check));
        expect(curve[0]).toMatchObject({ threshold: 0, coverage: 1, n: made.length });
        for (const [index, point] of curve.entries()) {
          expect(point.n).toBe(made.filter(({ score }) => score >= point.threshold).length);
          expect(point.right).toBeLessThanOrEqual(point.n);
          if (index > 0) expect(point.coverage).toBeLessThanOrEqual(curve[index - 1]?.coverage ?? 0);
        }
        const table = distinctPoints(curve);
        expect(new Set(table.map(({ n }) => n)).size).toBe(table.length);
        expect(new Set(curve.map(({ n }) => n)).size).toBe(table.length);
        expect(bins.reduce((sum, { n }) => sum + n, 0)).toBe(made.length);
      }),
    );
  });
});

describe("the suggested threshold", () => {
  it("needs thirty decided spot checks", () => {
    expect(only(many(29, {})).suggestion).toEqual({ kind: "too-few", missing: 1 });
  });

  it("is the one below which answers are more often wrong than right", () => {
    const report = only([
      ...many(40, { score: 0.9 }),
      ...many(3, { score: 0.55, isRight: true }),
      ...many(27, { score: 0.55, isRight: false }),
    ]);
    expect(report.suggestion).toMatchObject({ kind: "change", abstainBelow: 0.6, before: 0 });
  });

  it("comes down again where what was held back is right", () => {
    const report = only([...many(40, { score: 0.9, below: 0.7 }), ...many(30, { score: 0.5, below: 0.7 })]);
    expect(report.suggestion).toMatchObject({ kind: "change", before: 0.7 });
    expect((report.suggestion as { abstainBelow: number }).abstainBelow).toBeLessThanOrEqual(0.5);
  });

  it("is not changed by what may be luck", () => {
    const few = [...many(40, { score: 0.9 }), ...many(5, { score: 0.3, isRight: false })];
    expect(only(few).suggestion).toEqual({ kind: "keep", abstainBelow: 0 });
    // Scores that say nothing: right and wrong like a coin at every score. One in twenty may look better by luck at most.
    let changed = 0;
    for (let seed = 1; seed <= 60; seed++) {
      let state = seed;
      const random = () => {
        state = (state * 48_271) % 2_147_483_647;
        return state / 2_147_483_647;
      };
      const made = Array.from({ length: 100 }, () => check({ score: random(), isRight: random() < 0.5 }));
      if (only(made).suggestion.kind === "change") changed += 1;
    }
    expect(changed).toBeLessThanOrEqual(3);
  });
});
