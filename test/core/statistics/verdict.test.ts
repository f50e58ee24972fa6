/** The verdict beside guessing, by its own laws. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wilson95 } from "../../../src/core/statistics/proportions.ts";
import { verdictOf } from "../../../src/core/statistics/verdict.ts";

describe("verdictOf", () => {
  const even = { counts: [10, 10, 10], labels: 3 };

  it("calls a result better only where its interval lies above chance and above the majority label", () => {
    expect(verdictOf(25, 30, even)).toMatchObject({ kind: "better", chance: 1 / 3, majority: 1 / 3 });
    expect(verdictOf(12, 30, even).kind).toBe("not-better");
    expect(verdictOf(50, 60, { counts: [54, 4, 2], labels: 3 })).toMatchObject({
      kind: "not-better",
      majority: 0.9,
      needed: null,
    });
  });

  it("says that there are too few rows where even all right would prove nothing", () => {
    expect(verdictOf(2, 2, { counts: [1, 1], labels: 2 }).kind).toBe("too-few");
    expect(verdictOf(0, 0, { counts: [], labels: 2 })).toMatchObject({ kind: "too-few", needed: null });
  });

  it("does not ask for more rows where the result lies below guessing, or where all rows expect one label", () => {
    expect(verdictOf(10, 10, { counts: [9, 1], labels: 2 }).kind).toBe("too-few");
    expect(verdictOf(2, 10, { counts: [9, 1], labels: 2 }).kind).toBe("not-better");
    for (const hits of [0, 6, 12])
      expect(verdictOf(hits, 12, { counts: [12, 0], labels: 2 })).toMatchObject({
        kind: "one-label",
        needed: null,
      });
  });

  it("names the number of rows that would be enough at the same share, and one fewer is not", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 2, max: 9 }), (n, labels) => {
        const hits = Math.round(n * 0.8);
        const counts = Array.from({ length: labels }, () => n / labels);
        const { needed } = verdictOf(hits, n, { counts, labels });
        if (needed === null) return;
        const low = (rows: number) => wilson95((hits / n) * rows, rows)[0];
        expect(low(needed)).toBeGreaterThan(1 / labels);
        if (needed > 1) expect(low(needed - 1)).toBeLessThanOrEqual(1 / labels);
      }),
    );
  });
});
