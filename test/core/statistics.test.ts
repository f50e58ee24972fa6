/** The statistics of eval and check, against published values and by their own laws. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { verdictOf, wilson95 } from "../../src/core/statistics.ts";

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
