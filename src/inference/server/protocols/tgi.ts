/** Text Generation Inference. Labels are scored by the prompt's own likelihoods where the server gives them
 * (`--enable-prefill-logprobs`), else by the likeliest next tokens.
 * A `grammar` could force a label, but then an answer outside the set would be hidden.
 * @see https://huggingface.co/docs/text-generation-inference */

import { z } from "zod";
import type { CompletionRequest } from "../../../flows/ports/backend.ts";
import { joined } from "../http/address.ts";
import {
  labelAtEnd,
  labelsByFirstToken,
  malformed,
  type Protocol,
  promptOf,
  readFinish,
  readGenerated,
  type ScoreWay,
  sampling,
} from "./protocol.ts";

/** What INFERENCE_URL may end in; the servers' documentation gives `/v1` for their chat. */
const CALLS = ["/generate_stream", "/generate", "/info", "/v1/chat/completions", "/v1/completions", "/v1"];
/** More is refused by a server as it is usually set. */
const MAX_TOP_TOKENS = 5;

const token = z.object({ text: z.string(), logprob: z.number().nullable() });
const details = z.object({
  prefill: z.array(token).nullish(),
  top_tokens: z.array(z.array(token)).nullish(),
});
const piece = z.object({
  token: z.object({ text: z.string(), special: z.boolean().nullish() }),
  generated_text: z.string().nullish(),
  details: z.object({ generated_tokens: z.number(), finish_reason: z.string() }).partial().nullish(),
});
const tokens = z.array(z.object({ id: z.number() }));
const info = z.object({
  max_total_tokens: z.int().min(1).nullish(),
  max_input_tokens: z.int().min(1).nullish(),
  /** Its older name. */
  max_input_length: z.int().min(1).nullish(),
  model_sha: z.string().nullish(),
  model_dtype: z.string().nullish(),
});

/** Each label behind the prompt: exact, one request a label. */
const byPrefill: ScoreWay = {
  name: "prefill",
  isExact: true,
  bodies: (request) =>
    request.labels.map((label) =>
      scoringBody(`${promptOf(request)} ${label}`, { decoder_input_details: true }),
    ),
  read(answers, labels) {
    const prefills = answers.map((answer) => readDetails(answer)?.prefill ?? []);
    if (prefills.some((tokens) => tokens.length === 0)) return "absent";
    const found = labels.map((label, at) => labelAtEnd(prefills[at] ?? [], label, 0));
    return found.every((logprob) => logprob !== null) ? found : "incomplete";
  },
};

const byTopTokens: ScoreWay = {
  name: "top tokens",
  isExact: false,
  bodies: (request) => [scoringBody(promptOf(request), { top_n_tokens: MAX_TOP_TOKENS })],
  read([answer], labels) {
    const top = readDetails(answer)?.top_tokens?.[0];
    return top === undefined || top.length === 0 ? "absent" : labelsByFirstToken(top, labels);
  },
};

export const tgi: Protocol = {
  address: (url) => joined(url, CALLS, "/generate"),
  body: writingBody,
  read: readGenerated,
  scoreWays: [byPrefill, byTopTokens],
  streaming: {
    address: (url) => joined(url, CALLS, "/generate_stream"),
    body: writingBody,
    read(event) {
      const checked = piece.safeParse(event);
      if (!checked.success) throw malformed("tgi");
      const { token: written, generated_text: whole, details: end } = checked.data;
      return {
        text: written.special ? "" : written.text,
        newTokens: end?.generated_tokens ?? null,
        finish: readFinish(end?.finish_reason),
        isLast: typeof whole === "string",
        whole: whole ?? null,
      };
    },
  },
  facts: [
    {
      address: (url) => joined(url, CALLS, "/info"),
      read(answer) {
        const page = info.safeParse(answer).data ?? {};
        return {
          contextTokens: page.max_total_tokens,
          promptTokens: page.max_input_tokens ?? page.max_input_length,
          revision: page.model_sha,
          dtype: page.model_dtype,
        };
      },
    },
  ],
  tokenizer: {
    address: (url) => joined(url, CALLS, "/tokenize"),
    body: (inputs) => ({ inputs, add_special_tokens: false }),
    read: (answer) => tokens.safeParse(answer).data?.length ?? null,
  },
};

function writingBody(request: CompletionRequest): object {
  return {
    inputs: promptOf(request),
    parameters: {
      max_new_tokens: request.maxNewTokens,
      stop: [request.endSequence],
      do_sample: request.temperature > 0,
      return_full_text: false,
      details: true,
      ...sampling(request),
    },
  };
}

function scoringBody(inputs: string, asked: object): object {
  return { inputs, parameters: { max_new_tokens: 1, do_sample: false, details: true, ...asked } };
}

function readDetails(answer: unknown): z.infer<typeof details> | null {
  const first = Array.isArray(answer) ? answer[0] : answer;
  return details.safeParse((first as { details?: unknown } | null)?.details).data ?? null;
}
