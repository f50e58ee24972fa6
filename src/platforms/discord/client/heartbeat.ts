/** The heartbeats of a connection to Discord's gateway. @see https://docs.discord.com/developers/events/gateway#sending-heartbeats */

import { z } from "zod";

const USUAL_HEARTBEAT_MS = 41_250;
const MIN_HEARTBEAT_MS = 500;
const MAX_HEARTBEAT_MS = 600_000;

const helloSchema = z.object({ heartbeat_interval: z.number().min(MIN_HEARTBEAT_MS).max(MAX_HEARTBEAT_MS) });

export interface Heartbeat {
  /** Begins to beat, as often as Discord's hello says. */
  start(hello: unknown): void;
  /** Discord has acknowledged the last one. */
  acknowledge(): void;
  stop(): void;
}

/** @param send sends one; returns false where the connection is not open
 * @param onMissed called in place of the next one, where the last one was not acknowledged */
export function createHeartbeat(send: () => boolean, onMissed: () => void): Heartbeat {
  let isAcknowledged = true;
  let beating: NodeJS.Timeout | undefined;

  function beat(): boolean {
    if (!isAcknowledged) {
      onMissed();
      return false;
    }
    isAcknowledged = false;
    return send();
  }

  return {
    start(data) {
      const hello = helloSchema.safeParse(data);
      const everyMs = hello.success ? hello.data.heartbeat_interval : USUAL_HEARTBEAT_MS;
      clearInterval(beating);
      // The first one at random, so that not every bot beats at once after Discord restarts.
      beating = setTimeout(() => {
        if (beat()) beating = setInterval(beat, everyMs);
      }, everyMs * Math.random());
    },
    acknowledge() {
      isAcknowledged = true;
    },
    stop: () => clearInterval(beating),
  };
}
