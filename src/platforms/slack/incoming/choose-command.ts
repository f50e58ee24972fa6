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
import { openThreadOf, readMessage, workspaceOf } from "./message.ts";

const memorySchema = z.object({
  channel: z.string(),
  ts: z.string(),
  thread: z.string(),
  /** Null while nobody has replied to the message. */
  openThread: z.string().nullable(),
  author: z.string().nullable(),
  appName: z.string().nullable(),
  responseUrl: z.string(),
});

/** A name and a language are worth a short wait only: the trigger is dying. */
const GLANCE_MS = 300;

export async function chooseForm(context: SlackContext, shortcut: MessageShortcut): Promise<void> {
  const { user, channel, response_url: responseUrl } = shortcut;
  const { ts, thread, text, author, appName } = readMessage(shortcut.message);
  const { locale } = await context.people.look(user.id, { guess: user.name, patienceMs: GLANCE_MS });
  const openThread = openThreadOf(shortcut.message);
  const listener: Listener = { user: user.id, channel: channel.id, thread: openThread, responseUrl };
  if (toOneLine(text) === "") return context.tell(listener, sentence(wordsFor(locale).slack.noText));
  const commands = context.bot.commands.list().filter(({ labels }) => labels !== null);
  const metadata = JSON.stringify({
    channel: channel.id,
    ts,
    thread,
    openThread,
    author,
    appName,
    responseUrl,
  });
  const view = chooseView({ commands, text, metadata, locale });
  await openWindow(context, view, { triggerId: shortcut.trigger_id, listener, locale });
}

export function takeChoices(app: App, context: SlackContext): void {
  app.view(FORMS.choose, async ({ ack, body, view }) => {
    const { channel, ts, thread, openThread, author, appName, responseUrl } = memorySchema.parse(
      JSON.parse(view.private_metadata),
    );
    const { user } = body;
    const { name, locale } = await context.people.look(user.id, { guess: user.name });
    const field = view.state.values[FIELDS.command]?.[FIELDS.command];
    const work = askAbout(context, {
      message: { ts, thread, author, appName, text: readText(view.blocks) },
      channel,
      workspace: workspaceOf(body),
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
