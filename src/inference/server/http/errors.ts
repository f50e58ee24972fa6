/** What a model server's refusal means, and what the operator can do about it. */

import { BotError } from "../../../core/errors.ts";
import { quote } from "./quote.ts";

export interface Refusal {
  /** Of HTTP. A fault may also come with 200, or inside a stream. */
  readonly status: number;
  /** The body, or the data of one event. */
  readonly text: string;
  /** Host and path, for the message. */
  readonly where: string;
  /** The header Retry-After: seconds, or a date. */
  readonly retryAfter?: string;
  /** The prompt of the request: what it holds is never quoted. */
  readonly sent?: string;
  /** Names of the request's parameters, to find those that the server does not take. */
  readonly parameters?: readonly string[];
}

/** The server refused parameters that it does not know; without them it may take the request. */
export class UnknownParameters extends BotError {
  readonly names: readonly string[];

  constructor(message: string, names: readonly string[]) {
    super("BACKEND_REFUSED", message);
    this.names = names;
  }
}

/** Longer than this no server is believed: a job that sleeps for days is lost. */
const MAX_WAIT_MS = 60 * 60_000;

/** The prompt passes the context, as vLLM, TGI, llama.cpp, the OpenAI API and the old API of Hugging Face say it. */
const TOO_LONG = new RegExp(
  [
    "context[_ ](length|size|window)",
    "(maximum|max|model'?s?) (context|input|prompt|sequence)( length| size| tokens)?",
    "(prompt|inputs?|text|sequence|messages?)\\W+(\\w+\\W+){0,4}too (long|large)",
    "too many( \\w+)? tokens",
    "`inputs`( tokens \\+ `max_new_tokens`)? must (have less|be <=)",
    "\\btokens?\\b.{0,60}exceed",
    "exceeds?\\b.{0,60}(context|token limit|maximum length)",
    "reduce the length of",
    "string_above_max_length",
  ].join("|"),
  "i",
);
const LOADING =
  /loading model|(currently|still) loading|model is (loading|not ready)|(is|still) (initializ|starting|warming|waking)|state '?(initializing|pending|updating|scaledtozero)/i;
const PAUSED = /(is|has been|been) (paused|scaled|sleeping|asleep|stopped)|endpoint.{0,20}(paused|sleeping)/i;
const BUSY =
  /overloaded|too busy|too many (concurrent )?requests|rate.?limit|queue (is )?full|requests in (the )?queue|at capacity|try again later/i;
const QUOTA =
  /insufficient_quota|exceeded your (current|monthly) .{0,30}(quota|credits|limit)|quota (is )?exhausted|billing|payment required/i;
const FILTERED =
  /moderat|content.?(filter|policy|management)|flagged|safety (system|filter)|policy violation/i;
/** Transformers, pydantic and the OpenAI API, each in its own words. */
const UNKNOWN_PARAMETER =
  /not used by the model|unexpected keyword argument|unrecogni[sz]ed|unknown (field|param|arg|key)|unsupported (param|field|arg|value)|extra (fields|inputs)|not (be )?(supported|permitted|allowed)|additional properties/i;
/** "Authorization header is correct, but the token seems invalid" came with 400. */
const BAD_TOKEN =
  /token (seems |is )?(invalid|expired|missing)|(invalid|incorrect|missing) (api |access )?(token|key)|authoriz|api key/i;

/** The status for each value of `error_type` (TGI) or `error.type` (the OpenAI API). */
const STATUS_OF_TYPE: Readonly<Record<string, number>> = {
  validation: 422,
  generation: 424,
  incomplete_generation: 500,
  overloaded: 429,
  overloaded_error: 429,
  rate_limit_error: 429,
  rate_limit_exceeded: 429,
  insufficient_quota: 429,
  invalid_request_error: 400,
  BadRequestError: 400,
  authentication_error: 401,
  unavailable_error: 503,
  server_error: 500,
  InternalServerError: 500,
};

