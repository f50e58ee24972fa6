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
  let candidates = Array.from(penalised, (logit, token) => ({ token, logit: logit / temperature }));
  if (topK || (topP && topP < 1)) candidates.sort((a, b) => b.logit - a.logit);
  if (topK) candidates = candidates.slice(0, topK);
  const highest = candidates.reduce((most, { logit }) => Math.max(most, logit), Number.NEGATIVE_INFINITY);
  const weights = candidates.map(({ logit }) => Math.exp(logit - highest));
  let total = weights.reduce((sum, weight) => sum + weight, 0);
  if (topP && topP < 1) {
    let kept = 0;
    let mass = 0;
    while (kept < weights.length && mass < topP * total) mass += weights[kept++] ?? 0;
    candidates.length = Math.max(1, kept);
    total = mass;
  }
  if (!Number.isFinite(total)) throw notANumber();
  let target = random() * total;
  for (const [index, { token }] of candidates.entries()) {
    target -= weights[index] ?? 0;
    if (target < 0) return token;
  }
  return candidates.at(-1)?.token ?? 0;
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
