/** The classifier head: how texts become features, how it is trained, and what it says. Pure. */

import { type CrossFit, crossFit, groupByText } from "./cross-fit.ts";
import { fitLogistic, type Linear, normalise, type Task } from "./logistic.ts";
import { type FeatureRow, toCoordinates } from "./low-rank.ts";
import { type Rarity, rarityOf, TEXT_COLUMNS, textFeatures } from "./text-features.ts";
import { dot } from "./vectors.ts";

/** One text as the model sees it. */
export interface SeenText {
  readonly text: string;
  /** The model's state after the prompt; empty for a model that gives none. */
  readonly state: ArrayLike<number>;
  /** The prompt's log-probability of each label. */
  readonly logprobs: readonly number[];
}

export interface TrainingRow extends SeenText {
  /** Index of the right label. */
  readonly label: number;
  /** How much the row counts, 0 or more. */
  readonly weight: number;
}

export interface Training {
  readonly rows: readonly TrainingRow[];
  readonly labelCount: number;
  /** A penalty that was found before; left out, the best one is found by cross-validation. */
  readonly penalty?: number;
}

export interface Head {
  /** Of the state's numbers, in the rows that were learned from. */
  readonly means: Float64Array;
  readonly deviations: Float64Array;
  readonly rarity: Rarity;
  readonly linear: Linear;
  readonly penalty: number;
}

export interface Trained {
  readonly head: Head;
  /** Log-probabilities of each row's labels by a head that was trained without its text; null where a penalty was given. */
  readonly heldOut: readonly (readonly number[])[] | null;
}

/** Trains a head on rows of the same model, prompt and labels.
 * @throws {RangeError} without a row that counts */
export function trainHead({ rows, labelCount, penalty }: Training): Trained {
  if (!rows.some(({ weight }) => weight > 0)) throw new RangeError("no row counts in training");
  const scaling = { ...standardise(rows), rarity: rarityOf(rows.map(({ text }) => text)) };
  const coordinates = toCoordinates(
    rows.map((row) => featuresOf(row, scaling)),
    TEXT_COLUMNS,
  );
  const task: Task = {
    rows: coordinates.rows,
    labels: rows.map(({ label }) => label),
    offsets: rows.map(({ logprobs }) => logprobs),
    weights: rows.map(({ weight }) => weight),
    labelCount,
  };
  const found = penalty === undefined ? crossFit(task, groupByText(rows.map(({ text }) => text))) : null;
  const chosen = penalty ?? (found as CrossFit).penalty;
  const { weights, biases } = fitLogistic(task, { penalty: chosen });
  const columns = scaling.means.length + TEXT_COLUMNS;
  const linear = { weights: new Float64Array(labelCount * columns), biases: biases.slice() };
  const rank = weights.length / labelCount;
  for (let label = 0; label < labelCount; label++)
    linear.weights.set(
      coordinates.toFeatures(weights.subarray(label * rank, (label + 1) * rank)),
      label * columns,
    );
  return { head: { ...scaling, linear, penalty: chosen }, heldOut: found?.heldOut ?? null };
}

/** Log-probabilities of the labels of one text. */
export function applyHead(head: Head, seen: SeenText): number[] {
  const { weights, biases } = head.linear;
  const { dense, sparse } = featuresOf(seen, head);
  const columns = weights.length / biases.length;
  const scores = biases.map((bias, label) => {
    let sum = bias + dot(dense, weights, label * columns);
    for (const [at, column] of sparse.columns.entries())
      sum += (sparse.values[at] as number) * (weights[label * columns + dense.length + column] as number);
    return sum;
  });
  normalise(scores, seen.logprobs);
  return Array.from(scores);
}

type Scaling = Pick<Head, "means" | "deviations" | "rarity">;

/** The state in standard deviations, and the text's words and pieces, which count as much as the state does. */
function featuresOf({ text, state }: SeenText, { means, deviations, rarity }: Scaling): FeatureRow {
  const dense = Float64Array.from(
    means,
    (mean, at) => ((state[at] as number) - mean) / (deviations[at] as number),
  );
  return { dense, sparse: textFeatures(text, rarity, Math.sqrt(Math.max(1, means.length))) };
}

function standardise(rows: readonly TrainingRow[]): Pick<Head, "means" | "deviations"> {
  const size = rows[0]?.state.length ?? 0;
  const means = new Float64Array(size);
  const deviations = new Float64Array(size);
  for (const { state } of rows)
    for (let at = 0; at < size; at++) means[at] = (means[at] as number) + (state[at] as number) / rows.length;
  for (const { state } of rows)
    for (let at = 0; at < size; at++)
      deviations[at] =
        (deviations[at] as number) + ((state[at] as number) - (means[at] as number)) ** 2 / rows.length;
  // What never differs says nothing, whatever it is divided by.
  return { means, deviations: deviations.map((variance) => (variance > 1e-12 ? Math.sqrt(variance) : 1)) };
}