/** @returns the fault of an answer that is not 200, or of an error with status 200; retryable where the same request may succeed later */
export function faultOf({ status, text, where, retryAfter, sent = "", parameters = [] }: Refusal): BotError {
  const error = readError(text);
  const shown = quote(error.said, sent);
  const words = `${where} answered ${status}${shown === "" ? "" : `: ${shown}`}`;
  const names = UNKNOWN_PARAMETER.test(error.said)
    ? parameters.filter((name) => isNamed(name, error.said, sent))
    : [];
  if (names.length > 0) return new UnknownParameters(words, names);
  const waitMs = error.loadingMs ?? readRetryAfter(retryAfter);
  return classify({ status: status === 200 ? (error.status ?? 200) : status, words, waitMs, error });
}

/** The fault in an event of a stream, by its own code or type: the stream's status was 200.
 * @returns null for an event that is none */
export function faultOfEvent(event: unknown, refusal: Omit<Refusal, "status" | "text">): BotError | null {
  if (!isError(event)) return null;
  const text = JSON.stringify(event);
  const { status, said } = readError(text);
  return faultOf({ ...refusal, text, status: status ?? (TOO_LONG.test(said) ? 422 : 500) });
}

/** Whether a parsed answer is an error, whatever its status. */
export function isError(answer: unknown): boolean {
  const body = (Array.isArray(answer) ? answer[0] : answer) as Record<string, unknown> | null | undefined;
  if (typeof body !== "object" || body === null) return false;
  const { error } = body;
  // Some servers send an empty one along with every answer.
  return (
    (error !== undefined && error !== null && error !== "" && error !== false) || body.object === "error"
  );
}

/** Whether a server names a parameter. Where the prompt holds the same word, the server may quote the prompt: then the name counts only
 * between quotation marks or in a path. */
function isNamed(name: string, said: string, sent: string): boolean {
  const word = `(?<![\\w-])${name}(?![\\w-])`;
  return new RegExp(new RegExp(word).test(sent) ? `['"\`.]${word}` : word).test(said);
}

interface Classified {
  readonly status: number;
  readonly words: string;
  readonly waitMs: number | undefined;
  readonly error: ReadError;
}

function classify({ status, words, waitMs, error }: Classified): BotError {
  const { said, isLoading } = error;
  const isRefusal = status >= 400 && status < 500;
  const later = { retryable: true, retryAfterMs: waitMs };
  if (status >= 300 && status < 400)
    return new BotError(
      "BACKEND_REFUSED",
      `${words}; redirects are not followed, set INFERENCE_URL to the final address`,
    );
  if (isLoading || status === 503 || ((isRefusal || status === 200) && LOADING.test(said)))
    return new BotError("BACKEND_LOADING", words, later);
  if (status === 402 || (isRefusal && QUOTA.test(said)))
    return new BotError(
      "BACKEND_REFUSED",
      `${words}; the account's quota is used up, see the provider's billing page`,
    );
  if (status === 429 || ((isRefusal || status === 200) && BUSY.test(said)))
    return new BotError("BACKEND_RATE_LIMITED", words, later);
  if (status === 413 || ((status === 400 || status === 422) && TOO_LONG.test(said)))
    return new BotError("INPUT_TOO_LONG", words);
  if (isRefusal && FILTERED.test(said))
    return new BotError("BACKEND_REFUSED", `${words}; the server's content filter refused the text`);
  if (status === 401 || status === 403 || (status === 400 && BAD_TOKEN.test(said)))
    return new BotError(
      "CONFIG_CREDENTIAL",
      `${words}; set INFERENCE_API_KEY to a key that this server takes`,
    );
  if (status === 409 || status === 423 || status === 425 || (isRefusal && PAUSED.test(said)))
    return new BotError("BACKEND_UNREACHABLE", `${words}; the server is paused or not ready`, later);
  if (status === 404)
    return new BotError("CONFIG_MODEL", `${words}; check MODEL, INFERENCE_URL and INFERENCE_PROTOCOL`);
  if (status === 410)
    return new BotError(
      "CONFIG_MODEL",
      `${words}; this address is no longer served. Set INFERENCE_URL to a server of your own or an Inference Endpoint`,
    );
  if (status === 408) return new BotError("BACKEND_TIMEOUT", words, later);
  if (status >= 500 || status === 424)
    return new BotError("BACKEND_UNREACHABLE", `${words}; see the server's log`, later);
  return new BotError("BACKEND_REFUSED", words);
}

