/** What may be read and acted on where: an ask belongs to the channel that it was made in. */

import { type AskRecord, hasGlobalId } from "../../core/ask.ts";
import type { NoticeView } from "../../core/views/view.ts";
import { wordsFor } from "../../i18n/words.ts";
import type { FlowPorts } from "./context.ts";
import type { Actor } from "./intents.ts";
import { refuse } from "./outcome.ts";

/** Whether an ask is visible somewhere: on its platform, in its channel, and in its workspace where one is named. The one rule for
 * who may read and press. Slack and Discord give a channel an id of its own in all workspaces, and release 0.1 stored asks of Slack Connect
 * with the partner's: there the channel decides alone. */
export function isVisibleIn(
  { ask }: AskRecord,
  place: { readonly platform: string; readonly channel: string; readonly workspace?: string },
): boolean {
  const { platform, workspace } = ask.person;
  return (
    platform === place.platform &&
    (hasGlobalId(ask.person) || workspace === (place.workspace ?? workspace)) &&
    ask.place.channel === place.channel
  );
}

/** Runs `act` on a finished ask that is visible where the person acted. */
export async function onVisible<T>(
  ports: FlowPorts,
  askId: string,
  actor: Actor,
  act: (record: AskRecord) => T | Promise<T>,
): Promise<T | NoticeView> {
  const record = await ports.store.findAsk(askId);
  if (record === null) return refuse(ports, actor, "not-found", wordsFor(actor.locale).refusals.notFound);
  const { platform, workspace } = actor.person;
  if (!isVisibleIn(record, { platform, workspace, channel: actor.channel }))
    return refuse(ports, actor, "not-allowed", wordsFor(actor.locale).refusals.notAllowed);
  if (record.answer === null && record.failure === null)
    return refuse(ports, actor, "not-found", wordsFor(actor.locale).refusals.noAnswerYet);
  return act(record);
}

/** The same for feedback on one answer, which a comparison of two has no place for. */
export function onAnswer<T>(
  ports: FlowPorts,
  askId: string,
  actor: Actor,
  act: (record: AskRecord) => T | Promise<T>,
): Promise<T | NoticeView> {
  return onVisible<T | NoticeView>(ports, askId, actor, (record) =>
    record.answer?.inForce
      ? refuse(ports, actor, "not-allowed", wordsFor(actor.locale).compare.notOne)
      : act(record),
  );
}
