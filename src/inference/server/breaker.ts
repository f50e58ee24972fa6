/** A circuit breaker: a server that failed several times in a row is left alone for a while, then asked exactly once before all are let through. */

/** Failures in a row that open it. */
const MAX_FAILURES = 5;
const SHORTEST_REST_MS = 5_000;
const LONGEST_REST_MS = 60_000;

export type Outcome = "answered" | "failed" | "neither";

export interface Entry {
  /** 0 to go on, or the milliseconds after which to ask again. */
  readonly restMs: number;
  /** Says what came of a request that was let through; `neither` where it tells nothing of the server's health. */
  leave(outcome: Outcome): void;
}

export interface Breaker {
  /** Asks to pass. */
  enter(): Entry;
}

/** @param now milliseconds of a clock that only goes forward */
export function createBreaker(now: () => number = () => performance.now()): Breaker {
  let failures = 0;
  let rests = 0;
  let isOpen = false;
  let openUntilMs = 0;
  let isTrying = false;
  /** Counts openings and closings: what was let through before the last of them has no say in it. */
  let era = 0;

  function open(): void {
    const restMs = Math.min(SHORTEST_REST_MS * 2 ** rests++, LONGEST_REST_MS);
    openUntilMs = now() + restMs * (0.75 + Math.random() / 2);
    isOpen = true;
    era++;
  }

  function close(): void {
    failures = 0;
    rests = 0;
    isOpen = false;
    era++;
  }

  function pass(): Entry {
    const own = era;
    return {
      restMs: 0,
      leave(outcome) {
        if (own !== era) return;
        if (outcome === "answered") failures = 0;
        else if (outcome === "failed" && ++failures >= MAX_FAILURES) open();
      },
    };
  }

  /** Half open: one tries for all. */
  function passAlone(): Entry {
    isTrying = true;
    return {
      restMs: 0,
      leave(outcome) {
        isTrying = false;
        if (outcome === "answered") close();
        else if (outcome === "failed") open();
      },
    };
  }

  return {
    enter() {
      if (!isOpen) return pass();
      const leftMs = openUntilMs - now();
      if (leftMs <= 0 && !isTrying) return passAlone();
      return { restMs: leftMs > 0 ? leftMs : SHORTEST_REST_MS, leave() {} };
    },
  };
}
