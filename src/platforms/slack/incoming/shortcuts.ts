/** Message shortcuts: an ask about the message they were used on, with a form where it must be asked which command is meant. */

import type { App, MessageShortcut } from "@slack/bolt";
import { z } from "zod";
import { toOneLine } from "../../../core/text/text.ts";
import { FIELDS } from "../../../core/views/forms/forms.ts";
import { notice } from "../../../core/views/notices.ts";
import type { Actor } from "../../../flows/bot/intents.ts";
import { wordsFor } from "../../../i18n/words.ts";
import type { SlackContext } from "../context.ts";
import { openModal, type Recipient, showNotice } from "../outgoing/posts/private.ts";
import { FORM_IDS, readCarried, readForm, renderForm } from "../outgoing/views/modals.ts";
import { acknowledged, act, LOOKUP_MS } from "./act.ts";
import { askAbout } from "./ask.ts";
import { openThreadOf, readMessage } from "./message.ts";

/** Callback ids of message shortcuts: "ask:sentiment", or "ask" where a form offers the choice. */
const SHORTCUT = /^ask(?::(.+))?$/;

export function takeShortcuts(app: App, context: SlackContext): void {
  takeChoices(app, context);
  app.shortcut({ type: "message_action", callback_id: SHORTCUT }, async ({ shortcut, ack }) => {
    const { channel, message, user, response_url: responseUrl } = shortcut as MessageShortcut;
    const to = { user: user.id, channel: channel.id, thread: openThreadOf(message), responseUrl };
    const [, command] = SHORTCUT.exec(shortcut.callback_id) ?? [];
    if (command === undefined) {
      await ack();
      return offerChoice(context, shortcut as MessageShortcut, to);
    }
    await act(
      context,
      { name: user.name, interactionId: `shortcut:${shortcut.trigger_id}` },
      {
        to,
        work: (actor) => askAbout(context, { command, message: readMessage(message), responseUrl }, actor),
        acknowledge: () => acknowledged(ack()),
      },
    );
  });
}

/** What the form for the choice of a command keeps until it is sent. */
const choiceSchema = z.object({
  channel: z.string(),
  thread: z.string(),
  /** Null while nobody has replied to the message. */
  openThread: z.string().nullable(),
  author: z.string().nullable(),
  authorName: z.string().nullable().default(null),
  others: z.array(z.string()).default([]),
  responseUrl: z.string(),
});

/** For more label commands than a menu holds: a form that asks which one. */
async function offerChoice(context: SlackContext, shortcut: MessageShortcut, to: Recipient): Promise<void> {
  const { user, trigger_id: triggerId } = shortcut;
  const { text, ...message } = readMessage(shortcut.message);
  const known = await context.people.find(user.id, { guess: user.name, timeoutMs: LOOKUP_MS });
  const { locale } = known;
  if (toOneLine(text) === "") {
    await showNotice(context, to, notice("refused", wordsFor(locale).refusals.noText));
    return;
  }
  const person = context.person(user.id, known.name);
  const actor: Actor = { interactionId: `shortcut:${triggerId}`, person, channel: to.channel, locale };
  const form = await context.bot.handle({ kind: "choose-command" }, actor);
  if (form.kind !== "form") return;
  const { channel, thread: openThread, responseUrl } = to;
  const metadata = JSON.stringify({ ...message, channel, openThread, responseUrl });
  await openModal(context, renderForm(form, { metadata, locale, messageText: text }), {
    ...{ triggerId, to, locale, from: "menu" as const },
  });
}

function takeChoices(app: App, context: SlackContext): void {
  app.view(FORM_IDS["choose-command"], async ({ ack, body, view }) => {
    const { user } = body;
    const kept = choiceSchema.parse(JSON.parse(view.private_metadata));
    const { channel, openThread, responseUrl, ...message } = kept;
    const command = String(readForm(view.state)[FIELDS.command] ?? "");
    await act(
      context,
      { name: user.name, interactionId: `view:${view.id}` },
      {
        to: { user: user.id, channel, thread: openThread, responseUrl },
        work: (actor) =>
          askAbout(
            context,
            { command, message: { ...message, text: readCarried(view.blocks) }, responseUrl },
            actor,
          ),
        acknowledge: () => acknowledged(ack()),
      },
    );
  });
}
