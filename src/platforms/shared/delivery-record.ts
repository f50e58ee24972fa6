/**
 * The delivery record: what was posted where, so that a killed process continues instead of repeating. It outlives releases:
 * it has a version, missing keys have defaults, and the records of version 0.1 of Fewshot are read as well.
 */

import { z } from "zod";
import type { Ask, Json } from "../../core/ask.ts";
import { BotError } from "../../core/errors.ts";

const VERSION = 2;

/** A message that was posted. */
export interface MessageRef {
  readonly channel: string;
  readonly id: string;
}

const ref = z.object({ channel: z.string(), id: z.string() });

const waiting = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("queued"), position: z.number() }),
  z.object({ kind: z.literal("loading"), estimatedMs: z.number().nullable() }),
  z.object({ kind: z.literal("retrying") }),
]);

const schema = z.object({
  version: z.literal(VERSION).default(VERSION),
  /** The message that shows who asked what. */
  root: ref.nullable().default(null),
  /** True while the root message shows progress. */
  isWaiting: z.boolean().default(false),
  /** The thread, as the platform names it. */
  thread: z.string().nullable().default(null),
  /** The message that holds the answer, or progress in its place. */
  answer: ref.nullable().default(null),
  /** Name of the way in use; null for the first. */
  way: z.string().nullable().default(null),
  /** Why the answer is not shown by the first way; null while it is. */
  reason: z.string().nullable().default(null),
  /** Written before a post, removed once its outcome is known. */
  posting: z
    .object({ part: z.enum(["root", "answer"]), atMs: z.number() })
    .nullable()
    .default(null),
  /** How often the answer was posted. */
  posts: z.number().default(0),
  /** True when nobody can say whether something was posted. */
  isUnknown: z.boolean().default(false),
  /** Fingerprint of the message that was shown last; the same is not shown again. */
  shown: z.string().nullable().default(null),
  /** What the ask waits for, where a platform shows that from the record. */
  waiting: waiting.nullable().catch(null).default(null),
});

export type DeliveryRecord = Readonly<z.infer<typeof schema>>;

/** Reads a record as any release stored it.
 * @throws {BotError} INTERNAL when it can't be read: then nothing may be posted, since nobody knows what was */
export function readDeliveryRecord(stored: Json | null, ask: Pick<Ask, "place">): DeliveryRecord {
  const read = schema.safeParse(stored === null ? {} : (readVersion01(stored, ask) ?? stored));
  if (read.success) return read.data;
  const where = read.error.issues[0]?.path.join(".") ?? "";
  throw new BotError(
    "INTERNAL",
    `a delivery record can't be read (at "${where}"): was it made by a later version?`,
  );
}

/** The record as JSON for the store. */
export const toJson = (record: DeliveryRecord): Json => record as unknown as Json;

const slackV01 = z.object({
  anchor: z.string().nullable(),
  reply: z.string().nullable(),
  direct: z.object({ channel: z.string(), ts: z.string() }).nullable().default(null),
  posting: z.object({ part: z.string(), atMs: z.number() }).nullable().default(null),
  aside: z.string().nullable().default(null),
  responses: z.number(),
  isUnknown: z.boolean().default(false),
  shown: z.string().nullable().default(null),
});

const discordV01 = z.object({
  anchor: ref.nullable(),
  isWaiting: z.boolean().default(false),
  thread: z.string().nullable(),
  reply: ref.nullable(),
  postingMs: z.number().nullable(),
  aside: z.string().nullable().default(null),
  shown: z.string().nullable().default(null),
});

/** A record of version 0.1 in today's shape; null when it is none. Those had no version: they are known by their keys. */
function readVersion01(stored: Json, { place }: Pick<Ask, "place">): object | null {
  if (typeof stored !== "object" || stored === null || "version" in stored) return null;
  const slack = slackV01.safeParse(stored);
  if (slack.success) {
    const { anchor, reply, direct, posting, aside: reason, responses, isUnknown, shown } = slack.data;
    const message = (id: string | null) => (id === null ? null : { channel: place.channel, id });
    const isPrivate = reason !== null;
    return {
      root: message(anchor),
      answer: direct ? { channel: direct.channel, id: direct.ts } : isPrivate ? null : message(reply),
      way: isPrivate ? (direct || posting?.part === "direct" ? "direct-message" : "response-url") : null,
      reason,
      posting: posting && { part: posting.part === "anchor" ? "root" : "answer", atMs: posting.atMs },
      posts: responses,
      isUnknown,
      shown,
    };
  }
  const discord = discordV01.safeParse(stored);
  if (discord.success) {
    const { anchor, isWaiting, thread, reply, postingMs, aside: reason, shown } = discord.data;
    const isRoot = anchor === null && thread === null;
    return {
      root: anchor,
      isWaiting,
      thread,
      answer: reply,
      way: reason === null ? null : reply !== null && reply.id !== anchor?.id ? "channel" : "reply",
      reason,
      posting: postingMs === null ? null : { part: isRoot ? "root" : "answer", atMs: postingMs },
      posts: reply === null ? 0 : 1,
      shown,
    };
  }
  // The page kept a sentence about waiting, in the asker's language: the next one replaces it.
  return "sentence" in stored ? {} : null;
}
