/** Posts, edits and finds the messages of the bot's own, and the interaction's reply. */

import { createHash } from "node:crypto";
import { type APIMessage, Routes } from "discord-api-types/v10";
import type { Ask } from "../../../../core/ask.ts";
import type { PostOutcome } from "../../../port.ts";
import type { MessageRef } from "../../../shared/delivery-record.ts";
import { writePressId } from "../../../shared/press-id.ts";
import { type Calls, CODES, Refused } from "../../client/rest.ts";
import { type Forms, sendFirst } from "../views/layout.ts";
import { readPlace } from "./place.ts";
import { reopening } from "./thread.ts";

/** How long Discord surely knows a nonce: "the past few minutes". */
export const NONCE_MS = 60_000;
/** Messages searched for a post whose outcome is unknown. */
const MAX_HISTORY = 100;

/** Refusals as reasons, which the renderer explains. */
const REASONS: Readonly<Record<number, string>> = {
  [CODES.archivedThread]: "archived",
  [CODES.lockedThread]: "locked",
  [CODES.tooManyThreads]: "too-many-threads",
  [CODES.missingAccess]: "not-allowed",
  [CODES.missingPermission]: "not-allowed",
};

/** Makes a value of Discord's own refusal.
 * @throws whatever else it was */
export async function orRefused<T>(
  work: Promise<T>,
): Promise<T | { readonly kind: "refused"; readonly reason: string }> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Refused) return { kind: "refused", reason: REASONS[error.code] ?? "other" };
    throw error;
  }
}

interface Post {
  readonly channel: string;
  readonly part: "root" | "reply";
  readonly forms: Forms;
  readonly replyTo?: string | undefined;
}

export async function post(
  calls: Calls,
  ask: Ask,
  { channel, part, forms, replyTo }: Post,
): Promise<PostOutcome> {
  const posted = await sendFirst(forms, (content) =>
    calls.message("post", Routes.channelMessages(channel), content, {
      nonce: nonceOf(ask.id, part, channel),
      ...(replyTo ? { replyTo } : {}),
    }),
  );
  return { kind: "posted", message: { channel, id: posted.id } };
}

/** At most 25 characters. */
function nonceOf(...parts: readonly string[]): string {
  return createHash("sha256").update(parts.join(":")).digest("base64url").slice(0, 24);
}

export async function edit(
  calls: Calls,
  { channel, id }: MessageRef,
  forms: Forms,
): Promise<{ kind: "edited" }> {
  const route = Routes.channelMessage(channel, id);
  await sendFirst(forms, (content) =>
    reopening(calls, channel, () => calls.message("patch", route, content)),
  );
  return { kind: "edited" };
}

/** Refusals that say the interaction's token is dead or was never acknowledged. */
const DEAD_TOKEN: ReadonlySet<number> = new Set([
  CODES.unknownWebhook,
  CODES.invalidWebhookToken,
  CODES.unknownInteraction,
  CODES.unknownMessage,
]);

export const isTokenAlive = (ask: Pick<Ask, "place">) => Date.now() < readPlace(ask.place).tokenEndsMs;

/** Edits the interaction's reply by its token. Null when the token is dead. */
export async function editOriginal(
  calls: Calls,
  ask: Pick<Ask, "place">,
  forms: Forms,
): Promise<MessageRef | null> {
  if (!isTokenAlive(ask)) return null;
  const { applicationId, token } = readPlace(ask.place);
  const route = Routes.webhookMessage(applicationId, token, "@original");
  try {
    const edited = await sendFirst(forms, (content) =>
      reopening(calls, ask.place.channel, () => calls.message("patch", route, content, { auth: false })),
    );
    return { channel: edited.channel_id, id: edited.id };
  } catch (error) {
    if (error instanceof Refused && DEAD_TOKEN.has(error.code)) return null;
    throw error;
  }
}

/** The newest fitting message among the latest of a channel. */
export async function findPosted(
  calls: Calls,
  channel: string,
  isIt: (message: APIMessage) => boolean,
): Promise<MessageRef | null | "unreadable"> {
  const query = new URLSearchParams({ limit: String(MAX_HISTORY) });
  try {
    const messages = await calls.call<APIMessage[]>("get", Routes.channelMessages(channel), { query });
    const found = messages.find(isIt);
    return found ? { channel, id: found.id } : null;
  } catch (error) {
    if (error instanceof Refused) return "unreadable";
    throw error;
  }
}

/** The answer to an ask among the latest messages of a channel: known by its buttons. */
export function findAnswer(
  calls: Calls,
  { id }: Pick<Ask, "id">,
  channel: string,
): Promise<MessageRef | null | "unreadable"> {
  const mark = writePressId({ name: "why", askId: id, rest: "" });
  return findPosted(calls, channel, ({ components }) =>
    JSON.stringify(components ?? []).includes(`"${mark}"`),
  );
}
