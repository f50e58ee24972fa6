/** The one way to a model server: keep-alive, deadline, size limit, no redirects, bounded retries, a circuit breaker, and every failure in words. */

import { setTimeout as sleep } from "node:timers/promises";
import { Agent, type Dispatcher, request } from "undici";
import { BotError, type ErrorCode } from "../../core/errors.ts";
import type { RequestOptions } from "../../flows/ports.ts";
import { createBreaker, type Entry, type Outcome } from "./breaker.ts";
import { faultOf, isLoading } from "./errors.ts";
import { readEvents } from "./stream.ts";

export interface ClientOptions {
  readonly url: string;
  /** Goes as bearer to the host of `url` and nowhere else. */
  readonly token?: string;
  /** For one attempt, in milliseconds. */
  readonly timeoutMs: number;
}

export interface StreamRequest {
  /** On the same host. */
  readonly address: string;
  readonly body: object;
  /** Called before each attempt: what came of an earlier one counts no more. */
  readonly onBegin: () => void;
  /** Receives each event's data; true ends the stream, which stops the server's work. @throws {BotError} for an error in it */
  readonly onEvent: (event: unknown) => boolean;
}

export interface ModelClient {
  /** Posts JSON and gives the parsed answer of a 200.
   * @throws {BotError} BACKEND_*, CONFIG_CREDENTIAL, CONFIG_MODEL, INPUT_TOO_LONG */
  post(body: object, options: RequestOptions): Promise<unknown>;
  /** Posts JSON and reads server-sent events until `onEvent` has enough.
   * @returns null, or the parsed answer of a server that answered in one piece all the same
   * @throws {BotError} as `post`; a stream that ends before `onEvent` had enough counts as a failure */
  stream(asked: StreamRequest, options: RequestOptions): Promise<unknown>;
  /** The parsed answer of a GET on the same host, asked once; null for anything but a 200 with JSON. */
  look(address: string, timeoutMs: number): Promise<unknown>;
  close(): Promise<void>;
}

/** More than any answer to a prompt; a server that sends more is broken. */
const MAX_BYTES = 4 * 1024 * 1024;
const ATTEMPTS = 3;
/** A server that says it loads is asked again after at most this long, so that a person sees it move;
 * whoever says another time that is longer than this is asked by a later job. */
const LONGEST_WAIT_MS = 20_000;
/** Faults that tell of a sick server. */
const SICK: readonly ErrorCode[] = ["BACKEND_UNREACHABLE", "BACKEND_TIMEOUT"];
/** Faults of a server, or of a person, that tell nothing of its health. */
const NO_SIGN: readonly ErrorCode[] = ["BACKEND_ABORTED", "BACKEND_LOADING", "BACKEND_RATE_LIMITED"];

type Consume = (answer: Dispatcher.ResponseData) => Promise<unknown>;

