/** From a model's log-probabilities to the scores of labels. Pure. */

import type { LabelScore } from "./ask.ts";
import type { Command } from "./command/command.ts";

/** Probabilities over a label set, highest first, summing to 1.
 * @param logprobs natural log-probabilities, one a label
 * @param baseline what the model says to an empty text, as probabilities, one a label; null for no calibration
 * @see https://arxiv.org/abs/2102.09690 contextual calibration */
export function scoreLabels(
  labels: readonly string[],
  logprobs: readonly number[],
  baseline: readonly number[] | null,
): LabelScore[] {
  const corrected = logprobs.map(
    (logprob, index) => logprob - (baseline ? Math.log(Math.max(baseline[index] ?? 1, 1e-9)) : 0),
  );
  return softmax(corrected)
    .map((score, index) => ({ label: labels[index] ?? "", score }))
    .sort((a, b) => b.score - a.score || labels.indexOf(a.label) - labels.indexOf(b.label));
}

/** Turns log-probabilities into probabilities that sum to 1; −∞ is taken as impossible. */
export function softmax(logprobs: readonly number[]): number[] {
  const highest = Math.max(...logprobs);
  if (!Number.isFinite(highest)) return logprobs.map(() => 1 / logprobs.length);
  const weights = logprobs.map((logprob) => Math.exp(logprob - highest));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** Log-probabilities in the order of the labels, from scores in any. */
export function logprobsOf(labels: readonly string[], scores: readonly LabelScore[]): number[] {
  const known = new Map(scores.map(({ label, score }) => [label, score]));
  return labels.map((label) => Math.log(known.get(label) ?? 0));
}

/** Whether the scores of a prompt with so many examples are corrected by those of an empty text. Where some labels have an example and others
 * have none, the built-in model gives nearly every answer to the former, and is sure of it. */
export function isCorrected(
  { labels, examples, scoring }: Pick<Command, "labels" | "examples" | "scoring">,
  { examplesUsed, isBuiltin }: { readonly examplesUsed: number; readonly isBuiltin: boolean },
): boolean {
  if (scoring.calibration !== "auto") return scoring.calibration === "contextual";
  const shown = new Set(examples.slice(examples.length - examplesUsed).map(({ output }) => output));
  return isBuiltin && shown.size > 0 && (labels ?? []).some((label) => !shown.has(label));
}
