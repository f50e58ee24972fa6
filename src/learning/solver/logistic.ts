/**
 * Multinomial logistic regression with a fixed offset: p(label) ∝ exp(offset + weights · features + bias). The weights have an L2 penalty,
 * the biases one of their own. With weights of 0 the result is the offset. Pure.
 */

import { type Curvature, createCurvature } from "./curvature.ts";
import { createMemory } from "./lbfgs.ts";
import { addAllScaled, addScaled, dot, dots } from "./vectors.ts";

export interface Task {
  /** Features, one array a row, all of the same length. */
  readonly rows: readonly Float64Array[];
  /** Index of each row's right label. */
  readonly labels: readonly number[];
  /** Log-probabilities before anything is learned, one array a row, one number a label. */
  readonly offsets: readonly (readonly number[])[];
  /** How much each row counts, 0 or more. */
  readonly weights: readonly number[];
  /** How many labels there are, at least 2. */
  readonly labelCount: number;
  /** Strength of the penalty on the biases; none where it is left out, as in scikit-learn. */
  readonly biasPenalty?: number;
}

export interface Linear {
  /** labels × features, label by label */
  readonly weights: Float64Array;
  /** One a label. */
  readonly biases: Float64Array;
}

export interface FitOptions {
  /** Strength of the penalty λ/2 · Σ weights², above 0; scikit-learn's C is 1/λ. */
  readonly penalty: number;
  /** The rows to train on, by index; all where it is left out. */
  readonly only?: readonly number[];
  /** Of these rows; computed where it is left out. */
  readonly curvature?: Curvature | undefined;
  /** Where to begin; zeros where it is left out. */
  readonly start?: Linear | undefined;
  /** Ends when no part of the gradient is larger than this share of the rows' weight. Default 1e-4. */
  readonly tolerance?: number;
}

const MAX_STEPS = 500;
const MAX_HALVINGS = 30;
/** A step must bring this share of what the slope promises. */
const LEAST_GAIN = 1e-4;
const MIN_LOGPROB = Math.log(1e-12);

/** A place of the search, with the value there and its gradient: weights label by label, then biases. */
interface Place {
  readonly point: Float64Array;
  readonly gradient: Float64Array;
  readonly value: number;
}

/**
 * Minimises Σ weight · −log p(label) + λ/2 · Σ weights² + λ of the biases/2 · Σ biases² by L-BFGS. Its first guess of the Hessian is an upper bound of it, which keeps the
 * number of steps small whatever the features' correlations are: Nesterov's method with a step of 1/L took five times as long.
 * @see https://doi.org/10.1007/BF01589116 Liu and Nocedal 1989
 */
export function fitLogistic(task: Task, options: FitOptions): Linear {
  const { penalty, start, tolerance = 1e-4 } = options;
  const rows = options.only ?? task.labels.map((_, row) => row);
  const total = rows.reduce((sum, row) => sum + (task.weights[row] as number), 0);
  const size = task.labelCount * featureCount(task);
  const first = new Float64Array(size + task.labelCount);
  if (start) {
    first.set(start.weights);
    first.set(start.biases, size);
  }
  if (total === 0) return toLinear(first, size);
  const curvature = options.curvature ?? createCurvature(task, rows);
  const memory = createMemory(curvature.inverse(penalty));
  let place = evaluate(task, rows, { point: first, penalty });
  for (let count = 0; count < MAX_STEPS && largestOf(place.gradient) > tolerance * total; count++) {
    const next = step(task, rows, { place, penalty, direction: memory.direction(place.gradient) });
    // No smaller value differs from rounding any more.
    if (next === null) break;
    memory.add({ from: place.point, to: next.point, before: place.gradient, after: next.gradient });
    place = next;
  }
  return toLinear(place.point, size);
}

interface Stepping {
  readonly place: Place;
  readonly penalty: number;
  readonly direction: Float64Array;
}

