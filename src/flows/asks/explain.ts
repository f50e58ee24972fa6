/** What "Why?" shows, and to whom. */

import type { AskRecord, ModelInfo } from "../../core/ask.ts";
import type { Command } from "../../core/command/command.ts";
import { placeOf } from "../../core/command/saved-command.ts";
import { composeExplanation } from "../../core/views/answer/explanation.ts";
import { decisionActions, isConcerned } from "../../core/views/review/contest.ts";
import type { ExplanationView, NoticeView } from "../../core/views/view.ts";
import type { FlowPorts } from "../bot/context.ts";
import type { Actor } from "../bot/intents.ts";
import { onVisible } from "../bot/visible.ts";
import { findNearest } from "../learning/nearest.ts";
import { infoOf } from "./answer/known-model.ts";

/** Why a record was answered so. */
export async function explainRecord(
  ports: FlowPorts,
  record: AskRecord,
  { locale }: Actor,
): Promise<ExplanationView> {
  const place = placeOf(record.ask);
  const command = ports.commands.find(record.ask.command, place);
  const model = command && modelNow(ports, command, record);
  return composeExplanation(record, command, {
    locale,
    now: { head: (model && ports.heads?.find(command, place, model)) ?? null },
    nearest: await findNearest(ports, record),
  });
}

/** The model that answers the command now. Of one that the command names itself, what is known is what answered. */
function modelNow(
  { model }: Pick<FlowPorts, "model">,
  command: Command,
  { answer }: AskRecord,
): ModelInfo | null {
  const main = infoOf(model.status());
  return main === null || (main.builtin && command.model) ? (answer?.model ?? null) : main;
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
