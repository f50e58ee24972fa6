/** A GPT-Neo on a server as a backend: labels are scored where the server can, else a text is generated there and the flow matches it. */

import type { ModelInfo } from "../../core/ask.ts";
import { BotError } from "../../core/errors.ts";
import type { Log } from "../../flows/context.ts";
import type { Backend, Completion, CompletionRequest } from "../../flows/ports.ts";
import { familyOfName } from "../models/family.ts";
import { createClient } from "./client.ts";
import { PROTOCOLS } from "./protocols/index.ts";
import { type Piece, type Protocol, promptOf, type ServerFacts, type Written } from "./protocols/protocol.ts";
import { createScorer } from "./score.ts";
import { withoutBegun } from "./stream.ts";

export interface ServerOptions {
  readonly url: string;
  readonly protocol: keyof typeof PROTOCOLS;
  /** What the server calls the model. */
  readonly model: string;
  readonly token?: string;
  /** For one attempt. Default two minutes: a large model on a processor is slow. */
  readonly timeoutMs?: number;
  /** Counts tokens with the model's own tokenizer; null when it is not known here, and tokens are estimated. */
  readonly openCounter?: () => Promise<((text: string) => number) | null>;
  readonly log?: Log;
}

/** GPT-Neo's context, for a server that does not tell. */
const CONTEXT_TOKENS = 2048;
/** Bytes of English a token takes, on the low side, so that the estimate is on the high. */
const BYTES_PER_TOKEN = 3;
const LOOK_MS = 5_000;
/** A server that did not tell about its model is asked again after this. */
const LOOK_AGAIN_MS = 60_000;

export function openServerBackend(options: ServerOptions): Backend {
  const protocol: Protocol = PROTOCOLS[options.protocol];
  const address = protocol.address(options.url);
  const timeoutMs = options.timeoutMs ?? 120_000;
  const client = createClient({ url: address, token: options.token, timeoutMs });
  const { model, log } = options;
  const score = createScorer({ ways: protocol.scoreWays, model, client, log });
  let mayStream = protocol.streaming !== undefined;
  let count = (text: string) => Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN);
  let counting: Promise<void> | null = null;
  let described: { readonly info: Promise<ModelInfo>; readonly untilMs: number } | null = null;

  async function learn(): Promise<ModelInfo> {
    counting ??= openCounter();
    const [told] = await Promise.all([
      protocol.facts ? client.look(protocol.facts.address(options.url), LOOK_MS) : null,
      counting,
    ]);
    const facts = told === null ? {} : (protocol.facts?.read(told, model) ?? {});
    if (described && (told !== null || !protocol.facts)) described = { ...described, untilMs: Infinity };
    return toInfo(model, facts);
  }

  async function openCounter(): Promise<void> {
    try {
      count = (await options.openCounter?.()) ?? count;
    } catch (error) {
      const reason = (error as Error).message;
      log?.warn({ reason }, "the model's tokenizer can't be used; tokens are estimated");
    }
  }

  /** @returns null when the server refuses to stream: the plain call then tells whether it refuses more than that */
  async function writeStream(request: CompletionRequest): Promise<Written | null> {
    const { streaming } = protocol;
    if (!streaming) return null;
    let text = "";
    let told = "";
    let last: Piece | null = null;
    const answer = await client
      .stream(
        {
          address: streaming.address(options.url),
          body: streaming.body(request, model),
          onBegin: () => {
            text = "";
            last = null;
          },
          onEvent(event) {
            if (event === null) return true;
            last = streaming.read(event);
            text += last.text;
            const isWhole = last.isLast || text.includes(request.endSequence);
            const shown = isWhole ? cut(text, request.endSequence) : withoutBegun(text, request.endSequence);
            // A second attempt may begin again: nothing is told until it has more.
            if (shown.length > told.length && !isWhole) {
              told = shown;
              request.onText?.(shown);
            }
            return isWhole;
          },
        },
        request,
      )
      .catch((error: BotError) => {
        if (!(error instanceof BotError) || !["CONFIG_MODEL", "BACKEND_REFUSED"].includes(error.code))
          throw error;
        return undefined;
      });
    if (answer === undefined) return null;
    if (answer !== null) return protocol.read(answer, promptOf(request));
    const end = last as Piece | null;
    return { text: end?.whole ?? text, newTokens: end?.newTokens ?? null, finish: end?.finish ?? null };
  }

  return {
    name: options.protocol,
    where: new URL(address).host,
    describe() {
      if (described === null || performance.now() >= described.untilMs) {
        described = { info: Promise.resolve(toInfo(model, {})), untilMs: performance.now() + LOOK_AGAIN_MS };
        described = { ...described, info: learn() };
      }
      return described.info;
    },
    countTokens: (text) => count(text),
    async complete(request): Promise<Completion> {
      const startMs = performance.now();
      const isStreamed = mayStream && request.onText !== undefined;
      let written = isStreamed ? await writeStream(request) : null;
      if (written === null) {
        const answer = await client.post(protocol.body(request, model), request);
        written = protocol.read(answer, promptOf(request));
        if (isStreamed) mayStream = false;
      }
      const text = cut(written.text, request.endSequence);
      request.onText?.(text);
      return {
        text,
        finish: text === written.text ? (written.finish ?? "length") : "end-sequence",
        usage: {
          promptTokens: null,
          cachedTokens: null,
          newTokens: written.newTokens,
          durationMs: performance.now() - startMs,
        },
      };
    },
    score,
    close: () => client.close(),
  };
}

/** A text up to its end sequence. */
function cut(text: string, endSequence: string): string {
  const end = text.indexOf(endSequence);
  return end === -1 ? text : text.slice(0, end);
}

function toInfo(model: string, facts: ServerFacts): ModelInfo {
  return {
    name: model,
    family: familyOfName(model),
    parameters: readParameters(model),
    revision: facts.revision ?? "unknown",
    contextTokens: facts.contextTokens ?? CONTEXT_TOKENS,
    scripts: null,
    builtin: false,
    dtype: facts.dtype ?? null,
  };
}

/** "EleutherAI/gpt-neo-2.7B" → 2.7 billion: the name is all that a server tells. */
function readParameters(model: string): number | null {
  const [, size, unit] = /(\d+(?:\.\d+)?)([MB])\b/i.exec(model) ?? [];
  return size === undefined ? null : Math.round(Number(size) * (unit?.toUpperCase() === "B" ? 1e9 : 1e6));
}
