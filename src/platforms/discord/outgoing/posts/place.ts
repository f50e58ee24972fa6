/** Where an ask came from, as the store keeps it: what answering there needs. Plain JSON that outlives releases: keys of old places have defaults. */

import { z } from "zod";
import type { Json, Place } from "../../../../core/ask.ts";
import { BotError } from "../../../../core/errors.ts";

const placeSchema = z.object({
  /** Where the answer goes: a thread of the interaction's reply, the thread of the message asked about, or the reply itself. */
  way: z.enum(["own-thread", "message-thread", "reply"]),
  applicationId: z.string(),
  /** Of the interaction; it lives 15 minutes. */
  token: z.string(),
  /** When the token can't be relied on any more, in milliseconds since 1970. */
  tokenEndsMs: z.number(),
  /** The message asked about; null for a slash command. */
  target: z.string().nullable().default(null),
  /** Whether the bot itself is in this place, so that it can post there without a token. */
  isMember: z.boolean().default(false),
});

export type DiscordPlace = z.infer<typeof placeSchema>;

/** The token lives 15 minutes; the last one is left for the way there. @see https://docs.discord.com/developers/interactions/receiving-and-responding */
export const TOKEN_MS = 14 * 60_000;

export const writePlace = (place: DiscordPlace): Json => place;

/** @throws {BotError} INTERNAL when it can't be read */
export function readPlace(place: Place): DiscordPlace {
  const read = placeSchema.safeParse(place.native);
  if (read.success) return read.data;
  throw new BotError("INTERNAL", "the place of an ask can't be read: was it stored by a later version?");
}
