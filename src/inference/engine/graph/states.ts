/** Logits of a few tokens from hidden states, for graphs that give states without logits: a state times a token's embedding is its logit. */

import type { InferenceSession, Tensor } from "onnxruntime-node";
import type { Rows } from "./feeds.ts";

/** `num_logits_to_keep` below zero asks the project's own exports for that many states, and for no logits. */
const STATES_ONLY = -1;

export interface States {
  /** Fetches the embeddings of tokens that are not known yet. */
  learn(tokens: readonly number[]): Promise<void>;
  /** @param state of hidden size @param token one that was learned */
  logit(state: Float32Array, token: number): number;
}

export function createStates(
  makeFeeds: (rows: Rows, keep: number) => Record<string, Tensor>,
  session: InferenceSession,
): States {
  const table = new Map<number, Float32Array>();
  return {
    async learn(tokens) {
      const unknown = [...new Set(tokens)].filter((token) => !table.has(token));
      if (unknown.length === 0) return;
      const feeds = makeFeeds({ rows: [unknown], cache: null }, STATES_ONLY);
      const embeddings = (await session.run(feeds, ["inputs_embeds"])).inputs_embeds as Tensor;
      const values = Float32Array.from(embeddings.data as unknown as ArrayLike<number>);
      const size = values.length / unknown.length;
      for (const [index, token] of unknown.entries())
        table.set(token, values.slice(index * size, (index + 1) * size));
    },
    logit: (state, token) => dot(state, table.get(token) as Float32Array),
  };
}

/** Σ of products, in double precision. */
function dot(left: Float32Array, right: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < left.length; at++) sum += (left[at] as number) * (right[at] as number);
  return sum;
}
