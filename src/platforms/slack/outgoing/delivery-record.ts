/** What Slack's part of an ask keeps: where to answer (the place) and what was posted (the receipt). Both are plain JSON in the store. */

import { z } from "zod";
import type { Json, Place } from "../../../core/ask.ts";

const placeSchema = z.object({
  /** The thread to answer in: its root's ts; null when the ask gets an anchor of its own. */
  thread: z.string().nullable(),
  /** Answers to the asker alone; null where Slack gave none (mentions). */
  responseUrl: z.string().nullable(),
  /** When the response url dies, in milliseconds since 1970. */
  responseUrlEndsMs: z.number(),
});

export type SlackPlace = z.infer<typeof placeSchema>;

/** Response urls live 30 minutes and take five uses. @see https://docs.slack.dev/interactivity/handling-user-interaction */
const RESPONSE_URL_MS = 30 * 60_000;
export const MAX_RESPONSES = 5;

export function makePlace(channel: string, thread: string | null, responseUrl: string | null): Place {
  const native: SlackPlace = { thread, responseUrl, responseUrlEndsMs: Date.now() + RESPONSE_URL_MS };
  return { channel, native };
}

export function readPlace(place: Place): SlackPlace {
  return placeSchema.parse(place.native);
}

const ASIDE_REASONS = ["not-a-member", "archived", "restricted", "unknown-fate", "other"] as const;
export type AsideReason = (typeof ASIDE_REASONS)[number];

/** What may be posted once only. */
const PARTS = ["anchor", "reply", "aside", "direct"] as const;
export type Part = (typeof PARTS)[number];

const receiptSchema = z.object({
  /** ts of the anchor, of the reply in its thread, and of the reply in a direct message. */
  anchor: z.string().nullable(),
  reply: z.string().nullable(),
  direct: z.object({ channel: z.string(), ts: z.string() }).nullable(),
  /** Written before a post, taken away once its fate is known. */
  posting: z.object({ part: z.enum(PARTS), atMs: z.number() }).nullable(),
  /** Why the answer goes to the asker alone; null while it goes to a thread. */
  aside: z.enum(ASIDE_REASONS).nullable(),
  /** How often the response url was used. */
  responses: z.number(),
  /** True when it is not known whether something was posted. */
  isUnknown: z.boolean(),
  /** Fingerprint of the reply that was shown last; the same is not shown again. */
  shown: z.string().nullable(),
});

export type Receipt = Readonly<z.infer<typeof receiptSchema>>;

const NOTHING: Receipt = {
  anchor: null,
  reply: null,
  direct: null,
  posting: null,
  aside: null,
  responses: 0,
  isUnknown: false,
  shown: null,
};

export function readReceipt(receipt: Json | null): Receipt {
  return receipt === null ? NOTHING : receiptSchema.parse(receipt);
}
