/** Lets a job wait for the acknowledgement of its interaction, and learn which message that made. */

import { LRUCache } from "lru-cache";
import type { MessageRef } from "../shared/delivery-record.ts";

/** How long an acknowledgement is remembered for the job that follows it. */
const REMEMBER_MS = 60_000;
const MAX_REMEMBERED = 10_000;

export interface Acknowledgements {
  /** Returns a function to call when the acknowledgement is over. */
  hold(interactionId: string): (root: MessageRef | null) => void;
  /** The message it made; null when it made none; undefined when it is not known here, but perhaps in another process. */
  wait(interactionId: string): Promise<MessageRef | null | undefined>;
}

export function createAcknowledgements(): Acknowledgements {
  const held = new LRUCache<string, Promise<MessageRef | null>>({ max: MAX_REMEMBERED, ttl: REMEMBER_MS });
  return {
    hold(interactionId) {
      const { promise, resolve } = Promise.withResolvers<MessageRef | null>();
      // The same interaction sent twice: the first one's acknowledgement counts.
      if (held.has(interactionId)) return () => {};
      held.set(interactionId, promise);
      return resolve;
    },
    wait: (interactionId) => held.get(interactionId) ?? Promise.resolve(undefined),
  };
}
