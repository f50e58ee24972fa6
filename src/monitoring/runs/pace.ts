/** When a run may ask: not while people do. The engine answers people first anyway; before that their asks are received and stored, on the
 * same processor. */

import { setTimeout as sleep } from "node:timers/promises";

/** After an ask of somebody, a run's asks rest for so long: the next one is often not far. */
const REST_MS = 100;
/** Where asks come all the time, a few of a run's asks come in between after so long: it ends one day. */
const MAX_REST_MS = 400;

export interface Pace {
  /** Somebody asks now. */
  noteAsk(): void;
  /** Resolves when a run may ask. */
  turn(): Promise<void>;
}

export function createPace({ restMs = REST_MS, maxRestMs = MAX_REST_MS } = {}): Pace {
  let askedAtMs = Number.NEGATIVE_INFINITY;
  let resting: Promise<void> | null = null;

  async function rest(): Promise<void> {
    const sinceMs = performance.now();
    for (;;) {
      const leftMs = Math.min(askedAtMs + restMs, sinceMs + maxRestMs) - performance.now();
      if (leftMs <= 0) break;
      await sleep(leftMs);
    }
    resting = null;
  }

  return {
    noteAsk() {
      askedAtMs = performance.now();
    },
    async turn() {
      // Those that wait at once go on at once: the engine answers them together.
      if (resting === null && performance.now() - askedAtMs < restMs) resting = rest();
      await resting;
    },
  };
}
