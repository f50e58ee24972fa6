/** What "Why?" shows, and to whom. */

import type { AskRecord } from "../../core/ask.ts";
import { placeOf } from "../../core/command/saved-command.ts";
import { composeExplanation } from "../../core/views/answer/explanation.ts";
import { decisionActions, isConcerned } from "../../core/views/review/contest.ts";
import type { ExplanationView, NoticeView } from "../../core/views/view.ts";
import type { FlowPorts } from "../bot/context.ts";
import type { Actor } from "../bot/intents.ts";
import { onVisible } from "../bot/visible.ts";
import { findNearest } from "../learning/nearest.ts";

/** Why a record was answered so. */
export async function explainRecord(
  ports: FlowPorts,
  record: AskRecord,
  { locale }: Actor,
): Promise<ExplanationView> {
  return composeExplanation(record, ports.commands.find(record.ask.command, placeOf(record.ask)), {
    ...{ locale, isFresh: true },
    nearest: await findNearest(ports, record),
  });
}

/** Whoever asked, or wrote the text, sees why from anywhere, with what they can do about it. */
export async function explain(
  ports: FlowPorts,
  askId: string,
  actor: Actor,
): Promise<NoticeView | ExplanationView> {
  const found = await ports.store.findAsk(askId);
  const isOwn =
    found !== null && isConcerned(found, actor.person) && (found.answer ?? found.failure) !== null;
  const show = async (record: AskRecord) => ({
    ...(await explainRecord(ports, record, actor)),
    actions: decisionActions(record, actor.person, actor.locale),
  });
  return isOwn ? show(found) : onVisible(ports, askId, actor, show);
}