/** @returns milliseconds from now, above 0 and at most an hour; undefined when there is nothing to read */
function readRetryAfter(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d+(\.\d+)?$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return toWait(ms) ?? undefined;
}

function toWait(ms: number): number | null {
  return Number.isNaN(ms) || ms <= 0 ? null : Math.min(ms, MAX_WAIT_MS);
}

interface ReadError {
  /** The server's own words, unchanged; empty when it said nothing. */
  readonly said: string;
  /** By the code or type inside the body. */
  readonly status: number | null;
  /** Whether the server estimates when its model will be loaded. */
  readonly isLoading: boolean;
  /** That estimate; null when there is none that can be believed. */
  readonly loadingMs: number | null;
}

const NOTHING: ReadError = { said: "", status: null, isLoading: false, loadingMs: null };

/** Reads what is wrong from a body: JSON of any server's shape, HTML, or plain text. */
function readError(text: string): ReadError {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return { ...NOTHING, said: readPage(text) };
  }
  const top = (Array.isArray(body) ? body[0] : body) as Record<string, unknown> | null;
  if (typeof top !== "object" || top === null) return { ...NOTHING, said: wordsIn(body) };
  const inner = (typeof top.error === "object" && top.error !== null ? top.error : {}) as Record<
    string,
    unknown
  >;
  const estimate = top.estimated_time ?? inner.estimated_time;
  return {
    said: wordsIn(top),
    status:
      readStatus(inner.code) ??
      readStatus(top.code) ??
      readStatus(top.error_type) ??
      readStatus(inner.type) ??
      readStatus(top.type),
    isLoading: typeof estimate === "number",
    loadingMs:
      typeof estimate === "number" && estimate * 1000 <= MAX_WAIT_MS ? toWait(estimate * 1000) : null,
  };
}

function readStatus(value: unknown): number | null {
  if (typeof value === "string" && value in STATUS_OF_TYPE) return STATUS_OF_TYPE[value] ?? null;
  const status = typeof value === "number" || /^\d{3}$/.test(String(value)) ? Number(value) : 0;
  return status >= 400 && status < 600 ? status : null;
}

/** The words of an error in whatever shape: a string, a list, `{message}`, FastAPI's `detail: [{loc, msg}]`, `errors: […]`. */
function wordsIn(value: unknown, depth = 0): string {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null || depth > 4) return "";
  if (Array.isArray(value))
    return value
      .map((item) => wordsIn(item, depth + 1))
      .filter((words) => words !== "")
      .join(" ");
  const body = value as Record<string, unknown>;
  for (const key of [
    "error",
    "message",
    "msg",
    "detail",
    "details",
    "errors",
    "error_message",
    "reason",
    "title",
    "description",
  ]) {
    const words = wordsIn(body[key], depth + 1);
    if (words === "") continue;
    const place = Array.isArray(body.loc) ? `${body.loc.join(".")}: ` : "";
    return `${place}${words}`;
  }
  return "";
}

/** What a page or a plain text says: the page's title or heading, else the text itself. */
function readPage(text: string): string {
  if (!/^\s*</.test(text)) return text;
  const found = /<title[^>]*>([^<]+)</i.exec(text) ?? /<h1[^>]*>([^<]+)</i.exec(text);
  return found?.[1]?.trim() ?? "";
}
