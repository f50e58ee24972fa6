/** A GPT-Neo on a server as a backend: text is generated there, and labels are matched to what was generated. */

import type { ModelInfo } from "../../core/ask.ts";
import type { Log } from "../../flows/context.ts";
import type { Backend } from "../../flows/ports.ts";
import { createClient } from "./http.ts";
import { PROTOCOLS } from "./protocols.ts";

export interface ServerOptions {
  readonly url: string;
  readonly protocol: keyof typeof PROTOCOLS;
  /** What the server calls the model. */
  readonly model: string;
  readonly token?: string;
  /** For one attempt. Default two minutes: a large model on a processor is slow. */
  readonly timeoutMs?: number;
  readonly log?: Log;
}

/** GPT-Neo's context; a server does not tell. */
const CONTEXT_TOKENS = 2048;
/** Bytes of English a token takes, on the low side, so that the estimate is on the high. */
const BYTES_PER_TOKEN = 3;

export function openServerBackend(options: ServerOptions): Backend {
  const protocol = PROTOCOLS[options.protocol];
  const address = protocol.address(options.url);
  const client = createClient({
    url: address,
    token: options.token,
    timeoutMs: options.timeoutMs ?? 120_000,
  });
  const info: ModelInfo = {
    name: options.model,
    parameters: readParameters(options.model),
    revision: "unknown",
    contextTokens: CONTEXT_TOKENS,
    scripts: null,
    builtin: false,
    dtype: null,
  };
  return {
    name: options.protocol,
    where: new URL(address).host,
    describe: async () => info,
    countTokens: (text) => Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN),
    async complete(request) {
      const startMs = performance.now();
      const prompt = request.prompt.prefix + request.prompt.text;
      const answer = await client.post(protocol.body(request, options.model), request);
      const { text: written, newTokens } = protocol.read(answer, prompt);
      const end = written.indexOf(request.endSequence);
      const text = end === -1 ? written : written.slice(0, end);
      request.onText?.(text);
      const usage = {
        promptTokens: null,
        cachedTokens: null,
        newTokens,
        durationMs: performance.now() - startMs,
      };
      return { text, finish: end === -1 ? "length" : "end-sequence", usage };
    },
    // None of the three tells the likelihood of a whole label set in one call: the flow generates and matches.
    score: async () => null,
    close: () => client.close(),
  };
}

/** "EleutherAI/gpt-neo-2.7B" → 2.7 billion: the name is all that a server tells. */
function readParameters(model: string): number | null {
  const [, size, unit] = /(\d+(?:\.\d+)?)([MB])\b/i.exec(model) ?? [];
  return size === undefined ? null : Math.round(Number(size) * (unit?.toUpperCase() === "B" ? 1e9 : 1e6));
}
