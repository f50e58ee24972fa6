/** Percentages of scores: whole ones add up, none claims a certainty that is not there, and each language writes its own. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { showScores, toPercents } from "../../src/core/views/answer/scores.ts";
import { en } from "../../src/i18n/en/index.ts";
import { createFormat } from "../../src/i18n/format.ts";
import { zhTW } from "../../src/i18n/zh-tw/index.ts";

/** Shares of a distribution, highest first, as answers keep their scores. */
const distributions = fc
  .array(fc.double({ min: 1e-12, max: 1, noNaN: true }), { minLength: 2, maxLength: 26 })
  .map((weights) => {
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return weights.map((weight) => weight / sum).sort((one, other) => other - one);
  });

const scoresOf = (shares: readonly number[]) => shares.map((score, at) => ({ label: `label ${at}`, score }));
const shown = (shares: readonly number[], decimals = 0) =>
  showScores(scoresOf(shares), en, decimals).map((one) => one.shown);

describe("percentages of a distribution", () => {
  it("add up to 100, are less than one step from the score, and keep the order", () => {
    fc.assert(
      fc.property(distributions, fc.constantFrom(0, 1), (shares, decimals) => {
        const percents = toPercents(shares, decimals);
        expect(percents.reduce((total, one) => total + one, 0)).toBeCloseTo(100, 6);
        for (const [at, percent] of percents.entries()) {
          expect(Math.abs(percent - (shares[at] ?? 0) * 100)).toBeLessThan(10 ** -decimals + 1e-9);
          if (at > 0) expect(percent).toBeLessThanOrEqual(percents[at - 1] ?? 0);
        }
      }),
    );
  });

  it.each([
    [
      [1 / 3, 1 / 3, 1 / 3],
      ["34%", "33%", "33%"],
    ],
    [
      [0.335, 0.335, 0.33],
      ["34%", "33%", "33%"],
    ],
    [
      [0.29, 0.71],
      ["29%", "71%"],
    ],
    [
      [0.9, 0.05, 0.05],
      ["90%", "5%", "5%"],
    ],
    [
      [1, 0],
      ["100%", "0%"],
    ],
    [
      [0.997, 0.002, 0.001],
      [">99%", "<1%", "<1%"],
    ],
    [[], []],
  ])("of %j are %j", (shares, percents) => {
    expect(shown(shares)).toEqual(percents);
  });

  it("have one decimal where they are explained", () => {
    expect(shown([0.90449, 0.05551, 0.04], 1)).toEqual(["90.4%", "5.6%", "4.0%"]);
    expect(shown([0.99995, 0.00005], 1)).toEqual([">99.9%", "<0.1%"]);
  });

  it("of scores that are no distribution add up to their rounded sum", () => {
    expect(toPercents([0.305, 0.305])).toEqual([31, 30]);
  });
});

describe("a share", () => {
  it("is written as its language writes percentages", () => {
    expect([en.reply.share(0.41), zhTW.reply.share(0.41), createFormat("de").percent(0.41)]).toEqual([
      "41%",
      "41%",
      "41\u00a0%",
    ]);
    expect(createFormat("fr").percent(0.413, 1)).toMatch(/^41,3\s%$/);
    expect(en.explanation.threshold(0.4)).toContain("Below 40%");
  });
});
