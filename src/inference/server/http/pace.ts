/**
 * One pace for all calls to a model server. After a 429 nobody asks before the time that it names, and then not all at once: calls begin
 * one by one, more with each that works, half as many after each further 429.
 */

import { setTimeout as sleep } from "node:timers/promises";
import { BotError } from "../../../core/errors.ts";

/** After a 429 without a time the pause doubles up to this. */
const MAX_PAUSE_MS = 60_000;
/** One call may be refused for its own sake. Only when the next one is refused as well, a longer wait holds for all. */
const MAX_FIRST_PAUSE_MS = 5_000;
/** However long a server asks to wait, one call tries it after this. */
const MAX_WAIT_MS = 5 * 60_000;
/** A call waits its turn for so long; for a longer time it goes back to its job. */
const MAX_TURN_MS = 20_000;
/** With so many calls at once there is no limit any more: as many as jobs run in a process by default. */
const UNLIMITED = 64;

interface Pace {
  /** Waits for a turn. Returns a function to call when the call is over.
   * @throws {BotError} BACKEND_RATE_LIMITED with the time to wait, where that is long; BACKEND_ABORTED */
  turn(signal: AbortSignal | undefined): Promise<Turn>;
}

interface Turn {
  /** The server did what was asked. */
  worked(): void;
  /** It answered 429. @param retryAfterMs null where it named no time */
  limited(retryAfterMs: number | null): void;
  /** The call is over, whatever came of it. */
  end(): void;
}

export interface PaceOptions {
  /** Host and path, for messages. */
  readonly where: string;
  /** The pause after the first 429 that names no time, in milliseconds. */
  readonly firstPauseMs: number;
}

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: short functions that share the pace of one server
export function createPace({ where, firstPauseMs }: PaceOptions): Pace {
  const now = () => performance.now();
  let active = 0;
  let allowed = Number.POSITIVE_INFINITY;
  /** 429 answers since the last call that worked; those of calls from before the pause count once. */
  let refusals = 0;
  let pausedAtMs = Number.NEGATIVE_INFINITY;
  let pausedUntilMs = Number.NEGATIVE_INFINITY;
  const waiting: (() => void)[] = [];

  const wakeNext = () => waiting.shift()?.();

  function limited(startedMs: number, retryAfterMs: number | null): void {
    const atMs = now();
    if (startedMs >= pausedAtMs) {
      refusals += 1;
      allowed = Math.max(1, Math.floor(Math.min(allowed, active) / 2));
      pausedAtMs = atMs;
    }
    const usualMs = Math.min(firstPauseMs * 2 ** (refusals - 1), MAX_PAUSE_MS);
    const wantedMs = Math.max(retryAfterMs ?? 0, usualMs);
    const pauseMs = Math.min(wantedMs, refusals > 1 ? MAX_WAIT_MS : MAX_FIRST_PAUSE_MS);
    pausedUntilMs = Math.max(pausedUntilMs, atMs + pauseMs);
  }

  function worked(startedMs: number): void {
    // What began before the pause says nothing about the time after it.
    if (startedMs < pausedAtMs || refusals === 0) return;
    refusals = 0;
    pausedUntilMs = Number.NEGATIVE_INFINITY;
  }

  function grow(): void {
    if (allowed === Number.POSITIVE_INFINITY) return;
    allowed += 1;
    if (allowed > UNLIMITED) allowed = Number.POSITIVE_INFINITY;
    wakeNext();
  }

  async function pause(restMs: number, signal: AbortSignal | undefined): Promise<void> {
    if (restMs > MAX_TURN_MS)
      throw new BotError(
        "BACKEND_RATE_LIMITED",
        `${where} takes no more requests for ${Math.ceil(restMs / 1000)} seconds; it is not asked before`,
        { retryable: true, retryAfterMs: Math.ceil(restMs) },
      );
    await sleep(restMs, undefined, { signal }).catch(aborted);
  }

  /** Until another call is over. */
  async function waitForOther(signal: AbortSignal | undefined): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const leave = () => reject(new Error("aborted"));
    signal?.addEventListener("abort", leave, { once: true });
    waiting.push(resolve);
    try {
      await promise.catch(aborted);
    } catch (error) {
      const at = waiting.indexOf(resolve);
      // Woken and aborted at once: the turn goes to the next.
      if (at === -1) wakeNext();
      else waiting.splice(at, 1);
      throw error;
    } finally {
      signal?.removeEventListener("abort", leave);
    }
  }

  return {
    async turn(signal) {
      if (signal?.aborted) aborted();
      for (;;) {
        const restMs = pausedUntilMs - now();
        if (restMs > 0) await pause(restMs, signal);
        else if (active >= allowed) await waitForOther(signal);
        else break;
      }
      active += 1;
      const startedMs = now();
      let isOver = false;
      return {
        worked() {
          worked(startedMs);
          grow();
        },
        limited: (retryAfterMs) => limited(startedMs, retryAfterMs),
        end() {
          if (isOver) return;
          isOver = true;
          active -= 1;
          wakeNext();
        },
      };
    },
  };
}

function aborted(): never {
  throw new BotError("BACKEND_ABORTED", "the request was aborted");
}
