/** The likeliest tokens, which a head reads of a model that gives no state. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { likeliestTokens } from "../../src/inference/engine/text/likeliest.ts";

describe("the likeliest tokens", () => {
  it("are the 256 with the highest logits, for any logits", () => {
    const logits = fc.array(fc.float({ min: -30, max: 30, noNaN: true }), { minLength: 2, maxLength: 900 });
    fc.assert(
      fc.property(logits, (drawn) => {
        const values = Float32Array.from(drawn);
        const { tokens, logprobs } = likeliestTokens(values);
        const sorted = [...values].sort((one, other) => other - one);
        const count = Math.min(256, values.length);
        expect(tokens.map((token) => values[token])).toEqual(sorted.slice(0, count));
        expect(new Set(tokens).size).toBe(count);
        const total = Math.log(sorted.reduce((sum, logit) => sum + Math.exp(logit), 0));
        expect(logprobs[0]).toBeCloseTo((sorted[0] as number) - total, 5);
      }),
      { numRuns: 50 },
    );
  });
});
