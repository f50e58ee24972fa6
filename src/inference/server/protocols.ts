/** The three protocols: what each is sent, and where each keeps the text it wrote. */

import { z } from "zod";
import { BotError } from "../../core/errors.ts";
import type { CompletionRequest } from "../../flows/ports.ts";

export interface Protocol {
  /** The address to post to. */
  address(url: string): string;
  body(request: CompletionRequest, model: string): object;
  /** The text after the prompt; may still hold the end sequence. @throws {BotError} BACKEND_MALFORMED */
  read(answer: unknown, prompt: string): { text: string; newTokens: number | null };
}

const generated = z.object({
  generated_text: z.string(),
  details: z.object({ generated_tokens: z.number() }).partial().nullish(),
});
const completion = z.object({
  choices: z.array(z.object({ text: z.string() })).min(1),
  usage: z.object({ completion_tokens: z.number() }).partial().nullish(),
});

/** Temperature 0 is greedy, which servers want said by leaving sampling out; top_p 1 likewise. */
function sampling({ temperature, topK, topP, repetitionPenalty, seed }: CompletionRequest): object {
  const isGreedy = temperature === 0;
  return {
    ...(isGreedy
      ? {}
      : { temperature, ...(topK ? { top_k: topK } : {}), ...(topP && topP < 1 ? { top_p: topP } : {}) }),
    ...(repetitionPenalty ? { repetition_penalty: repetitionPenalty } : {}),
    ...(seed ? { seed } : {}),
  };
}

export const PROTOCOLS = {
  /** The article's own call. @see https://huggingface.co/blog/few-shot-learning-gpt-neo-and-inference-api */
  huggingface: {
    address: (url) => url,
    body: (request) => ({
      inputs: request.prompt.prefix + request.prompt.text,
      parameters: {
        max_new_tokens: request.maxNewTokens,
        end_sequence: request.endSequence,
        return_full_text: false,
        ...sampling(request),
      },
      // A cached answer to a sampled prompt would be the same one each time.
      options: { use_cache: request.temperature === 0, wait_for_model: false },
    }),
    read: readGenerated,
  },
  /** @see https://huggingface.co/docs/text-generation-inference */
  tgi: {
    address: (url) => ending(url, "/generate"),
    body: (request) => ({
      inputs: request.prompt.prefix + request.prompt.text,
      parameters: {
        max_new_tokens: request.maxNewTokens,
        stop: [request.endSequence],
        do_sample: request.temperature > 0,
        return_full_text: false,
        details: true,
        ...sampling(request),
      },
    }),
    read: readGenerated,
  },
  /** @see https://platform.openai.com/docs/api-reference/completions as vLLM, llama.cpp and TGI serve it */
  openai: {
    address: (url) => ending(url, "/v1/completions"),
    body: (request, model) => ({
      model,
      prompt: request.prompt.prefix + request.prompt.text,
      max_tokens: request.maxNewTokens,
      stop: [request.endSequence],
      temperature: request.temperature,
      ...(request.topP && request.topP < 1 ? { top_p: request.topP } : {}),
      ...(request.seed ? { seed: request.seed } : {}),
    }),
    read(answer, prompt) {
      const checked = completion.safeParse(answer);
      if (!checked.success) throw malformed(answer, "openai");
      return {
        text: withoutPrompt(checked.data.choices[0]?.text ?? "", prompt),
        newTokens: checked.data.usage?.completion_tokens ?? null,
      };
    },
  },
} as const satisfies Record<string, Protocol>;

function readGenerated(answer: unknown, prompt: string): { text: string; newTokens: number | null } {
  const checked = generated.safeParse(Array.isArray(answer) ? answer[0] : answer);
  if (!checked.success) throw malformed(answer, "huggingface or tgi");
  return {
    text: withoutPrompt(checked.data.generated_text, prompt),
    newTokens: checked.data.details?.generated_tokens ?? null,
  };
}

/** Some servers give the prompt back in front. */
function withoutPrompt(text: string, prompt: string): string {
  return text.startsWith(prompt) ? text.slice(prompt.length) : text;
}

function ending(url: string, path: string): string {
  const base = url.replace(/\/+$/, "");
  return base.endsWith(path) ? base : `${base}${path}`;
}

/** An error may come with status 200. */
function malformed(answer: unknown, expected: string): BotError {
  const error = (answer as { error?: unknown } | null)?.error;
  if (error !== undefined)
    return new BotError(
      "BACKEND_REFUSED",
      `the server said: ${String(Array.isArray(error) ? error.join(" ") : error).slice(0, 200)}`,
    );
  return new BotError(
    "BACKEND_MALFORMED",
    `the server's answer is not what ${expected} gives; check INFERENCE_PROTOCOL`,
  );
}
