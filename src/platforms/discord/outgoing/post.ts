/**
 * Posts each answer once, whatever breaks: what is about to be posted is written down before. A repeated post carries the same
 * nonce, which Discord knows for some minutes; after that, the answer is looked for in the place itself by its buttons.
 */

import { createHash } from "node:crypto";
import { type APIMessage, Routes } from "discord-api-types/v10";
import type { Ask } from "../../../core/ask.ts";
import type { Reply } from "../../../core/reply.ts";
import type { Log } from "../../../flows/context.ts";
import { type Calls, CODES, Refused } from "../client/rest.ts";
import type { DiscordPlace, Receipt } from "./delivery-record.ts";
import { type Content, pressId } from "./render.ts";
import { reopening } from "./thread.ts";

/** How long Discord surely knows a nonce: "the past few minutes". */
const NONCE_MS = 60_000;

export interface PostTools {
  readonly calls: Calls;
  readonly log: Log;
}

/** One delivery at work. */
export interface Showing {
  readonly ask: Ask;
  readonly reply: Reply;
  readonly place: DiscordPlace;
  readonly receipt: Receipt;
  /** True when this process acknowledged the interaction, or tried to. */
  readonly isOurs: boolean;
  /** Changes the receipt and keeps it. */
  note(changes: Partial<Receipt>): Promise<void>;
}

/** Posts a message by the bot itself, or finds the one that was posted.
 * @throws {Refused} */
export async function postOnce(
  { calls }: PostTools,
  showing: Showing,
  post: {
    readonly channel: string;
    readonly part: "anchor" | "reply";
    readonly content: Content;
    readonly replyTo?: string;
  },
): Promise<{ channel: string; id: string }> {
  const { ask, receipt } = showing;
  const { channel, part, content, replyTo } = post;
  const begunMs = receipt.postingMs;
  if (begunMs !== null && Date.now() - begunMs > NONCE_MS) {
    const found = await findPosted(calls, channel, ask.id);
    if (found) return { channel, id: found };
  }
  await showing.note({ postingMs: begunMs ?? Date.now() });
  const posted = await calls.message("post", Routes.channelMessages(channel), content, {
    nonce: nonceFor(ask.id, part, channel),
    ...(replyTo ? { replyTo } : {}),
  });
  return { channel, id: posted.id };
}

/** At most 25 characters. */
function nonceFor(...parts: readonly string[]): string {
  return createHash("sha256").update(parts.join(":")).digest("base64url").slice(0, 24);
}

/** The bot's message with this ask's buttons among the latest 100; null when there is none or the history may not be read. */
async function findPosted(calls: Calls, channel: string, askId: string): Promise<string | null> {
  try {
    const messages = await calls.call<APIMessage[]>("get", Routes.channelMessages(channel), {
      query: new URLSearchParams({ limit: "100" }),
    });
    const mark = pressId("why", askId);
    return (
      messages.find((message) => JSON.stringify(message.components ?? []).includes(`"${mark}"`))?.id ?? null
    );
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  }
}

/** Refusals that say the interaction's token is dead or was never acknowledged. */
const DEAD_TOKEN: ReadonlySet<number> = new Set([
  CODES.unknownWebhook,
  CODES.invalidWebhookToken,
  CODES.unknownInteraction,
  CODES.unknownMessage,
]);

/** Edits a message of the bot's own. */
export async function editPosted(
  { calls }: PostTools,
  { channel, id }: { readonly channel: string; readonly id: string },
  content: Content,
): Promise<void> {
  const edit = () => calls.message("patch", Routes.channelMessage(channel, id), content);
  await reopening(calls, channel, edit);
}

/** Edits the interaction's reply by its token. Null when the token is dead. */
export async function editOriginal(
  { calls }: PostTools,
  { ask, place }: Showing,
  content: Content,
): Promise<APIMessage | null> {
  if (Date.now() >= place.tokenEndsMs) return null;
  try {
    const route = Routes.webhookMessage(place.applicationId, place.token, "@original");
    return await reopening(calls, ask.place.channel, () =>
      calls.message("patch", route, content, { auth: false }),
    );
  } catch (error) {
    if (error instanceof Refused && DEAD_TOKEN.has(error.code)) return null;
    throw error;
  }
}
