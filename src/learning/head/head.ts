/** The classifier head: how texts become features, how it is trained, and what it says. Pure. */

import type { Seen } from "../../core/seen.ts";
import { fitLogistic, type Linear, MIN_LOGPROB, normalise, type Task } from "../solver/logistic.ts";
import { type FeatureRow, toCoordinates } from "../solver/low-rank.ts";
import { dot } from "../solver/vectors.ts";
import { type CrossFit, crossFit, groupByText } from "./cross-fit.ts";
import {
  joinRows,
  type Rarity,
  rarityOf,
  type SparseRow,
  TEXT_COLUMNS,
  textFeatures,
} from "./text-features.ts";

/** One text as the model sees it after the prompt. */
export interface SeenText {
  readonly text: string;
  /** Null for a model that gives labels' scores alone. */
  readonly seen: Seen | null;
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
  /** Of the state's numbers, in the rows that were learned from; empty for a model without states. */
  readonly means: Float64Array;
  /** What each is divided by after its mean is taken off. */
  readonly scales: Float64Array;
  /** Length of a text's words, and of its pieces, as features. */
  readonly textLength: number;
  /** The prompt's log-probabilities count so much: less than 1 where the prompt is too sure. */
  readonly promptWeight: number;
  readonly rarity: Rarity;
  /** Weights of the state's numbers, then of TEXT_COLUMNS columns of the text, then of TOKEN_COLUMNS columns of likely tokens. */
  readonly linear: Linear;
  readonly penalty: number;
}

export interface Trained {
  readonly head: Head;
  /** Log-probabilities of each row's labels by a head that was trained without its text; null where a penalty was given. */
  readonly heldOut: readonly (readonly number[])[] | null;
}

/** Columns that tokens are dealt to. */
const TOKEN_COLUMNS = 2 ** 12;
/** Coordinates of many rows that cross-fitting reads: with 192 in place of 256, heads of 500 to 700 texts were right on as many others (within 0.3
 * points), and the penalty was the same. */
const CROSS_RANK = 192;
/** How often a label occurs in few rows is chance: without a penalty on the biases, eight rows made commands worse than their prompt. */
const BIAS_PENALTY = 4;
/** From 0.2 to 1.5. */
const PROMPT_WEIGHTS = Array.from({ length: 41 }, (_, at) => Math.exp(0.05 * (at - 32)));
/** Of the logarithm of the prompt's weight, before any row is seen. */
const PROMPT_WEIGHT_SPREAD = 0.5;
/** What the model knows besides the text's meaning counts less: where it has learned the task, the prompt's scores say it already. */
const REST_SHARE = 0.3;
/** The square of the length of words, and of pieces, as a share of that of the state. */
const TEXT_SHARE = 0.5;
const SPARSE_COLUMNS = TEXT_COLUMNS + TOKEN_COLUMNS;
/** A model without states is taken for one with so many numbers. */
const NO_STATE_SIZE = 256;

/** Trains a head on rows of the same model, prompt and labels.
 * @throws {RangeError} without a row that counts */
export function trainHead({ rows, labelCount, penalty }: Training): Trained {
  if (!rows.some(({ weight }) => weight > 0)) throw new RangeError("no row counts in training");
  const scaling = { ...scale(rows), rarity: rarityOf(rows.map(({ text }) => text)) };
  const promptWeight = weighPrompt(rows);
  const coordinates = toCoordinates(
    rows.map((row) => featuresOf(row, scaling)),
    SPARSE_COLUMNS,
  );
  const task: Task = {
    rows: coordinates.rows,
    labels: rows.map(({ label }) => label),
    offsets: rows.map(({ logprobs }) => weighed(logprobs, promptWeight)),
    weights: rows.map(({ weight }) => weight),
    labelCount,
    biasPenalty: BIAS_PENALTY,
  };
  const found = penalty === undefined ? crossFitFirst(task, groupByText(rows.map(({ text }) => text))) : null;
  const chosen = penalty ?? (found as CrossFit).penalty;
  const { weights, biases } = fitLogistic(task, { penalty: chosen, start: found?.near });
  const columns = scaling.means.length + SPARSE_COLUMNS;
  const linear = { weights: new Float64Array(labelCount * columns), biases: biases.slice() };
  const rank = weights.length / labelCount;
  for (let label = 0; label < labelCount; label++)
    linear.weights.set(
      coordinates.toFeatures(weights.subarray(label * rank, (label + 1) * rank)),
      label * columns,
    );
  return { head: { ...scaling, promptWeight, linear, penalty: chosen }, heldOut: found?.heldOut ?? null };
}

/** Cross-fits with the first coordinates alone, which say nearly all. With as few rows as coordinates, each says as much as another. */
function crossFitFirst(task: Task, groups: readonly number[]): CrossFit {
  const rank = task.rows[0]?.length ?? 0;
  if (rank <= CROSS_RANK || task.rows.length < 2 * rank) return crossFit(task, groups);
  const found = crossFit({ ...task, rows: task.rows.map((row) => row.subarray(0, CROSS_RANK)) }, groups);
  const weights = new Float64Array(task.labelCount * rank);
  for (let label = 0; label < task.labelCount; label++)
    weights.set(found.near.weights.subarray(label * CROSS_RANK, (label + 1) * CROSS_RANK), label * rank);
  return { ...found, near: { weights, biases: found.near.biases } };
}

