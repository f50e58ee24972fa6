/** The one way to a model server: keep-alive, deadline, size limit, no redirects, bounded retries, and every failure in words. */

import { setTimeout as sleep } from "node:timers/promises";
import { Agent, request } from "undici";
import { BotError } from "../../core/errors.ts";
import type { RequestOptions } from "../../flows/ports.ts";

export interface ClientOptions {
  readonly url: string;
  /** Goes as bearer to `url` and nowhere else. */
  readonly token?: string;
  /** For one attempt, in milliseconds. */
  readonly timeoutMs: number;
}

export interface ModelClient {
  /** Posts JSON and gives the parsed answer of a 200.
   * @throws {BotError} BACKEND_*, CONFIG_CREDENTIAL, CONFIG_MODEL, INPUT_TOO_LONG */
  post(body: object, options: RequestOptions): Promise<unknown>;
  close(): Promise<void>;
}

/** More than any answer to a prompt; a server that sends more is broken. */
const MOST_BYTES = 4 * 1024 * 1024;
const ATTEMPTS = 3;
/** A server that says it loads is asked again after at most this long, so that a person sees it move. */
const LONGEST_WAIT_MS = 20_000;

export function createClient({ url, token, timeoutMs }: ClientOptions): ModelClient {
  const dispatcher = new Agent({ keepAliveTimeout: 30_000, connections: 32, connect: { timeout: 5_000 } });
  const headers = {
    "content-type": "application/json",
    accept: "application/json",
    ...(token ? { authorization: `Bearer ${token}` } : {}),
  };
  const { host } = new URL(url);

  async function attempt(body: string, signal: AbortSignal | undefined): Promise<unknown> {
    const deadline = AbortSignal.timeout(timeoutMs);
    try {
      const answer = await request(url, {
        method: "POST",
        headers,
        body,
        dispatcher,
        signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
      });
      const text = await readBody(answer.body, host);
      if (answer.statusCode === 200) return parse(text, host);
      throw faultOf({
        status: answer.statusCode,
        text,
        host,
        retryAfter: [answer.headers["retry-after"]].flat()[0],
      });
    } catch (cause) {
      if (cause instanceof BotError) throw cause;
      if (signal?.aborted) throw new BotError("BACKEND_ABORTED", "the request was aborted", { cause });
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

  return {
    async post(body, { signal, onProgress }) {
      const sent = JSON.stringify(body);
      for (let tries = 1; ; tries++) {
        try {
          return await attempt(sent, signal);
        } catch (error) {
          if (!(error instanceof BotError) || !error.retryable || tries >= ATTEMPTS) throw error;
          if (error.code === "BACKEND_LOADING")
            onProgress?.({ kind: "loading", estimatedMs: error.retryAfterMs });
          const waitMs = Math.min(error.retryAfterMs ?? 200 * 2 ** tries, LONGEST_WAIT_MS);
          await sleep(waitMs * (0.75 + Math.random() / 2), undefined, { signal }).catch(() => {
            throw new BotError("BACKEND_ABORTED", "the request was aborted");
          });
        }
      }
    },
    close: () => dispatcher.close(),
  };
}

async function readBody(body: AsyncIterable<Buffer> & { destroy(): void }, host: string): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) {
      body.destroy();
      throw new BotError(
        "BACKEND_MALFORMED",
        `${host} sent more than ${MOST_BYTES} bytes; that is no answer to a prompt`,
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
    throw new BotError(
      "BACKEND_MALFORMED",
      `${host} answered with something that is not JSON; check INFERENCE_URL and INFERENCE_PROTOCOL`,
      { cause },
    );
  }
}

interface Refusal {
  readonly status: number;
  readonly text: string;
  readonly host: string;
  readonly retryAfter: string | undefined;
}

/** What a status means, and what the operator can do. @see the server's own words are quoted, never the request's */
function faultOf({ status, text, host, retryAfter }: Refusal): BotError {
  const { said, loadingMs } = readError(text);
  const words = said === "" ? `${host} answered ${status}` : `${host} answered ${status}: ${said}`;
  const waitMs =
    retryAfter !== undefined && /^\d+(\.\d+)?$/.test(retryAfter) ? Number(retryAfter) * 1000 : undefined;
  if (status >= 300 && status < 400)
    return new BotError(
      "BACKEND_REFUSED",
      `${words}; redirects are not followed, set INFERENCE_URL to the final address`,
    );
  if (status === 401 || status === 403 || (status === 400 && /token|authoriz/i.test(said)))
    return new BotError(
      "CONFIG_CREDENTIAL",
      `${words}; set HF_TOKEN (or INFERENCE_API_KEY for openai) to one that this server takes`,
    );
  if (status === 404) return new BotError("CONFIG_MODEL", `${words}; check MODEL and INFERENCE_URL`);
  if (status === 410)
    return new BotError(
      "CONFIG_MODEL",
      `${words}; this address was given up. Set INFERENCE_URL to a server of your own or an Inference Endpoint`,
    );
  if (status === 413 || (status === 422 && /token|length|long/i.test(said)))
    return new BotError("INPUT_TOO_LONG", words);
  if (status === 429)
    return new BotError("BACKEND_RATE_LIMITED", words, { retryable: true, retryAfterMs: waitMs });
  if (status === 503 && loadingMs !== null)
    return new BotError("BACKEND_LOADING", words, { retryable: true, retryAfterMs: loadingMs });
  if (status >= 500 || status === 424)
    return new BotError("BACKEND_UNREACHABLE", words, { retryable: true, retryAfterMs: waitMs });
  return new BotError("BACKEND_REFUSED", words);
}

/** Servers say what is wrong as a string, a list, `{message}`, or in HTML. */
function readError(text: string): { said: string; loadingMs: number | null } {
  try {
    const body = JSON.parse(text) as Record<string, unknown>;
    const error = body.error ?? body.message ?? body.detail ?? "";
    const said = Array.isArray(error)
      ? error.join(" ")
      : typeof error === "object" && error !== null
        ? String((error as { message?: unknown }).message ?? "")
        : String(error);
    return {
      said: said.slice(0, 200),
      loadingMs: typeof body.estimated_time === "number" ? body.estimated_time * 1000 : null,
    };
  } catch {
    return { said: "", loadingMs: null };
  }
}
