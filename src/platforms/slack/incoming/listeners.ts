/** Turns what people do in Slack into asks: slash commands, message shortcuts, mentions and direct messages. */

import type { App, MessageShortcut } from "@slack/bolt";
import { toOneLine } from "../../../core/text.ts";
import { wordsFor } from "../../../i18n/words.ts";
import type { SlackContext } from "../context.ts";
import { type Content, sentence } from "../outgoing/blocks.ts";
import { makePlace } from "../outgoing/delivery-record.ts";
import { acknowledgeInTime, type Listener } from "../outgoing/ephemeral.ts";
import { ask, askAbout } from "./ask.ts";
import { chooseForm } from "./choose-command.ts";
import { answerFewshot } from "./home.ts";
import { commandIn, textAfterMention, withoutMentions } from "./mention.ts";
import { openThreadOf, readMessage } from "./message.ts";
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
      const person = context.person(command.user_id, known.name);
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
interface Posted {
  readonly ts: string;
  readonly thread_ts?: string;
  readonly channel: string;
  readonly user?: string;
  readonly text?: string;
  readonly bot_id?: string;
  readonly subtype?: string;
  readonly edited?: { readonly ts?: string };
}

/** Subtypes of messages that people write; the others report what happened in a channel, or what was edited or deleted. */
const WRITTEN = new Set<string | undefined>([undefined, "file_share", "me_message", "thread_broadcast"]);
/** Slack's own assistant, which posts reminders. */
const SLACKBOT = "USLACKBOT";
/** Events remembered, so that a message that comes as two events is answered once. */
const MAX_REMEMBERED = 1_000;

function takeMentions(app: App, context: SlackContext): void {
  const remembered = new Set<string>();
  /** Whether the same state of a message has come in another event already. */
  const isRepeated = ({ channel, ts, edited }: Posted): boolean => {
    const key = `${channel}:${ts}:${edited?.ts ?? ""}`;
    if (remembered.has(key)) return true;
    remembered.add(key);
    if (remembered.size > MAX_REMEMBERED) remembered.delete(remembered.values().next().value ?? "");
    return false;
  };
  const take = async (posted: Posted, text: string) => {
    const { user, bot_id: botId, subtype } = posted;
    // Apps that answer apps would never stop.
    if (user === undefined || botId !== undefined || user === SLACKBOT || !WRITTEN.has(subtype))
      return context.log.debug({ subtype, isApp: botId !== undefined }, "a message of Slack's is left out");
    if (!isRepeated(posted)) await answerMessage(context, { ...posted, user }, text);
  };
  app.event("app_mention", async ({ event }) => {
    const text = textAfterMention(event.text ?? "", context.identity().botUserId);
    await take(event as Posted, text ?? "");
  });
  app.message(async ({ message }) => {
    const posted = message as Posted & { channel_type?: string };
    if (posted.channel_type !== "im") return;
    await take(posted, withoutMentions(posted.text ?? "", context.identity().botUserId));
  });
}

/** Understands "sentiment", "sentiment some text" and "help", after a mention or in a direct message. */
async function answerMessage(
  context: SlackContext,
  posted: Posted & { readonly user: string },
  text: string,
): Promise<void> {
  const { user, channel, ts, thread_ts: root } = posted;
  const known = await context.people.look(user, { guess: user });
  const listener: Listener = { user, channel, thread: root ?? null, responseUrl: null };
  const { name, rest } = commandIn(text);
  const handle = async (): Promise<Content | null> => {
    const { slack } = wordsFor(known.locale);
    if (name === "" || name === "help")
      return sentence(`${context.bot.help(null, known.locale)}\n${slack.usage}`);
    const about = {
      channel,
      asker: { id: user, ...known },
      command: name,
      // Slack sends an edited mention again as a new event: it is the same ask.
      interactionId: `message:${channel}:${ts}`,
      responseUrl: null,
    };
    const own = { thread: root ?? ts, author: user, authorName: null, others: [] };
    const isCommand = context.bot.commands.find(name) !== null;
    if (toOneLine(rest) !== "" || !isCommand)
      return askAbout(context, { ...about, message: { ...own, text: decodeText(rest).trim() || name } });
    // A forwarded message with a command as its comment.
    const carried = readMessage({ ...posted, text: "", blocks: undefined });
    if (carried.text !== "") return askAbout(context, { ...about, message: carried });
    if (root === undefined) return sentence(slack.nothingAbove(name));
    const above = await findAbove(context, { channel, root, before: ts });
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
