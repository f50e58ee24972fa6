/** Finds the message above in a thread, where Fewshot may read it. */

import { toPlatformError } from "../client/web-api.ts";
import type { SlackContext } from "../context.ts";
import { mentionOf, readMessage, type SlackMessage } from "./message.ts";
import { decodeText } from "./text.ts";

const PAGE = 200;
const MAX_PAGES = 10;

/** The last message before `before`, leaving out Fewshot's own and those that ask it something. Its text may be empty.
 * @returns null when there is none; "unreadable" when the thread may not be read, or is longer than 2,000 messages
 * @throws {BotError} retryable when it can't be read now */
export async function findAbove(
  context: SlackContext,
  place: { readonly channel: string; readonly root: string; readonly before: string },
): Promise<SlackMessage | null | "unreadable"> {
  const { channel, root, before } = place;
  const { botId, botUserId } = context.identity();
  let last: Readonly<Record<string, unknown>> | null = null;
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
      if (!isOurs && !isCall(context, message.text ?? "", channel) && String(message.ts) < before)
        last = { ...message };
    }
    cursor = outcome.value.response_metadata?.next_cursor;
    if (!cursor) return last && readMessage({ ...last, thread_ts: root });
  }
  // The last messages have not been read: any other would be a wrong one.
  return "unreadable";
}

/** Whether a message asks Fewshot something: it begins with a mention, or a command follows one. Other mentions are talk about it. */
function isCall({ bot, identity }: SlackContext, text: string, channel: string): boolean {
  const [before = "", ...after] = text.split(mentionOf(identity().botUserId));
  if (after.length === 0) return false;
  const place = { platform: "slack", workspace: identity().workspace, channel };
  const meaning = bot.read(decodeText(after.join(" ")), { kind: "mention" }, place);
  if (before.trim() === "" || meaning.kind !== "ask" || meaning.version != null) return true;
  return bot.commands.find(meaning.command, place) !== null;
}
