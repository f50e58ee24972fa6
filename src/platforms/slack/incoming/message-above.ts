/** Finds the message above in a thread, where Fewshot may read it. */

import { toOneLine } from "../../../core/text.ts";
import { toPlatformError } from "../client/web-api.ts";
import type { SlackContext } from "../context.ts";
import { readMessage, type SlackMessage } from "./message.ts";

const PAGE = 200;
/** A thread longer than this many pages is not read to its end. */
const MAX_PAGES = 10;

/** The last message before `before` that a person could mean: one with text, not by Fewshot, and no call to it.
 * @returns null when there is none; "unreadable" when the thread may not be read
 * @throws {BotError} retryable when it can't be read now */
export async function findAbove(
  context: SlackContext,
  place: { readonly channel: string; readonly root: string; readonly before: string },
): Promise<SlackMessage | null | "unreadable"> {
  const { channel, root, before } = place;
  const { botId, botUserId } = context.identity();
  let last: SlackMessage | null = null;
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const outcome = await context.calls.repeat((client) =>
      client.conversations.replies({
        channel,
        ts: root,
        latest: before,
        limit: PAGE,
        ...(cursor ? { cursor } : {}),
      }),
    );
    if (outcome.kind === "refused") return "unreadable";
    if (outcome.kind !== "done") throw toPlatformError(outcome, "conversations.replies");
    for (const message of outcome.value.messages ?? []) {
      const isOurs = message.bot_id === botId || message.user === botUserId;
      const isCall = message.text?.startsWith(`<@${botUserId}>`) ?? false;
      if (isOurs || isCall || String(message.ts) >= before) continue;
      const { ts = "", text = "", user = "" } = message;
      const read = readMessage({ ...message, ts, text, user: user || undefined, thread_ts: root });
      if (toOneLine(read.text) !== "") last = read;
    }
    cursor = outcome.value.response_metadata?.next_cursor;
    if (!cursor) return last;
  }
  return last;
}
