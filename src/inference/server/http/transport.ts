/** One HTTP request to a model server: keep-alive, one pace for all, deadline, proxies, secret headers, no redirects. Every failure becomes a BotError. */

import { type Dispatcher, EnvHttpProxyAgent, request } from "undici";
import { BotError } from "../../../core/errors.ts";
import type { RequestOptions } from "../../../flows/ports/backend.ts";
import { faultOf } from "./errors.ts";
import { createPace } from "./pace.ts";
import { type Call, MAX_BYTES, parametersOf, placeOf, readText } from "./read-answer.ts";

export interface TransportOptions {
  readonly url: string;
  /** Secret headers of every call, such as `authorization`. They go to the origin of `url` and nowhere else. */
  readonly headers: Readonly<Record<string, string>>;
  /** For one request, in milliseconds. */
  readonly timeoutMs: number;
  /** Wait after a first failure, in milliseconds; doubles with each. */
  readonly firstWaitMs: number;
}

export interface Transport {
  /** Posts a call's body as JSON once, and has a good answer read.
   * @throws {BotError} BACKEND_*, CONFIG_CREDENTIAL, CONFIG_MODEL, INPUT_TOO_LONG; what `read` throws */
  send<T>(
    call: Call,
    accept: string,
    options: RequestOptions,
    read: (answer: Answer) => Promise<T>,
  ): Promise<T>;
  /** Asks for something that a server may not have, once: by GET, or by POST of a body.
   * @returns the parsed answer; null for anything but a 200 with JSON */
  look(address: string, timeoutMs: number, body?: object): Promise<unknown>;
  close(): Promise<void>;
}

type Answer = Dispatcher.ResponseData;

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: short functions that share one transport
export function createTransport({ url, headers, timeoutMs, firstWaitMs }: TransportOptions): Transport {
  // HTTP_PROXY, HTTPS_PROXY and NO_PROXY decide for each address whether it is reached over a proxy.
  const dispatcher = new EnvHttpProxyAgent({
    keepAliveTimeout: 30_000,
    connections: 32,
    connect: { timeout: 5_000 },
  });
  const pace = createPace({ where: placeOf(url), firstPauseMs: firstWaitMs });
  let isClosed = false;
  const { origin } = new URL(url);
  const headersFor = (address: string) => ({
    "content-type": "application/json",
    ...(new URL(address).origin === origin ? headers : {}),
  });

  return {
    async send(call, accept, { signal, traceparent }, read) {
      const where = placeOf(call.address);
      const turn = await pace.turn(signal);
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
        if (answer.statusCode >= 200 && answer.statusCode < 300) {
          const value = await read(answer);
          turn.worked();
          return value;
        }
        const text = await readText(answer.body, where, MAX_BYTES);
        const retryAfter = [answer.headers["retry-after"]].flat()[0];
        const fault = faultOf({
          status: answer.statusCode,
          text,
          where,
          retryAfter,
          sent: call.sent,
          parameters: parametersOf(call.body),
        });
        if (answer.statusCode === 429) turn.limited(fault.retryAfterMs);
        throw fault;
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
        turn.end();
      }
    },
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

/** @see https://www.w3.org/TR/trace-context/#traceparent-header */
function isTrace(traceparent: string | undefined): traceparent is string {
  return /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.test(traceparent ?? "");
}
