/** Opens the thread of a message, or joins the one it has. */

import { type APIThreadChannel, Routes } from "discord-api-types/v10";
import type { Ask } from "../../../../core/ask.ts";
import type { MessageRef } from "../../../shared/delivery-record.ts";
import { fitLine } from "../../../shared/text.ts";
import { type Calls, CODES, Refused } from "../../client/rest.ts";

const MAX_NAME = 100;
/** A quiet thread is archived after a day. */
const ARCHIVE_MINUTES = 1440;

/** Starts a thread from a message; one that is there already is that of an earlier try.
 * @throws {Refused} */
export async function startThread(calls: Calls, ask: Ask, { channel, id }: MessageRef): Promise<string> {
  try {
    const body = {
      name: fitLine(`/${ask.command} ${ask.text}`, MAX_NAME),
      auto_archive_duration: ARCHIVE_MINUTES,
    };
    return (await calls.call<{ id: string }>("post", Routes.threads(channel, id), { body })).id;
  } catch (error) {
    // A thread has the id of the message it was started from.
    if (error instanceof Refused && error.code === CODES.threadExists) return id;
    throw error;
  }
}

/** Starts a thread from somebody's message, or joins the one it has.
 * @returns the thread, or why it takes no messages
 * @throws {Refused} */
export async function joinThread(
  calls: Calls,
  ask: Ask,
  message: MessageRef,
): Promise<{ readonly thread: string; readonly closed: "locked" | "archived" | null }> {
  const thread = await startThread(calls, ask, message);
  const { thread_metadata: state } = await calls.call<APIThreadChannel>("get", Routes.channel(thread));
  return { thread, closed: state?.locked ? "locked" : state?.archived ? "archived" : null };
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
