/** Whether the message that shows an answer can still be changed. */

import { type APIThreadChannel, Routes } from "discord-api-types/v10";
import type { Ask, Json } from "../../../../core/ask.ts";
import { readDeliveryRecord } from "../../../shared/delivery-record.ts";
import type { Calls } from "../../client/rest.ts";
import { readPlace } from "./place.ts";
import { isTokenAlive } from "./post.ts";

/** Without the interaction's token only messages of the bot's own can be changed, and none in a thread that is locked and archived.
 * @throws when Discord can't be asked */
export async function canChange(calls: Calls, ask: Ask, deliveryRecord: Json | null): Promise<boolean> {
  const { answer, way } = readDeliveryRecord(deliveryRecord, ask);
  if (answer === null) return true;
  const place = readPlace(ask.place);
  const isReply = way === "reply" || place.way === "reply";
  if (isReply && isTokenAlive(ask)) return true;
  const isForAskerAlone = isReply && place.way === "message-thread";
  if (!place.isMember || isForAskerAlone) return false;
  const channel = await calls.call<APIThreadChannel>("get", Routes.channel(answer.channel));
  const { archived = false, locked = false } = channel.thread_metadata ?? {};
  return !(archived && locked);
}
