/** Waits for a model server that is still starting, such as an endpoint that was scaled to zero. */

import { setTimeout as sleep } from "node:timers/promises";
import { BotError } from "../../core/errors.ts";

/** An endpoint that loads a large model takes minutes. */
const MAX_WAIT_MS = 5 * 60_000;
const SHORTEST_PAUSE_MS = 500;

/** Runs `work` again while it ends with BACKEND_LOADING, for five minutes.
 * @param note called once, when the first wait begins
 * @throws what `work` throws otherwise, or at the end */
export async function whileStarting<T>(work: () => Promise<T>, note: () => void): Promise<T> {
  const startMs = performance.now();
  for (let isFirst = true; ; isFirst = false) {
    try {
      return await work();
    } catch (error) {
      const isStarting = error instanceof BotError && error.code === "BACKEND_LOADING";
      if (!isStarting || performance.now() - startMs > MAX_WAIT_MS) throw error;
      if (isFirst) note();
      await sleep(Math.max(error.retryAfterMs ?? 0, SHORTEST_PAUSE_MS));
    }
  }
}
