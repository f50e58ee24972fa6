/** What servers of the OpenAI API say about their model, and their tokenizers. Both are outside the API itself: vLLM, llama.cpp and
 * others add them each in its own way.
 * @see https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html
 * @see https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md */

import { z } from "zod";
import { openaiAddress, openaiRoot } from "../http/address.ts";
import type { FactsPage, ServerTokenizer } from "./protocol.ts";

const size = z.int().min(1).nullish();
const models = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      /** vLLM and SGLang. */
      max_model_len: size,
      /** OpenRouter, Groq. */
      context_length: size,
      context_window: size,
      owned_by: z.string().nullish(),
      /** llama.cpp. */
      meta: z.object({ n_ctx: size, n_ctx_train: size }).nullish(),
    }),
  ),
});
/** llama.cpp: the context of one slot, which is what a request may use. */
const props = z.object({ default_generation_settings: z.object({ n_ctx: size }) });
/** vLLM counts; llama.cpp lists. */
const tokenized = z.union([z.object({ count: z.int().min(0) }), z.object({ tokens: z.array(z.unknown()) })]);

export const openaiFacts: readonly FactsPage[] = [
  {
    address: (url) => openaiAddress(url, "/models"),
    read(answer, model) {
      const listed = models.safeParse(answer).data?.data ?? [];
      const own = listed.find(({ id }) => id === model) ?? (listed.length === 1 ? listed[0] : undefined);
      const { max_model_len, context_length, context_window, meta } = own ?? {};
      return {
        contextTokens: max_model_len ?? context_length ?? context_window ?? meta?.n_ctx ?? meta?.n_ctx_train,
      };
    },
  },
  {
    address: (url) => openaiRoot(url, "/props"),
    isWorth: (before) => models.safeParse(before).data?.data.some(isOfLlamaCpp) ?? false,
    read: (answer) => ({ contextTokens: props.safeParse(answer).data?.default_generation_settings.n_ctx }),
  },
];

function isOfLlamaCpp({ owned_by, meta }: { owned_by?: string | null; meta?: object | null }): boolean {
  return owned_by === "llamacpp" || (meta ?? null) !== null;
}

export const openaiTokenizer: ServerTokenizer = {
  address: (url) => openaiRoot(url, "/tokenize"),
  // `prompt` for vLLM, `content` for llama.cpp; each leaves out what it does not know.
  body: (text, model) => ({
    model,
    prompt: text,
    content: text,
    add_special_tokens: false,
    add_special: false,
  }),
  read(answer) {
    const { data } = tokenized.safeParse(answer);
    return data === undefined ? null : "count" in data ? data.count : data.tokens.length;
  },
};
