/** Takes back what was posted of an ask that was erased: the answer goes, the root message and the thread lose its text. */

import { Routes } from "discord-api-types/v10";
import type { ErasedAsk } from "../../../../flows/ports/platform.ts";
import { wordsFor } from "../../../../i18n/words.ts";
import { type DeliveryRecord, type MessageRef, readDeliveryRecord } from "../../../shared/delivery-record.ts";
import { type Calls, Refused } from "../../client/rest.ts";
import { type Forms, textForms } from "../views/layout.ts";
import { sentence } from "../views/render.ts";
import { readPlace } from "./place.ts";
import { edit, editOriginal, findAnswer } from "./post.ts";
import { reopening } from "./thread.ts";

/** @throws {BotError} retryable when Discord can't be reached now */
export async function retract(calls: Calls, ask: ErasedAsk): Promise<void> {
  const record = readDeliveryRecord(ask.deliveryRecord, ask);
  const { root, thread } = record;
  const { isMember } = readPlace(ask.place);
  const answer = record.answer ?? (isMember ? await findLost(calls, ask, record) : null);
  const erased = textForms(sentence(wordsFor(ask.locale).privacy.erasedPost));
  if (isMember && answer !== null && answer.id !== root?.id) await permitted(remove(calls, answer));
  // Renamed before the root message is touched: the name holds the text as well.
  if (thread !== null) await permitted(rename(calls, thread, `/${ask.command}`));
  await permitted(blank(calls, ask, { root, erased, isMember }));
}

/** An answer that a killed process posted and did not note. */
async function findLost(
  calls: Calls,
  ask: ErasedAsk,
  { posting, thread }: DeliveryRecord,
): Promise<MessageRef | null> {
  if (posting?.part !== "answer") return null;
  const found = await findAnswer(calls, ask, thread ?? ask.place.channel);
  return found === "unreadable" ? null : found;
}

/** What is gone, or closed to the bot, needs no second try. */
async function permitted(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
  }
}

const remove = (calls: Calls, { channel, id }: MessageRef) =>
  reopening(calls, channel, () => calls.call("delete", Routes.channelMessage(channel, id)));

const rename = (calls: Calls, thread: string, name: string) =>
  reopening(calls, thread, () => calls.call("patch", Routes.channel(thread), { body: { name } }));

/** The root message, or the interaction's reply where the bot is no member. */
async function blank(
  calls: Calls,
  ask: ErasedAsk,
  { root, erased, isMember }: { root: MessageRef | null; erased: Forms; isMember: boolean },
): Promise<void> {
  const isDone = (await editOriginal(calls, ask, erased)) !== null;
  if (!isDone && isMember && root !== null) await edit(calls, root, erased);
}
