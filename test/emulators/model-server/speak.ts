/**
 * The model server in the words of TGI, of vLLM's and of llama.cpp's `/v1/completions`: a made-up model whose likelihoods are known,
 * with each ability on or off. The shapes are those of the servers' own tests, documentation and users' reports:
 * @see https://github.com/huggingface/text-generation-inference/tree/main/integration-tests/models/__snapshots__ TGI: `details`, `prefill` with null first, `/v1/completions` without likelihoods
 * @see https://github.com/ggml-org/llama.cpp/pull/15189 vLLM 0.16: `echo` with `logprobs`, null first, the written token last
 * @see https://github.com/ggml-org/llama.cpp/issues/27174 llama.cpp: takes `echo`, and gives `logprobs.content` of the written tokens only
 * @see https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md llama.cpp: what an entry of `content` holds
 */

import type { ServerResponse } from "node:http";
import { type ModelServer, sendJson } from "./server.ts";

/** What the server can do, and what its model says. */
export interface Abilities {
  readonly text: string;
  /** The likeliest next tokens with their logarithms, highest first. */
  readonly top: readonly (readonly [token: string, logprob: number])[];
  /** TGI: likelihoods of the prompt. */
  readonly prefill?: boolean;
  /** `/v1/completions`: the prompt given back with likelihoods. */
  readonly echo?: boolean;
  /** `/v1/completions`: the most top tokens; 0 for none at all. */
  readonly mostTop?: number;
}

/** Words with the space before them, and whatever else one by one: near enough to GPT-2's. */
function tokenize(text: string): string[] {
  return text.match(/ ?[\p{L}\p{N}]+| ?[^\s\p{L}\p{N}]+|\s/gu) ?? [];
}

export function speakTgi(server: ModelServer, can: Abilities): void {
  server.answer = (asked, response) => {
    const parameters = asked.body.parameters ?? {};
    if (asked.path === "/info")
      return sendJson(response, 200, {
        model_id: "m",
        model_sha: "abc",
        model_dtype: "float16",
        max_total_tokens: 1500,
      });
    if (asked.path === "/generate_stream") return streamTgi(response, can);
    if (parameters.decoder_input_details && !can.prefill)
      return sendJson(response, 422, {
        error: "Input validation error: `decoder_input_details` is not enabled on this server",
        error_type: "validation",
      });
    const written = parameters.max_new_tokens === 1 ? (can.top[0]?.[0] ?? "") : `${can.text}###`;
    sendJson(response, 200, {
      generated_text: written,
      details: {
        best_of_sequences: null,
        finish_reason: "length",
        generated_tokens: Math.min(tokenize(written).length, Number(parameters.max_new_tokens)),
        prefill: parameters.decoder_input_details
          ? weigh(asked.body.inputs ?? "", can).map((token, id) => ({ id, ...token }))
          : [],
        seed: null,
        tokens: tokenize(written).map((text, id) => ({ id, logprob: -0.1, special: false, text })),
        top_tokens: parameters.top_n_tokens
          ? [can.top.slice(0, 5).map(([text, logprob], id) => ({ id, logprob, special: false, text }))]
          : null,
      },
    });
  };
}

export function speakOpenai(server: ModelServer, can: Abilities): void {
  server.answer = (asked, response) => {
    if (asked.path === "/v1/models")
      return sendJson(response, 200, {
        object: "list",
        data: [{ id: "EleutherAI/gpt-neo-125m", max_model_len: 1024 }],
      });
    const { prompt, echo, logprobs, stream, max_tokens: most } = asked.body as Record<string, unknown>;
    if (stream) return streamOpenai(response, can);
    const mostTop = can.mostTop ?? 20;
    if (typeof logprobs === "number" && logprobs > mostTop && mostTop > 0)
      return sendJson(response, 400, {
        error: { message: `logprobs must be at most ${mostTop}`, code: 400 },
      });
    const prompts = [prompt].flat() as string[];
    const top = Object.fromEntries(can.top.slice(0, Math.min(Number(logprobs), mostTop)));
    const choices = prompts.map((text, index) => {
      const weighed = echo && can.echo ? weigh(text, can) : [];
      const [next, likely] = can.top[0] ?? ["", 0];
      const written = most === 1 ? next : can.text;
      return {
        index,
        text: echo && can.echo ? text + written : written,
        finish_reason: most === 1 ? "length" : "stop",
        logprobs:
          logprobs === undefined || mostTop === 0
            ? null
            : {
                text_offset: [...weighed.map(() => 0), text.length],
                tokens: [...weighed.map((token) => token.text), next],
                token_logprobs: [...weighed.map((token) => token.logprob), likely],
                top_logprobs: [
                  ...weighed.map(({ text: known, logprob }) =>
                    logprob === null ? null : { [known]: logprob, " the": -0.01 },
                  ),
                  top,
                ],
              },
      };
    });
    // Choices may come in any order.
    sendJson(response, 200, {
      id: "cmpl-1",
      object: "text_completion",
      created: 1772367069,
      model: asked.body.model,
      choices: choices.reverse(),
      usage: { prompt_tokens: 9, total_tokens: 11, completion_tokens: 2 },
    });
  };
}

