/** HTTP to one model server: keep-alive, deadline, size limit, no redirects, retries and a circuit breaker. Every failure becomes a BotError. */

import { type Dispatcher, EnvHttpProxyAgent, request } from "undici";
import { BotError, type ErrorCode } from "../../core/errors.ts";
import type { RequestOptions } from "../../flows/ports.ts";
import { type BreakerState, createBreaker, withRetries } from "./breaker.ts";
import { faultOf, isError } from "./errors.ts";
import { readEvents } from "./sse.ts";

export interface ClientOptions {
  readonly url: string;
  /** Secret headers of every call, such as `authorization`. They go to the origin of `url` and nowhere else. */
  readonly headers: Readonly<Record<string, string>>;
  /** For one attempt, in milliseconds. */
  readonly timeoutMs: number;
  /** Wait before a second attempt, in milliseconds; doubles with each. */
  readonly firstWaitMs: number;
}

/** One call of the server. */
export interface Call {
  readonly address: string;
  readonly body: object;
  /** The prompt in it: what it holds is never quoted in an error. */
  readonly sent: string;
}

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
  /** Asks for something that a server may not have, once: by GET, or by POST of a body.
   * @returns the parsed answer; null for anything but a 200 with JSON */
  look(address: string, timeoutMs: number, body?: object): Promise<unknown>;
  readonly breaker: BreakerState;
  /** Whether the last call that says so reached a server that works; null before the first. */
  readonly isReachable: boolean | null;
  close(): Promise<void>;
}

/** More than any answer to a prompt; a server that sends more is broken. */
const MAX_BYTES = 4 * 1024 * 1024;
/** Likelihoods of a whole prompt behind each of 25 labels are larger. */
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

type Answer = Dispatcher.ResponseData;

export function createClient({ url, headers, timeoutMs, firstWaitMs }: ClientOptions): ModelClient {
  // HTTP_PROXY, HTTPS_PROXY and NO_PROXY decide for each address whether it is reached over a proxy.
  const dispatcher = new EnvHttpProxyAgent({
    keepAliveTimeout: 30_000,
    connections: 32,
    connect: { timeout: 5_000 },
  });
  let isClosed = false;
  const { origin } = new URL(url);
  const breaker = createBreaker(placeOf(url));
  let isReachable: boolean | null = null;
  const headersFor = (address: string) => ({
    "content-type": "application/json",
    ...(new URL(address).origin === origin ? headers : {}),
  });

  async function send<T>(
    call: Call,
    accept: string,
    { signal, traceparent }: RequestOptions,
    read: (answer: Answer) => Promise<T>,
  ) {
    const where = placeOf(call.address);
    const deadline = AbortSignal.timeout(timeoutMs);
    let answer: Answer | null = null;
    try {
      answer = await request(call.address, {
        method: "POST",
        headers: { ...headersFor(call.address), accept, ...(isTrace(traceparent) ? { traceparent } : {}) },
        body: JSON.stringify(call.body),
        dispatcher,
        signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
      });
      if (answer.statusCode >= 200 && answer.statusCode < 300) return await read(answer);
      const text = await readText(answer.body, where, MAX_BYTES);
      const retryAfter = [answer.headers["retry-after"]].flat()[0];
      throw faultOf({
        status: answer.statusCode,
        text,
        where,
        retryAfter,
        sent: call.sent,
        parameters: parametersOf(call.body),
      });
    } catch (cause) {
      if (signal?.aborted) throw new BotError("BACKEND_ABORTED", "the request was aborted", { cause });
      if (cause instanceof BotError) throw cause;
      if (deadline.aborted)
        throw new BotError("BACKEND_TIMEOUT", `${where} did not answer within ${timeoutMs} ms`, {
          retryable: true,
          cause,
        });
      throw unreachable(where, cause);
    } finally {
      // Closes the connection of an answer that nobody reads any more, so that the server stops.
      answer?.body.destroy();
    }
  }

  const sendJson = (call: Call, maxBytes: number, options: RequestOptions) =>
    send(call, "application/json", options, (answer) => readJson(answer.body, call, maxBytes));

  /** One attempt of a plain call: the only kind whose failure says that the server does not work. */
  async function attemptPlain(call: Call, options: RequestOptions): Promise<unknown> {
    try {
      const answer = await sendJson(call, MAX_BYTES, options);
      isReachable = true;
      return answer;
    } catch (error) {
      const code = error instanceof BotError ? error.code : "INTERNAL";
      if (code !== "BACKEND_ABORTED") isReachable = !NOT_WORKING.includes(code);
      throw error;
    }
  }

  async function attemptExtra(call: ExtraCall, options: RequestOptions, work: () => Promise<unknown>) {
    if (breaker.state !== "closed") await breaker.run(() => attemptPlain(call.probe, options));
    const answer = await persist(work, options, call.attempts);
    isReachable = true;
    return answer;
  }

  const persist = (work: () => Promise<unknown>, options: RequestOptions, attempts: number) =>
    withRetries(work, { ...options, attempts, firstWaitMs, mayRetry: () => breaker.state === "closed" });

  return {
    post: (call, options) => persist(() => breaker.run(() => attemptPlain(call, options)), options, ATTEMPTS),
    postExtra: (call, options) =>
      attemptExtra(call, options, () => sendJson(call, MAX_SCORING_BYTES, options)),
    stream: (call, options) =>
      attemptExtra(call, options, () => {
        call.onBegin();
        return send(call, "text/event-stream, application/json", options, (answer) =>
          readStream(answer.body, call),
        );
      }),
    async look(address, lookMs, body) {
      try {
        const answer = await request(address, {
          ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
          headers: headersFor(address),
          dispatcher,
          signal: AbortSignal.timeout(lookMs),
        });
        const text = await readText(answer.body, placeOf(address), MAX_BYTES);
        return answer.statusCode === 200 ? JSON.parse(text) : null;
      } catch {
        return null;
      }
    },
    get breaker() {
      return breaker.state;
    },
    get isReachable() {
      return isReachable;
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      await dispatcher.close();
    },
  };
}

