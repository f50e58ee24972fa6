/** The Discord platform: connects, takes asks and feedback, shows replies. */

import { setTimeout as sleep } from "node:timers/promises";
import {
  type APIInteraction,
  type APIUser,
  Client,
  Events,
  GatewayDispatchEvents,
  GatewayIntentBits,
  Routes,
} from "discord.js";
import type { Json } from "../../core/ask.ts";
import { BotError, toBotError } from "../../core/errors.ts";
import type { Bot } from "../../flows/bot.ts";
import type { Log } from "../../flows/context.ts";
import type { Platform } from "../../flows/ports.ts";
import { createCalls, credentialError, Refused, restOptions, toPlatformError } from "./client/rest.ts";
import type { DiscordContext } from "./context.ts";
import { createAnchors } from "./incoming/acknowledge.ts";
import { createIntake } from "./incoming/interactions.ts";
import { createDeliver } from "./outgoing/deliver.ts";
import { registerCommands } from "./setup/register-commands.ts";

export interface DiscordPlatformOptions {
  readonly bot: Bot;
  readonly token: string;
  /** Asked of Discord where it is left out. */
  readonly applicationId?: string | undefined;
  /** While developing: commands are registered in this server only. */
  readonly guildId?: string | undefined;
  /** The shards that this machine connects, of `count` in all; one connection for every server where it is left out. */
  readonly shards?: { readonly ids: readonly number[]; readonly count: number } | undefined;
  /** Ends in /api; Discord's own where it is left out. */
  readonly apiUrl?: string | undefined;
  readonly readSetting: (key: string) => Promise<Json | null>;
  readonly writeSetting: (key: string, value: Json) => Promise<void>;
  /** Told when Discord has refused the token for good, while running. */
  readonly onFatal?: (error: BotError) => void;
  readonly log: Log;
}

/** How long a stop waits for what people just did to be handled. */
const SETTLE_MS = 3_000;
/** Pause between tries to reach Discord at the start. */
const RETRY_MS = 2_000;

/** Closes of the gateway after which no new connection is tried, in words. @see https://docs.discord.com/developers/topics/opcodes-and-status-codes */
const FATAL_CLOSES: Readonly<Record<number, string>> = {
  4010: "an invalid shard was asked for: check DISCORD_SHARDS",
  4011: "the bot is in so many servers that it needs DISCORD_SHARDS",
  4012: "Discord no longer speaks this version of its gateway: update Fewshot",
  4013: "invalid intents were asked for",
  4014: "an intent is not allowed to this application",
};

export function createDiscordPlatform(options: DiscordPlatformOptions): Platform {
  const { bot, token, apiUrl, log } = options;
  let isRunning = false;
  let hasFailed = false;
  const onFatal = (error: BotError) => {
    if (!isRunning || hasFailed) return;
    hasFailed = true;
    log.error({ code: error.code, reason: error.message }, "Discord has shut the bot out");
    options.onFatal?.(error);
  };
  const calls = createCalls({ token, apiUrl, onCredential: onFatal });
  const anchors = createAnchors();
  const context: DiscordContext = { bot, calls, log, anchors };
  const intake = createIntake(context);
  const stopping = new AbortController();
  const handling = new Set<Promise<void>>();
  let client: Client | null = null;
  let connecting: Promise<void> = Promise.resolve();
  let registering: Promise<void> = Promise.resolve();
  let stopWatching = () => {};

  function hear(interaction: APIInteraction): void {
    if (stopping.signal.aborted) return;
    const handled = intake(interaction).finally(() => handling.delete(handled));
    handling.add(handled);
  }

  function createClient(): Client {
    // Only Guilds: no message is ever read but those that people hand over.
    const made = new Client({
      intents: [GatewayIntentBits.Guilds],
      ...(options.shards ? { shards: [...options.shards.ids], shardCount: options.shards.count } : {}),
      allowedMentions: { parse: [] },
      rest: restOptions(apiUrl),
    });
    made.ws.on(GatewayDispatchEvents.InteractionCreate, hear);
    made.on(Events.Error, (error) => log.warn({ reason: error.message }, "the Discord client has a fault"));
    made.on(Events.ShardError, (error) =>
      log.warn({ reason: error.message }, "the Discord gateway has a fault"),
    );
    made.on(Events.ShardReconnecting, () => log.info({}, "Discord is connected again soon"));
    made.on(Events.ShardDisconnect, ({ code }) =>
      onFatal(
        code === 4004
          ? credentialError("close 4004")
          : new BotError(
              "CONFIG_INVALID",
              `Discord closed the connection (${code}): ${FATAL_CLOSES[code] ?? "unknown"}`,
            ),
      ),
    );
    return made;
  }

  async function connect(): Promise<void> {
    const applicationId = options.applicationId ?? (await identify());
    await registerCommands({ ...options, calls, applicationId }, bot.commands.list());
    const made = createClient();
    try {
      await made.login(token);
    } catch (cause) {
      await made.destroy();
      throw toLoginError(cause);
    }
    client = made;
    isRunning = true;
    stopWatching = bot.commands.onChange(() => {
      registering = registering.then(() => registerAgain(applicationId));
    });
    log.info({ applicationId }, "Discord is connected");
  }

  async function registerAgain(applicationId: string): Promise<void> {
    try {
      await registerCommands({ ...options, calls, applicationId }, bot.commands.list());
    } catch (cause) {
      log.error(
        { reason: toBotError(cause).message },
        "the changed commands could not be registered with Discord",
      );
    }
  }

  /** The application's number: that of the bot's own user, but for very old applications, so it is asked for. */
  async function identify(): Promise<string> {
    try {
      return (await calls.call<{ id: string }>("get", Routes.currentApplication())).id;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const user = await calls.call<APIUser>("get", Routes.user()).catch((cause: unknown) => {
        throw toPlatformError(cause, "to say who the bot is");
      });
      return user.id;
    }
  }

  /** A network that is down at the start is no reason to keep everything else from starting. */
  async function keepConnecting(): Promise<void> {
    while (!stopping.signal.aborted) {
      await sleep(RETRY_MS, undefined, { signal: stopping.signal }).catch(() => {});
      if (stopping.signal.aborted) return;
      try {
        return await connect();
      } catch (cause) {
        const error = toBotError(cause);
        if (error.retryable) continue;
        isRunning = true;
        return onFatal(error);
      }
    }
  }

  return {
    name: "discord",
    async start() {
      try {
        await connect();
      } catch (cause) {
        const error = toBotError(cause);
        if (!error.retryable) throw error;
        log.warn({ code: error.code, reason: error.message }, "Discord is tried again until it answers");
        connecting = keepConnecting();
      }
    },
    deliver: createDeliver({ calls, log, anchors }),
    async stop() {
      stopWatching();
      stopping.abort();
      await Promise.race([Promise.all(handling), sleep(SETTLE_MS, undefined, { ref: false })]);
      await connecting;
      await registering;
      await client?.destroy();
    },
  };
}

/** What the SDK throws at a login, as a fault of ours. */
function toLoginError(cause: unknown): BotError {
  const { code, message } = cause as { code?: unknown; message?: string };
  if (code === "TokenInvalid" || message === "Authentication failed") return credentialError("at login");
  return new BotError(
    "PLATFORM_UNREACHABLE",
    `Discord's gateway could not be reached (${message ?? "no reason"})`,
    {
      retryable: true,
      cause,
    },
  );
}