export function speakLlamaCpp(server: ModelServer, can: Abilities): void {
  server.answer = (asked, response) => {
    if (asked.path === "/v1/models")
      return sendJson(response, 200, {
        object: "list",
        data: [{ id: "gpt2.gguf", object: "model", owned_by: "llamacpp", meta: { n_ctx_train: 1024 } }],
      });
    const { prompt, logprobs, stream, max_tokens: most } = asked.body as Record<string, unknown>;
    if (stream) return streamOpenai(response, can);
    const [next, likely] = can.top[0] ?? ["", 0];
    const entry = (token: string, logprob: number, id: number) => ({
      id,
      token,
      bytes: [...Buffer.from(token)],
      logprob,
    });
    const top = can.top.slice(0, Number(logprobs)).map(([token, logprob], id) => entry(token, logprob, id));
    const choices = ([prompt].flat() as string[]).map((_text, index) => ({
      index,
      text: most === 1 ? next : can.text,
      finish_reason: most === 1 ? "length" : "stop",
      logprobs:
        logprobs === undefined ? null : { content: [{ ...entry(next, likely, 0), top_logprobs: top }] },
    }));
    sendJson(response, 200, {
      choices,
      created: 1772367069,
      model: asked.body.model,
      object: "text_completion",
      usage: { completion_tokens: 2, prompt_tokens: 9, total_tokens: 11 },
      id: "chatcmpl-1",
    });
  };
}

/** `/v1/chat/completions` in the shapes of the OpenAI API: turns begin without a space, the first event of a stream holds a role only.
 * @see https://platform.openai.com/docs/api-reference/chat-streaming */
export function speakChat(server: ModelServer, can: Abilities): void {
  server.answer = (asked, response) => {
    if (asked.path === "/v1/models")
      return sendJson(response, 200, { object: "list", data: [{ id: "m", object: "model" }] });
    if (asked.path !== "/v1/chat/completions") return sendJson(response, 404, { detail: "Not Found" });
    const { logprobs, top_logprobs, stream, max_tokens: most } = asked.body as Record<string, unknown>;
    const text = can.text.trimStart();
    const mostTop = can.mostTop ?? 20;
    if (Number(top_logprobs) > mostTop && mostTop > 0)
      return sendJson(response, 400, {
        error: { message: `top_logprobs must be at most ${mostTop}`, code: 400 },
      });
    if (stream)
      return sendEvents(response, [
        { choices: [], prompt_filter_results: [] },
        { choices: [{ index: 0, delta: { role: "assistant", content: null }, finish_reason: null }] },
        ...tokenize(text).map((content) => ({
          choices: [{ index: 0, delta: { content }, finish_reason: null }],
        })),
        { choices: [{ index: 0, delta: {}, finish_reason: "stop" }] },
        { choices: [], usage: { completion_tokens: 2 } },
      ]);
    const top = can.top
      .slice(0, Math.min(Number(top_logprobs ?? 0), mostTop))
      .map(([token, logprob]) => ({ token: token.trimStart(), logprob, bytes: null }));
    sendJson(response, 200, {
      object: "chat.completion",
      choices: [
        {
          index: 0,
          message: { role: "assistant", content: most === 1 ? (tokenize(text)[0] ?? "") : text },
          finish_reason: most === 1 ? "length" : "stop",
          logprobs:
            logprobs && mostTop > 0
              ? { content: [{ token: top[0]?.token, logprob: 0, top_logprobs: top }] }
              : null,
        },
      ],
      usage: { prompt_tokens: 9, completion_tokens: 2 },
    });
  };
}

function weigh(text: string, can: Abilities): { text: string; logprob: number | null }[] {
  return tokenize(text).map((token, at) => ({
    text: token,
    logprob: at === 0 ? null : (can.top.find(([known]) => known === token)?.[1] ?? -0.5),
  }));
}

function streamTgi(response: ServerResponse, can: Abilities): void {
  const tokens = tokenize(`${can.text}###`);
  const events = tokens.map((text, at) => {
    const isLast = at === tokens.length - 1;
    return {
      index: at + 1,
      token: { id: at, text, logprob: -0.1, special: false },
      generated_text: isLast ? tokens.join("") : null,
      details: isLast ? { finish_reason: "stop_sequence", generated_tokens: tokens.length } : null,
    };
  });
  sendEvents(response, events);
}

function streamOpenai(response: ServerResponse, can: Abilities): void {
  const pieces = tokenize(can.text).map((text) => ({
    choices: [{ index: 0, text, finish_reason: null as string | null }],
  }));
  sendEvents(response, [...pieces, { choices: [{ index: 0, text: "", finish_reason: "stop" }] }]);
}

/** Sends events in pieces that end anywhere, as a network does. */
export function sendEvents(response: ServerResponse, events: readonly unknown[], isCut = false): void {
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
  const bytes = Buffer.from(
    `${events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("")}${isCut ? "" : "data: [DONE]\n\n"}`,
  );
  for (let at = 0; at < bytes.length; at += 37) response.write(bytes.subarray(at, at + 37));
  if (isCut) setImmediate(() => response.destroy());
  else response.end();
}