export function createClient({ url, token, timeoutMs }: ClientOptions): ModelClient {
  const dispatcher = new Agent({ keepAliveTimeout: 30_000, connections: 32, connect: { timeout: 5_000 } });
  const { host, origin } = new URL(url);
  const breaker = createBreaker();
  const headersFor = (address: string) => ({
    "content-type": "application/json",
    ...(token && new URL(address).origin === origin ? { authorization: `Bearer ${token}` } : {}),
  });

  async function attempt(
    posted: { address: string; body: string; accept: string },
    signal: AbortSignal | undefined,
    consume: Consume,
  ): Promise<unknown> {
    const deadline = AbortSignal.timeout(timeoutMs);
    try {
      const answer = await request(posted.address, {
        method: "POST",
        headers: { ...headersFor(posted.address), accept: posted.accept },
        body: posted.body,
        dispatcher,
        signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
      });
      if (answer.statusCode === 200) return await consume(answer);
      const text = await readBody(answer.body, host);
      const retryAfter = [answer.headers["retry-after"]].flat()[0];
      throw faultOf({ status: answer.statusCode, text, host, retryAfter });
    } catch (cause) {
      if (signal?.aborted) throw new BotError("BACKEND_ABORTED", "the request was aborted", { cause });
      if (cause instanceof BotError) throw cause;
      if (deadline.aborted)
        throw new BotError("BACKEND_TIMEOUT", `${host} did not answer within ${timeoutMs} ms`, {
          retryable: true,
          cause,
        });
      const code = (cause as NodeJS.ErrnoException).code ?? (cause as Error).name;
      throw new BotError(
        "BACKEND_UNREACHABLE",
        `${host} can't be reached (${code}); check INFERENCE_URL and the server`,
        { retryable: true, cause },
      );
    }
  }

  /** One attempt that the breaker let through. */
  async function watched(entry: Entry, work: () => Promise<unknown>): Promise<unknown> {
    let outcome: Outcome = "answered";
    try {
      return await work();
    } catch (error) {
      const code = error instanceof BotError ? error.code : "INTERNAL";
      outcome = SICK.includes(code) ? "failed" : NO_SIGN.includes(code) ? "neither" : "answered";
      throw error;
    } finally {
      entry.leave(outcome);
    }
  }

  async function persist(work: () => Promise<unknown>, options: RequestOptions): Promise<unknown> {
    const { signal, onProgress } = options;
    for (let tries = 1; ; tries++) {
      const entry = breaker.enter();
      const { restMs } = entry;
      if (restMs > 0)
        throw new BotError(
          "BACKEND_UNREACHABLE",
          `${host} failed several times in a row and is left alone for ${Math.ceil(restMs / 1000)} seconds; check the server`,
          { retryable: true, retryAfterMs: restMs },
        );
      try {
        return await watched(entry, work);
      } catch (error) {
        if (!(error instanceof BotError) || !error.retryable) throw error;
        const isLoadingNow = error.code === "BACKEND_LOADING";
        if (tries >= ATTEMPTS) throw isLoadingNow ? soon(error) : error;
        if (isLoadingNow) onProgress?.({ kind: "loading", estimatedMs: error.retryAfterMs });
        const askedMs = error.retryAfterMs ?? 200 * 2 ** tries;
        if (askedMs > LONGEST_WAIT_MS && !isLoadingNow) throw error;
        // Never earlier than a server said, except while it loads.
        const jitter = error.retryAfterMs === null ? 0.75 + Math.random() / 2 : 1 + Math.random() / 4;
        await sleep(Math.min(askedMs, LONGEST_WAIT_MS) * jitter, undefined, { signal }).catch(() => {
          throw new BotError("BACKEND_ABORTED", "the request was aborted");
        });
      }
    }
  }

  const readJson: Consume = async (answer) => {
    const text = await readBody(answer.body, host);
    const parsed = parse(text, host);
    if (isLoading(parsed)) throw faultOf({ status: 200, text, host, retryAfter: undefined });
    return parsed;
  };

  return {
    post(body, options) {
      const posted = { address: url, body: JSON.stringify(body), accept: "application/json" };
      return persist(() => attempt(posted, options.signal, readJson), options);
    },
    stream({ address, body, onBegin, onEvent }, options) {
      const posted = { address, body: JSON.stringify(body), accept: "text/event-stream, application/json" };
      return persist(() => {
        onBegin();
        return attempt(posted, options.signal, async (answer) => {
          const type = String(answer.headers["content-type"] ?? "");
          if (!type.startsWith("text/event-stream")) return readJson(answer);
          await readEvents(answer.body, { host, mostBytes: MAX_BYTES, onEvent });
          return null;
        });
      }, options);
    },
    async look(address, lookMs) {
      try {
        const signal = AbortSignal.timeout(lookMs);
        const answer = await request(address, { headers: headersFor(address), dispatcher, signal });
        const text = await readBody(answer.body, host);
        return answer.statusCode === 200 ? JSON.parse(text) : null;
      } catch {
        return null;
      }
    },
    close: async () => {
      if (!dispatcher.closed) await dispatcher.close();
    },
  };
}

/** A server's guess at how long it still loads is shown to people, but not slept through by the next job: it may be half an hour off. */
function soon(error: BotError): BotError {
  const { code, message, retryAfterMs, cause } = error;
  if (retryAfterMs === null || retryAfterMs <= LONGEST_WAIT_MS) return error;
  return new BotError(code, message, { retryable: true, retryAfterMs: LONGEST_WAIT_MS, cause });
}

async function readBody(body: AsyncIterable<Buffer> & { destroy(): void }, host: string): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) {
      body.destroy();
      throw new BotError(
        "BACKEND_MALFORMED",
        `${host} sent more than ${MAX_BYTES} bytes; that is no answer to a prompt`,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parse(text: string, host: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const kind = /^\s*</.test(text) ? "HTML" : "something that is not JSON";
    throw new BotError(
      "BACKEND_MALFORMED",
      `${host} answered with ${kind}; check INFERENCE_URL and INFERENCE_PROTOCOL`,
      { cause },
    );
  }
}
