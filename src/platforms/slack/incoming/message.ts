/** Reads a message as Slack tells it. Pure. */

import type { MessageShortcut } from "@slack/bolt";
import { decodeText } from "./text.ts";

/** A message that is asked about. */
export interface SlackMessage {
  readonly ts: string;
  readonly thread: string;
  /** As it was written, decoded. */
  readonly text: string;
  /** Who wrote it; null when Slack does not tell. */
  readonly author: string | null;
  /** What an app calls itself; null for people. */
  readonly appName: string | null;
}

type RawMessage = Pick<MessageShortcut["message"], "ts" | "text" | "user"> &
  Readonly<Record<string, unknown>>;

const threadOf = (message: RawMessage): string => String(message.thread_ts ?? message.ts);

/** The thread a message stands in or has opened; null while nobody has replied to it. */
export const openThreadOf = (message: Readonly<Record<string, unknown>>): string | null =>
  typeof message.thread_ts === "string" ? message.thread_ts : null;

export function readMessage(message: RawMessage): SlackMessage {
  const author = message.user ?? message.bot_id;
  const profile = message.bot_profile as { readonly name?: unknown } | undefined;
  const appName = message.user === undefined ? (message.username ?? profile?.name) : undefined;
  return {
    ts: String(message.ts),
    thread: threadOf(message),
    text: decodeText(message.text ?? ""),
    author: typeof author === "string" ? author : null,
    appName: typeof appName === "string" ? appName : null,
  };
}

export const workspaceOf = (body: {
  readonly team: { id: string } | null;
  readonly user: { team_id?: string };
}) => body.team?.id ?? body.user.team_id ?? "";
