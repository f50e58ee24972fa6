/**
 * Multinomial logistic regression with a fixed offset: p(label) ∝ exp(offset + weights · features + bias). The weights have an L2 penalty,
 * the biases one of their own. With weights of 0 the result is the offset. Pure.
 */

import { type Inverse, inverseCurvature } from "./curvature.ts";
import { createMemory, type Step } from "./lbfgs.ts";
import { AT_ONCE, addFactored, addScaled, dot, productsOf, take } from "./vectors.ts";

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

export interface Fit extends Linear {
  readonly penalty: number;
  /** The last steps. */
  readonly steps: readonly Step[];
}

export interface FitOptions {
  /** Strength of the penalty λ/2 · Σ weights², above 0; scikit-learn's C is 1/λ. */
  readonly penalty: number;
  /** A guess of the inverse Hessian; computed where it is left out. */
  readonly inverse?: Inverse;
  /** Where to begin; left out, where the previous fit ended, or else with zeros. */
  readonly start?: Linear | undefined;
  /** A fit to the same rows with another penalty: what it found out about the Hessian is used again. */
  readonly previous?: Fit | undefined;
  /** Ends when no part of the gradient is larger than this share of the rows' weight. Default 1e-4. */
  readonly tolerance?: number;
}

const MAX_STEPS = 500;
const MAX_HALVINGS = 30;
/** A step must bring this share of what the slope promises. */
const LEAST_GAIN = 1e-4;
/** What the prompt finds impossible counts as this. */
export const MIN_LOGPROB = Math.log(1e-12);

/** A place of the search, with the value there and its gradient: weights label by label, then biases. */
interface Place {
  readonly point: Float64Array;
  readonly gradient: Float64Array;
  readonly value: number;
}

/**
 * Minimises Σ weight · −log p(label) + λ/2 · Σ weights² + λ of the biases/2 · Σ biases² by L-BFGS. Its first guess of the Hessian keeps the
 * number of steps small whatever the features' correlations are: Nesterov's method with a step of 1/L took five times as long.
 * @see https://doi.org/10.1007/BF01589116 Liu and Nocedal 1989
 */
export function fitLogistic(given: Task, options: FitOptions): Fit {
  const { penalty, previous, start = previous, tolerance = 1e-4 } = options;
  const task = counting(given);
  const total = task.weights.reduce((sum, weight) => sum + weight, 0);
  const size = task.labelCount * featureCount(given);
  const point = new Float64Array(size + task.labelCount);
  if (start) {
    point.set(start.weights);
    point.set(start.biases, size);
  }
  if (total === 0) return { ...toLinear(point, size), penalty, steps: [] };
  const inverse =
    options.inverse ?? inverseCurvature(task, start ? predictAll(task, start) : priorOf(task), penalty);
  const memory = createMemory(inverse, previous && stepsAt(penalty, previous));
  let place = evaluate(task, { point, penalty });
  for (let count = 0; count < MAX_STEPS && largestOf(place.gradient) > tolerance * total; count++) {
    const next = step(task, { place, penalty, direction: memory.direction(place.gradient) });
    // No smaller value differs from rounding any more.
    if (next === null) break;
    memory.add({ moved: minus(next.point, place.point), turned: minus(next.gradient, place.gradient) });
    place = next;
  }
  return { ...toLinear(place.point, size), penalty, steps: memory.steps };
}

/** The steps of a fit as they would have been with another penalty, whose part of the gradient is known. */
function stepsAt(penalty: number, { steps, weights, penalty: before }: Fit): Step[] {
  return steps.map(({ moved, turned }) => {
    const other = turned.slice();
    addScaled(other, moved.subarray(0, weights.length), penalty - before);
    return { moved, turned: other };
  });
}

const minus = (one: Float64Array, other: Float64Array) => {
  const difference = one.slice();
  addScaled(difference, other, -1);
  return difference;
};

/** The rows that count. */
function counting(task: Task): Task {
  const of = <T>(values: readonly T[]) => values.filter((_, row) => task.weights[row] !== 0);
  const { rows, labels, offsets, weights } = task;
  return { ...task, rows: of(rows), labels: of(labels), offsets: of(offsets), weights: of(weights) };
}

interface Stepping {
  readonly place: Place;
  readonly penalty: number;
  readonly direction: Float64Array;
}

