/** A GPT-Neo on a server as a backend: labels are scored where the server can, else a text is generated there and the flow matches it. */

import type { ModelInfo } from "../../core/ask.ts";
import { BotError } from "../../core/errors.ts";
import type { Log } from "../../flows/context.ts";
import type { Backend, Completion, CompletionRequest } from "../../flows/ports.ts";
import { familyOfName } from "../models/family.ts";
import { type Call, createClient } from "./client.ts";
import { createGrowingText, cutAtEnd } from "./growing-text.ts";
import { PROTOCOLS } from "./protocols/index.ts";
import {
  type Piece,
  type Protocol,
  promptOf,
  type ServerFacts,
  type Streaming,
  type Written,
} from "./protocols/protocol.ts";
import { createScorer } from "./score.ts";
import { createWayHealth } from "./way.ts";

export interface ServerOptions {
  readonly url: string;
  readonly protocol: keyof typeof PROTOCOLS;
  /** What the server calls the model. */
  readonly model: string;
  readonly token?: string;
  /** For one attempt. Default two minutes: a large model on a processor is slow. */
  readonly timeoutMs?: number;
  /** Wait before a failed request is tried again; doubles with each try. Default 400 ms. */
  readonly firstWaitMs?: number;
  /** Counts tokens with the model's own tokenizer; null when it is not known here, and tokens are estimated. */
  readonly openCounter?: () => Promise<((text: string) => number) | null>;
  readonly log?: Log;
}

const TIMEOUT_MS = 120_000;
const FIRST_WAIT_MS = 400;
/** A stream that was cut is asked for once more; then the plain call gives the whole text. */
const STREAM_ATTEMPTS = 2;
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
  const { model, log, token, timeoutMs = TIMEOUT_MS, firstWaitMs = FIRST_WAIT_MS } = options;
  const client = createClient({ url: address, token, timeoutMs, firstWaitMs });
  const streamHealth = createWayHealth();
  let count = (text: string) => Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN);
  let counting: Promise<void> | null = null;
  let described: { readonly info: Promise<ModelInfo>; readonly untilMs: number } | null = null;

  async function learn(): Promise<ModelInfo> {
    counting ??= openCounter();
    const [told] = await Promise.all([
      protocol.facts ? client.get(protocol.facts.address(options.url), LOOK_MS) : null,
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

  /** A plain call; with `maxNewTokens` 1 the cheapest there is. */
  const plainCall = (request: CompletionRequest): Call => ({
    address,
    body: protocol.body(request, model),
    sent: promptOf(request),
  });

  /** @returns null when the stream failed: the plain call then tells whether the server fails at more than that */
  async function writeStream(request: CompletionRequest, streaming: Streaming): Promise<Written | null> {
    const startedMs = performance.now();
    const text = createGrowingText(request);
    let last: Piece | null = null;
    try {
      const answer = await client.stream(
        {
          address: streaming.address(options.url),
          body: streaming.body(request, model),
          sent: promptOf(request),
          probe: plainCall({ ...request, maxNewTokens: 1 }),
          attempts: STREAM_ATTEMPTS,
          onBegin() {
            text.restart();
            last = null;
          },
          onEvent(event) {
            if (event === null) return true;
            last = streaming.read(event);
            return text.add(last.text, last.isLast);
          },
        },
        request,
      );
      streamHealth.worked();
      if (answer !== null) return protocol.read(answer, promptOf(request));
    } catch (error) {
      if (!(error instanceof BotError) || error.code === "BACKEND_ABORTED") throw error;
      streamHealth.failed(isUnknown(error) ? "absent" : "failed", startedMs);
      log?.info({ reason: error.message }, "the model server did not stream; it is asked for the whole text");
      return null;
    }
    const end = last as Piece | null;
    return { text: end?.whole ?? text.whole, newTokens: end?.newTokens ?? null, finish: end?.finish ?? null };
  }

  const scorer = createScorer({
    ways: protocol.scoreWays,
    model,
    address,
    probe: ({ prompt }) => plainCall({ prompt, maxNewTokens: 1, temperature: 0, endSequence: "\n" }),
    client,
    log,
  });

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
      const { streaming } = protocol;
      const mayStream = streaming && request.onText !== undefined && streamHealth.mayTry();
      const streamed = mayStream ? await writeStream(request, streaming) : null;
      const written =
        streamed ?? protocol.read(await client.post(plainCall(request), request), promptOf(request));
      const text = cutAtEnd(written.text, request);
      request.onText?.(text);
      return {
        text,
        finish: written.text.includes(request.endSequence) ? "end-sequence" : (written.finish ?? "length"),
        usage: {
          promptTokens: null,
          cachedTokens: null,
          newTokens: written.newTokens,
          durationMs: performance.now() - startMs,
        },
      };
    },
    score: (request) => scorer.score(request),
    state: () => ({ isReachable: client.isReachable, breaker: client.breaker, scoring: scorer.way }),
    close: () => client.close(),
  };
}

/** Whether a server said that it has no streams, rather than that this one failed. */
function isUnknown({ code, message }: BotError): boolean {
  return code === "CONFIG_MODEL" || (code === "BACKEND_REFUSED" && /stream/i.test(message));
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
