/** Deletes what is past its time: at the start, every hour, and when the clock was set. */

import type { Log } from "../bot/context.ts";
import type { Store } from "../ports/store.ts";

const EXPIRY_EVERY_MS = 60 * 60_000;
const CLOCK_CHECK_MS = 1_000;
/** A clock that moves by more than this against the process's own time was set. */
const MAX_DRIFT_MS = 60_000;

/** The machine's clock and one that only goes forward, in milliseconds. */
export interface Clocks {
  readonly wall: () => number;
  readonly steady: () => number;
}

const CLOCKS: Clocks = { wall: () => Date.now(), steady: () => performance.now() };

/** Begins. Returns how to stop. */
export function keepExpiring(
  { store, log }: { readonly store: Pick<Store, "deleteExpired">; readonly log: Log },
  { wall, steady }: Clocks = CLOCKS,
): () => void {
  const offset = () => wall() - steady();
  let offsetMs = offset();

  const expire = () =>
    store.deleteExpired(new Date(wall())).then(
      (asks) => asks > 0 && log.info({ asks }, "asks past their time were deleted"),
      (error: Error) =>
        log.warn(
          { reason: error.message },
          "asks past their time could not be deleted; trying again in an hour",
        ),
    );
  /** A clock that was wrong may have hidden asks: the store mends their times. */
  const checkClock = () => {
    const movedMs = offset() - offsetMs;
    if (Math.abs(movedMs) <= MAX_DRIFT_MS) return;
    offsetMs = offset();
    log.warn({ movedSeconds: Math.round(movedMs / 1000) }, "the clock of this machine was set");
    void expire();
  };
  void expire();
  const timers = [setInterval(expire, EXPIRY_EVERY_MS), setInterval(checkClock, CLOCK_CHECK_MS)];
  return () => {
    for (const timer of timers) clearInterval(timer);
  };
}
