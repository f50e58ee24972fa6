/**
 * Calls to Slack, each with an outcome that says what is known of it: done, refused, too many, never sent, or unknown.
 * The SDK's errors end here.
 */

import { setTimeout as sleep } from "node:timers/promises";
import { webApi } from "@slack/bolt";
import { BotError } from "../../../core/errors.ts";

export type Outcome<T> =
  | { readonly kind: "done"; readonly value: T }
  /** Slack said no; `code` is its word for why. */
  | { readonly kind: "refused"; readonly code: string }
  | { readonly kind: "limited"; readonly retryAfterMs: number }
  /** It never left this machine. */
  | { readonly kind: "unsent"; readonly reason: string }
  /** It may have had its effect. */
  | { readonly kind: "unknown"; readonly reason: string };

export interface SlackCallsOptions {
  readonly token: string;
  /** Ends in /api/; Slack's own where it is left out. */
  readonly apiUrl?: string | undefined;
  readonly logger: webApi.WebClientOptions["logger"];
  /** Told when the token turns out to be worthless. */
  readonly onCredential: (code: string) => void;
}

export interface SlackCalls {
  readonly client: webApi.WebClient;
  /** One try. */
  once<T>(call: (client: webApi.WebClient) => Promise<T>): Promise<Outcome<T>>;
  /** For calls that do no harm when made again: up to three tries. */
  repeat<T>(call: (client: webApi.WebClient) => Promise<T>): Promise<Outcome<T>>;
  /** Posts to a response url, one try. */
  respond(url: string, message: object): Promise<Outcome<void>>;
}

/** Slack's words for a token that will never work again. */
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

/** Options of every client made here: no retries of its own, no waiting in its queue, no other hosts. */
export function clientOptions(
  apiUrl: string | undefined,
  logger: webApi.WebClientOptions["logger"],
): webApi.WebClientOptions {
  return {
    ...(apiUrl ? { slackApiUrl: apiUrl } : {}),
    logger,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    timeout: TIMEOUT_MS,
  };
}

export function createCalls({ token, apiUrl, logger, onCredential }: SlackCallsOptions): SlackCalls {
  const client = new webApi.WebClient(token, clientOptions(apiUrl, logger));
  const hosts = new Set(["https://hooks.slack.com", ...(apiUrl ? [new URL(apiUrl).origin] : [])]);

  async function once<T>(call: (client: webApi.WebClient) => Promise<T>): Promise<Outcome<T>> {
    try {
      return { kind: "done", value: await call(client) };
    } catch (error) {
      const outcome = readError(error);
      if (outcome.kind === "refused" && DEAD_TOKEN.has(outcome.code)) onCredential(outcome.code);
      return outcome;
    }
  }

  return {
    client,
    once,
    async repeat(call) {
      for (let tried = 1; ; tried++) {
        const outcome = await once(call);
        const isOver = outcome.kind === "done" || outcome.kind === "refused" || outcome.kind === "limited";
        if (isOver || tried === TRIES) return outcome;
        await sleep(PAUSE_MS * tried * (0.5 + Math.random()));
      }
    },
    async respond(url, message) {
      // The address came in a payload: it must not lead anywhere but to Slack.
      if (!hosts.has(new URL(url).origin)) return { kind: "refused", code: "foreign_response_url" };
      try {
        const response = await fetch(url, {
          method: "POST",
          headers: { "content-type": "application/json; charset=utf-8" },
          body: JSON.stringify(message),
          redirect: "error",
          signal: AbortSignal.timeout(TIMEOUT_MS),
        });
        await response.body?.cancel();
        if (response.ok) return { kind: "done", value: undefined };
        if (response.status === 429)
          return { kind: "limited", retryAfterMs: 1000 * Number(response.headers.get("retry-after") ?? 1) };
        if (response.status < 500) return { kind: "refused", code: `response_url_${response.status}` };
        return { kind: "unknown", reason: `HTTP ${response.status}` };
      } catch (error) {
        return readNetworkError(error);
      }
    },
  };
}

/** What an SDK error says of a call's fate. */
export function readError(error: unknown): Exclude<Outcome<never>, { kind: "done" }> {
  if (error instanceof webApi.WebAPIRateLimitedError)
    return { kind: "limited", retryAfterMs: error.retryAfter * 1000 };
  if (error instanceof webApi.WebAPIPlatformError) {
    const { error: code } = error.data;
    if (code === "ratelimited") return { kind: "limited", retryAfterMs: 1000 };
    // An answer that is no JSON comes as its own text; that text is nobody's business.
    if (!/^[a-z0-9_]{1,80}$/.test(code)) return { kind: "unknown", reason: "an answer that can't be read" };
    return UNCERTAIN.has(code) ? { kind: "unknown", reason: code } : { kind: "refused", code };
  }
  if (error instanceof webApi.WebAPIHTTPError)
    return error.statusCode < 500
      ? { kind: "refused", code: `http_${error.statusCode}` }
      : { kind: "unknown", reason: `HTTP ${error.statusCode}` };
  return readNetworkError(error instanceof webApi.WebAPIRequestError ? error.original : error);
}

function readNetworkError(error: unknown): Exclude<Outcome<never>, { kind: "done" }> {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const { code = "", name = "" } = cause as { code?: string; name?: string };
  const reason = String(code || name || "no connection");
  return UNSENT.has(code) ? { kind: "unsent", reason } : { kind: "unknown", reason };
}

/** The fault behind an outcome that was not hoped for.
 * @param what the call, e.g. "chat.postMessage" */
export function toPlatformError(
  outcome: Exclude<Outcome<unknown>, { kind: "done" }>,
  what: string,
): BotError {
  switch (outcome.kind) {
    case "refused":
      // With a new token the same call passes: what waits is not given up.
      if (DEAD_TOKEN.has(outcome.code))
        return new BotError("CONFIG_CREDENTIAL", `Slack refused the bot token at ${what}: ${outcome.code}`, {
          retryable: true,
        });
      return new BotError("PLATFORM_REFUSED", `Slack refused ${what}: ${outcome.code}`);
    case "limited":
      return new BotError("PLATFORM_RATE_LIMITED", `Slack takes no more ${what} just now`, {
        retryable: true,
        retryAfterMs: outcome.retryAfterMs,
      });
    default:
      return new BotError("PLATFORM_UNREACHABLE", `Slack can't be reached for ${what}: ${outcome.reason}`, {
        retryable: true,
      });
  }
}
