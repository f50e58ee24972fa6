/** Calls to Discord's REST API: this is the one place that reads its errors. Every message pings nobody and shows no previews. */

import { setTimeout as sleep } from "node:timers/promises";
import {
  DiscordAPIError,
  HTTPError,
  RateLimitError,
  REST,
  RESTEvents,
  type RequestData,
  type RouteLike,
} from "@discordjs/rest";
import { type APIMessage, MessageFlags } from "discord-api-types/v10";
import type { Dispatcher } from "undici";
import { BotError } from "../../../core/errors.ts";
import { createDispatcher } from "../../shared/dispatcher.ts";
import { createTransport, ForeignAnswer } from "./transport.ts";

/** The SDK itself waits up to this long; for a longer wait the job goes back to the queue. */
const MAX_WAIT_MS = 5_000;
/** Pauses between tries over a broken network. */
const NETWORK_PAUSES_MS = [50, 400];
const TIMEOUT_MS = 10_000;
/** Discord bans an address for a while after 10,000 refused calls (401, 403, 429) in 10 minutes. @see https://docs.discord.com/developers/topics/rate-limits */
const MAX_INVALID = 5_000;
const COUNT_INVALID_EVERY = 50;
/** What Discord allows one bot over all of its routes. */
const BOT_CALLS_A_SECOND = 50;

/** Discord's error codes that mean something here. @see https://docs.discord.com/developers/topics/opcodes-and-status-codes */
export const CODES = {
  unknownChannel: 10003,
  unknownMessage: 10008,
  unknownWebhook: 10015,
  unknownInteraction: 10062,
  tooManyCreates: 30034,
  alreadyAcknowledged: 40060,
  missingAccess: 50001,
  missingPermission: 50013,
  notThisChannelType: 50024,
  invalidWebhookToken: 50027,
  invalidForm: 50035,
  archivedThread: 50083,
  threadExists: 160004,
  lockedThread: 160005,
  tooManyThreads: 160006,
} as const;

/** Discord refused, with a code. Nothing was done. */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly code: number;
  constructor(code: number, cause: unknown) {
    super(`Discord refused with code ${code}`, { cause });
    this.code = code;
  }
}

export type Method = "get" | "post" | "put" | "patch" | "delete";

/** What a message shows: a text with buttons below, or components that hold all of it where `content` is null. */
export interface MessageContent {
  readonly content: string | null;
  readonly components: readonly object[];
}

export interface Calls {
  /** @throws {Refused} with Discord's code; {BotError} CONFIG_CREDENTIAL, PLATFORM_RATE_LIMITED, PLATFORM_UNREACHABLE */
  call<T>(method: Method, route: RouteLike, data?: RequestData): Promise<T>;
  /** Creates or edits a message. */
  message(
    method: "post" | "patch",
    route: RouteLike,
    content: MessageContent,
    data?: MessageData,
  ): Promise<APIMessage>;
}

export interface MessageData {
  /** The same nonce within some minutes is the same message. */
  readonly nonce?: string;
  /** False where the interaction's token in the address is the credential. */
  readonly auth?: boolean;
  readonly replyTo?: string;
}

export interface CallsOptions {
  readonly token: string;
  /** Ends in /api. */
  readonly apiUrl?: string | undefined;
  /** One of its own where it is left out. */
  readonly dispatcher?: Dispatcher;
  /** Called when Discord has refused the token. */
  readonly onCredential?: (error: BotError) => void;
  /** Called when Discord has refused a message of components as invalid, which another form follows. */
  readonly onInvalid?: () => void;
  /** Refused calls in 10 minutes after which none is made for the rest of them. Default 5,000. */
  readonly maxInvalid?: number;
}

/** Where the API is. */
function apiOptions(apiUrl: string | undefined) {
  return { version: "10", ...(apiUrl === undefined ? {} : { api: apiUrl.replace(/\/$/, "") }) };
}

