/** Reads a message as Slack sends it. Pure. */

import { readVisibleText } from "./visible-text.ts";

type Fields = Readonly<Record<string, unknown>>;

/** A message that is asked about. */
export interface SlackMessage {
  readonly thread: string;
  /** As people see it; empty when there is nothing to read. */
  readonly text: string;
  /** Who wrote the text; null when Slack does not say. */
  readonly author: string | null;
  /** The author's name where Slack sends it along: apps have no profile. */
  readonly authorName: string | null;
  /** Everybody else whose words or doing the text is: who forwarded it, or who wrote what is quoted in it. */
  readonly others: readonly string[];
}

/** The thread a message belongs to or has opened; null while nobody has replied to it. */
export const openThreadOf = (message: Fields): string | null =>
  typeof message.thread_ts === "string" ? message.thread_ts : null;

export function readMessage(message: Fields): SlackMessage {
  const { text, quoted, isOnlyQuoted } = readVisibleText(message);
  const profile = message.bot_profile as { readonly name?: unknown } | null | undefined;
  const sender = firstString(message.user, message.bot_id);
  const senderName = typeof message.user === "string" ? null : firstString(message.username, profile?.name);
  const writer = isOnlyQuoted ? quoted[0] : undefined;
  const author = writer?.id ?? sender;
  const people = [sender, ...quoted.map(({ id }) => id)];
  return {
    thread: String(message.thread_ts ?? message.ts),
    text,
    author,
    authorName: writer ? writer.name : senderName,
    others: [...new Set(people)].filter((id): id is string => id !== null && id !== author),
  };
}

function firstString(...values: readonly unknown[]): string | null {
  return values.find((value): value is string => typeof value === "string" && value !== "") ?? null;
}

/** How Slack writes a mention of Fewshot: <@U1>, in some places with a name, <@U1|fewshot>. */
export const mentionOf = (botUserId: string) => new RegExp(`<@${botUserId}(?:\\|[^<>]*)?>`);