/** Goes along a direction until the value is smaller; null where it never is. */
function step(task: Task, { place, penalty, direction }: Stepping): Place | null {
  const slope = dot(direction, place.gradient);
  for (let halvings = 0, length = 1; halvings < MAX_HALVINGS; halvings++, length /= 2) {
    const point = place.point.slice();
    addScaled(point, direction, length);
    const next = evaluate(task, { point, penalty });
    if (next.value <= place.value + LEAST_GAIN * length * slope) return next;
  }
  return null;
}

/** Log-probabilities of all rows' labels before anything is learned. */
export function priorOf({ offsets }: Task): number[][] {
  return offsets.map((offset) => {
    const scores = new Float64Array(offset.length);
    normalise(scores, offset);
    return Array.from(scores);
  });
}

const predictAll = (task: Task, linear: Linear) => task.rows.map((_, row) => predict(task, linear, row));

/** Log-probabilities of one row's labels. */
export function predict({ rows, offsets }: Pick<Task, "rows" | "offsets">, linear: Linear, row: number) {
  const features = rows[row] as Float64Array;
  const scores = linear.biases.slice();
  for (let label = 0; label < scores.length; label++)
    scores[label] = (scores[label] as number) + dot(features, linear.weights, label * features.length);
  normalise(scores, offsets[row] as readonly number[]);
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

const featureCount = ({ rows }: Pick<Task, "rows">): number => rows[0]?.length ?? 0;

/** The value of what is minimised, and its gradient. Rows are read once: while a few are in the processor's cache, scores and errors are found. */
function evaluate(
  task: Task,
  { point, penalty }: { readonly point: Float64Array; readonly penalty: number },
): Place {
  const { rows, labelCount, biasPenalty = 0 } = task;
  const columns = featureCount(task);
  const size = labelCount * columns;
  const weights = point.subarray(0, size);
  const biases = point.subarray(size);
  const gradient = new Float64Array(point.length);
  addScaled(gradient, weights, penalty);
  addScaled(gradient, biases, biasPenalty, size);
  const pairs = pairsOf(labelCount, columns);
  const scores = new Float64Array((labelCount + 1) * AT_ONCE);
  let value = (penalty / 2) * dot(weights, weights) + (biasPenalty / 2) * dot(biases, biases);
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    const taken = take(rows, from);
    for (const pair of pairs) productsOf(taken, { ...pair, right: weights, sums: scores });
    value += toErrors(task, { from, biases, scores });
    for (const pair of pairs) addFactored(taken, { ...pair, to: gradient, factors: scores });
    for (let label = 0; label < labelCount; label++)
      for (let index = 0; index < AT_ONCE; index++)
        gradient[size + label] =
          (gradient[size + label] as number) + (scores[label * AT_ONCE + index] as number);
  }
  return { point, gradient, value };
}

/** Where labels' weights begin, and their scores, two labels at a time; the last is alone where their number is odd. */
function pairsOf(labelCount: number, length: number) {
  return Array.from({ length: Math.ceil(labelCount / 2) }, (_, pair) => {
    const one = 2 * pair * length;
    return { one, two: 2 * pair + 1 < labelCount ? one + length : one, length, at: 2 * pair * AT_ONCE };
  });
}

/** Turns scores of a few rows, label by label, into how far each row is from its label, times the row's weight; 0 where there is no row or label.
 * @returns Σ weight · −log p(label) */
function toErrors(
  { rows, labels, labelCount, offsets, weights }: Task,
  {
    from,
    biases,
    scores,
  }: { readonly from: number; readonly biases: Float64Array; readonly scores: Float64Array },
): number {
  const own = new Float64Array(labelCount);
  let value = 0;
  for (let index = 0; index < AT_ONCE; index++) {
    const row = from + index;
    const weight = row < rows.length ? (weights[row] as number) : 0;
    if (weight > 0) {
      for (let label = 0; label < labelCount; label++)
        own[label] = (scores[label * AT_ONCE + index] as number) + (biases[label] as number);
      normalise(own, offsets[row] as readonly number[]);
      value -= weight * (own[labels[row] as number] as number);
    }
    for (let label = 0; label < labelCount; label++)
      scores[label * AT_ONCE + index] =
        weight > 0 ? weight * (Math.exp(own[label] as number) - (label === labels[row] ? 1 : 0)) : 0;
  }
  // What the second label of a pair would be.
  scores.fill(0, labelCount * AT_ONCE);
  return value;
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