/** Goes along a direction until the value is smaller; null where it never is. */
function step(task: Task, rows: readonly number[], { place, penalty, direction }: Stepping): Place | null {
  const slope = dot(direction, place.gradient);
  for (let halvings = 0, length = 1; halvings < MAX_HALVINGS; halvings++, length /= 2) {
    const point = place.point.slice();
    addScaled(point, direction, length);
    const next = evaluate(task, rows, { point, penalty });
    if (next.value <= place.value + LEAST_GAIN * length * slope) return next;
  }
  return null;
}

/** Log-probabilities of one row's labels. */
export function predict(task: Pick<Task, "rows" | "offsets">, linear: Linear, row: number): number[] {
  const features = task.rows[row] as Float64Array;
  const scores = Float64Array.from(
    linear.biases,
    (bias, label) => bias + dot(features, linear.weights, label * features.length),
  );
  normalise(scores, task.offsets[row] as readonly number[]);
  return Array.from(scores);
}

/** Adds the offset, and turns scores into log-probabilities, in place. */
export function normalise(scores: Float64Array, offset: readonly number[]): void {
  let highest = Number.NEGATIVE_INFINITY;
  for (let label = 0; label < scores.length; label++) {
    const score = (scores[label] as number) + Math.max(offset[label] as number, MIN_LOGPROB);
    scores[label] = score;
    if (score > highest) highest = score;
  }
  let sum = 0;
  for (let label = 0; label < scores.length; label++) sum += Math.exp((scores[label] as number) - highest);
  const shift = highest + Math.log(sum);
  for (let label = 0; label < scores.length; label++) scores[label] = (scores[label] as number) - shift;
}

export const featureCount = ({ rows }: Pick<Task, "rows">): number => rows[0]?.length ?? 0;

/** The value of what is minimised, and its gradient. */
function evaluate(
  task: Task,
  rows: readonly number[],
  { point, penalty }: { readonly point: Float64Array; readonly penalty: number },
): Place {
  const { labelCount, offsets, biasPenalty = 0 } = task;
  const columns = featureCount(task);
  const size = labelCount * columns;
  const gradient = new Float64Array(point.length);
  addScaled(gradient, point.subarray(0, size), penalty);
  const biases = point.subarray(size);
  addScaled(gradient, biases, biasPenalty, size);
  let value = (penalty / 2) * dot(point.subarray(0, size), point) + (biasPenalty / 2) * dot(biases, biases);
  const weights = point.subarray(0, size);
  const scores = new Float64Array(labelCount);
  const counting = rows.filter((row) => task.weights[row] !== 0);
  /** How far each row is from its label, label by label. */
  const errors = Array.from({ length: labelCount }, () => new Float64Array(counting.length));
  for (const [at, row] of counting.entries()) {
    const weight = task.weights[row] as number;
    dots(task.rows[row] as Float64Array, weights, scores);
    addScaled(scores, biases, 1);
    normalise(scores, offsets[row] as readonly number[]);
    const right = task.labels[row] as number;
    value -= weight * (scores[right] as number);
    for (let label = 0; label < labelCount; label++) {
      const error = weight * (Math.exp(scores[label] as number) - (label === right ? 1 : 0));
      gradient[size + label] = (gradient[size + label] as number) + error;
      (errors[label] as Float64Array)[at] = error;
    }
  }
  const features = counting.map((row) => task.rows[row] as Float64Array);
  for (const [label, own] of errors.entries())
    addAllScaled(gradient, features, own, { start: label * columns, length: columns });
  return { point, gradient, value };
}

function largestOf(values: Float64Array): number {
  let largest = 0;
  for (let at = 0; at < values.length; at++) largest = Math.max(largest, Math.abs(values[at] as number));
  return largest;
}

/** Views of one vector: the weights, then the biases. */
function toLinear(vector: Float64Array, size: number): Linear {
  return { weights: vector.subarray(0, size), biases: vector.subarray(size) };
}
