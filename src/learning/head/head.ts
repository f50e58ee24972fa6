/** The classifier head: how texts become features, how it is trained, and what it says. Pure. */

import type { Seen } from "../../core/seen.ts";
import { fitLogistic, type Linear, normalise, type Task } from "../solver/logistic.ts";
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
  readonly deviations: Float64Array;
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
/** How often a label occurs in few rows is chance: without a penalty on the biases, eight rows made commands worse than their prompt. */
const BIAS_PENALTY = 4;
const SPARSE_COLUMNS = TEXT_COLUMNS + TOKEN_COLUMNS;
/** For a model without states, text and tokens have the scale that they have beside a state of so many numbers. */
const SCALE_WITHOUT_STATE = 256;

/** Trains a head on rows of the same model, prompt and labels.
 * @throws {RangeError} without a row that counts */
export function trainHead({ rows, labelCount, penalty }: Training): Trained {
  if (!rows.some(({ weight }) => weight > 0)) throw new RangeError("no row counts in training");
  const scaling = { ...standardise(rows), rarity: rarityOf(rows.map(({ text }) => text)) };
  const coordinates = toCoordinates(
    rows.map((row) => featuresOf(row, scaling)),
    SPARSE_COLUMNS,
  );
  const task: Task = {
    rows: coordinates.rows,
    labels: rows.map(({ label }) => label),
    offsets: rows.map(({ logprobs }) => logprobs),
    weights: rows.map(({ weight }) => weight),
    labelCount,
    biasPenalty: BIAS_PENALTY,
  };
  const found = penalty === undefined ? crossFit(task, groupByText(rows.map(({ text }) => text))) : null;
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
  return { head: { ...scaling, linear, penalty: chosen }, heldOut: found?.heldOut ?? null };
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
  normalise(scores, seen.logprobs);
  return Array.from(scores);
}

type Scaling = Pick<Head, "means" | "deviations" | "rarity">;

/** The state in standard deviations, and the text's words and pieces, which count as much as the state does. */
function featuresOf({ text, seen }: SeenText, { means, deviations, rarity }: Scaling): FeatureRow {
  const state = seen?.kind === "state" ? seen.values : [];
  const dense = Float64Array.from(
    means,
    (mean, at) => ((state[at] ?? mean) - mean) / (deviations[at] as number),
  );
  const scale = Math.sqrt(means.length || SCALE_WITHOUT_STATE);
  const words = textFeatures(text, rarity, scale);
  return { dense, sparse: seen?.kind === "tokens" ? joinRows(words, tokenFeatures(seen, scale)) : words };
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

function standardise(rows: readonly TrainingRow[]): Pick<Head, "means" | "deviations"> {
  const states = rows.flatMap(({ seen }) => (seen?.kind === "state" ? [seen.values] : []));
  const size = states[0]?.length ?? 0;
  const means = new Float64Array(size);
  const variances = new Float64Array(size);
  for (const state of states)
    for (let at = 0; at < size; at++)
      means[at] = (means[at] as number) + (state[at] as number) / states.length;
  for (const state of states)
    for (let at = 0; at < size; at++)
      variances[at] =
        (variances[at] as number) + ((state[at] as number) - (means[at] as number)) ** 2 / states.length;
  // What never differs says nothing, whatever it is divided by.
  return { means, deviations: variances.map((variance) => (variance > 1e-12 ? Math.sqrt(variance) : 1)) };
}
