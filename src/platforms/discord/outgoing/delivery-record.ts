/** What Discord's part of an ask keeps: where to answer (the place) and what was posted (the receipt). Both are plain JSON in the store. */

import { z } from "zod";
import type { Json, Place } from "../../../core/ask.ts";

/** Where an answer goes: a thread of the interaction's reply, the thread of the message asked about, or the reply itself. */
export const WAYS = ["own-thread", "message-thread", "reply"] as const;
export type Way = (typeof WAYS)[number];

const placeSchema = z.object({
  way: z.enum(WAYS),
  applicationId: z.string(),
  /** Of the interaction; it lives 15 minutes. */
  token: z.string(),
  /** When the token can't be relied on any more, in milliseconds since 1970. */
  tokenEndsMs: z.number(),
  /** The message asked about; null for a slash command. */
  target: z.string().nullable(),
  /** Whether the bot itself is in this place, so that it can post there without a token. */
  isMember: z.boolean(),
});

export type DiscordPlace = z.infer<typeof placeSchema>;

/** The token lives 15 minutes; the last one is left for the way there. @see https://docs.discord.com/developers/interactions/receiving-and-responding */
export const TOKEN_MS = 14 * 60_000;

export function makePlace(channel: string, native: DiscordPlace): Place {
  return { channel, native };
}

export function readPlace(place: Place): DiscordPlace {
  return placeSchema.parse(place.native);
}

/** Why an answer meant for a thread stands in the reply. */
export const ASIDE_REASONS = ["archived", "locked", "not-allowed", "too-many-threads", "other"] as const;
export type AsideReason = (typeof ASIDE_REASONS)[number];

const message = z.object({ channel: z.string(), id: z.string() });

const receiptSchema = z.object({
  /** The interaction's reply, or the bot's own anchor where the token was dead. */
  anchor: message.nullable(),
  /** True when the anchor is the bot's own message. */
  isOwnAnchor: z.boolean(),
  /** True while words about waiting stand in the anchor. */
  isWaiting: z.boolean(),
  /** Thread that holds the answer. */
  thread: z.string().nullable(),
  /** The message that holds the answer. */
  reply: message.nullable(),
  /** When a post was begun whose fate is not known yet, in milliseconds since 1970. */
  postingMs: z.number().nullable(),
  aside: z.enum(ASIDE_REASONS).nullable(),
  /** Fingerprint of the reply that was shown last; the same is not shown again. */
  shown: z.string().nullable(),
});

export type Receipt = Readonly<z.infer<typeof receiptSchema>>;

const NOTHING: Receipt = {
  anchor: null,
  isOwnAnchor: false,
  isWaiting: false,
  thread: null,
  reply: null,
  postingMs: null,
  aside: null,
  shown: null,
};

export function readReceipt(receipt: Json | null): Receipt {
  return receipt === null ? NOTHING : receiptSchema.parse(receipt);
}
