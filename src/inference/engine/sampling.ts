/** Chooses the next token: repetition penalty, temperature, top-k, top-p, and a random source that a seed repeats. */

import { BotError } from "../../core/errors.ts";

export interface SamplingSettings {
  /** 0 is greedy. */
  readonly temperature: number;
  readonly topK?: number;
  readonly topP?: number;
  /** Above 1 makes tokens that stand in the text already less likely. @see https://arxiv.org/abs/1909.05858 */
  readonly repetitionPenalty?: number;
}

/** Numbers from 0 up to 1; the same seed gives the same row of them (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** @param seen token ids of the text so far, for the penalty
 * @throws {BotError} BACKEND_MALFORMED when the model gives NaN */
export function chooseToken(
  logits: Float32Array,
  settings: SamplingSettings,
  { seen, random }: { seen: ReadonlySet<number>; random: () => number },
): number {
  const { temperature, topK, topP, repetitionPenalty } = settings;
  const penalised =
    repetitionPenalty && repetitionPenalty !== 1 ? penalise(logits, seen, repetitionPenalty) : logits;
  if (temperature === 0 || topK === 1) return argmax(penalised);
  const weights = weigh(penalised, temperature);
  const ranked =
    topK || (topP !== undefined && topP < 1) ? rank(weights).slice(0, topK || weights.length) : null;
  const count = ranked ? nucleus(weights, ranked, topP ?? 1) : weights.length;
  const tokenAt = (place: number) => (ranked ? (ranked[place] as number) : place);
  let target = 0;
  for (let place = 0; place < count; place++) target += weights[tokenAt(place)] as number;
  target *= random();
  let last = tokenAt(0);
  for (let place = 0; place < count; place++) {
    const weight = weights[tokenAt(place)] as number;
    // Sums are rounded: what is left at the end goes to the last token that has any weight.
    if (weight > 0) last = tokenAt(place);
    target -= weight;
    if (target < 0) break;
  }
  return last;
}

/** Weights that the tokens are drawn by; the likeliest one's is 1. */
function weigh(logits: Float32Array, temperature: number): Float64Array {
  const highest = logits[argmax(logits)] as number;
  const weights = new Float64Array(logits.length);
  for (let token = 0; token < logits.length; token++)
    weights[token] = Math.exp(((logits[token] as number) - highest) / temperature);
  return weights;
}

/** Tokens by falling weight, without those too unlikely to be ever drawn. */
function rank(weights: Float64Array): number[] {
  const tokens: number[] = [];
  for (let token = 0; token < weights.length; token++)
    if ((weights[token] as number) > 1e-9) tokens.push(token);
  return tokens.sort((a, b) => (weights[b] as number) - (weights[a] as number));
}

/** How many of the ranked tokens make up the share `topP` of their weight. */
function nucleus(weights: Float64Array, ranked: readonly number[], topP: number): number {
  let total = 0;
  for (const token of ranked) total += weights[token] as number;
  let kept = 0;
  for (let mass = 0; kept < ranked.length && mass < topP * total; kept++)
    mass += weights[ranked[kept] as number] as number;
  return Math.max(1, kept);
}

function penalise(logits: Float32Array, seen: ReadonlySet<number>, penalty: number): Float32Array {
  const copy = logits.slice();
  for (const token of seen) {
    const logit = copy[token] ?? 0;
    copy[token] = logit > 0 ? logit / penalty : logit * penalty;
  }
  return copy;
}

function argmax(logits: Float32Array): number {
  let best = -1;
  let highest = Number.NEGATIVE_INFINITY;
  for (let token = 0; token < logits.length; token++) {
    const logit = logits[token] as number;
    if (Number.isNaN(logit)) throw notANumber();
    if (logit > highest) {
      best = token;
      highest = logit;
    }
  }
  if (highest === Number.POSITIVE_INFINITY || best === -1) throw notANumber();
  return best;
}

/** What is said of logits that are NaN or infinite. */
export function notANumber(): BotError {
  return new BotError(
    "BACKEND_MALFORMED",
    "the model gave NaN or infinite logits; its export is broken, or its numbers overflow: use the fp32 one",
  );
}
