/** Where an ask is answered in Slack: what a stored ask keeps for it, as JSON. It outlives releases: new keys need defaults. */

import { z } from "zod";
import type { Json, Place } from "../../core/ask.ts";

const schema = z.object({
  /** The thread to answer in: its root's ts; null when the ask gets a root message of its own. */
  thread: z.string().nullable().default(null),
  /** Answers to the asker alone; null where Slack gave none (mentions). */
  responseUrl: z.string().nullable().default(null),
  /** When the response url stops working, in milliseconds since 1970. */
  responseUrlEndsMs: z.number().default(0),
});

export type SlackPlace = z.infer<typeof schema>;

/** Response urls work for 30 minutes and take five messages. @see https://docs.slack.dev/interactivity/handling-user-interaction */
const RESPONSE_URL_MS = 30 * 60_000;
export const MAX_RESPONSES = 5;

export function makePlace(thread: string | null, responseUrl: string | null): Json {
  return { thread, responseUrl, responseUrlEndsMs: Date.now() + RESPONSE_URL_MS };
}

export function readPlace(place: Place): SlackPlace {
  return schema.parse(place.native);
}
