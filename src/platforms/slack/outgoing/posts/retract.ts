/** Takes back what was posted of an ask that was erased: the answer goes, the root message loses its text. */

import { notice } from "../../../../core/views/notices.ts";
import type { ErasedAsk } from "../../../../flows/ports/platform.ts";
import { wordsFor } from "../../../../i18n/words.ts";
import { type DeliveryRecord, readDeliveryRecord } from "../../../shared/delivery-record.ts";
import { type Outcome, type SlackCalls, toPlatformError } from "../../client/web-api.ts";
import { readPlace } from "../../place.ts";
import { renderNotice } from "../views/render.ts";
import { find } from "./post.ts";

/** What only the asker sees, by a response url, can't be taken back.
 * @throws {BotError} PLATFORM_*; retryable when Slack can't be reached now */
export async function retract(calls: SlackCalls, ask: ErasedAsk): Promise<void> {
  const record = readDeliveryRecord(ask.deliveryRecord, ask);
  const lost = await findLost(calls, ask, record);
  const { root, answer } = { ...record, ...lost };
  const erased = renderNotice(notice("done", wordsFor(ask.locale).privacy.erasedPost));
  const outcomes: [string, Outcome<unknown> | null][] = [
    [
      "chat.update",
      root &&
        // The metadata and the block's id name the ask: an empty one takes their place.
        (await calls.repeat((client) =>
          client.chat.update({ channel: root.channel, ts: root.id, ...erased, metadata: NO_METADATA }),
        )),
    ],
    [
      "chat.delete",
      answer &&
        (await calls.repeat((client) => client.chat.delete({ channel: answer.channel, ts: answer.id }))),
    ],
  ];
  for (const [what, outcome] of outcomes) {
    const isGone = outcome?.kind === "refused" && outcome.code === "message_not_found";
    if (outcome && outcome.kind !== "done" && !isGone) throw toPlatformError(outcome, what);
  }
}

/** A post that a killed process did not note. A direct message is not looked for: whose it was is erased. */
async function findLost(
  calls: SlackCalls,
  ask: ErasedAsk,
  { posting, root, way }: DeliveryRecord,
): Promise<Partial<Pick<DeliveryRecord, "root" | "answer">>> {
  if (posting === null || way === "direct-message" || way === "response-url") return {};
  const { part, atMs } = posting;
  const thread = part === "root" ? null : (readPlace(ask.place).thread ?? root?.id ?? null);
  const mark = part === "root" ? "anchor" : "reply";
  const { channel } = ask.place;
  const found = await find({ calls }, { ask }, { channel, mark, target: { part, thread }, sinceMs: atMs });
  return found === null || found === "unreadable" ? {} : { [part]: found };
}

const NO_METADATA = { event_type: "fewshot_erased", event_payload: {} };
