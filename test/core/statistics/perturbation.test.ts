/** The measures of perturbation sensitivity, against the same formulas in numpy, and Jaccard distances of scipy 1.17.1. */

import { describe, expect, it } from "vitest";
import { labelDist, scoreDev, scoreRange, scoreSens } from "../../../src/core/statistics/perturbation.ts";

const sentences = [
  { original: 0.3, changed: [0.2, 0.5, 0.9] },
  { original: 0.5, changed: [0.4, 0.4, 0.7] },
  { original: 0.2, changed: [0.1, 0.3, 0.2] },
];

describe("perturbation sensitivity", () => {
  it("agrees with numpy about ScoreSens, ScoreDev and ScoreRange", () => {
    expect(scoreSens(sentences)?.mean).toBeCloseTo(0.0777777777778, 9);
    expect(scoreDev(sentences)).toBeCloseTo(0.169938396633, 9);
    expect(scoreRange(sentences)).toBeCloseTo(0.4, 9);
  });

  it("agrees with scipy about LabelDist, which is 0 for the same sentences and 1 for others", () => {
    const flags = (text: string) => [...text].map((flag) => flag === "1");
    const original = flags("11001");
    expect(labelDist(original, [flags("10011"), flags("11001"), flags("00110")])).toBeCloseTo(0.5, 9);
    expect(labelDist(original, [flags("10011")])).toBeCloseTo(0.5, 9);
    expect(labelDist(original, [flags("11001")])).toBe(0);
    expect(labelDist(original, [flags("00110")])).toBe(1);
  });

  it("says nothing without a sentence or a word, and takes two empty sets as the same", () => {
    expect([scoreSens([]), scoreDev([]), scoreRange([]), labelDist([true], [])]).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect(labelDist([false, false], [[false, false]])).toBe(0);
  });
});