/** Log-probabilities of the labels of one text. */
export function applyHead(head: Head, seen: SeenText): number[] {
  const { weights, biases } = head.linear;
  const { dense, sparse } = featuresOf(seen, head);
  const columns = weights.length / biases.length;
  const scores = biases.map((bias, label) => {
    let sum = bias + dot(dense, weights, label * columns);
    for (let at = 0; at < sparse.columns.length; at++)
      sum +=
        (sparse.values[at] as number) *
        (weights[label * columns + dense.length + (sparse.columns[at] as number)] as number);
    return sum;
  });
  normalise(scores, weighed(seen.logprobs, head.promptWeight));
  return Array.from(scores);
}

const weighed = (logprobs: readonly number[], weight: number) =>
  logprobs.map((logprob) => weight * Math.max(logprob, MIN_LOGPROB));

type Scaling = Pick<Head, "means" | "scales" | "textLength" | "rarity">;

/** The state in its scales, and the text's words and pieces, or the likely tokens. */
function featuresOf({ text, seen }: SeenText, { means, scales, textLength, rarity }: Scaling): FeatureRow {
  const state = seen?.kind === "state" ? seen.values : [];
  const dense = new Float64Array(means.length);
  for (let at = 0; at < means.length; at++) {
    const mean = means[at] as number;
    dense[at] = ((state[at] ?? mean) - mean) / (scales[at] as number);
  }
  const words = textFeatures(text, rarity, textLength);
  return {
    dense,
    sparse: seen?.kind === "tokens" ? joinRows(words, tokenFeatures(seen, textLength)) : words,
  };
}

/** How much likelier each token is than the least likely one that was given, as a row of length `scale`. */
function tokenFeatures({ tokens, logprobs }: Extract<Seen, { kind: "tokens" }>, scale: number): SparseRow {
  const least = Math.min(...logprobs);
  const sums = new Map<number, number>();
  for (const [at, token] of tokens.entries()) {
    const column = TEXT_COLUMNS + (token % TOKEN_COLUMNS);
    sums.set(column, (sums.get(column) ?? 0) + (logprobs[at] as number) - least);
  }
  const columns = Uint32Array.from(sums.keys()).sort();
  const values = Float64Array.from(columns, (column) => sums.get(column) as number);
  const length = Math.sqrt(dot(values, values)) || 1;
  return { columns, values: values.map((value) => (scale * value) / length) };
}

/** Means and scales of the state's numbers. The text's meaning keeps its proportions: in few rows, what differs little is noise. */
function scale(rows: readonly TrainingRow[]): Omit<Scaling, "rarity"> {
  const states = rows.flatMap(({ seen }) => (seen?.kind === "state" ? [seen] : []));
  const size = states[0]?.values.length ?? 0;
  const meaning = Math.min(states[0]?.meaning ?? 0, size);
  const means = new Float64Array(size);
  const variances = new Float64Array(size);
  for (const { values } of states)
    for (let at = 0; at < size; at++)
      means[at] = (means[at] as number) + (values[at] as number) / states.length;
  for (const { values } of states)
    for (let at = 0; at < size; at++)
      variances[at] =
        (variances[at] as number) + ((values[at] as number) - (means[at] as number)) ** 2 / states.length;
  // The square of a state's length is its size on average, as if each number had a variance of 1.
  const together = (part: Float64Array, length: number) => {
    const sum = part.reduce((total, variance) => total + variance, 0);
    return part.map(() => scaleOf(sum / length));
  };
  const scales =
    meaning > 0 && meaning < size
      ? [
          ...together(variances.subarray(0, meaning), size),
          ...together(variances.subarray(meaning), REST_SHARE * size),
        ]
      : variances.map(scaleOf);
  return {
    means,
    scales: Float64Array.from(scales),
    textLength: Math.sqrt(TEXT_SHARE * (size || NO_STATE_SIZE)),
  };
}

/** What never differs says nothing, whatever it is divided by. */
const scaleOf = (variance: number) => (variance > 1e-12 ? Math.sqrt(variance) : 1);

/** The weight of the prompt's log-probabilities under which the rows are likeliest, drawn to 1 where they are few. */
function weighPrompt(rows: readonly TrainingRow[]): number {
  let [best, highest] = [1, Number.NEGATIVE_INFINITY];
  for (const weight of PROMPT_WEIGHTS) {
    let worth = -(Math.log(weight) ** 2) / (2 * PROMPT_WEIGHT_SPREAD ** 2);
    for (const row of rows) {
      const scores = new Float64Array(row.logprobs.length);
      normalise(scores, weighed(row.logprobs, weight));
      worth += row.weight * (scores[row.label] as number);
    }
    if (worth > highest) [best, highest] = [weight, worth];
  }
  return best;
}
