/** Asks added up: times by bucket with their quantiles, bins of scores, and what is never counted together. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quantile } from "../../../src/core/statistics/bootstrap.ts";
import { bucketOf, quantileOf } from "../../../src/core/statistics/histogram.ts";
import { type AskFacts, BINS, binFrom, binOf, createSumming } from "../../../src/core/statistics/roll-up.ts";

const countsOf = (times: readonly number[]) => {
  const counts = new Map<number, number>();
  for (const ms of times) counts.set(bucketOf(ms), (counts.get(bucketOf(ms)) ?? 0) + 1);
  return counts;
};

describe("times by bucket", () => {
  it("fall into a bucket whatever they are", () => {
    expect([0, -5, Number.NaN, 1, 1.01, 10, 10.01, 1e3, 1e7, 1e12].map(bucketOf)).toEqual([
      0, 0, 0, 0, 1, 20, 21, 60, 140, 140,
    ]);
  });

  it("have quantiles that differ from those of the times themselves by a bucket at most", () => {
    const time = fc.double({ min: 1.001, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(time, { minLength: 1, maxLength: 200 }),
        fc.constantFrom(0.5, 0.95),
        (times, share) => {
          const sorted = times.toSorted((one, other) => one - other);
          const rank = Math.max(1, Math.ceil(times.length * share));
          const exact = sorted[rank - 1] as number;
          const found = quantileOf(countsOf(times), share);
          expect(found?.n).toBe(times.length);
          expect(Math.abs(Math.log10(found?.value ?? 0) - Math.log10(exact))).toBeLessThanOrEqual(
            1 / 20 + 1e-9,
          );
        },
      ),
    );
    expect(quantileOf(new Map(), 0.5)).toBeNull();
  });

  it("have an interval of the ranks that order statistics give, and none where there are too few", () => {
    // Times of 1 to 100 ms: the median of 100 lies between the 40th and the 60th with 95 %.
    const times = Array.from({ length: 100 }, (_, index) => index + 1);
    const { value = 0, interval } = quantileOf(countsOf(times), 0.5) ?? {};
    expect(value / quantile(times, 0.5)).toBeCloseTo(1, 1);
    expect((interval?.[0] ?? 0) / 40.2).toBeCloseTo(1, 1);
    expect((interval?.[1] ?? 0) / 59.8).toBeCloseTo(1, 1);
    expect(quantileOf(countsOf([5, 6, 7]), 0.95)?.interval).toBeNull();
    expect(quantileOf(countsOf([5]), 0.5)?.interval).toBeNull();
  });
});

describe("bins of scores", () => {
  it("begin at the thresholds of the curve: a score is in the last one that it reaches", () => {
    const thresholds = Array.from({ length: BINS }, (_, bin) => binFrom(bin));
    const score = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(...thresholds, 1));
    fc.assert(
      fc.property(score, (one) => {
        expect(binOf(one)).toBe(thresholds.filter((threshold) => one >= threshold).length - 1);
      }),
    );
  });
});

describe("asks that are added up", () => {
  const facts: AskFacts = {
    ...{
      platform: "web",
      workspace: "web",
      failureCode: null,
      tookMs: 100,
      rights: 0,
      wrongs: 0,
      isOverridden: false,
    },
    ...{ check: null },
    answer: {
      ...{ version: 1, revision: "r1", model: "m 1", hasHead: false, label: "Yes", isDoubtful: false },
      ...{ likeliest: { label: "Yes", score: 0.9 }, modelMs: 40, cachedTokens: 3 },
    },
  };
  const sum = (...all: AskFacts[]) => {
    const summing = createSumming();
    for (const one of all) summing.add(one);
    return summing.rollUps().filter(({ level }) => level === "workspace");
  };
  const changed = (changes: object): AskFacts =>
    ({ ...facts, answer: { ...facts.answer, ...changes } }) as AskFacts;

  it("are apart by place, version, model and head", () => {
    const apart = [
      ...[facts, { ...facts, workspace: "other" }, changed({ version: null }), changed({ revision: "r2" })],
      ...[changed({ model: "m 2" }), changed({ hasHead: true }), { ...facts, answer: null }],
    ];
    expect(sum(...apart, ...apart).map(({ counts }) => counts.asks)).toEqual(apart.map(() => 2));
  });

  it("are summed up for each workspace, each platform and all", () => {
    const summing = createSumming();
    for (const workspace of ["a", "b"]) summing.add({ ...facts, workspace });
    summing.add({ ...facts, platform: "slack" });
    const made = summing
      .rollUps()
      .map(({ level, platform, workspace, counts }) => [level, platform, workspace, counts.asks]);
    expect(made.toSorted()).toEqual([
      ["all", "", "", 3],
      ["platform", "slack", "", 1],
      ["platform", "web", "", 2],
      ["workspace", "slack", "web", 1],
      ["workspace", "web", "a", 1],
      ["workspace", "web", "b", 1],
    ]);
  });

  it("count labels of any name, and times that a clock set back made nowhere", () => {
    const [made] = sum(changed({ label: "__proto__" }), { ...changed({ label: "a:b" }), tookMs: -5 });
    expect(made?.spread).toEqual({
      ...{ "label:__proto__": 1, "label:a:b": 1, "model:33": 2, [`wait:${bucketOf(60)}`]: 1 },
    });
  });

  it("say of spot checks what the model said and what is right, also where it was not sure", () => {
    const check = { isDecided: true, label: "No" };
    const [made] = sum(
      { ...facts, check },
      { ...facts, check: { isDecided: false, label: null } },
      { ...changed({ label: null, isDoubtful: true }), check: { isDecided: true, label: "Yes" } },
    );
    expect(made?.counts).toMatchObject({
      drawn: 3,
      decided: 2,
      checked: 1,
      checkedRight: 0,
      answered: 2,
      notSure: 1,
    });
    expect(made?.checks).toEqual({
      ...{ 'pair:["Yes","No"]': 1, 'pair:[null,"Yes"]': 1, "n:18": 2, "right:18": 1, "score:18": 1800 },
    });
  });
});
