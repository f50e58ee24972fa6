/** From a model's numbers and words to a label. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scoreLabels, softmax } from "../../src/core/decide.ts";
import { confusionOf, expectedCalibrationError, macroRecall } from "../../src/core/statistics/labels.ts";
import { wilson95 } from "../../src/core/statistics/proportions.ts";
import { isMostlyOutside, shorten } from "../../src/core/text/text.ts";

describe("scoreLabels", () => {
  it("sums to one, highest first, for any log-probabilities", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -200, max: 0, noNaN: true }), { minLength: 2, maxLength: 25 }),
        (logprobs) => {
          const names = logprobs.map((_, index) => `L${index}`);
          const scores = scoreLabels(names, logprobs, null);
          expect(scores.reduce((sum, { score }) => sum + score, 0)).toBeCloseTo(1, 9);
          expect(scores.map(({ score }) => score)).toEqual(
            scores.map(({ score }) => score).sort((a, b) => b - a),
          );
        },
      ),
    );
  });

  it("takes away what the prompt alone makes the model say", () => {
    const logprobs = [Math.log(0.7), Math.log(0.3)];
    expect(scoreLabels(["A", "B"], logprobs, null)[0]?.label).toBe("A");
    expect(scoreLabels(["A", "B"], logprobs, [0.9, 0.1])[0]?.label).toBe("B");
  });

  it("calls every label equally likely when the model rules all of them out", () => {
    expect(softmax([Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY])).toEqual([0.5, 0.5]);
  });
});

describe("isMostlyOutside", () => {
  it.each([
    ["great job", false],
    ["做得好", true],
    ["отличная работа", true],
    ["good 好", false],
    ["👍👍", false],
    ["", false],
    ["12:30", false],
  ])("says of %j: %s", (text, outside) => {
    expect(isMostlyOutside(text, ["Latin"])).toBe(outside);
  });
});

describe("shorten", () => {
  it("never cuts a character in half and never passes its limit", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 1, max: 20 }), (text, most) => {
        const short = shorten(text, most);
        expect(short.isWellFormed()).toBe(true);
        expect([...short].length).toBeLessThanOrEqual(most);
      }),
    );
  });
});

describe("the statistics of eval", () => {
  const judged = [
    { expected: "A", predicted: "A", confidence: 0.9 },
    { expected: "A", predicted: "B", confidence: 0.6 },
    { expected: "B", predicted: "B", confidence: 0.8 },
    { expected: "B", predicted: null, confidence: null },
  ];

  it("gives the Wilson interval of the literature", () => {
    const [low, high] = wilson95(8, 10);
    expect(low).toBeCloseTo(0.4902, 3);
    expect(high).toBeCloseTo(0.9433, 3);
    expect(wilson95(0, 0)).toEqual([0, 1]);
  });

  it("averages recall over labels, not over rows", () => {
    expect(macroRecall([...judged, { expected: "A", predicted: "A", confidence: 1 }])).toBeCloseTo(
      (2 / 3 + 1 / 2) / 2,
      9,
    );
  });

  it("measures how far confidence is from accuracy", () => {
    // 0.9 right, 0.6 wrong, 0.8 right: gaps of 0.1, 0.6 and 0.2, a third each.
    expect(expectedCalibrationError(judged)).toBeCloseTo((0.1 + 0.6 + 0.2) / 3, 9);
    expect(expectedCalibrationError([{ expected: "A", predicted: "A", confidence: null }])).toBeNull();
  });

  it("counts what was taken for what", () => {
    expect(confusionOf(judged)).toEqual({ A: { A: 1, B: 1 }, B: { B: 1, "": 1 } });
  });

  it("counts labels that have the name of something that every object inherits", () => {
    const judged = [{ expected: "constructor", predicted: "toString", confidence: null }];
    expect(confusionOf(judged)).toEqual({ constructor: { toString: 1 } });
  });
});