export function createCalls(options: CallsOptions): Calls {
  const pauses = createPauses();
  const makeRequest = createTransport(options.dispatcher ?? createDispatcher());
  const createRest = (globalRequestsPerSecond: number) =>
    new REST({
      ...apiOptions(options.apiUrl),
      makeRequest,
      globalRequestsPerSecond,
      timeout: TIMEOUT_MS,
      rejectOnRateLimit: ({ retryAfter }) => retryAfter > MAX_WAIT_MS,
      invalidRequestWarningInterval: COUNT_INVALID_EVERY,
    }).on(RESTEvents.InvalidRequestWarning, ({ count, remainingTime }) => {
      if (count >= (options.maxInvalid ?? MAX_INVALID)) pauses.begin(EVERYTHING, remainingTime);
    });
  const rest = createRest(BOT_CALLS_A_SECOND).setToken(options.token);
  // Responses to interactions don't count against the bot's limit, and must not wait for it.
  const responses = createRest(Number.MAX_SAFE_INTEGER);

  async function call<T>(method: Method, route: RouteLike, data: RequestData = {}): Promise<T> {
    const key = `${method} ${route}`;
    pauses.check(EVERYTHING);
    pauses.check(key);
    try {
      const via = data.auth === false ? responses : rest;
      return (await overNetwork(() => via[method](route, data), data.signal)) as T;
    } catch (cause) {
      const error = toCallError(cause);
      if (error instanceof BotError && error.code === "PLATFORM_RATE_LIMITED")
        pauses.begin(key, error.retryAfterMs ?? 0);
      if (error instanceof BotError && error.code === "CONFIG_CREDENTIAL") {
        // The SDK forgets a refused token, and would say nothing but that it has none from now on.
        rest.setToken(options.token);
        options.onCredential?.(error);
      }
      throw error;
    }
  }
  return {
    call,
    message: (method, route, content, { nonce, auth, replyTo } = {}) =>
      call<APIMessage>(method, route, {
        ...(auth === undefined ? {} : { auth }),
        body: {
          ...messageBody(content),
          // A text that was there before has to be taken away by name.
          ...(method === "patch" && content.content === null ? { content: null } : {}),
          ...(nonce ? { nonce, enforce_nonce: true } : {}),
          ...(replyTo ? { message_reference: { message_id: replyTo, fail_if_not_exists: false } } : {}),
        },
      }).catch((error: unknown) => {
        const isInvalid = error instanceof Refused && error.code === CODES.invalidForm;
        if (isInvalid && content.content === null) options.onInvalid?.();
        throw error;
      }),
  };
}

/** A message as Discord takes it: pings nobody, unfurls nothing. */
export function messageBody({ content, components }: MessageContent, flags = 0) {
  const shown = content === null ? MessageFlags.IsComponentsV2 : 0;
  return {
    ...(content === null ? {} : { content }),
    components,
    allowed_mentions: { parse: [] },
    flags: flags | shown | MessageFlags.SuppressEmbeds,
  };
}

export function credentialError(what: string): BotError {
  return new BotError(
    "CONFIG_CREDENTIAL",
    `DISCORD_TOKEN was refused by Discord (${what}): open discord.com/developers/applications → your application → Bot, press Reset Token and set DISCORD_TOKEN to the new one`,
  );
}

/** The SDK repeats what a server answered with 5xx or a reset connection, but not what broke in other ways. All calls here can be repeated:
 * a second edit changes nothing, and Discord recognises a second response, a second thread and a nonce. */
async function overNetwork<T>(run: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  for (const pauseMs of NETWORK_PAUSES_MS)
    try {
      return await run();
    } catch (cause) {
      const isAnswered = [DiscordAPIError, HTTPError, RateLimitError].some((kind) => cause instanceof kind);
      if (isAnswered || signal?.aborted) throw cause;
      await sleep(pauseMs);
    }
  return run();
}

const EVERYTHING = "everything";

/** Remembers how long Discord asked to wait, so that nothing is sent before: the SDK forgets it once it has refused a call. */
function createPauses() {
  const endsMs = new Map<string, number>();
  return {
    begin(key: string, waitMs: number): void {
      const now = Date.now();
      for (const [other, endMs] of endsMs) if (endMs <= now) endsMs.delete(other);
      endsMs.set(key, now + waitMs);
    },
    /** @throws {BotError} PLATFORM_RATE_LIMITED while the wait lasts */
    check(key: string): void {
      const leftMs = (endsMs.get(key) ?? 0) - Date.now();
      if (leftMs > 0) throw rateLimited(leftMs, "as it said before");
    },
  };
}

function rateLimited(waitMs: number, scope: string): BotError {
  return new BotError(
    "PLATFORM_RATE_LIMITED",
    `Discord asks to wait ${Math.ceil(waitMs / 1000)} s (${scope})`,
    { retryable: true, retryAfterMs: Math.ceil(waitMs) },
  );
}

/** What was thrown by the SDK, as a refusal or a fault of ours. */
function toCallError(cause: unknown): Error {
  if (cause instanceof BotError) return cause;
  if (cause instanceof RateLimitError) return rateLimited(cause.retryAfter, cause.scope);
  if (cause instanceof DiscordAPIError) {
    if (cause.status === 401 && !/\/(?:webhooks|interactions)\//.test(cause.url))
      return credentialError("401");
    return new Refused(Number(cause.code) || 0, `status ${cause.status}`);
  }
  const why = cause instanceof HTTPError ? `status ${cause.status}` : reasonOf(cause);
  return new BotError("PLATFORM_UNREACHABLE", `Discord could not be reached (${why})`, { retryable: true });
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return "no reason given";
  if (cause instanceof ForeignAnswer) return cause.message;
  const inner = cause.cause instanceof Error ? cause.cause : cause;
  return (inner as NodeJS.ErrnoException).code ?? inner.name;
}

/** A refusal that nobody expected, as the flows know it. */
export function toPlatformError(error: unknown, what: string): Error {
  if (!(error instanceof Refused)) return error as Error;
  return new BotError("PLATFORM_REFUSED", `Discord refused ${what} with code ${error.code}`, {
    cause: error,
  });
}