function unreachable(where: string, cause: unknown): BotError {
  const { code, name, message } = cause as NodeJS.ErrnoException;
  const isOfProxy = /proxy/i.test(message);
  const what = isOfProxy ? "HTTP_PROXY, HTTPS_PROXY and NO_PROXY" : "INFERENCE_URL and the server";
  const reason = isOfProxy ? "the proxy refused" : (code ?? name);
  return new BotError("BACKEND_UNREACHABLE", `${where} can't be reached (${reason}); check ${what}`, {
    retryable: true,
    cause,
  });
}

/** Names of a body's parameters, those one level down included. */
function parametersOf(body: object): string[] {
  const { parameters } = body as { parameters?: object };
  return [...Object.keys(body), ...Object.keys(parameters ?? {})];
}

/** @see https://www.w3.org/TR/trace-context/#traceparent-header */
function isTrace(traceparent: string | undefined): traceparent is string {
  return /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.test(traceparent ?? "");
}

/** Host and path of an address: never its query, which may hold a key. */
function placeOf(address: string): string {
  const { host, pathname } = new URL(address);
  return pathname === "/" ? host : `${host}${pathname}`;
}

async function readText(body: AsyncIterable<Buffer>, where: string, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > maxBytes)
      throw new BotError(
        "BACKEND_MALFORMED",
        `${where} sent more than ${maxBytes} bytes; that is no answer to a prompt`,
      );
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** @throws {BotError} for an error with status 200, and for what is not JSON */
async function readJson(body: AsyncIterable<Buffer>, call: Call, maxBytes: number): Promise<unknown> {
  const where = placeOf(call.address);
  const text = await readText(body, where, maxBytes);
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    const kind = /^\s*</.test(text) ? "HTML" : "something that is not JSON";
    throw new BotError(
      "BACKEND_MALFORMED",
      `${where} answered with ${kind}; check INFERENCE_URL and INFERENCE_PROTOCOL`,
    );
  }
  if (isError(parsed))
    throw faultOf({ status: 200, text, where, sent: call.sent, parameters: parametersOf(call.body) });
  return parsed;
}

/** Reads events, or the whole answer of a server that does not stream. The first character tells which: content types differ. */
async function readStream(body: AsyncIterable<Buffer>, call: StreamCall): Promise<unknown> {
  const chunks = body[Symbol.asyncIterator]();
  const begun: Buffer[] = [];
  let first = "";
  while (first === "") {
    const { value, done } = await chunks.next();
    if (done) break;
    begun.push(value);
    first = Buffer.concat(begun)
      .toString("utf8")
      .replace(/^\uFEFF/, "")
      .trimStart();
  }
  const whole = (async function* () {
    yield* begun;
    yield* { [Symbol.asyncIterator]: () => chunks };
  })();
  if (/^[{[<]/.test(first)) return readJson(whole, call, MAX_BYTES);
  await readEvents(whole, {
    where: placeOf(call.address),
    maxBytes: MAX_BYTES,
    sent: call.sent,
    onEvent: call.onEvent,
  });
  return null;
}
