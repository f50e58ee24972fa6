/** Tests of hypotheses, against values computed by statsmodels 0.13.5 (mcnemar with exact=True, multipletests) and scipy 1.10.1 (binomtest). */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  benjaminiHochberg,
  fisherExact,
  holm,
  mcnemarExact,
  twoProportions,
} from "../../../src/core/statistics/tests.ts";

describe("mcnemarExact", () => {
  it.each([
    [1, 0, 1, 0.5],
    [6, 0, 0.03125, 0.015625],
    [12, 1, 0.00341796875, 0.001708984375],
    [10, 2, 0.03857421875, 0.019287109375],
    [5, 5, 1, 0.623046875],
    [4, 9, 0.266845703125, 0.953857421875],
    [121, 59, 4.4344492637551645e-6, 2.2172246318775823e-6],
    [59, 121, 4.4344492637551645e-6, 0.999998950577836],
    [0, 40, 1.8189894035458565e-12, 1],
    [700, 800, 0.01055925546671162, 0.9954549983642541],
    [1500, 1400, 0.06598734966518464, 0.03299367483259232],
  ])("agrees with statsmodels and scipy for %i gained and %i lost", (gained, lost, twoSided, oneSided) => {
    const found = mcnemarExact(gained, lost);
    expect(found.twoSided / twoSided).toBeCloseTo(1, 9);
    expect(found.oneSided / oneSided).toBeCloseTo(1, 9);
  });

  it("finds nothing where no pair differs", () => {
    expect(mcnemarExact(0, 0)).toEqual({ twoSided: 1, oneSided: 1 });
  });
});

describe("fisherExact", () => {
  it.each([
    [8, 10, 1, 6, 0.034965034965034975],
    [3, 4, 1, 4, 0.48571428571428565],
    [0, 10, 6, 30, 0.30744611007768907],
    [1, 30, 12, 100, 0.29654778479798205],
    [2, 33, 40, 1000, 0.3921032550920793],
    [10, 10, 0, 10, 1.082508822446903e-5],
    [0, 30, 0, 50, 1],
    [7, 19, 0, 5, 0.272068511198946],
    [30, 2000, 2, 40, 0.12870661205618644],
  ])("agrees with scipy 1.10.1 for %i of %i and %i of %i", (hits, n, otherHits, otherN, p) => {
    expect(fisherExact({ hits, n }, { hits: otherHits, n: otherN }) / p).toBeCloseTo(1, 8);
    expect(fisherExact({ hits: otherHits, n: otherN }, { hits, n }) / p).toBeCloseTo(1, 8);
  });
});

describe("twoProportions", () => {
  // scipy 1.10.1, chi2_contingency(correction=False).
  it.each([
    [56, 70, 48, 80, 0.00804508136819656],
    [20, 60, 30, 200, 0.0015762341574278023],
    [15, 83, 40, 400, 0.03512954411991527],
    [9, 40, 60, 260, 0.9356670670488143],
    [300, 400, 90, 400, 6.565117711780813e-50],
    [50, 100, 50, 100, 1],
  ])("agrees with scipy for %i of %i and %i of %i", (hits, n, otherHits, otherN, p) => {
    const found = twoProportions({ hits, n }, { hits: otherHits, n: otherN });
    expect(found.test).toBe("score");
    expect(found.p / p).toBeCloseTo(1, 8);
  });

  it("is exact where a cell is expected to be below 5, and finds nothing without rows", () => {
    expect(twoProportions({ hits: 1, n: 30 }, { hits: 12, n: 100 })).toEqual({
      p: fisherExact({ hits: 1, n: 30 }, { hits: 12, n: 100 }),
      test: "fisher",
    });
    expect(twoProportions({ hits: 0, n: 0 }, { hits: 3, n: 9 })).toEqual({ p: 1, test: "fisher" });
    expect(twoProportions({ hits: 0, n: 0 }, { hits: 0, n: 0 }).p).toBe(1);
  });
});

describe("adjustments for many tests", () => {
  const adjusted: { p: number[]; holm: number[]; bh: number[] }[] = [
    { p: [0.01, 0.04, 0.03, 0.2], holm: [0.04, 0.09, 0.09, 0.2], bh: [0.04, 0.16 / 3, 0.16 / 3, 0.2] },
    {
      // The fifteen p values of Benjamini and Hochberg 1995, section 4: their procedure rejects the first four at 0.05, Holm's the first three.
      p: [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528,
        0.759, 1,
      ],
      holm: [0.0015, 0.0056, 0.0247, 0.114, 0.2211, 0.278, 0.278, 0.278, 0.3213, 1, 1, 1, 1, 1, 1],
      bh: [
        0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.0638571428571, 0.0638571428571, 0.0645, 0.0765, 0.486,
        0.581181818182, 0.714875, 0.753230769231, 0.813214285714, 1,
      ],
    },
    { p: [0.02, 0.02, 0.02], holm: [0.06, 0.06, 0.06], bh: [0.02, 0.02, 0.02] },
    { p: [1, 1, 0.5], holm: [1, 1, 1], bh: [1, 1, 1] },
    { p: [0.005], holm: [0.005], bh: [0.005] },
    { p: [], holm: [], bh: [] },
  ];

  it.each(adjusted)("agree with statsmodels for $p", ({ p, holm: byHolm, bh }) => {
    for (const [index, value] of holm(p).entries()) expect(value).toBeCloseTo(byHolm[index] as number, 9);
    for (const [index, value] of benjaminiHochberg(p).entries())
      expect(value).toBeCloseTo(bh[index] as number, 9);
    expect([holm(p).length, benjaminiHochberg(p).length]).toEqual([p.length, p.length]);
  });

  it("never lower a p value, keep their order, and Holm is never below Benjamini and Hochberg", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 }), (p) => {
        const [strict, mild] = [holm(p), benjaminiHochberg(p)];
        for (const [index, value] of p.entries()) {
          expect(mild[index]).toBeGreaterThanOrEqual(value - 1e-12);
          expect(strict[index]).toBeGreaterThanOrEqual((mild[index] as number) - 1e-12);
          for (const [other, otherValue] of p.entries())
            if (value < otherValue) expect(strict[index]).toBeLessThanOrEqual(strict[other] as number);
        }
      }),
    );
  });
});
