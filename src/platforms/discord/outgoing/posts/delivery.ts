/**
 * What Discord gives to the delivery engine: the root message is the interaction's reply, the answer goes into a thread, into the
 * interaction's reply, or into a message of the bot's own in the channel.
 */

import { MessageType, Routes } from "discord-api-types/v10";
import type { Ask } from "../../../../core/ask.ts";
import { BotError } from "../../../../core/errors.ts";
import type { MessageView, NoticeView } from "../../../../core/views/view.ts";
import {
  CLOSED,
  type DeliveryPrimitives,
  type Poster,
  type Showing,
  type Target,
  type Way,
} from "../../../port.ts";
import type { MessageRef } from "../../../shared/delivery-record.ts";
import type { Acknowledgements } from "../../acknowledgements.ts";
import type { Calls } from "../../client/rest.ts";
import { discordWords } from "../../words.ts";
import type { AnswerOptions } from "../views/answer-parts.ts";
import { renderContainer } from "../views/container.ts";
import { type Forms, type Layout, textForms } from "../views/layout.ts";
import { explainPlace, renderAnswer, renderRoot, sentence } from "../views/render.ts";
import { readPlace } from "./place.ts";
import {
  edit,
  editOriginal,
  findAnswer,
  findPosted,
  isTokenAlive,
  NONCE_MS,
  orRefused,
  post,
} from "./post.ts";
import { renderPrivate } from "./private.ts";
import { followUp } from "./respond.ts";
import { joinThread, startThread } from "./thread.ts";

/** An acknowledgement by another process may still be on its way when the job is taken. */
const ACKNOWLEDGE_MS = 5_000;

export interface DeliveryTools {
  readonly calls: Calls;
  readonly acknowledgements: Acknowledgements;
  /** Of answers; everything else is text. */
  readonly layout: Layout;
}

export function createPrimitives(tools: DeliveryTools): DeliveryPrimitives {
  const { calls, acknowledgements } = tools;
  const ways = createWays(tools);
  const root = createRootPoster(tools);
  return {
    title: "Discord",
    ways(ask) {
      const { way, isMember } = readPlace(ask.place);
      return [...(way === "reply" ? [] : [ways.thread]), ways.reply, ...(isMember ? [ways.channel] : [])];
    },
    root: (ask) => (isOnMessage(ask) ? null : root),
    acknowledgedRoot: async (ask) => (await acknowledgements.wait(ask.interactionId)) ?? null,
    openThread: (showing, message) => openThread(calls, showing, message),
    async showProgress(showing) {
      const { ask, message, waiting, record } = showing;
      // The acknowledgement itself says the first sentence.
      if (waiting === null && (record.root !== null || isOnMessage(ask))) return null;
      const [progress] = message.blocks;
      const words = progress?.kind === "waiting" ? progress.text : message.plainText;
      const content = isOnMessage(ask) ? sentence(words) : renderRoot(message.root, words);
      const edited = await editOriginal(calls, ask, textForms(content));
      return isOnMessage(ask) ? null : edited;
    },
    afterAnswer: (showing) => tidy(calls, showing),
  };
}

const isOnMessage = (ask: Ask) => readPlace(ask.place).way === "message-thread";

async function openThread(calls: Calls, { ask }: Showing, root: MessageRef | null) {
  const { target } = readPlace(ask.place);
  if (target === null && root === null) return { kind: "refused" as const, reason: "other" };
  const opening =
    target === null
      ? startThread(calls, ask, root as MessageRef).then((thread) => ({ thread, closed: null }))
      : joinThread(calls, ask, { channel: ask.place.channel, id: target });
  const opened = await orRefused(opening);
  if ("kind" in opened) return opened;
  if (opened.closed) return { kind: "refused" as const, reason: opened.closed };
  return { kind: "opened" as const, thread: opened.thread };
}

