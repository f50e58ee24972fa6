/**
 * Shows a reply: the anchor, the answer in its thread or below the anchor, later its changes. May be called again at any point:
 * it looks at the receipt and does what is missing.
 */

import { createHash } from "node:crypto";
import { BotError } from "../../../core/errors.ts";
import type { Delivery } from "../../../flows/ports.ts";
import { wordsFor } from "../../../i18n/words.ts";
import { CODES, Refused, toPlatformError } from "../client/rest.ts";
import type { Anchors } from "../incoming/acknowledge.ts";
import { type AsideReason, readPlace, readReceipt } from "./delivery-record.ts";
import { editOriginal, editPosted, type PostTools, postOnce, type Showing } from "./post.ts";
import { renderAnchor, renderReply, sentence } from "./render.ts";
import { joinThread, startThread, ThreadClosed } from "./thread.ts";

/** An acknowledgement by another process may still be on its way when the job is taken. */
const ACKNOWLEDGE_MS = 5_000;

export interface DeliverTools extends PostTools {
  readonly anchors: Anchors;
}

export function createDeliver(tools: DeliverTools): (delivery: Delivery) => Promise<void> {
  return async (delivery) => {
    const acknowledged = await tools.anchors.wait(delivery.ask.interactionId);
    const showing = openShowing(delivery, acknowledged !== undefined);
    const { reply } = showing;
    if (acknowledged && showing.receipt.anchor === null && showing.place.way !== "message-thread")
      await showing.note({ anchor: acknowledged });
    if (reply.state === "waiting") return showWaiting(tools, showing);
    const shown = createHash("sha256").update(JSON.stringify(reply)).digest("base64url").slice(0, 16);
    if (showing.receipt.shown === shown) return;
    try {
      await showAnswer(tools, showing);
    } catch (error) {
      throw outlive(toPlatformError(error, "a reply"));
    }
    await showing.note({ shown, postingMs: null });
  };
}

/** A refused token ends this process, not the answer: the next one, with a good token, shows it. */
function outlive(error: Error): Error {
  if (!(error instanceof BotError) || error.code !== "CONFIG_CREDENTIAL") return error;
  return new BotError(error.code, error.message, { retryable: true, cause: error });
}

/** Words about waiting stand in the interaction's reply. They are worth a try, not a retry: the answer brings whatever is missing. */
async function showWaiting(tools: DeliverTools, showing: Showing): Promise<void> {
  const { ask, reply, place, receipt } = showing;
  const isFirstWord = reply.plainText === wordsFor(reply.locale).reply.waiting;
  // The acknowledgement itself says the first word.
  if (isFirstWord && (receipt.anchor !== null || place.way === "message-thread")) return;
  const content =
    place.way === "message-thread" ? sentence(reply.plainText) : renderAnchor(reply.anchor, reply.plainText);
  try {
    const edited = await editOriginal(tools, showing, content);
    if (edited === null) return;
    const anchor = place.way === "message-thread" ? null : { channel: edited.channel_id, id: edited.id };
    await showing.note({ anchor, isWaiting: true });
  } catch (error) {
    const isPassing = error instanceof Refused || (error instanceof BotError && error.retryable);
    if (!isPassing) throw error;
    tools.log.debug({ askId: ask.id, reason: error.message }, "a word about waiting was left out");
  }
}

async function showAnswer(tools: DeliverTools, showing: Showing): Promise<void> {
  const { ask, place, receipt } = showing;
  if (place.way !== "reply" && receipt.aside === null) {
    try {
      return await showInThread(tools, showing);
    } catch (error) {
      const aside = asideFor(error);
      if (aside === null || showing.receipt.reply !== null) throw error;
      tools.log.warn(
        { askId: ask.id, reason: (error as Error).message },
        "no thread could be used; the answer stands in the reply",
      );
      await showing.note({ aside, postingMs: null });
    }
  }
  await showInReply(tools, showing);
}

async function showInThread(tools: DeliverTools, showing: Showing): Promise<void> {
  const { ask, reply, place } = showing;
  const isOnMessage = place.way === "message-thread";
  const content = renderReply(reply, { askId: ask.id, above: isOnMessage ? "heading" : "nothing" });
  const known = showing.receipt.reply;
  if (known !== null) return editPosted(tools, known, content);
  const thread = showing.receipt.thread ?? (await openThread(tools, showing));
  await showing.note({ thread });
  const posted = await postOnce(tools, showing, { channel: thread, part: "reply", content });
  await showing.note({ reply: posted, postingMs: null });
  const where = wordsFor(reply.locale).discord.answeredIn(`<#${thread}>`);
  if (isOnMessage) await tidy(tools, editOriginal(tools, showing, { content: where, components: [] }));
  else if (showing.receipt.isWaiting)
    await tidy(tools, editOriginal(tools, showing, renderAnchor(reply.anchor)));
}

