/** Cross-fitting: what a head says of each row when it was trained on the others, and the penalty that suits them. Pure. */

import { inverseCurvature } from "../solver/curvature.ts";
import { type Fit, fitLogistic, type Linear, predict, priorOf, type Task } from "../solver/logistic.ts";
import { textKey } from "../text-key.ts";

/** Strengths of the penalty that are tried, strongest first. */
const PENALTIES = [1_000, 100, 10, 1];
const FOLDS = 5;
/** A gradient this small leaves the first two digits of a probability as they are. */
const TOLERANCE = 1.5e-3;

export interface CrossFit {
  /** Log-probabilities of each row's labels by a head that has not seen its text, nor been chosen by it. */
  readonly heldOut: readonly (readonly number[])[];
  /** The penalty with the highest likelihood over all rows. */
  readonly penalty: number;
  /** The mean of the folds' fits with that penalty: a fit to all rows is near. */
  readonly near: Linear;
}

/** Fits once for each fold and penalty.
 * @param groups a number a row: rows of one group are in one fold, as of one text
 * @param penalties strongest first */
export function crossFit(
  task: Task,
  groups: readonly number[],
  penalties: readonly number[] = PENALTIES,
): CrossFit {
  const folds = foldsOf(task.labels, groups);
  const inside = folds.map((own) => {
    const left = new Set(own);
    return { ...task, weights: task.weights.map((weight, row) => (left.has(row) ? 0 : weight)) };
  });
  const tried: Tried[] = [];
  for (const penalty of penalties) {
    const before = tried.at(-1);
    const inverse = inverseCurvature(task, before?.heldOut ?? priorOf(task), penalty);
    const fits = inside.map((rows, fold) =>
      fitLogistic(rows, { penalty, inverse, tolerance: TOLERANCE, previous: before?.fits[fold] }),
    );
    const heldOut: number[][] = [];
    const likelihoods = folds.map((own, fold) =>
      sum(
        own.map((row) => {
          const logprobs = predict(task, fits[fold] as Linear, row);
          heldOut[row] = logprobs;
          return (task.weights[row] as number) * (logprobs[task.labels[row] as number] as number);
        }),
      ),
    );
    tried.push({ penalty, fits, heldOut, likelihoods });
    // The likelihood has one peak: what is weaker still fits the rows' noise.
    if (before && sum(likelihoods) < sum(before.likelihoods)) break;
  }
  const choices = folds.map((_, fold) => best(tried, (one) => sum(one.likelihoods.toSpliced(fold, 1))));
  const heldOut: number[][] = [];
  for (const [fold, own] of folds.entries())
    for (const row of own) heldOut[row] = choices[fold]?.heldOut[row] ?? [];
  const { penalty, fits } = best(tried, (one) => sum(one.likelihoods));
  return { heldOut, penalty, near: mean(fits) };
}

interface Tried {
  readonly penalty: number;
  /** Of each fold. */
  readonly fits: readonly Fit[];
  readonly heldOut: readonly number[][];
  /** Of the rows of each fold. */
  readonly likelihoods: readonly number[];
}

function best(tried: readonly Tried[], worth: (one: Tried) => number): Tried {
  return tried.reduce((found, one) => (worth(one) > worth(found) ? one : found));
}

function mean(fits: readonly Linear[]): Linear {
  const of = (read: (fit: Linear) => Float64Array) =>
    (fits.map(read)[0] as Float64Array).map(
      (_, at) => sum(fits.map((fit) => read(fit)[at] as number)) / fits.length,
    );
  return { weights: of(({ weights }) => weights), biases: of(({ biases }) => biases) };
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** Deals groups out to folds, label by label, so that each fold has about as many rows of each. */
function foldsOf(labels: readonly number[], groups: readonly number[]): number[][] {
  const rowsOf = new Map<number, number[]>();
  for (const [row, group] of groups.entries()) rowsOf.set(group, [...(rowsOf.get(group) ?? []), row]);
  const byLabel = [...rowsOf.values()].sort(
    ([one = 0], [other = 0]) => (labels[one] as number) - (labels[other] as number) || one - other,
  );
  const count = Math.min(FOLDS, byLabel.length);
  const folds = Array.from({ length: count }, (): number[] => []);
  for (const [at, rows] of byLabel.entries()) folds[at % count]?.push(...rows);
  return folds;
}

/** A number for each text: the same for texts that differ in case and spaces only. */
export function groupByText(texts: readonly string[]): number[] {
  const known = new Map<string, number>();
  return texts.map((text) => {
    const key = textKey(text);
    const number = known.get(key) ?? known.size;
    known.set(key, number);
    return number;
  });
}
