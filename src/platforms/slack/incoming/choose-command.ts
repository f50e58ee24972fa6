/** The shortcut for more than ten label commands: a form that asks which one. */

import type { App, MessageShortcut } from "@slack/bolt";
import { z } from "zod";
import { toOneLine } from "../../../core/text.ts";
import { wordsFor } from "../../../i18n/words.ts";
import type { SlackContext } from "../context.ts";
import { sentence } from "../outgoing/blocks.ts";
import { acknowledgeInTime, type Listener } from "../outgoing/ephemeral.ts";
import { chooseView, FIELDS, FORMS, readText } from "../outgoing/modals.ts";
import { openWindow } from "../outgoing/open-modal.ts";
import { askAbout } from "./ask.ts";
import { openThreadOf, readMessage } from "./message.ts";

const memorySchema = z.object({
  channel: z.string(),
  thread: z.string(),
  /** Null while nobody has replied to the message. */
  openThread: z.string().nullable(),
  author: z.string().nullable(),
  authorName: z.string().nullable().default(null),
  others: z.array(z.string()).default([]),
  responseUrl: z.string(),
});

/** The trigger lives three seconds: a name and a language must not use them up. */
const LOOKUP_MS = 300;

export async function chooseForm(context: SlackContext, shortcut: MessageShortcut): Promise<void> {
  const { user, channel, response_url: responseUrl } = shortcut;
  const { text, ...message } = readMessage(shortcut.message);
  const { locale } = await context.people.look(user.id, { guess: user.name, timeoutMs: LOOKUP_MS });
  const openThread = openThreadOf(shortcut.message);
  const listener: Listener = { user: user.id, channel: channel.id, thread: openThread, responseUrl };
  if (toOneLine(text) === "") return context.tell(listener, sentence(wordsFor(locale).slack.noText));
  const commands = context.bot.commands.list().filter(({ labels }) => labels !== null);
  const metadata = JSON.stringify({ ...message, channel: channel.id, openThread, responseUrl });
  const view = chooseView({ commands, text, metadata, locale });
  await openWindow(context, view, { triggerId: shortcut.trigger_id, listener, locale });
}

export function takeChoices(app: App, context: SlackContext): void {
  app.view(FORMS.choose, async ({ ack, body, view }) => {
    const { channel, openThread, responseUrl, ...message } = memorySchema.parse(
      JSON.parse(view.private_metadata),
    );
    const { user } = body;
    const { name, locale } = await context.people.look(user.id, { guess: user.name });
    const field = view.state.values[FIELDS.command]?.[FIELDS.command];
    const work = askAbout(context, {
      message: { ...message, text: readText(view.blocks) },
      channel,
      asker: { id: user.id, name, locale },
      command: field?.selected_option?.value ?? "",
      interactionId: `view:${view.id}`,
      responseUrl,
    });
    const listener: Listener = { user: user.id, channel, thread: openThread, responseUrl };
    await acknowledgeInTime({
      work,
      acknowledge: async (content) => {
        await ack();
        if (content) await context.tell(listener, content);
      },
      late: (content) => context.tell(listener, content),
      locale: () => locale,
      log: context.log,
    });
  });
}
