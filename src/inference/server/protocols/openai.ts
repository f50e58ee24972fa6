/** `/v1/completions` as vLLM, llama.cpp, TGI and gateways serve it. Labels are scored by `echo` where the server knows it,
 * else by the likeliest next tokens.
 * @see https://platform.openai.com/docs/api-reference/completions */

import { z } from "zod";
import type { CompletionRequest } from "../../../flows/ports/backend.ts";
import { openaiAddress } from "../http/address.ts";
import { withoutPrompt } from "../without-prompt.ts";
import { openaiFacts, openaiTokenizer } from "./openai-facts.ts";
import {
  labelAtEnd,
  labelsByFirstToken,
  likeliestTokens,
  malformed,
  type Protocol,
  promptOf,
  readFinish,
  type ScoredToken,
  type ScoreWay,
} from "./protocol.ts";

/** Some gateways answer in the words of chat. */
const said = z.object({ content: z.string().nullish() }).nullish().catch(null);
const completion = z.object({
  choices: z
    .array(
      z.object({
        text: z.string().nullish(),
        message: said,
        delta: said,
        finish_reason: z.string().nullish(),
      }),
    )
    .min(1),
  usage: z.object({ completion_tokens: z.number() }).partial().nullish(),
});
/** The first event of a stream may hold no text, and the last only the usage. */
const piece = completion.extend({ choices: completion.shape.choices.element.array().nullish() });
const scored = z.object({
  choices: z
    .array(
      z.object({
        index: z.int().nullish(),
        logprobs: z
          .object({
            tokens: z.array(z.string()).nullish(),
            token_logprobs: z.array(z.number().nullable()).nullish(),
            top_logprobs: z.array(z.record(z.string(), z.number()).nullable()).nullish(),
            /** llama.cpp answers in the words of chat. */
            content: likeliestTokens,
          })
          .nullish(),
      }),
    )
    .min(1),
});

/** Each label behind the prompt, all in one request; one token more is written, because some servers refuse to write none. */
const byEcho: ScoreWay = {
  name: "echo",
  isExact: true,
  bodies: (request, model) => [
    {
      model,
      prompt: request.labels.map((label) => `${promptOf(request)} ${label}`),
      max_tokens: 1,
      temperature: 0,
      logprobs: 1,
      echo: true,
    },
  ],
  read([answer], labels) {
    const choices = scored.safeParse(answer).data?.choices ?? [];
    const found = labels.map((label, at) => {
      const { logprobs } = choices.find(({ index }) => index === at) ?? choices[at] ?? {};
      const tokens = (logprobs?.tokens ?? []).map((text, i) => ({
        text,
        logprob: logprobs?.token_logprobs?.[i] ?? null,
      }));
      // Usually the last token is the one written; a server that writes none ends in the label.
      return tokens.length < 2 ? "absent" : (labelAtEnd(tokens, label, 1) ?? labelAtEnd(tokens, label, 0));
    });
    const logprobs = found.filter((logprob) => typeof logprob === "number");
    // A server that does not know `echo` gives the written token alone.
    return logprobs.length === labels.length ? logprobs : found.includes("absent") ? "absent" : "incomplete";
  },
};

/** A large number first, for more labels; a server that refuses it may take 5. */
const byTopTokens = (most: number): ScoreWay => ({
  name: `top ${most} tokens`,
  isExact: false,
  bodies: (request, model) => [
    { model, prompt: promptOf(request), max_tokens: 1, temperature: 0, logprobs: most },
  ],
  read([answer], labels) {
    const logprobs = scored.safeParse(answer).data?.choices[0]?.logprobs;
    const top: ScoredToken[] =
      logprobs?.content?.[0]?.top_logprobs.map(({ token, logprob }) => ({ text: token, logprob })) ??
      Object.entries(logprobs?.top_logprobs?.[0] ?? {}).map(([text, logprob]) => ({ text, logprob }));
    return top.length === 0 ? "absent" : labelsByFirstToken(top, labels);
  },
});

export const openai: Protocol = {
  address: (url) => openaiAddress(url, "/completions"),
  body: writingBody,
  read(answer, prompt) {
    const checked = completion.safeParse(answer);
    if (!checked.success) throw malformed("openai");
    const [choice] = checked.data.choices;
    return {
      text: withoutPrompt(choice?.text ?? choice?.message?.content ?? "", prompt),
      newTokens: checked.data.usage?.completion_tokens ?? null,
      finish: readFinish(choice?.finish_reason),
    };
  },
  scoreWays: [byEcho, byTopTokens(20), byTopTokens(5)],
  streaming: {
    body: (request, model) => ({ ...writingBody(request, model), stream: true }),
    read(event) {
      const checked = piece.safeParse(event);
      if (!checked.success) throw malformed("openai");
      const choice = checked.data.choices?.[0];
      return {
        text: choice?.text ?? choice?.delta?.content ?? "",
        newTokens: checked.data.usage?.completion_tokens ?? null,
        finish: readFinish(choice?.finish_reason),
        // Some servers send "" in every event.
        isLast: Boolean(choice?.finish_reason),
        whole: null,
      };
    },
  },
  facts: openaiFacts,
  tokenizer: openaiTokenizer,
};

function writingBody(request: CompletionRequest, model: string): object {
  return {
    model,
    prompt: promptOf(request),
    max_tokens: request.maxNewTokens,
    stop: [request.endSequence],
    temperature: request.temperature,
  };
}
