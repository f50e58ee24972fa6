/** Calls to Discord's REST API: what it answers is told apart once, here, and every message pings nobody and unfurls nothing. */

import { setTimeout as sleep } from "node:timers/promises";
import {
  type APIMessage,
  DiscordAPIError,
  HTTPError,
  MessageFlags,
  RateLimitError,
  REST,
  type RequestData,
  type RouteLike,
} from "discord.js";
import { BotError } from "../../../core/errors.ts";
import type { Content } from "../outgoing/render.ts";

/** Waits up to this long are slept out by the SDK; a longer one goes back to the queue of jobs. */
const MAX_WAIT_MS = 5_000;
/** Pauses between tries over a broken network. */
const NETWORK_PAUSES_MS = [50, 400];

/** Discord's error codes that mean something here. @see https://docs.discord.com/developers/topics/opcodes-and-status-codes */
export const CODES = {
  unknownChannel: 10003,
  unknownMessage: 10008,
  unknownWebhook: 10015,
  unknownInteraction: 10062,
  alreadyAcknowledged: 40060,
  missingAccess: 50001,
  missingPermission: 50013,
  notThisChannelType: 50024,
  invalidWebhookToken: 50027,
  archivedThread: 50083,
  threadExists: 160004,
  lockedThread: 160005,
  tooManyThreads: 160006,
} as const;

/** Discord said no, with a code. Nothing was done. */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly code: number;
  constructor(code: number, cause: unknown) {
    super(`Discord refused with code ${code}`, { cause });
    this.code = code;
  }
}

export type Method = "get" | "post" | "put" | "patch" | "delete";

export interface Calls {
  /** @throws {Refused} with Discord's code; {BotError} CONFIG_CREDENTIAL, PLATFORM_RATE_LIMITED, PLATFORM_UNREACHABLE */
  call<T>(method: Method, route: RouteLike, data?: RequestData): Promise<T>;
  /** Creates or edits a message. */
  message(
    method: "post" | "patch",
    route: RouteLike,
    content: Content,
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
  /** Told when Discord has refused the token. */
  readonly onCredential?: (error: BotError) => void;
}

function createRest({ token, apiUrl }: CallsOptions): REST {
  return new REST({
    ...restOptions(apiUrl),
    rejectOnRateLimit: ({ retryAfter }) => retryAfter > MAX_WAIT_MS,
  }).setToken(token);
}

/** Where the API is, as both the SDK's client and its REST take it. */
export function restOptions(apiUrl: string | undefined) {
  return { version: "10", ...(apiUrl === undefined ? {} : { api: apiUrl.replace(/\/$/, "") }) };
}

export function createCalls(options: CallsOptions): Calls {
  const rest = createRest(options);
  async function call<T>(method: Method, route: RouteLike, data: RequestData = {}): Promise<T> {
    try {
      return (await overNetwork(() => rest[method](route, data))) as T;
    } catch (cause) {
      const error = toCallError(cause);
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
      call("post" === method ? "post" : "patch", route, {
        ...(auth === undefined ? {} : { auth }),
        body: {
          ...messageBody(content),
          ...(nonce ? { nonce, enforce_nonce: true } : {}),
          ...(replyTo ? { message_reference: { message_id: replyTo, fail_if_not_exists: false } } : {}),
        },
      }),
  };
}

/** A message as Discord takes it: pings nobody, unfurls nothing. */
export function messageBody({ content, components }: Content, flags = 0) {
  return {
    content,
    components,
    allowed_mentions: { parse: [] },
    flags: flags | MessageFlags.SuppressEmbeds,
  };
}

export function credentialError(what: string): BotError {
  return new BotError(
    "CONFIG_CREDENTIAL",
    `DISCORD_TOKEN was refused by Discord (${what}): open discord.com/developers/applications → your application → Bot, press Reset Token and set DISCORD_TOKEN to the new one`,
  );
}

/** The SDK repeats what a server answered with 5xx or a reset connection, but not what broke in other ways. All calls here bear repeating:
 * edits are the same twice, and Discord knows a second response, a second thread and a nonce. */
async function overNetwork<T>(run: () => Promise<T>): Promise<T> {
  for (const pauseMs of NETWORK_PAUSES_MS)
    try {
      return await run();
    } catch (cause) {
      const isAnswered = [DiscordAPIError, HTTPError, RateLimitError].some((kind) => cause instanceof kind);
      if (isAnswered) throw cause;
      await sleep(pauseMs);
    }
  return run();
}

/** What was thrown by the SDK, as a refusal or a fault of ours. */
function toCallError(cause: unknown): Error {
  if (cause instanceof RateLimitError)
    return new BotError(
      "PLATFORM_RATE_LIMITED",
      `Discord asks to wait ${cause.retryAfter} ms (${cause.scope})`,
      {
        retryable: true,
        retryAfterMs: cause.retryAfter,
      },
    );
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
