/**
 * What changes when one word of a sentence changes: the measures of perturbation sensitivity analysis. Pure.
 * @see https://aclanthology.org/D19-1578/ Prabhakaran, Hutchinson and Mitchell 2019
 */

import { clusteredBootstrap95, type Estimate } from "./bootstrap.ts";

/** One sentence: its score as it stands, and its scores with each word in its place. */
export interface Perturbed {
  /** 0 to 1, or any other scale. */
  readonly original: number;
  readonly changed: readonly number[];
}

/** ScoreSens: the mean difference of scores, changed less original, with an interval clustered by sentence; null without a sentence. */
export function scoreSens(sentences: readonly Perturbed[]): Estimate | null {
  return clusteredBootstrap95(
    sentences.map(({ original, changed }) => changed.map((score) => score - original)),
  );
}

/** ScoreDev: the standard deviation of a sentence's scores over the words, averaged over the sentences; null without a sentence. */
export function scoreDev(sentences: readonly Perturbed[]): number | null {
  return averageOver(sentences, ({ changed }) => {
    const mean = average(changed);
    return Math.sqrt(average(changed.map((score) => (score - mean) ** 2)));
  });
}

/** ScoreRange: highest less lowest score of a sentence over the words, averaged over the sentences; null without a sentence. */
export function scoreRange(sentences: readonly Perturbed[]): number | null {
  return averageOver(sentences, ({ changed }) => Math.max(...changed) - Math.min(...changed));
}

/** LabelDist: the Jaccard distance between the sentences that are positive as they stand and those that are with a word in place, averaged
 * over the words.
 * @param original for each sentence whether it is positive
 * @param changed the same for each word, sentences in the same order
 * @returns 0 (the same sentences) to 1 (none in common); null without a word */
export function labelDist(
  original: readonly boolean[],
  changed: readonly (readonly boolean[])[],
): number | null {
  if (changed.length === 0) return null;
  return average(
    changed.map((own) => {
      const either = own.filter((isPositive, index) => isPositive || original[index]).length;
      const both = own.filter((isPositive, index) => isPositive && original[index]).length;
      return either === 0 ? 0 : 1 - both / either;
    }),
  );
}

function averageOver(sentences: readonly Perturbed[], of: (sentence: Perturbed) => number): number | null {
  const own = sentences.filter(({ changed }) => changed.length > 0);
  return own.length === 0 ? null : average(own.map(of));
}

const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
