/**
 * Keeps to Slack's pace of about one post a second in each channel, with short bursts. One channel that has to wait delays no other.
 * @see https://docs.slack.dev/apis/web-api/rate-limits
 */

import { LRUCache } from "lru-cache";

const EVERY_MS = 1000;
const BURST = 3;
/** Channels remembered at most; the one not used for longest is forgotten first. */
const MAX_CHANNELS = 10_000;

export interface Pace {
  /** Takes a turn in a channel. Returns how long to wait for it, or null, with no turn taken, when it would be longer than `maxMs`. */
  take(channel: string, maxMs: number): number | null;
  /** Milliseconds until the channel's next turn. */
  waitMs(channel: string): number;
  /** Slack said that this channel takes nothing for so long. */
  block(channel: string, forMs: number): void;
}

/** @param now milliseconds on any clock that only goes forward */
export function createPace(now: () => number = () => performance.now()): Pace {
  /** When a channel would be quiet again if nothing more came (the theoretical arrival time of a leaky bucket). */
  const quietAt = new LRUCache<string, number>({ max: MAX_CHANNELS });
  const waitMs = (channel: string) =>
    Math.max(0, (quietAt.get(channel) ?? Number.NEGATIVE_INFINITY) - now() - (BURST - 1) * EVERY_MS);

  return {
    waitMs,
    take(channel, maxMs) {
      const wait = waitMs(channel);
      if (wait > maxMs) return null;
      quietAt.set(channel, Math.max(now(), quietAt.get(channel) ?? 0) + EVERY_MS);
      return wait;
    },
    block(channel, forMs) {
      quietAt.set(channel, Math.max(quietAt.get(channel) ?? 0, now() + forMs + (BURST - 1) * EVERY_MS));
    },
  };
}