/** The root message: the interaction's reply, or where its token is dead before it was shown, a message of the bot's own. */
function createRootPoster({ calls, acknowledgements }: DeliveryTools): Poster {
  return {
    idempotentMs: NONCE_MS,
    async post(showing) {
      const { ask, message } = showing;
      const forms = textForms(renderRoot(message.root));
      const edited = await editOriginal(calls, ask, forms);
      if (edited !== null) return { kind: "posted", message: edited };
      await expectAcknowledgement(acknowledgements, showing);
      return orRefused(post(calls, ask, { channel: ask.place.channel, part: "root", forms }));
    },
    find: ({ ask, message }, _, sinceMs) =>
      findPosted(calls, ask.place.channel, ({ content, timestamp }) => {
        const isYoung = Date.parse(timestamp) >= sinceMs - NONCE_MS;
        return isYoung && content === renderRoot(message.root).content;
      }),
  };
}

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: short functions that share one delivery
function createWays({
  calls,
  acknowledgements,
  layout,
}: DeliveryTools): Record<"thread" | "reply" | "channel", Way> {
  /** A message of the bot's own: found again by its nonce for some minutes, then by its buttons. */
  const own = (
    channelOf: (showing: Showing, target: Target) => string,
    formsOf: (showing: Showing) => Forms,
  ) => ({
    idempotentMs: NONCE_MS,
    post: (showing: Showing, target: Target) => {
      const { ask, record } = showing;
      const channel = channelOf(showing, target);
      const replyTo = target.thread === null ? (readPlace(ask.place).target ?? record.root?.id) : undefined;
      return orRefused(post(calls, ask, { channel, part: "reply", forms: formsOf(showing), replyTo }));
    },
    find: (showing: Showing, target: Target) => {
      const channel = channelOf(showing, target);
      // Without buttons, in a thread of our own, the only message of the bot is the one.
      if (showing.message.actions.length === 0 && target.thread !== null)
        return findPosted(
          calls,
          channel,
          ({ author, type }) => author.bot === true && type === MessageType.Default,
        );
      return findAnswer(calls, showing.ask, channel);
    },
    edit: (showing: Showing, message: MessageRef) => orRefused(edit(calls, message, formsOf(showing))),
  });
  /** The answer with what was asked above it. */
  const belowRoot = ({ message, record }: Showing, isPrivate: boolean): Forms => {
    const { reason } = record;
    const { locale } = message;
    const why = reason === null ? null : explainPlace(reason, { isPrivate, locale });
    return answerForms(layout, message, { above: "root", why });
  };
  return {
    thread: {
      name: "thread",
      isInThread: true,
      ...own(
        ({ ask }, { thread }) => thread ?? ask.place.channel,
        ({ ask, message }) =>
          answerForms(layout, message, { above: isOnMessage(ask) ? "heading" : "nothing" }),
      ),
    },
    reply: {
      name: "reply",
      isInThread: false,
      // An edit may be sent twice.
      idempotentMs: Number.POSITIVE_INFINITY,
      isOpen: ({ ask, record }) =>
        isTokenAlive(ask) || (record.answer !== null && readPlace(ask.place).isMember),
      async post(showing) {
        const forms = belowRoot(showing, isOnMessage(showing.ask));
        const edited = await editOriginal(calls, showing.ask, forms);
        if (edited !== null) return { kind: "posted", message: edited };
        await expectAcknowledgement(acknowledgements, showing);
        return { kind: "refused", reason: CLOSED };
      },
      async edit(showing, message) {
        const { ask } = showing;
        const forms = belowRoot(showing, isOnMessage(ask));
        if ((await editOriginal(calls, ask, forms)) !== null) return { kind: "edited" };
        // Only the asker sees the reply to a command on a message, and nobody can edit it without the token.
        if (!readPlace(ask.place).isMember || isOnMessage(ask)) return { kind: "refused", reason: CLOSED };
        return orRefused(edit(calls, message, forms));
      },
    },
    channel: {
      name: "channel",
      isInThread: false,
      ...own(
        ({ ask }) => ask.place.channel,
        (showing) => belowRoot(showing, false),
      ),
    },
  };
}

/** An answer in the layout of answers, else as text. */
function answerForms(layout: Layout, message: MessageView, options: AnswerOptions): Forms {
  const text = textForms(renderAnswer(message, options));
  return layout === "text" ? text : [renderContainer(message, options), ...text];
}

/** Takes progress out of the message where the answer is not, and says there where the answer is. */
async function tidy(calls: Calls, { ask, message, record }: Showing): Promise<void> {
  const isOverridden = message.blocks.some(({ kind }) => kind === "override");
  if (isOverridden || record.answer === null) return;
  const root = textForms(renderRoot(message.root));
  if (record.way === "channel") {
    if (record.root !== null && record.root.id !== record.answer.id) await edit(calls, record.root, root);
  } else if (record.way === "reply") return;
  else if (isOnMessage(ask)) {
    const words = discordWords(message.locale).answeredIn(`<#${record.thread}>`);
    await editOriginal(calls, ask, textForms({ content: words, components: [] }));
  } else if (record.isWaiting) await editOriginal(calls, ask, root);
}

/** @throws {BotError} retryable while another process may still be acknowledging */
async function expectAcknowledgement(
  acknowledgements: Acknowledgements,
  { ask, record }: Showing,
): Promise<void> {
  const isYoung = Date.now() - ask.createdAt.getTime() < ACKNOWLEDGE_MS;
  if (record.root !== null || !isYoung || (await acknowledgements.wait(ask.interactionId)) !== undefined)
    return;
  throw new BotError("PLATFORM_UNREACHABLE", "an interaction is not acknowledged yet", {
    retryable: true,
    retryAfterMs: 1_000,
  });
}

/** Informs the asker that their answer can't be shown: privately by the interaction's token, or in the channel once that is dead. */
export async function reportFailure(calls: Calls, ask: Ask, notice: NoticeView): Promise<void> {
  const { applicationId, token, isMember } = readPlace(ask.place);
  const content = renderPrivate(notice, ask.locale);
  if (isTokenAlive(ask)) return followUp(calls, { applicationId, token }, content);
  if (isMember) await calls.message("post", Routes.channelMessages(ask.place.channel), content);
}