/** What only tidies up is no reason to show an answer again. */
async function tidy({ log }: DeliverTools, work: Promise<unknown>): Promise<void> {
  await work.catch((error: Error) => log.debug({ reason: error.message }, "words about waiting still stand"));
}

async function openThread(tools: DeliverTools, showing: Showing): Promise<string> {
  const { ask, place } = showing;
  if (place.target !== null)
    return joinThread(tools.calls, ask, { channel: ask.place.channel, id: place.target });
  return startThread(tools.calls, ask, await ensureAnchor(tools, showing));
}

/** The anchor: the interaction's reply, or where its token is dead before it was shown, a message of the bot's own. */
async function ensureAnchor(tools: DeliverTools, showing: Showing): Promise<{ channel: string; id: string }> {
  const { ask, reply, receipt } = showing;
  if (receipt.anchor !== null) return receipt.anchor;
  const content = renderAnchor(reply.anchor);
  const edited = await editOriginal(tools, showing, content);
  if (edited === null) expectAcknowledgement(showing);
  const anchor = edited
    ? { channel: edited.channel_id, id: edited.id }
    : await postOnce(tools, showing, { channel: ask.place.channel, part: "anchor", content });
  await showing.note({ anchor, isOwnAnchor: edited === null, postingMs: null });
  return anchor;
}

/** The answer below the anchor, in the interaction's reply; and when its token is dead, in the bot's own message in the channel. */
async function showInReply(tools: DeliverTools, showing: Showing): Promise<void> {
  const { ask, reply, place, receipt } = showing;
  const contentFor = (readers: "all" | "asker") => {
    const aside = receipt.aside === null ? null : asideWords(receipt.aside, readers, reply.locale);
    return renderReply(reply, { askId: ask.id, above: "anchor", aside });
  };
  const known = receipt.reply;
  // The bot's own message, not the interaction's reply: no token is needed, and none would reach it.
  const isOwnMessage = known !== null && known.id !== receipt.anchor?.id;
  const readers = place.way === "message-thread" ? "asker" : "all";
  const edited = isOwnMessage ? null : await editOriginal(tools, showing, contentFor(readers));
  if (edited)
    return showing.note({
      anchor: { channel: edited.channel_id, id: edited.id },
      reply: { channel: edited.channel_id, id: edited.id },
    });
  if (known === null) expectAcknowledgement(showing);
  if (!place.isMember)
    throw new BotError(
      "PLATFORM_REFUSED",
      "a reply came after its 15 minutes, in a place where the bot is no member",
    );
  if (known !== null) return editPosted(tools, known, contentFor("all"));
  const channel = ask.place.channel;
  const replyTo = place.target ?? receipt.anchor?.id;
  const posted = await postOnce(tools, showing, {
    channel,
    part: "reply",
    content: contentFor("all"),
    ...(replyTo ? { replyTo } : {}),
  });
  await showing.note({ reply: posted, postingMs: null });
  const { anchor } = receipt;
  if (anchor !== null) await tidy(tools, editPosted(tools, anchor, renderAnchor(reply.anchor)));
}

/** A closed thread is told of in words that are true for whoever reads them: only the reply to a command on a message is the asker's alone. */
function asideWords(reason: AsideReason, readers: "all" | "asker", locale: string): string {
  const { aside, closedForAll } = wordsFor(locale).discord;
  const isClosed = reason === "archived" || reason === "locked";
  return isClosed && readers === "all" ? closedForAll[reason] : aside[reason];
}

/** @throws {BotError} retryable while another process may still be acknowledging */
function expectAcknowledgement({ ask, receipt, isOurs }: Showing): void {
  if (!isOurs && receipt.anchor === null && Date.now() - ask.createdAt.getTime() < ACKNOWLEDGE_MS)
    throw new BotError("PLATFORM_UNREACHABLE", "an interaction is not acknowledged yet", {
      retryable: true,
      retryAfterMs: 1_000,
    });
}

/** Why a thread can't be used, where that is no fault that passes; null otherwise. */
function asideFor(error: unknown): AsideReason | null {
  if (error instanceof ThreadClosed) return error.why;
  if (!(error instanceof Refused)) return null;
  if (error.code === CODES.archivedThread) return "archived";
  if (error.code === CODES.lockedThread) return "locked";
  if (error.code === CODES.tooManyThreads) return "too-many-threads";
  if (error.code === CODES.missingAccess || error.code === CODES.missingPermission) return "not-allowed";
  return "other";
}

function openShowing({ ask, reply, receipt, keep }: Delivery, isOurs: boolean): Showing {
  let known = readReceipt(receipt);
  return {
    ask,
    reply,
    place: readPlace(ask.place),
    isOurs,
    get receipt() {
      return known;
    },
    async note(changes) {
      known = { ...known, ...changes };
      await keep(known);
    },
  };
}
