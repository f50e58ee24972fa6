/** Decides which faults are retried, after how long, and when a server that keeps failing is not asked for a while. */

import { setTimeout as sleep } from "node:timers/promises";
import {
  BrokenCircuitError,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  DelegateBackoff,
  handleWhen,
} from "cockatiel";
import { BotError, type ErrorCode } from "../../../core/errors.ts";
import type { RequestOptions } from "../../../flows/ports/backend.ts";

/** Failures in a row that open the breaker. */
const MAX_FAILURES = 5;
const SHORTEST_REST_MS = 5_000;
const LONGEST_REST_MS = 30_000;
/** A server that says it loads is asked again after at most this long, so that people see it move;
 * one that names a longer time for another reason is left to a later job. */
const LONGEST_WAIT_MS = 20_000;
/** A server that loads and does not say how long. */
const LOADING_WAIT_MS = 10_000;
/** Faults that say something about the server's health. */
const UNHEALTHY: readonly ErrorCode[] = ["BACKEND_UNREACHABLE", "BACKEND_TIMEOUT"];

export type BreakerState = "closed" | "open" | "half-open";

export interface Breaker {
  readonly state: BreakerState;
  /** Runs a plain request, the only kind whose failures count. After a rest one request is tried, and the others wait for its outcome.
   * @throws {BotError} BACKEND_UNREACHABLE with the rest in `retryAfterMs` while the server is not asked; else what `work` throws */
  run(work: () => Promise<unknown>): Promise<unknown>;
}

/** @param where host and path, for messages */
export function createBreaker(where: string): Breaker {
  let openUntilMs = 0;
  const policy = circuitBreaker(
    handleWhen((error) => error instanceof BotError && UNHEALTHY.includes(error.code)),
    {
      breaker: new ConsecutiveBreaker(MAX_FAILURES),
      halfOpenAfter: new DelegateBackoff(({ attempt }) => {
        const fullMs = Math.min(SHORTEST_REST_MS * 2 ** (attempt - 1), LONGEST_REST_MS);
        const restMs = Math.round(fullMs * (0.75 + Math.random() / 2));
        openUntilMs = Date.now() + restMs;
        return restMs;
      }),
    },
  );
  return {
    get state() {
      return policy.state === CircuitState.Closed
        ? "closed"
        : policy.state === CircuitState.HalfOpen
          ? "half-open"
          : "open";
    },
    async run(work) {
      try {
        return await policy.execute(work);
      } catch (error) {
        if (!(error instanceof BrokenCircuitError)) throw error;
        const restMs = Math.max(openUntilMs - Date.now(), 1);
        throw new BotError(
          "BACKEND_UNREACHABLE",
          `${where} failed several times in a row and is not asked for ${Math.ceil(restMs / 1000)} seconds; check the server`,
          { retryable: true, retryAfterMs: restMs },
        );
      }
    },
  };
}

export interface RetryOptions extends RequestOptions {
  /** Attempts in all, at least 1. */
  readonly attempts: number;
  /** Wait before the second attempt; doubles with each. A server may ask for longer, never for shorter. */
  readonly firstWaitMs: number;
  /** Whether the server is worth another attempt after a fault that may pass. */
  readonly mayRetry: (error: BotError) => boolean;
}

/** Runs `work` until it succeeds, fails with an error that is not retryable, or has failed `attempts` times.
 * @throws {BotError} the last fault; BACKEND_ABORTED at once when the signal is aborted */
export async function withRetries(work: () => Promise<unknown>, options: RetryOptions): Promise<unknown> {
  const { attempts, firstWaitMs, mayRetry, signal, onProgress } = options;
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof BotError) || !error.retryable) throw error;
      const isLoading = error.code === "BACKEND_LOADING";
      if (isLoading) onProgress?.({ kind: "loading", estimatedMs: error.retryAfterMs });
      if (tries >= attempts || !mayRetry(error)) throw isLoading ? soon(error) : error;
      const wantedMs = Math.max(error.retryAfterMs ?? 0, firstWaitMs * 2 ** (tries - 1));
      if (wantedMs > LONGEST_WAIT_MS && !isLoading) throw error;
      await sleep(Math.min(wantedMs, LONGEST_WAIT_MS) * (1 + Math.random() / 4), undefined, { signal }).catch(
        () => {
          throw new BotError("BACKEND_ABORTED", "the request was aborted");
        },
      );
    }
  }
}

/** A server's estimate is shown to people, but the next job does not sleep through it: it may be half an hour off. */
function soon(error: BotError): BotError {
  const { code, message, retryAfterMs, cause } = error;
  const waitMs = Math.min(retryAfterMs ?? LOADING_WAIT_MS, LONGEST_WAIT_MS);
  return new BotError(code, message, { retryable: true, retryAfterMs: waitMs, cause });
}
