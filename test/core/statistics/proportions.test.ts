/** Intervals of proportions, against the tables of the papers. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newcombe95, wilson95 } from "../../../src/core/statistics/proportions.ts";

describe("wilson95", () => {
  // Newcombe 1998, table I, method 3 without continuity correction: 81/263, 15/148, 0/20, 1/29.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])("gives the published interval for %i of %i", (hits, n, low, high) => {
    const [ours, theirs] = wilson95(hits, n);
    expect(ours).toBeCloseTo(low, 4);
    expect(theirs).toBeCloseTo(high, 4);
  });
});

describe("newcombe95", () => {
  // Newcombe 1998 (differences), table II, method 10; statsmodels 0.13.5, confint_proportions_2indep(method="newcomb"), gives the same.
  it.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 20, -0.1611, 0.2775],
    [0, 10, 0, 10, -0.2775, 0.2775],
    [10, 10, 0, 20, 0.6791, 1],
    [10, 10, 0, 10, 0.6075, 1],
  ])("gives the published interval for %i of %i less %i of %i", (hits, n, otherHits, otherN, low, high) => {
    const [ours, theirs] = newcombe95({ hits, n }, { hits: otherHits, n: otherN });
    expect(ours).toBeCloseTo(low, 4);
    expect(theirs).toBeCloseTo(high, 4);
  });

  it("holds the difference, has a width, turns around with its arguments, and says nothing without data", () => {
    const group = fc
      .integer({ min: 1, max: 400 })
      .chain((n) => fc.integer({ min: 0, max: n }).map((hits) => ({ hits, n })));
    fc.assert(
      fc.property(group, group, (first, second) => {
        const [low, high] = newcombe95(first, second);
        const difference = first.hits / first.n - second.hits / second.n;
        expect(low).toBeLessThanOrEqual(difference);
        expect(high).toBeGreaterThanOrEqual(difference);
        expect(high - low).toBeGreaterThan(0);
        const [turnedLow, turnedHigh] = newcombe95(second, first);
        expect(turnedLow).toBeCloseTo(-high, 12);
        expect(turnedHigh).toBeCloseTo(-low, 12);
      }),
    );
    expect(newcombe95({ hits: 0, n: 0 }, { hits: 1, n: 2 })).toEqual([-1, 1]);
  });
});
