/** Stores asks, and asks about somebody's message. */

import type { NewAsk } from "../../../core/ask.ts";
import { toOneLine } from "../../../core/text.ts";
import { wordsFor } from "../../../i18n/words.ts";
import { makePerson } from "../client/users.ts";
import type { SlackContext } from "../context.ts";
import { type Content, sentence } from "../outgoing/blocks.ts";
import { makePlace } from "../outgoing/delivery-record.ts";
import type { SlackMessage } from "./message.ts";

/** Stores an ask. Returns what to tell the person, or null when the answer will speak for itself. */
export async function ask(context: SlackContext, newAsk: NewAsk): Promise<Content | null> {
  const outcome = await context.bot.ask(newAsk);
  return outcome.kind === "refused" ? sentence(outcome.text) : null;
}

/** Asks about somebody's message, to be answered in its thread. */
export async function askAbout(
  context: SlackContext,
  about: {
    readonly message: SlackMessage;
    readonly channel: string;
    readonly workspace: string;
    readonly asker: { readonly id: string; readonly name: string; readonly locale: string };
    readonly command: string;
    readonly interactionId: string;
    readonly responseUrl: string | null;
  },
): Promise<Content | null> {
  const { message, workspace, asker } = about;
  if (toOneLine(message.text) === "") return sentence(wordsFor(asker.locale).slack.noText);
  const isOwn = message.author === null || message.author === asker.id;
  const author = isOwn ? null : await nameAuthor(context, message.author, message.appName);
  return ask(context, {
    interactionId: about.interactionId,
    person: makePerson(workspace, asker.id, asker.name),
    author: isOwn || author === null ? null : makePerson(workspace, message.author, author.name),
    place: makePlace(about.channel, message.thread, about.responseUrl),
    command: about.command,
    text: message.text,
    settings: {},
    locale: asker.locale,
  });
}

/** People by their profile; apps have none, and are called what they call themselves. */
async function nameAuthor(
  context: SlackContext,
  id: string,
  appName: string | null,
): Promise<{ name: string }> {
  return appName === null ? context.people.look(id, { guess: id }) : { name: appName };
}
