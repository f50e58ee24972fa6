/** Chooses the next token by temperature. */

import { BotError } from "../../../core/errors.ts";

/** @param logits of one position, one number a token of the vocabulary
 * @param temperature 0 takes the likeliest token; above it tokens are drawn by exp(logit / temperature)
 * @throws {BotError} BACKEND_MALFORMED when the model gives NaN or infinite logits */
export function chooseToken(logits: Float32Array, temperature: number, random: () => number): number {
  const best = argmax(logits);
  if (temperature === 0) return best;
  const highest = logits[best] as number;
  const weights = new Float64Array(logits.length);
  let total = 0;
  for (let token = 0; token < logits.length; token++) {
    const weight = Math.exp(((logits[token] as number) - highest) / temperature);
    weights[token] = weight;
    total += weight;
  }
  let target = total * random();
  let last = best;
  for (let token = 0; token < weights.length; token++) {
    const weight = weights[token] as number;
    // Sums are rounded: what is left at the end goes to the last token that has any weight.
    if (weight > 0) last = token;
    target -= weight;
    if (target < 0) break;
  }
  return last;
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

/** The error for logits that are NaN or infinite. */
export function notANumber(): BotError {
  return new BotError(
    "BACKEND_MALFORMED",
    "the model gave NaN or infinite logits; its export is broken, or its numbers overflow: use the fp32 one",
  );
}
