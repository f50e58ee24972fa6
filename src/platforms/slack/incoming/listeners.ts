/** Turns what people do in Slack into asks: slash commands, message shortcuts, mentions and direct messages. */

import type { App, MessageShortcut } from "@slack/bolt";
import { toOneLine } from "../../../core/text.ts";
import { wordsFor } from "../../../i18n/words.ts";
import { makePerson } from "../client/users.ts";
import type { SlackContext } from "../context.ts";
import { type Content, sentence } from "../outgoing/blocks.ts";
import { makePlace } from "../outgoing/delivery-record.ts";
import { acknowledgeInTime, type Listener } from "../outgoing/ephemeral.ts";
import { ask, askAbout } from "./ask.ts";
import { chooseForm } from "./choose-command.ts";
import { answerFewshot } from "./home.ts";
import { openThreadOf, readMessage, workspaceOf } from "./message.ts";
import { findAbove } from "./message-above.ts";
import { decodeText } from "./text.ts";

/** Callback ids of message shortcuts: "ask:sentiment", or "ask" where a form offers the choice. */
const SHORTCUT = /^ask(?::(.+))?$/;

export function takeAsks(app: App, context: SlackContext): void {
  takeCommands(app, context);
  takeShortcuts(app, context);
  takeMentions(app, context);
}

function takeCommands(app: App, context: SlackContext): void {
  app.command(/.*/, async ({ command, ack }) => {
    let locale = "en";
    const name = command.command.replace(/^\//, "");
    const handle = async (): Promise<Content | null> => {
      const known = await context.people.look(command.user_id, { guess: command.user_name });
      locale = known.locale;
      const person = makePerson(command.team_id, command.user_id, known.name);
      const text = decodeText(command.text).trim();
      if (name === "fewshot") return answerFewshot(context, { person, locale, text });
      const wantsHelp = text === "" || /^(help|\?)$/i.test(text);
      if (wantsHelp && context.bot.commands.find(name)) return sentence(context.bot.help(name, locale));
      return ask(context, {
        interactionId: `command:${command.trigger_id}`,
        person,
        author: null,
        place: makePlace(command.channel_id, null, command.response_url),
        command: name,
        text,
        settings: {},
        locale,
      });
    };
    const { user_id: user, channel_id: channel, response_url: responseUrl } = command;
    await acknowledgeInTime({
      work: handle(),
      acknowledge: (content) => (content ? ack({ response_type: "ephemeral", ...content }) : ack()),
      late: (content) => context.tell({ user, channel, thread: null, responseUrl }, content),
      locale: () => locale,
      log: context.log,
    });
  });
}

function takeShortcuts(app: App, context: SlackContext): void {
  app.shortcut({ type: "message_action", callback_id: SHORTCUT }, async ({ shortcut, ack }) => {
    const { channel, message, user, response_url: responseUrl } = shortcut as MessageShortcut;
    const [, command] = SHORTCUT.exec(shortcut.callback_id) ?? [];
    if (command === undefined) {
      // The trigger dies in three seconds: the form comes before everything else.
      await ack();
      return chooseForm(context, shortcut as MessageShortcut);
    }
    let locale = "en";
    const handle = async () => {
      const known = await context.people.look(user.id, { guess: user.name });
      locale = known.locale;
      return askAbout(context, {
        message: readMessage(message),
        channel: channel.id,
        workspace: workspaceOf(shortcut as MessageShortcut),
        asker: { id: user.id, ...known },
        command,
        interactionId: `shortcut:${shortcut.trigger_id}`,
        responseUrl,
      });
    };
    const listener: Listener = {
      user: user.id,
      channel: channel.id,
      thread: openThreadOf(message),
      responseUrl,
    };
    await acknowledgeInTime({
      work: handle(),
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

/** What an event about a message holds that is used here. */
interface Said {
  readonly ts: string;
  readonly thread_ts?: string;
  readonly channel: string;
  readonly user?: string;
  readonly text?: string;
  readonly bot_id?: string;
  readonly subtype?: string;
}

function takeMentions(app: App, context: SlackContext): void {
  app.event("app_mention", async ({ event, body }) => {
    // Whatever stands before the mention is talk.
    const [, after = ""] = (event.text ?? "").split(`<@${context.identity().botUserId}>`);
    await hear(context, event as Said, { eventId: body.event_id, workspace: body.team_id, text: after });
  });
  app.message(async ({ message, body }) => {
    const said = message as Said & { channel_type?: string };
    if (said.channel_type !== "im") return;
    const [first = "", ...rest] = (said.text ?? "").split(`<@${context.identity().botUserId}>`);
    const text = [first, ...rest].join(" ");
    await hear(context, said, { eventId: body.event_id, workspace: body.team_id, text });
  });
}

interface Heard {
  readonly eventId: string;
  readonly workspace: string;
  readonly text: string;
}

/** Understands "sentiment", "sentiment some text" and "help", after a mention or in a direct message. */
async function hear(context: SlackContext, said: Said, { eventId, workspace, text }: Heard): Promise<void> {
  // Apps that answer apps would never stop.
  if (said.user === undefined || said.bot_id !== undefined || said.subtype !== undefined) return;
  const { user, channel } = said;
  const known = await context.people.look(user, { guess: user });
  const thread = said.thread_ts ?? said.ts;
  const listener: Listener = { user, channel, thread: said.thread_ts ?? null, responseUrl: null };
  const [, command = "", rest = ""] = /^\s*[/!]?([\w-]*)\s*([\s\S]*)$/.exec(text) ?? [];
  const name = command.toLowerCase();
  const asker = { id: user, ...known };
  const interactionId = `event:${eventId}`;
  const handle = async (): Promise<Content | null> => {
    const { slack } = wordsFor(known.locale);
    if (name === "" || name === "help")
      return sentence(`${context.bot.help(null, known.locale)}\n${slack.usage}`);
    const about = { channel, workspace, asker, command: name, interactionId, responseUrl: null };
    if (toOneLine(rest) !== "" || context.bot.commands.find(name) === null) {
      const text = decodeText(rest).trim() || name;
      const message = { ts: said.ts, thread, text, author: user, appName: null };
      return askAbout(context, { ...about, message });
    }
    if (said.thread_ts === undefined) return sentence(slack.nothingAbove(name));
    const above = await findAbove(context, { channel, root: said.thread_ts, before: said.ts });
    if (above === "unreadable") return sentence(slack.mayNotRead(name));
    if (above === null) return sentence(slack.nothingAbove(name));
    return askAbout(context, { ...about, message: above });
  };
  await acknowledgeInTime({
    work: handle(),
    acknowledge: async (content) => {
      if (content) await context.tell(listener, content);
    },
    late: (content) => context.tell(listener, content),
    locale: () => known.locale,
    log: context.log,
  });
}
