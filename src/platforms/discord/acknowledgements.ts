/** Lets a job wait for the acknowledgement of its interaction, and learn which message that made. */

import type { MessageRef } from "../shared/delivery-record.ts";

/** How long an acknowledgement is remembered for the job that follows it. */
const REMEMBER_MS = 60_000;

export interface Acknowledgements {
  /** Returns how to tell that the acknowledgement is over. */
  hold(interactionId: string): (root: MessageRef | null) => void;
  /** The message it made; null when it made none; undefined when it is not known here, but perhaps in another process. */
  wait(interactionId: string): Promise<MessageRef | null | undefined>;
}

export function createAcknowledgements(): Acknowledgements {
  const held = new Map<string, Promise<MessageRef | null>>();
  return {
    hold(interactionId) {
      const { promise, resolve } = Promise.withResolvers<MessageRef | null>();
      // The same interaction sent twice: the first one's acknowledgement counts.
      if (held.has(interactionId)) return () => {};
      held.set(interactionId, promise);
      setTimeout(() => held.delete(interactionId), REMEMBER_MS).unref();
      return resolve;
    },
    wait: (interactionId) => held.get(interactionId) ?? Promise.resolve(undefined),
  };
}
