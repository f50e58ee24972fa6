/** `/v1/chat/completions`, for servers that have nothing else: each example becomes a question and its answer, so that the model sees
 * another prompt than the other protocols send. Labels are scored by the token each begins with where the server gives likelihoods,
 * else the answer is generated and matched; it is never forced into the set, so that an answer outside of it stays visible.
 * @see https://platform.openai.com/docs/api-reference/chat */

import { z } from "zod";
import type { CompletionRequest, PromptParts } from "../../../flows/ports/backend.ts";
import { openaiAddress } from "../http/address.ts";
import { openaiFacts, openaiTokenizer } from "./openai-facts.ts";
import {
  labelsByFirstToken,
  likeliestTokens,
  malformed,
  type Protocol,
  readFinish,
  type ScoreWay,
} from "./protocol.ts";

interface Message {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}

const usage = z.object({ completion_tokens: z.number() }).partial().nullish();
const completion = z.object({
  choices: z
    .array(
      z.object({
        message: z.object({ content: z.string().nullish() }),
        finish_reason: z.string().nullish(),
      }),
    )
    .min(1),
  usage,
});
/** The first event holds a role and no text, the last may hold only the usage. */
const piece = z.object({
  choices: z
    .array(
      z.object({
        delta: z.object({ content: z.string().nullish() }).nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .nullish(),
  usage,
});
const scored = z.object({
  choices: z
    .array(
      z.object({
        logprobs: z
          .object({
            content: likeliestTokens,
          })
          .nullish(),
      }),
    )
    .min(1),
});

const byTopTokens = (most: number): ScoreWay => ({
  name: `top ${most} tokens`,
  isExact: false,
  bodies: ({ prompt }, model) => [
    {
      model,
      messages: messagesOf(prompt),
      max_tokens: 1,
      temperature: 0,
      logprobs: true,
      top_logprobs: most,
    },
  ],
  read([answer], labels) {
    const top = scored.safeParse(answer).data?.choices[0]?.logprobs?.content?.[0]?.top_logprobs ?? [];
    // A turn begins without the space that precedes a label elsewhere.
    const tokens = top.map(({ token, logprob }) => ({ text: ` ${token.trimStart()}`, logprob }));
    return tokens.length === 0 ? "absent" : labelsByFirstToken(tokens, labels);
  },
});

export const chat: Protocol = {
  address: (url) => openaiAddress(url, "/chat/completions"),
  body: writingBody,
  read(answer) {
    const checked = completion.safeParse(answer);
    if (!checked.success) throw malformed("chat");
    const [choice] = checked.data.choices;
    return {
      text: withoutThoughts(choice?.message.content ?? ""),
      newTokens: checked.data.usage?.completion_tokens ?? null,
      finish: readFinish(choice?.finish_reason),
    };
  },
  scoreWays: [byTopTokens(20), byTopTokens(5)],
  streaming: {
    body: (request, model) => ({ ...writingBody(request, model), stream: true }),
    read(event) {
      const checked = piece.safeParse(event);
      if (!checked.success) throw malformed("chat");
      const choice = checked.data.choices?.[0];
      return {
        text: choice?.delta?.content ?? "",
        newTokens: checked.data.usage?.completion_tokens ?? null,
        finish: readFinish(choice?.finish_reason),
        isLast: Boolean(choice?.finish_reason),
        whole: null,
      };
    },
  },
  facts: openaiFacts,
  tokenizer: openaiTokenizer,
  renames: { max_tokens: "max_completion_tokens" },
  show: (prompt) =>
    messagesOf(prompt)
      .map(({ role, content }) => `${role}: ${content}`)
      .join("\n\n"),
};

function writingBody(request: CompletionRequest, model: string): object {
  return {
    model,
    messages: messagesOf(request.prompt),
    max_tokens: request.maxNewTokens,
    stop: [request.endSequence],
    temperature: request.temperature,
  };
}

/** A prompt without turns, such as one made by hand, is one question. */
function messagesOf({ prefix, text, turns }: PromptParts): Message[] {
  if (!turns) return [{ role: "user", content: prefix + text }];
  return [
    { role: "system", content: turns.instruction },
    ...turns.examples.flatMap(({ input, output }): Message[] => [
      { role: "user", content: input },
      { role: "assistant", content: output },
    ]),
    { role: "user", content: turns.input },
  ];
}

/** Some models think aloud before they answer. */
function withoutThoughts(text: string): string {
  return text.replace(/^\s*<think>[\s\S]*?<\/think>\s*/, "");
}
