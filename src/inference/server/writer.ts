/** Has a server write a text: streamed where somebody watches it grow and the server can, else in one piece. */

import { BotError } from "../../core/errors.ts";
import type { Log } from "../../flows/bot/context.ts";
import type { Completion, CompletionRequest } from "../../flows/ports/backend.ts";
import { createGrowingText, cutAtEnd } from "./growing-text.ts";
import type { ModelClient } from "./http/client.ts";
import { UnknownParameters } from "./http/errors.ts";
import type { Call } from "./http/read-answer.ts";
import { withoutParameters } from "./parameters.ts";
import { type Piece, type Protocol, promptOf, type Streaming, type Written } from "./protocols/protocol.ts";
import { createWayHealth } from "./way.ts";

export interface WriterOptions {
  readonly protocol: Protocol;
  /** INFERENCE_URL without user and password. */
  readonly url: string;
  readonly model: string;
  readonly client: ModelClient;
  readonly log?: Log;
}

export interface Writer {
  /** @throws {BotError} as `ModelClient.post` */
  write(request: CompletionRequest): Promise<Completion>;
  /** The plain call for a request; with `maxNewTokens` 1 the cheapest there is. */
  callFor(request: CompletionRequest): Call;
}

/** A stream that was cut is asked for once more; then the plain call gives the whole text. */
const STREAM_ATTEMPTS = 2;

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: short functions that share what is known of one server
export function createWriter({ protocol, url, model, client, log }: WriterOptions): Writer {
  const address = protocol.address(url);
  const streamHealth = createWayHealth();
  /** Parameters that the server was seen to refuse. */
  const refused = new Set<string>();
  let hasAnswered = false;

  const adapted = (body: object) => withoutParameters(body, refused, protocol.renames);
  const callFor = (request: CompletionRequest): Call => ({
    address,
    body: adapted(protocol.body(request, model)),
    sent: promptOf(request),
  });

  /** @returns whether the fault names parameters that were not known to be refused */
  function learn(error: unknown): boolean {
    const names = error instanceof UnknownParameters ? error.names.filter((name) => !refused.has(name)) : [];
    for (const name of names) refused.add(name);
    if (names.length > 0)
      log?.info({ names }, "the model server does not know these parameters; they are left out");
    return names.length > 0;
  }

  async function writePlain(request: CompletionRequest): Promise<Written> {
    try {
      const written = protocol.read(await client.post(callFor(request), request), promptOf(request));
      hasAnswered = true;
      return written;
    } catch (error) {
      if (learn(error)) return writePlain(request);
      // A server that was understood before is not set up wrongly: what came was a proxy's page or half an answer.
      if (hasAnswered && error instanceof BotError && error.code === "BACKEND_MALFORMED")
        throw new BotError(error.code, error.message, { retryable: true, cause: error.cause });
      throw error;
    }
  }

  /** @returns null when the stream failed: the plain call then shows whether only the stream failed */
  async function writeStream(request: CompletionRequest, streaming: Streaming): Promise<Written | null> {
    const startedMs = performance.now();
    const text = createGrowingText(request);
    let last: Piece | null = null;
    try {
      const answer = await client.stream(
        {
          address: streaming.address?.(url) ?? address,
          body: adapted(streaming.body(request, model)),
          sent: promptOf(request),
          probe: callFor({ ...request, maxNewTokens: 1 }),
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
      if (!learn(error)) streamHealth.failed(isAbsent(error) ? "absent" : "failed", startedMs);
      log?.info({ reason: error.message }, "the model server did not stream; it is asked for the whole text");
      return null;
    }
    const end = last as Piece | null;
    return { text: end?.whole ?? text.whole, newTokens: end?.newTokens ?? null, finish: end?.finish ?? null };
  }

  return {
    callFor,
    async write(request) {
      const startMs = performance.now();
      const { streaming } = protocol;
      const mayStream = streaming && request.onText !== undefined && streamHealth.mayTry();
      const streamed = mayStream ? await writeStream(request, streaming) : null;
      const written = streamed ?? (await writePlain(request));
      const finish = written.text.includes(request.endSequence)
        ? "end-sequence"
        : (written.finish ?? "length");
      if (finish === "filtered")
        throw new BotError("BACKEND_REFUSED", "the server's content filter cut the answer");
      const text = cutAtEnd(written.text, request);
      request.onText?.(text);
      return {
        text,
        finish,
        usage: {
          promptTokens: null,
          cachedTokens: null,
          newTokens: written.newTokens,
          durationMs: performance.now() - startMs,
        },
      };
    },
  };
}

/** Whether a server has no streams, rather than that this one failed. One that hangs is not worth a second wait soon. */
function isAbsent({ code, message }: BotError): boolean {
  return (
    code === "CONFIG_MODEL" ||
    code === "BACKEND_TIMEOUT" ||
    (code === "BACKEND_REFUSED" && /stream/i.test(message))
  );
}
