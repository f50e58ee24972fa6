/** A circuit breaker: a server that failed several times in a row is left alone for a while, then asked once before all are let through. */

/** Failures in a row that open it. */
const MOST_FAILURES = 5;
const SHORTEST_REST_MS = 5_000;
const LONGEST_REST_MS = 60_000;

export type Outcome = "answered" | "failed" | "neither";

export interface Breaker {
  /** Asks to pass. @returns 0 to go on, or the milliseconds after which to ask again */
  enter(): number;
  /** Says what came of a request that was let through; `neither` where it tells nothing of the server's health. */
  leave(outcome: Outcome): void;
}

/** @param now milliseconds of a clock that only goes forward */
export function createBreaker(now: () => number = () => performance.now()): Breaker {
  let failures = 0;
  let rests = 0;
  let openUntilMs = 0;
  let isTrying = false;

  return {
    enter() {
      if (failures < MOST_FAILURES) return 0;
      const leftMs = openUntilMs - now();
      if (leftMs > 0) return leftMs;
      // Half open: the first one tries for all.
      if (isTrying) return SHORTEST_REST_MS;
      isTrying = true;
      return 0;
    },
    leave(outcome) {
      const wasTrying = isTrying;
      if (outcome === "answered") {
        failures = 0;
        rests = 0;
      } else if (outcome === "failed") {
        failures++;
        // Those that were under way when it opened do not lengthen the rest.
        if (failures === MOST_FAILURES || wasTrying) {
          const restMs = Math.min(SHORTEST_REST_MS * 2 ** rests++, LONGEST_REST_MS);
          openUntilMs = now() + restMs * (0.75 + Math.random() / 2);
        }
      }
      isTrying = false;
    },
  };
}
