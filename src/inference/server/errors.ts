/** What a model server's refusal means, and what the operator can do about it. The server's words are quoted, never the request's. */

import { BotError } from "../../core/errors.ts";

export interface Refusal {
  readonly status: number;
  /** The body as it came. */
  readonly text: string;
  readonly host: string;
  /** The header Retry-After: seconds, or a date. */
  readonly retryAfter: string | undefined;
}

/** vLLM, TGI, llama.cpp and the old API say in their own words that a prompt passes the context. */
const TOO_LONG =
  /too (long|many)|context (length|size|window)|maximum (context|input)|tokens?.{0,60}(must (be <=|have less)|exceed)/i;
/** llama.cpp loads with 503 and these words, and no time. */
const LOADING = /loading model|(currently|still) loading/i;
/** "Authorization header is correct, but the token seems invalid" came with 400. */
const BAD_TOKEN =
  /token (seems |is )?(invalid|expired|missing)|invalid (api |access )?(token|key)|authoriz|api key/i;

/** @returns the fault of an answer that is not 200; retryable where the same request may succeed later */
export function faultOf({ status, text, host, retryAfter }: Refusal): BotError {
  const { said, loadingMs } = readError(text);
  const words = said === "" ? `${host} answered ${status}` : `${host} answered ${status}: ${said}`;
  const waitMs = readRetryAfter(retryAfter);
  if (status >= 300 && status < 400)
    return new BotError(
      "BACKEND_REFUSED",
      `${words}; redirects are not followed, set INFERENCE_URL to the final address`,
    );
  if (status === 413 || ((status === 400 || status === 422) && TOO_LONG.test(said)))
    return new BotError("INPUT_TOO_LONG", words);
  if (status === 401 || status === 403 || (status === 400 && BAD_TOKEN.test(said)))
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
  if (status === 429)
    return new BotError("BACKEND_RATE_LIMITED", words, { retryable: true, retryAfterMs: waitMs });
  // Some servers say 200 and load all the same.
  if (
    (status === 503 && (loadingMs !== null || LOADING.test(said))) ||
    (status === 200 && loadingMs !== null)
  )
    return new BotError("BACKEND_LOADING", words, { retryable: true, retryAfterMs: loadingMs ?? waitMs });
  if (status >= 500 || status === 424)
    return new BotError("BACKEND_UNREACHABLE", `${words}; look at the server's log`, {
      retryable: true,
      retryAfterMs: waitMs,
    });
  return new BotError("BACKEND_REFUSED", words);
}

/** Whether an answer of 200 says that the model still loads. */
export function isLoading(answer: unknown): boolean {
  const { error, estimated_time } = (answer ?? {}) as { error?: unknown; estimated_time?: unknown };
  return error !== undefined && typeof estimated_time === "number";
}

/** @returns milliseconds from now, at least 0; undefined when there is nothing to read */
function readRetryAfter(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d+(\.\d+)?$/.test(header)) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
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
