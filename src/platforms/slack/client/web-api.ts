/**
 * Calls to Slack, each with an outcome that says what is known of it: done, refused, too many, not taken, or unknown.
 * The SDK's errors end here.
 */

import { setTimeout as sleep } from "node:timers/promises";
import { webApi } from "@slack/bolt";
import { BotError } from "../../../core/errors.ts";

export type Outcome<T> =
  | { readonly kind: "done"; readonly value: T }
  /** Slack itself refused; the same call will be refused again. `code` is Slack's reason. */
  | { readonly kind: "refused"; readonly code: string }
  | { readonly kind: "limited"; readonly retryAfterMs: number }
  /** It had no effect and may be made again: nothing reached Slack, or Slack does not take it now. */
  | { readonly kind: "untaken"; readonly reason: string }
  /** It may have had its effect. */
  | { readonly kind: "unknown"; readonly reason: string };

export type Failed = Exclude<Outcome<never>, { kind: "done" }>;

export interface SlackCallsOptions {
  readonly token: string;
  /** Ends in /api/; Slack's own where it is left out. */
  readonly apiUrl?: string | undefined;
  readonly fetch: typeof fetch;
  readonly logger: webApi.WebClientOptions["logger"];
  /** Called when Slack says that the token will never work again. */
  readonly onCredential: (code: string) => void;
}

export interface SlackCalls {
  /** One try. */
  once<T>(call: (client: webApi.WebClient) => Promise<T>): Promise<Outcome<T>>;
  /** For calls that do no harm when made again: up to three tries. */
  repeat<T>(call: (client: webApi.WebClient) => Promise<T>): Promise<Outcome<T>>;
  /** Posts to a response url, one try. */
  respond(url: string, message: object): Promise<Outcome<void>>;
}

/** Slack's codes for a token that will never work again. */
export const DEAD_TOKEN = new Set([
  "invalid_auth",
  "not_authed",
  "account_inactive",
  "token_revoked",
  "token_expired",
  "user_removed_from_team",
  "team_disabled",
]);

/** Answers that leave open whether the call had its effect. */
const UNCERTAIN = new Set(["internal_error", "fatal_error", "service_unavailable", "request_timeout"]);

/** Refusals of too many calls. */
const LIMITED = new Set(["ratelimited", "rate_limited", "message_limit_exceeded"]);

/** Refusals that pass without anybody changing anything: migrations of a workspace or channel, a network that is limited for a while.
 * @see https://docs.slack.dev/reference/methods/chat.postMessage#errors */
const PASSING = new Set([
  "accesslimited",
  "external_channel_migrating",
  "org_login_required",
  "rollup_error",
  "team_added_to_org",
]);

/** System errors before anything was sent. */
const UNSENT = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

const TIMEOUT_MS = 10_000;
const TRIES = 3;
const PAUSE_MS = 250;
/** Wait after a limit that names no time, in milliseconds; it doubles while such limits follow each other. */
const FIRST_LIMIT_MS = 1_000;
const MAX_LIMIT_MS = 60_000;

/** Options of every client made here: no retries of its own, no waiting in its queue, no other hosts. */
export function clientOptions({
  apiUrl,
  fetch,
  logger,
}: Pick<SlackCallsOptions, "apiUrl" | "fetch" | "logger">): webApi.WebClientOptions {
  return {
    ...(apiUrl ? { slackApiUrl: apiUrl } : {}),
    fetch,
    logger,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    timeout: TIMEOUT_MS,
  };
}

export function createCalls(options: SlackCallsOptions): SlackCalls {
  const { token, apiUrl, fetch, onCredential } = options;
  const client = new webApi.WebClient(token, clientOptions(options));
  const hosts = new Set(["https://hooks.slack.com", ...(apiUrl ? [new URL(apiUrl).origin] : [])]);
  let unnamedLimits = 0;

  /** Gives a limit without a time one, ever longer. */
  function paced<O extends Outcome<unknown>>(outcome: O): O {
    if (outcome.kind === "done") unnamedLimits = 0;
    if (outcome.kind !== "limited" || outcome.retryAfterMs > 0) return outcome;
    return { ...outcome, retryAfterMs: Math.min(MAX_LIMIT_MS, FIRST_LIMIT_MS * 2 ** unnamedLimits++) };
  }

  async function once<T>(call: (client: webApi.WebClient) => Promise<T>): Promise<Outcome<T>> {
    try {
      return paced({ kind: "done", value: await call(client) });
    } catch (error) {
      const outcome = paced(readError(error));
      if (outcome.kind === "refused" && DEAD_TOKEN.has(outcome.code)) onCredential(outcome.code);
      return outcome;
    }
  }

  return {
    once,
    async repeat(call) {
      for (let tried = 1; ; tried++) {
        const outcome = await once(call);
        if (!["untaken", "unknown"].includes(outcome.kind) || tried === TRIES) return outcome;
        await sleep(PAUSE_MS * tried * (0.5 + Math.random()));
      }
    },
    async respond(url, message) {
      // The address came in a payload: it must not lead anywhere but to Slack.
      if (!URL.canParse(url) || !hosts.has(new URL(url).origin))
        return { kind: "refused", code: "foreign_response_url" };
      try {
        const response = await fetch(url, {
          method: "POST",
          headers: { "content-type": "application/json; charset=utf-8" },
          body: JSON.stringify(message),
          redirect: "error",
          signal: AbortSignal.timeout(TIMEOUT_MS),
        });
        const body = await response.text();
        if (response.ok) return paced({ kind: "done", value: undefined });
        if (response.status === 429)
          return paced({ kind: "limited", retryAfterMs: 1000 * Number(response.headers.get("retry-after")) });
        return readStatus(response.status, body);
      } catch (error) {
        return readNetworkError(error);
      }
    },
  };
}

