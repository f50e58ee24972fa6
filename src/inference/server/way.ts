/** Remembers whether one way of asking a server works: a way to score labels, or streaming. A way that failed is left out for a
 * while and then tried again, so that one bad minute does not leave it out for as long as the process runs. */

/** A way that worked before may fail this often in a row before it is left out: the fault may be that of one request. */
const MAX_FAILURES_ONCE_PROVEN = 3;
/** After a fault that may pass: not at all the first time, then from 5 seconds up to 10 minutes. */
const FIRST_REST_MS = 5_000;
const LONGEST_REST_MS = 10 * 60_000;
/** After the server said that it does not know this way: from a minute up to an hour. */
const FIRST_ABSENCE_MS = 60_000;
const LONGEST_ABSENCE_MS = 60 * 60_000;

export interface WayHealth {
  /** Whether it has worked since it last was left out. */
  readonly isProven: boolean;
  /** Failures since it last worked. */
  readonly failures: number;
  /** Whether it is worth a request now. */
  mayTry(): boolean;
  worked(): void;
  /** @param kind `absent`: the server does not know this way; `failed`: it may work another time
   * @param startedMs when the request began: what was under way at an earlier failure counts with that one */
  failed(kind: "absent" | "failed", startedMs: number): void;
}

/** @param now milliseconds of a clock that only goes forward */
export function createWayHealth(now: () => number = () => performance.now()): WayHealth {
  let isProven = false;
  let failures = 0;
  let lastFailureMs = Number.NEGATIVE_INFINITY;
  let restUntilMs = Number.NEGATIVE_INFINITY;
  return {
    get isProven() {
      return isProven;
    },
    get failures() {
      return failures;
    },
    mayTry: () => now() >= restUntilMs,
    worked() {
      isProven = true;
      failures = 0;
    },
    failed(kind, startedMs) {
      if (startedMs < lastFailureMs) return;
      lastFailureMs = now();
      failures++;
      if (kind === "absent") {
        isProven = false;
        restUntilMs = now() + Math.min(FIRST_ABSENCE_MS * 2 ** (failures - 1), LONGEST_ABSENCE_MS);
        return;
      }
      const counted = failures - (isProven ? MAX_FAILURES_ONCE_PROVEN : 1);
      if (counted > 0) restUntilMs = now() + Math.min(FIRST_REST_MS * 2 ** (counted - 1), LONGEST_REST_MS);
      if (counted > 0) isProven = false;
    },
  };
}
