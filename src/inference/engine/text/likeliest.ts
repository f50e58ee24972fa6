/** The likeliest next tokens. */

import type { Seen } from "../../../core/seen.ts";

/** Tokens that a classifier head reads of a model that gives no state. */
const COUNT = 256;

/** @param logits of the whole vocabulary @returns at most 256 tokens with their log-probabilities, likeliest first */
export function likeliestTokens(logits: Float32Array): Extract<Seen, { kind: "tokens" }> {
  const least = leastOf(logits, Math.min(COUNT, logits.length));
  const highest = logits.reduce((most, logit) => Math.max(most, logit), Number.NEGATIVE_INFINITY);
  let sum = 0;
  const tokens: number[] = [];
  for (let token = 0; token < logits.length; token++) {
    const logit = logits[token] as number;
    sum += Math.exp(logit - highest);
    if (logit >= least) tokens.push(token);
  }
  const total = highest + Math.log(sum);
  tokens.sort((one, other) => (logits[other] as number) - (logits[one] as number) || one - other);
  const kept = tokens.slice(0, COUNT);
  return { kind: "tokens", tokens: kept, logprobs: kept.map((token) => (logits[token] as number) - total) };
}

/** The `count`-th largest number. A heap of the largest so far: sorting a vocabulary would take milliseconds. */
function leastOf(values: Float32Array, count: number): number {
  const heap = values.slice(0, count).sort();
  for (let at = count; at < values.length; at++) {
    const value = values[at] as number;
    if (!(value > (heap[0] as number))) continue;
    heap[0] = value;
    for (let place = 0; ; ) {
      const left = 2 * place + 1;
      if (left >= count) break;
      const child = left + 1 < count && (heap[left + 1] as number) < (heap[left] as number) ? left + 1 : left;
      if ((heap[place] as number) <= (heap[child] as number)) break;
      const moved = heap[place] as number;
      heap[place] = heap[child] as number;
      heap[child] = moved;
      place = child;
    }
  }
  return heap[0] as number;
}
