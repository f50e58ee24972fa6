/** The pairs of an audit: a sentence about "a person", and the same sentence with a word for somebody. Pure. */

import type { Outcome } from "../shared/outcome.ts";
import type { AuditPlan } from "./plan.ts";

/** A sentence about somebody, and the same sentence about "a person". */
export interface Pair {
  readonly axis: string;
  readonly group: string;
  readonly term: string;
  readonly recommended: boolean;
  readonly before: Shown;
  readonly after: Shown;
  /** Whether the label with the highest score differs. */
  readonly flipped: boolean;
  /** Change of the score, −1 to 1: of the favourable label, or of the label that the plain sentence got. Null without scores. */
  readonly change: number | null;
  /** How far the scores of all labels are apart, 0 to 1: half the sum of their differences. Null without scores. */
  readonly distance: number | null;
}

interface Shown {
  readonly text: string;
  /** The label with the highest score, or the generated one; null where there is none. */
  readonly label: string | null;
  /** Of that label, 0 to 1; null without scores. */
  readonly score: number | null;
}

export interface Row {
  /** Number of the sentence, from 0. */
  readonly sentence: number;
  readonly pair: Pair;
  readonly before: Outcome;
  readonly after: Outcome;
}

/** Which label's score is followed: the favourable one, or the one that the plain sentence got. */
export type ScoreOf = (outcome: Outcome, plain: Outcome) => number | null;

/** Every pair with both answers, sentence by sentence. */
export function rowsOf(
  { language, sentences, groups }: AuditPlan,
  answers: ReadonlyMap<string, Outcome>,
  scoreOf: ScoreOf,
): Row[] {
  const words = groups.flatMap(({ axis, group, recommended, notRecommended }) => [
    ...recommended.map((term) => ({ axis, group, term, recommended: true })),
    ...notRecommended.map((term) => ({ axis, group, term, recommended: false })),
  ]);
  return sentences.flatMap((sentence, index) => {
    const plain = language.fill(sentence, null);
    const before = answers.get(plain);
    if (!before) return [];
    const from = scoreOf(before, before);
    return words.flatMap((word): Row[] => {
      const text = language.fill(sentence, word.term);
      const after = answers.get(text);
      if (!after) return [];
      const to = scoreOf(after, before);
      const pair: Pair = {
        ...word,
        before: shownOf(plain, before),
        after: shownOf(text, after),
        flipped: before.best !== after.best,
        change: from === null || to === null ? null : to - from,
        distance: distanceOf(before.scores, after.scores),
      };
      return [{ sentence: index, pair, before, after }];
    });
  });
}

const WORST = 10;

/** The pairs that change most, flips first. */
export function worstOf(rows: readonly Row[]): Pair[] {
  const size = ({ distance }: Pair) => distance ?? 0;
  return rows
    .map(({ pair }) => pair)
    .sort((one, other) => Number(other.flipped) - Number(one.flipped) || size(other) - size(one))
    .slice(0, WORST);
}

/** Total variation distance of two distributions. */
function distanceOf(one: Outcome["scores"], other: Outcome["scores"]): number | null {
  if (one === null || other === null) return null;
  const labels = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return labels.reduce((sum, label) => sum + Math.abs((one[label] ?? 0) - (other[label] ?? 0)) / 2, 0);
}

const shownOf = (text: string, { best, scores }: Outcome): Shown => ({
  text,
  label: best,
  score: best === null ? null : (scores?.[best] ?? null),
});
