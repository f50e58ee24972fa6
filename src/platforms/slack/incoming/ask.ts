/** Asks about somebody's message. */

import { toOneLine } from "../../../core/text/text.ts";
import { notice } from "../../../core/views/notices.ts";
import type { NoticeView } from "../../../core/views/view.ts";
import type { Actor, AskIntent } from "../../../flows/bot/intents.ts";
import { wordsFor } from "../../../i18n/words.ts";
import type { SlackContext } from "../context.ts";
import { makePlace } from "../place.ts";
import { toNotice } from "./act.ts";
import type { SlackMessage } from "./message.ts";

export interface Question extends Pick<AskIntent, "version" | "compares"> {
  readonly command: string;
  readonly message: SlackMessage;
  readonly responseUrl: string | null;
}

/** Asks about a message, to be answered in its thread.
 * @returns a notice for the asker; null when the answer will come by itself */
export async function askAbout(
  context: SlackContext,
  { message, responseUrl, ...asked }: Question,
  actor: Actor,
): Promise<NoticeView | null> {
  if (toOneLine(message.text) === "") return notice("refused", wordsFor(actor.locale).refusals.noText);
  const { author, others } = message;
  const isOwn = author === null || author === actor.person.id;
  const outcome = await context.bot.handle(
    {
      kind: "ask",
      ...asked,
      text: message.text,
      author: isOwn ? null : context.person(author, await nameAuthor(context, author, message.authorName)),
      others: others.filter((id) => id !== actor.person.id).map((id) => context.person(id, "")),
      native: makePlace(message.thread, responseUrl),
    },
    actor,
  );
  return toNotice(context, outcome, actor);
}

/** People by their profile; apps have none, and are called what they call themselves. */
async function nameAuthor(context: SlackContext, id: string, name: string | null): Promise<string> {
  return name ?? (await context.people.find(id, { guess: id })).name;
}
