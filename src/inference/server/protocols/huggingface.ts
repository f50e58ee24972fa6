/** The article's own call, as Inference Endpoints and people's own servers still take it. It tells no likelihoods.
 * @see https://huggingface.co/blog/few-shot-learning-gpt-neo-and-inference-api */

import { type Protocol, promptOf, readGenerated, sampling } from "./protocol.ts";

export const huggingface: Protocol = {
  address: (url) => url,
  body: (request) => ({
    inputs: promptOf(request),
    parameters: {
      max_new_tokens: request.maxNewTokens,
      end_sequence: request.endSequence,
      return_full_text: false,
      // Said outright: servers in transformers' words sample by default where the model's own settings say so.
      ...(request.temperature === 0 ? { do_sample: false } : {}),
      ...sampling(request),
    },
    // A cached answer to a sampled prompt would be the same one each time.
    options: { use_cache: request.temperature === 0, wait_for_model: false },
  }),
  read: readGenerated,
  scoreWays: [],
};
