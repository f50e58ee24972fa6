/** The model server in the words of TGI and of `/v1/completions`: a made-up model whose likelihoods are known, with each ability on or off. */

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
        finish_reason: "length",
        generated_tokens: Math.min(tokenize(written).length, Number(parameters.max_new_tokens)),
        prefill: parameters.decoder_input_details ? weigh(asked.body.inputs ?? "", can) : [],
        tokens: [],
        ...(parameters.top_n_tokens
          ? {
              top_tokens: [
                can.top.slice(0, 5).map(([text, logprob], id) => ({ id, text, logprob, special: false })),
              ],
            }
          : {}),
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
        text: written,
        finish_reason: most === 1 ? "length" : "stop",
        logprobs:
          logprobs === undefined || mostTop === 0
            ? null
            : {
                tokens: [...weighed.map((token) => token.text), next],
                token_logprobs: [...weighed.map((token) => token.logprob), likely],
                top_logprobs: [...weighed.map(() => null), top],
              },
      };
    });
    // Choices may come in any order.
    sendJson(response, 200, { choices: choices.reverse(), usage: { completion_tokens: 2 } });
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