/** What an SDK error says about the effect of a call. `retryAfterMs` is 0 where Slack named no time. */
export function readError(error: unknown): Failed {
  if (error instanceof webApi.WebAPIRateLimitedError)
    return { kind: "limited", retryAfterMs: error.retryAfter * 1000 };
  if (error instanceof webApi.WebAPIPlatformError)
    return readCode(error.data.error) ?? { kind: "unknown", reason: "an answer that can't be read" };
  if (error instanceof webApi.WebAPIHTTPError) return readStatus(error.statusCode, error.body);
  return readNetworkError(error instanceof webApi.WebAPIRequestError ? error.original : error);
}

/** @returns null for what is no code of Slack's: the SDK reports an answer that is no JSON as its own text */
function readCode(code: unknown): Failed | null {
  if (typeof code !== "string" || !/^[a-z0-9_]{1,80}$/.test(code)) return null;
  if (LIMITED.has(code)) return { kind: "limited", retryAfterMs: 0 };
  if (PASSING.has(code)) return { kind: "untaken", reason: code };
  return UNCERTAIN.has(code) ? { kind: "unknown", reason: code } : { kind: "refused", code };
}

/** Slack refuses in JSON, a response url also in one word. A page of a proxy or a firewall is no refusal of Slack's: with a status of
 * 4xx it let nothing through, except for 408, which may come from behind it. */
function readStatus(status: number, body: unknown): Failed {
  const outcome = readCode(slackCode(body));
  if (outcome !== null && status < 500) return outcome;
  const reason = `HTTP ${status}`;
  return status < 500 && status !== 408 ? { kind: "untaken", reason } : { kind: "unknown", reason };
}

function slackCode(body: unknown): unknown {
  const text = typeof body === "string" ? body.trim() : "";
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null && "error" in parsed ? parsed.error : null;
  } catch {
    return text;
  }
}

function readNetworkError(error: unknown): Failed {
  const { code = "", name = "", message = "" } = rootCause(error);
  const refusedByProxy = /^Proxy response \((\d+)\)/.exec(message)?.[1];
  if (refusedByProxy) return { kind: "untaken", reason: `the proxy answered ${refusedByProxy}` };
  const reason = String(code || name || "no connection");
  return UNSENT.has(code) ? { kind: "untaken", reason } : { kind: "unknown", reason };
}

/** undici hangs what happened below one or two errors of its own. */
function rootCause(error: unknown): { code?: string; name?: string; message?: string } {
  let cause = error;
  for (let depth = 0; depth < 5 && cause instanceof Error && cause.cause instanceof Error; depth++)
    cause = cause.cause;
  return typeof cause === "object" && cause !== null ? cause : {};
}

/** The error behind an outcome other than done.
 * @param what the call, e.g. "chat.postMessage" */
export function toPlatformError(outcome: Failed, what: string): BotError {
  switch (outcome.kind) {
    case "refused":
      // With a new token the same call passes: what waits is not given up.
      if (DEAD_TOKEN.has(outcome.code))
        return new BotError("CONFIG_CREDENTIAL", `Slack refused the bot token at ${what}: ${outcome.code}`, {
          retryable: true,
        });
      return new BotError("PLATFORM_REFUSED", `Slack refused ${what}: ${outcome.code}`);
    case "limited":
      return new BotError("PLATFORM_RATE_LIMITED", `Slack takes no more ${what} now`, {
        retryable: true,
        retryAfterMs: outcome.retryAfterMs,
      });
    default:
      return new BotError("PLATFORM_UNREACHABLE", `Slack did not take ${what}: ${outcome.reason}`, {
        retryable: true,
      });
  }
}
