/** Hands an intent to the bot, acknowledges Slack in time, and shows what came of it to the person who acted. */

import type { FileView, NoticeView } from "../../../core/views/view.ts";
import type { Actor } from "../../../flows/bot/intents.ts";
import type { Outcome } from "../../../flows/bot/outcome.ts";
import { acknowledgeInTime } from "../../shared/acknowledge.ts";
import type { SlackContext } from "../context.ts";
import { type Recipient, sendFile, showNotice } from "../outgoing/posts/private.ts";

/** Slack gives three seconds; the rest is the way there and back. @see https://docs.slack.dev/interactivity/handling-user-interaction */
const ACKNOWLEDGE_MS = 2_400;
/** How long a modal's opening may wait for a name and a language: its trigger works for three seconds. */
export const LOOKUP_MS = 300;

export interface Acting {
  readonly to: Recipient;
  /** Whether what is shown takes the place of the message whose button was pressed. */
  readonly replaces?: boolean;
  /** The work, once it is known who acts.
   * @returns a notice, or null where the answer will come by itself */
  readonly work: (actor: Actor) => Promise<NoticeView | null>;
  /** Acknowledges, with the notice where it is there in time. Shows it itself where it returns true. */
  readonly acknowledge: (notice: NoticeView | null) => Promise<boolean>;
}

/** @param who the person, by the id in `to`, and the name that Slack sent */
export async function act(
  context: SlackContext,
  who: { readonly name: string; readonly interactionId: string },
  { to, replaces = false, work, acknowledge }: Acting,
): Promise<void> {
  let locale = "en";
  const handle = async () => {
    const known = await context.people.find(to.user, { guess: who.name });
    locale = known.locale;
    return work({
      ...who,
      person: context.person(to.user, known.name),
      channel: to.channel,
      locale,
      standing: context.standing(to.user),
      groupIds: context.groupIds(to.user),
    });
  };
  const show = async (notice: NoticeView) => void (await showNotice(context, to, notice, { replaces }));
  await acknowledgeInTime<NoticeView>({
    title: "Slack",
    work: handle(),
    limitMs: ACKNOWLEDGE_MS,
    async acknowledge(result) {
      const notice = result === "late" ? null : result;
      const isShown = await acknowledge(notice);
      if (notice && !isShown) await show(notice);
    },
    showLate: show,
    locale: () => locale,
    log: context.log,
  });
}

/** What is said to the person: a file is sent to them first.
 * @throws {BotError} PLATFORM_* when the file can't be sent */
export async function toNotice(
  context: SlackContext,
  outcome: Outcome,
  { person, locale }: Pick<Actor, "person" | "locale">,
): Promise<NoticeView | null> {
  if (outcome.kind === "file")
    return sendFile(context, { user: person.id, file: outcome as FileView, locale });
  return outcome.kind === "notice" ? outcome : null;
}

/** An acknowledgement that nothing can be shown with. */
export const acknowledged = (sent: Promise<void>) => sent.then(() => false);
