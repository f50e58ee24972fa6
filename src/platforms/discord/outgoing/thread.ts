/** Opens the thread of a message, or joins the one it has. */

import { type APIThreadChannel, ChannelType, Routes } from "discord-api-types/v10";
import type { Ask } from "../../../core/ask.ts";
import { type Calls, CODES, Refused } from "../client/rest.ts";
import { plainText } from "../incoming/text.ts";

/** The thread takes no more messages. */
export class ThreadClosed extends Error {
  override readonly name = "ThreadClosed";
  readonly why: "archived" | "locked";
  constructor(why: "archived" | "locked") {
    super(`the thread is ${why}`);
    this.why = why;
  }
}

interface Target {
  readonly channel: string;
  readonly id: string;
}

/** Starts a thread from the anchor; one that is there already is that of an earlier try. */
export async function startThread(calls: Calls, ask: Ask, { channel, id }: Target): Promise<string> {
  try {
    const body = { name: plainText(`/${ask.command} ${ask.text}`, 100), auto_archive_duration: 1440 };
    return (await calls.call<{ id: string }>("post", Routes.threads(channel, id), { body })).id;
  } catch (error) {
    // A thread has the id of the message it was started from.
    if (error instanceof Refused && error.code === CODES.threadExists) return id;
    throw error;
  }
}

/** Starts a thread from somebody's message, or joins the one it has.
 * @throws {ThreadClosed} */
export async function joinThread(calls: Calls, ask: Ask, target: Target): Promise<string> {
  const id = await startThread(calls, ask, target);
  const thread = await calls.call<APIThreadChannel>("get", Routes.channel(id));
  if (thread.thread_metadata?.locked) throw new ThreadClosed("locked");
  if (thread.thread_metadata?.archived) throw new ThreadClosed("archived");
  return id;
}

/** Runs a call in a channel. Discord lets nothing be edited in an archived thread, which every quiet thread becomes: it is opened again,
 * as a new message would do by itself. A locked one stays closed.
 * @throws {Refused} */
export async function reopening<T>(calls: Calls, channel: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof Refused) || error.code !== CODES.archivedThread) throw error;
    await calls.call("patch", Routes.channel(channel), { body: { archived: false } });
    return run();
  }
}

/** Channels where a message may get a thread. */
export const mayHoldThreads = (type: ChannelType | undefined): boolean =>
  type === ChannelType.GuildText || type === ChannelType.GuildAnnouncement;
