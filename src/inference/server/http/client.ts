/** Calls to one model server: retries, a circuit breaker, and which failures count against the server. */

import { BotError, type ErrorCode } from "../../../core/errors.ts";
import type { RequestOptions } from "../../../flows/ports/backend.ts";
import { type BreakerState, createBreaker, withRetries } from "./breaker.ts";
import { type Call, MAX_BYTES, placeOf, readJson, readStream } from "./read-answer.ts";
import { createTransport, type Transport, type TransportOptions } from "./transport.ts";

/** A call that only some servers know: to score labels, or to stream. Its failures never count against the server. */
export interface ExtraCall extends Call {
  /** A plain call with the same prompt. It is made first where the breaker is not closed. */
  readonly probe: Call;
  /** Attempts in all. */
  readonly attempts: number;
}

export interface StreamCall extends ExtraCall {
  /** Called before each attempt: what came of an earlier one no longer counts. */
  readonly onBegin: () => void;
  /** Receives each event's data, null for the end mark; true ends the stream. @throws {BotError} for an event it can't read */
  readonly onEvent: (event: unknown) => boolean;
}

export interface ModelClient {
  /** Posts JSON and gives the parsed answer.
   * @throws {BotError} BACKEND_*, CONFIG_CREDENTIAL, CONFIG_MODEL, INPUT_TOO_LONG */
  post(call: Call, options: RequestOptions): Promise<unknown>;
  /** As `post`, for a call that only some servers know. */
  postExtra(call: ExtraCall, options: RequestOptions): Promise<unknown>;
  /** Posts JSON and reads server-sent events until `onEvent` returns true.
   * @returns null, or the parsed answer of a server that answered in one piece
   * @throws {BotError} as `post`; a stream that ends before that is a failure */
  stream(call: StreamCall, options: RequestOptions): Promise<unknown>;
  readonly look: Transport["look"];
  readonly breaker: BreakerState;
  /** Whether the last call that says so reached a server that works; null before the first. */
  readonly isReachable: boolean | null;
  /** Why it does not; undefined while it does. */
  readonly fault: ErrorCode | undefined;
  close(): Promise<void>;
}

/** Likelihoods of a whole prompt behind each of 25 labels take more. */
const MAX_SCORING_BYTES = 32 * 1024 * 1024;
const ATTEMPTS = 3;
/** Faults of a server that nobody gets an answer from, until it or the configuration changes. */
const NOT_WORKING: readonly ErrorCode[] = [
  "BACKEND_UNREACHABLE",
  "BACKEND_TIMEOUT",
  "BACKEND_LOADING",
  "CONFIG_CREDENTIAL",
  "CONFIG_MODEL",
];

export function createClient(options: TransportOptions): ModelClient {
  const { url, firstWaitMs } = options;
  const transport = createTransport(options);
  const breaker = createBreaker(placeOf(url));
  let isReachable: boolean | null = null;
  let fault: ErrorCode | undefined;
  const noteWorks = () => {
    isReachable = true;
    fault = undefined;
  };

  const sendJson = (call: Call, maxBytes: number, options: RequestOptions) =>
    transport.send(call, "application/json", options, (answer) => readJson(answer.body, call, maxBytes));

  /** One attempt of a plain call: the only kind whose failure says that the server does not work. */
  async function attemptPlain(call: Call, options: RequestOptions): Promise<unknown> {
    try {
      const answer = await sendJson(call, MAX_BYTES, options);
      noteWorks();
      return answer;
    } catch (error) {
      const code = error instanceof BotError ? error.code : "INTERNAL";
      if (NOT_WORKING.includes(code)) [isReachable, fault] = [false, code];
      else if (code !== "BACKEND_ABORTED") noteWorks();
      throw error;
    }
  }

  async function attemptExtra(call: ExtraCall, options: RequestOptions, work: () => Promise<unknown>) {
    if (breaker.state !== "closed") await breaker.run(() => attemptPlain(call.probe, options));
    const answer = await withRetries(work, {
      ...options,
      attempts: call.attempts,
      firstWaitMs,
      // A call that only some servers know may hang on the others: the plain call is then the better second try.
      mayRetry: ({ code }) => code !== "BACKEND_TIMEOUT" && breaker.state === "closed",
    });
    noteWorks();
    return answer;
  }

  return {
    post: (call, options) =>
      withRetries(() => breaker.run(() => attemptPlain(call, options)), {
        ...options,
        attempts: ATTEMPTS,
        firstWaitMs,
        mayRetry: () => breaker.state === "closed",
      }),
    postExtra: (call, options) =>
      attemptExtra(call, options, () => sendJson(call, MAX_SCORING_BYTES, options)),
    stream: (call, options) =>
      attemptExtra(call, options, () => {
        call.onBegin();
        return transport.send(call, "text/event-stream, application/json", options, (answer) =>
          readStream(answer.body, call, call.onEvent),
        );
      }),
    look: transport.look,
    get breaker() {
      return breaker.state;
    },
    get isReachable() {
      return isReachable;
    },
    get fault() {
      return fault;
    },
    close: transport.close,
  };
}
