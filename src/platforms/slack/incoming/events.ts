/** Slash commands, mentions, direct messages and the App Home: what people write to Fewshot in Slack. */

import type { App } from "@slack/bolt";
import { LRUCache } from "lru-cache";
import { toOneLine } from "../../../core/text/text.ts";
import { notice } from "../../../core/views/notices.ts";
import type { NoticeView } from "../../../core/views/view.ts";
import { placeOfActor } from "../../../flows/bot/commands-here.ts";
import type { Actor } from "../../../flows/bot/intents.ts";
import { orTyped } from "../../shared/acknowledge.ts";
import type { SlackContext } from "../context.ts";
import { publishHome } from "../outgoing/home.ts";
import { openModal } from "../outgoing/posts/private.ts";
import { createSuggest } from "../outgoing/suggest.ts";
import { renderForm } from "../outgoing/views/modals.ts";
import { renderNotice } from "../outgoing/views/render.ts";
import { makePlace } from "../place.ts";
import { slackWords } from "../words.ts";
import { act, toNotice } from "./act.ts";
import { askAbout, type Question } from "./ask.ts";
import { mentionOf, readMessage } from "./message.ts";
import { findAbove } from "./message-above.ts";
import { decodeText } from "./text.ts";

export function takeEvents(app: App, context: SlackContext): void {
  takeCommands(app, context);
  takeMessages(app, context);
  const suggest = createSuggest(context);
  app.event("app_home_opened", async ({ event }) => {
    const { name, locale } = await context.people.find(event.user, { guess: event.user });
    const person = context.person(event.user, name);
    if (event.tab === "messages") await suggest({ person, locale, channel: event.channel }, null);
    if (event.tab !== "home") return;
    await publishHome(context, { person, locale, standing: context.standing(event.user) }, null);
  });
  // Apps with assistant_view in their manifest, the older kind, begin a thread for each conversation.
  app.event("assistant_thread_started", async ({ event }) => {
    const { user_id: user, channel_id: channel, thread_ts: thread } = event.assistant_thread;
    const { name, locale } = await context.people.find(user, { guess: user });
    await suggest({ person: context.person(user, name), locale, channel }, thread);
  });
}

function takeCommands(app: App, context: SlackContext): void {
  app.command(/.*/, async ({ command, ack }) => {
    const { user_id: user, channel_id: channel, response_url: responseUrl } = command;
    const who = { name: command.user_name, interactionId: `command:${command.trigger_id}` };
    await act(context, who, {
      to: { user, channel, thread: null, responseUrl },
      async work(actor) {
        const name = command.command.replace(/^\//, "");
        const typed = { kind: "slash", command: name } as const;
        const meaning = context.bot.read(decodeText(command.text), typed, placeOfActor(actor));
        const intent =
          meaning.kind === "ask"
            ? { ...meaning, author: null, native: makePlace(null, responseUrl) }
            : meaning;
        const { locale } = actor;
        const line = decodeText(`${command.command} ${command.text}`);
        const work = context.bot.handle(intent, actor);
        const outcome = await (intent.kind === "ask"
          ? orTyped(work, { typed: line, locale, log: context.log })
          : work);
        if (outcome.kind !== "form") return toNotice(context, outcome, actor);
        const metadata = JSON.stringify({ askId: outcome.askId, channel, thread: null, responseUrl });
        const opening = {
          triggerId: command.trigger_id,
          to: { user, channel, thread: null, responseUrl },
          ...{ locale, from: "command" as const },
        };
        await openModal(context, renderForm(outcome, { metadata, locale }), opening);
        return null;
      },
      async acknowledge(view) {
        // Whether a workspace takes a chart is known from a call's answer alone.
        if (view?.chart) {
          await ack();
          return false;
        }
        const type = view?.about === "shared" ? "in_channel" : "ephemeral";
        await (view ? ack({ response_type: type, ...renderNotice(view) }) : ack());
        return true;
      },
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

function takeMessages(app: App, context: SlackContext): void {
  const remembered = new LRUCache<string, true>({ max: MAX_REMEMBERED });
  /** Whether the same state of a message has come in another event already. */
  const isRepeated = ({ channel, ts, edited }: Posted): boolean => {
    const key = `${channel}:${ts}:${edited?.ts ?? ""}`;
    const isKnown = remembered.has(key);
    remembered.set(key, true);
    return isKnown;
  };
  const take = async (posted: Posted, text: string) => {
    const { user, bot_id: botId, subtype } = posted;
    // Apps that answer apps would never stop.
    if (user === undefined || botId !== undefined || user === SLACKBOT || !WRITTEN.has(subtype))
      return context.log.debug({ subtype, isApp: botId !== undefined }, "a message of Slack's is left out");
    if (!isRepeated(posted)) await answerMessage(context, { ...posted, user }, text);
  };
  app.event("app_mention", async ({ event }) => {
    // Whatever comes before the mention is said to somebody else.
    const [, ...after] = (event.text ?? "").split(mentionOf(context.identity().botUserId));
    await take(event as Posted, after.join(" "));
  });
  app.message(async ({ message }) => {
    const posted = message as Posted & { channel_type?: string };
    if (posted.channel_type !== "im") return;
    await take(posted, (posted.text ?? "").split(mentionOf(context.identity().botUserId)).join(" "));
  });
}

async function answerMessage(
  context: SlackContext,
  posted: Posted & { readonly user: string },
  text: string,
): Promise<void> {
  const { user, channel, ts, thread_ts: root } = posted;
  // Slack sends an edited mention again as a new event: it is the same ask.
  const who = { name: user, interactionId: `message:${channel}:${ts}` };
  await act(context, who, {
    to: { user, channel, thread: root ?? null, responseUrl: null },
    async work(actor) {
      const place = placeOfActor(actor);
      const meaning = context.bot.read(decodeText(text), { kind: "mention" }, place);
      if (meaning.kind !== "ask") {
        const outcome = await context.bot.handle(meaning, actor);
        // Slack opens forms for slash commands and buttons only.
        if (outcome.kind === "form") return notice("refused", slackWords(actor.locale).noFormHere);
        return toNotice(context, outcome, actor);
      }
      const { text: own, kind: _, ...asked } = meaning;
      const isKnown = asked.version != null || context.bot.commands.find(asked.command, place) !== null;
      if (toOneLine(own) === "" && isKnown) return askAboutAnother(context, { posted, asked }, actor);
      const native = makePlace(root ?? ts, null);
      return toNotice(context, await context.bot.handle({ ...meaning, author: null, native }, actor), actor);
    },
    acknowledge: async () => false,
  });
}

/** A command alone asks about what is forwarded with it, else about the message above. */
async function askAboutAnother(
  context: SlackContext,
  { posted, asked }: { readonly posted: Posted; readonly asked: Omit<Question, "message" | "responseUrl"> },
  actor: Actor,
): Promise<NoticeView | null> {
  const { channel, ts, thread_ts: root } = posted;
  const { command } = asked;
  const words = slackWords(actor.locale);
  const forwarded = readMessage({ ...posted, text: "", blocks: undefined });
  if (forwarded.text !== "")
    return askAbout(context, { ...asked, message: forwarded, responseUrl: null }, actor);
  const above = root === undefined ? null : await findAbove(context, { channel, root, before: ts });
  if (above === "unreadable") return notice("refused", words.mayNotRead(command));
  if (above === null) return notice("refused", words.nothingAbove(command));
  return askAbout(context, { ...asked, message: above, responseUrl: null }, actor);
}
