/** The article's own call, as Inference Endpoints and people's own servers still take it. It gives no likelihoods.
 * The default container of Inference Endpoints refuses parameters that it does not know; those are then left out.
 * @see https://huggingface.co/blog/few-shot-learning-gpt-neo-and-inference-api
 * @see https://github.com/huggingface/huggingface-inference-toolkit */

import { joined } from "../http/address.ts";
import { type Protocol, promptOf, readGenerated, sampling } from "./protocol.ts";

/** Calls of other protocols, as the page of an Inference Endpoint shows them. Any other server's path is its own. */
const CALLS = ["/v1/chat/completions", "/v1/completions", "/v1"];
const ENDPOINT = /\.huggingface\.cloud$/;

export const huggingface: Protocol = {
  address: (url) => (ENDPOINT.test(new URL(url).hostname) ? joined(url, CALLS, "") : url),
  body: (request) => ({
    inputs: promptOf(request),
    parameters: {
      max_new_tokens: request.maxNewTokens,
      // The first is the article's name, the second that of Text Generation Inference behind the same address.
      end_sequence: request.endSequence,
      stop: [request.endSequence],
      return_full_text: false,
      // Said outright: servers in transformers' words sample by default where the model's own settings say so.
      do_sample: request.temperature > 0,
      ...sampling(request),
    },
    // A cached answer to a sampled prompt would be the same one each time.
    options: { use_cache: request.temperature === 0, wait_for_model: false },
  }),
  read: readGenerated,
  scoreWays: [],
};
