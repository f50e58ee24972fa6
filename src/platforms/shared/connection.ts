/** Connects a platform, and keeps trying while it can't be reached: a network that is down delays nothing else. */

import { setTimeout as sleep } from "node:timers/promises";
import { type BotError, toBotError } from "../../core/errors.ts";
import type { Log } from "../../flows/bot/context.ts";
import type { Connection } from "../../flows/ports/platform.ts";

/** Pauses between tries double from the first to the last, less up to half at random. */
const FIRST_PAUSE_MS = 2_000;
const MAX_PAUSE_MS = 60_000;

export interface ConnectionOptions {
  /** "Slack", for the log. */
  readonly title: string;
  /** Connects once. @throws {BotError} retryable when the platform can't be reached now; else it is given up */
  readonly connect: () => Promise<void>;
  /** Called once, when the platform has refused the bot after the start. */
  readonly onFatal?: ((error: BotError) => void) | undefined;
  readonly log: Log;
  /** Default 2,000 ms. */
  readonly firstPauseMs?: number;
}

export interface KeptConnection {
  /** @throws {BotError} what `connect` throws at first, where waiting won't help */
  start(): Promise<void>;
  /** Reports that the platform has refused the bot, e.g. a revoked token. */
  fail(error: BotError): void;
  readonly state: Connection;
  /** True from the call of `stop` on. */
  readonly isStopping: boolean;
  /** Ends the tries; resolves when the last one is over. */
  stop(): Promise<void>;
}

export function keepConnected(options: ConnectionOptions): KeptConnection {
  const { title, connect, onFatal, log, firstPauseMs = FIRST_PAUSE_MS } = options;
  const stopping = new AbortController();
  let state: Connection = "connecting";
  let hasStarted = false;
  let trying: Promise<void> = Promise.resolve();

  function fail(error: BotError): void {
    if (!hasStarted || state === "refused") return;
    state = "refused";
    log.error({ code: error.code, reason: error.message }, `${title} has refused Fewshot`);
    onFatal?.(error);
  }

  async function tryOnce(): Promise<BotError | null> {
    try {
      await connect();
      state = "connected";
      return null;
    } catch (cause) {
      return toBotError(cause);
    }
  }

  async function keepTrying(first: BotError): Promise<void> {
    let error: BotError | null = first;
    for (let attempt = 0; error !== null; attempt++) {
      const pauseMs = Math.min(firstPauseMs * 2 ** attempt, MAX_PAUSE_MS) * (1 - Math.random() / 2);
      const waitMs = Math.max(pauseMs, error.retryAfterMs ?? 0);
      await sleep(waitMs, undefined, { signal: stopping.signal }).catch(() => {});
      if (stopping.signal.aborted) return;
      error = await tryOnce();
      if (error !== null && !error.retryable) return fail(error);
    }
  }

  return {
    get state() {
      return state;
    },
    get isStopping() {
      return stopping.signal.aborted;
    },
    fail,
    async start() {
      const error = await tryOnce();
      if (error !== null && !error.retryable) throw error;
      hasStarted = true;
      if (error === null) return;
      log.warn(
        { code: error.code, reason: error.message },
        `${title} can't be reached; trying again until it can`,
      );
      trying = keepTrying(error);
    },
    async stop() {
      stopping.abort();
      await trying;
    },
  };
}
