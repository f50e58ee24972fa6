/** Stores asks, and asks about somebody's message. */

import type { NewAsk } from "../../../core/ask.ts";
import { toOneLine } from "../../../core/text.ts";
import { wordsFor } from "../../../i18n/words.ts";
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
    readonly asker: { readonly id: string; readonly name: string; readonly locale: string };
    readonly command: string;
    readonly interactionId: string;
    readonly responseUrl: string | null;
  },
): Promise<Content | null> {
  const { message, asker } = about;
  const words = wordsFor(asker.locale);
  if (toOneLine(message.text) === "") return sentence(words.slack.noText);
  // An ask has one author; nobody else's opt-out is passed over for that.
  for (const id of message.others)
    if (id !== asker.id && (await context.bot.privacy.isOptedOut(context.person(id, ""))))
      return sentence(words.refusals.authorOptedOut);
  const { author } = message;
  const isOwn = author === null || author === asker.id;
  return ask(context, {
    interactionId: about.interactionId,
    person: context.person(asker.id, asker.name),
    author: isOwn ? null : context.person(author, await nameAuthor(context, author, message.authorName)),
    place: makePlace(about.channel, message.thread, about.responseUrl),
    command: about.command,
    text: message.text,
    settings: {},
    locale: asker.locale,
  });
}

/** People by their profile; apps have none, and are called what they call themselves. */
async function nameAuthor(context: SlackContext, id: string, name: string | null): Promise<string> {
  return name ?? (await context.people.look(id, { guess: id })).name;
}
