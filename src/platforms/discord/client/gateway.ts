/** Keeps this process connected to Discord's gateway: one connection a shard, resumed or begun anew with growing pauses.
 * `shared/connection.ts` keeps one connection whose SDK resumes it. Here each shard has a session of its own to resume, and Discord says
 * when the next new session may begin, so the tries belong to the shard. */

import { setTimeout as sleep } from "node:timers/promises";
import type { Dispatcher } from "undici";
import { z } from "zod";
import { BotError, toBotError } from "../../../core/errors.ts";
import type { Log } from "../../../flows/bot/context.ts";
import { type ConnectionEnd, runConnection, type Session } from "./gateway-connection.ts";
import { credentialError } from "./rest.ts";

export interface GatewayOptions {
  readonly token: string;
  readonly dispatcher: Dispatcher;
  /** What `GET /gateway/bot` answers. @throws {Error} a BotError that is not retryable ends the gateway */
  readonly fetchInfo: (signal: AbortSignal) => Promise<unknown>;
  /** The shards of this process, of `count` in all; one connection for every server where it is left out. */
  readonly shards?: { readonly ids: readonly number[]; readonly count: number } | undefined;
  readonly onDispatch: (type: string, data: unknown) => void;
  /** Called when every shard has become ready, and when one was lost. */
  readonly onChange: (isConnected: boolean) => void;
  readonly log: Log;
}

export interface Gateway {
  readonly isConnected: boolean;
  /** Connects, and keeps every shard connected. Resolves after `stop`.
   * @throws {BotError} CONFIG_CREDENTIAL or CONFIG_INVALID when Discord refuses the bot and trying again won't help */
  run(): Promise<void>;
  /** Resolves when the last connection is closed. */
  stop(): Promise<void>;
}

/** Closes after which no new connection is tried, in words. @see https://docs.discord.com/developers/topics/opcodes-and-status-codes */
const FATAL_CLOSES: Readonly<Record<number, string>> = {
  4010: "an invalid shard was asked for: check DISCORD_SHARDS",
  4011: "the bot is in so many servers that it needs DISCORD_SHARDS",
  4012: "Discord no longer speaks this version of its gateway: update Fewshot",
  4013: "invalid intents were asked for: update Fewshot",
  4014: "an intent is not allowed to this application: update Fewshot",
};
const REFUSED_TOKEN = 4004;
/** Between two new sessions, for shards of the same group. @see https://docs.discord.com/developers/events/gateway#sharding-max-concurrency */
const IDENTIFY_EVERY_MS = 5_000;
const MIN_PAUSE_MS = 250;
const MAX_PAUSE_MS = 30_000;
/** However long Discord asks to wait, it is asked again after this. */
const MAX_SLEEP_MS = 60 * 60_000;
/** Resuming is given up for a new session after this many failures. */
const MAX_RESUME_FAILURES = 3;

const infoSchema = z.object({
  url: z
    .string()
    .regex(/^wss?:/)
    .refine(URL.canParse),
  session_start_limit: z
    .object({
      remaining: z.number().catch(1),
      reset_after: z.number().catch(0),
      max_concurrency: z.number().int().min(1).catch(1),
    })
    .catch({ remaining: 1, reset_after: 0, max_concurrency: 1 }),
});

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: short functions that share the state of all shards
export function createGateway(options: GatewayOptions): Gateway {
  const { token, dispatcher, log, shards = { ids: [0], count: 1 } } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const ready = new Set<number>();
  const identifyAtMs = new Map<number, number>();
  let running: Promise<unknown> = Promise.resolve();
  const isConnected = () => ready.size === shards.ids.length;
  const pause = (ms: number) => sleep(Math.min(ms, MAX_SLEEP_MS), undefined, { signal }).catch(() => {});

  function setReady(id: number, isReady: boolean): void {
    const before = isConnected();
    if (isReady) ready.add(id);
    else ready.delete(id);
    if (isConnected() !== before) options.onChange(isConnected());
  }

  /** Waits until Discord allows a new session. Returns the address to connect to. */
  async function awaitIdentify(id: number): Promise<string> {
    for (;;) {
      const info = infoSchema.safeParse(await options.fetchInfo(signal));
      if (!info.success)
        throw new BotError("PLATFORM_UNREACHABLE", "Discord gave no address of its gateway", {
          retryable: true,
        });
      const { url, session_start_limit: limit } = info.data;
      if (limit.remaining >= 1) {
        const group = id % limit.max_concurrency;
        const now = performance.now();
        const atMs = Math.max(now, identifyAtMs.get(group) ?? 0);
        identifyAtMs.set(group, atMs + IDENTIFY_EVERY_MS);
        await pause(atMs - now);
        return url;
      }
      const waitMs = Math.max(limit.reset_after, IDENTIFY_EVERY_MS);
      log.warn({ shard: id, waitMs }, "Discord allows no new session yet; waiting as long as it says");
      await pause(waitMs);
      signal.throwIfAborted();
    }
  }

  async function keepShard(id: number): Promise<void> {
    let session: Session | null = null;
    for (let failures = 0; !signal.aborted; ) {
      let end: ConnectionEnd;
      try {
        const url = session?.resumeUrl ?? (await awaitIdentify(id));
        end = await runConnection({
          url,
          token,
          dispatcher,
          shard: [id, shards.count],
          session,
          onReady: () => setReady(id, true),
          onDispatch: options.onDispatch,
          signal,
        });
      } catch (cause) {
        const error = toBotError(cause);
        if (signal.aborted) return;
        if (error.code.startsWith("CONFIG_")) throw error;
        log.warn({ shard: id, reason: error.message }, "Discord could not be reached; trying again");
        await pause(Math.max(error.retryAfterMs ?? 0, pauseAfter(++failures)));
        continue;
      }
      setReady(id, false);
      if (signal.aborted) return;
      throwIfFatal(end.code);
      failures = end.wasReady ? 0 : failures + 1;
      session = failures < MAX_RESUME_FAILURES ? end.session : null;
      log.info(
        { shard: id, code: end.code, reason: end.reason, resumes: session !== null },
        "the connection to Discord ended; connecting again",
      );
      await pause(pauseAfter(failures));
    }
  }

  return {
    get isConnected() {
      return isConnected();
    },
    run() {
      const shardRuns = Promise.all(shards.ids.map(keepShard)).then(() => {});
      running = shardRuns.catch(() => stopping.abort());
      return shardRuns;
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

function throwIfFatal(code: number | null): void {
  if (code === REFUSED_TOKEN) throw credentialError(`close ${code}`);
  const why = FATAL_CLOSES[code ?? 0];
  if (why) throw new BotError("CONFIG_INVALID", `Discord closed the connection (${code}): ${why}`);
}

/** Doubles with every failure, a quarter of it at random. */
function pauseAfter(failures: number): number {
  const longest = Math.min(MAX_PAUSE_MS, MIN_PAUSE_MS * 2 ** failures);
  return longest * (0.75 + Math.random() / 4);
}
