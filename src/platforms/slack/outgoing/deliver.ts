/**
 * Shows a reply: the anchor, the answer in its thread, later its changes; and where Slack allows no thread, the answer to the asker
 * alone, saying why. May be called again at any point: it looks at the receipt and does what is missing.
 */

import { createHash } from "node:crypto";
import { BotError } from "../../../core/errors.ts";
import type { Delivery } from "../../../flows/ports.ts";
import { wordsFor } from "../../../i18n/words.ts";
import { DEAD_TOKEN, toPlatformError } from "../client/web-api.ts";
import { type AsideReason, readPlace, readReceipt } from "./delivery-record.ts";
import { metadataOf, type PostTools, postOnce, Refused, type Showing, withStyles } from "./post.ts";
import { answerAside } from "./private-reply.ts";
import { renderAnchor, renderReply, type Style } from "./render.ts";

export function createDeliver(tools: PostTools): (delivery: Delivery) => Promise<void> {
  return async (delivery) => {
    const showing = openShowing(delivery);
    const { reply, ask } = showing;
    if (reply.state === "waiting") return showWaiting(tools, showing);
    const shown = fingerprint(reply);
    if (showing.receipt.shown === shown) return;
    const wasUnknown = showing.receipt.isUnknown;
    if (showing.receipt.aside === null) {
      try {
        await showInThread(tools, showing);
        return await showing.note({ shown });
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        const aside = asideFor(error.code);
        tools.log.warn(
          { askId: ask.id, code: error.code },
          "a reply could not be posted in its thread; it goes to the asker alone",
        );
        await showing.note({ aside, posting: null, isUnknown: aside === "unknown-fate" });
      }
    }
    await answerAside(tools, showing, shown);
    if (showing.receipt.isUnknown && !wasUnknown)
      throw new BotError(
        "PLATFORM_UNKNOWN_FATE",
        "Slack did not say whether a reply was posted, and its history may not be read; the asker was answered alone",
      );
  };
}

/** Words about waiting are worth a try, not a retry: the answer brings whatever is missing. */
async function showWaiting(tools: PostTools, showing: Showing): Promise<void> {
  if (showing.receipt.aside !== null) return;
  try {
    await showInThread(tools, showing);
  } catch (error) {
    const isPassing = error instanceof BotError && error.retryable;
    if (!isPassing && !(error instanceof Refused)) throw error;
    const code = error.code;
    tools.log.debug({ askId: showing.ask.id, code }, "a word about waiting was left out");
  }
}

async function showInThread(tools: PostTools, showing: Showing): Promise<void> {
  const { ask, reply, place } = showing;
  const { channel } = ask.place;
  const thread = place.thread ?? (await ensureAnchor(tools, showing));
  // The first word about waiting says nothing that the anchor does not; a longer wait gets a placeholder.
  const isFirstWord = reply.state === "waiting" && reply.plainText === wordsFor(reply.locale).reply.waiting;
  if (isFirstWord && showing.receipt.reply === null) return;
  const render = (style: Style) => renderReply(reply, { askId: ask.id, style });
  let ts = showing.receipt.reply;
  if (ts === null) {
    const posted = await postOnce(tools, showing, { part: "reply", channel, thread, render });
    await showing.note({ reply: posted.ts, posting: null });
    if (!posted.isFound) return;
    ts = posted.ts;
  }
  const known = ts;
  const outcome = await withStyles(tools, render, (content) =>
    tools.calls.repeat((client) =>
      client.chat.update({ channel, ts: known, ...content, metadata: metadataOf("reply", ask.id) }),
    ),
  );
  // The channel was archived or the placeholder deleted while the model thought: the asker is still owed an answer.
  const isOwed = reply.state !== "waiting" && showing.receipt.shown === null;
  if (isOwed && outcome.kind === "refused" && !DEAD_TOKEN.has(outcome.code)) throw new Refused(outcome.code);
  if (outcome.kind !== "done") throw toPlatformError(outcome, "chat.update");
}

async function ensureAnchor(tools: PostTools, showing: Showing): Promise<string> {
  const { ask, reply, receipt } = showing;
  if (receipt.anchor !== null) return receipt.anchor;
  const render = () => renderAnchor(reply.anchor, ask.id);
  const { ts } = await postOnce(tools, showing, {
    part: "anchor",
    channel: ask.place.channel,
    thread: null,
    render,
  });
  await showing.note({ anchor: ts, posting: null });
  return ts;
}

function openShowing({ ask, reply, receipt, keep }: Delivery): Showing {
  let known = readReceipt(receipt);
  return {
    ask,
    reply,
    place: readPlace(ask.place),
    get receipt() {
      return known;
    },
    async note(changes) {
      known = { ...known, ...changes };
      await keep(known);
    },
    isPatient: reply.state !== "waiting",
  };
}

/** The same reply has the same fingerprint. */
function fingerprint(reply: Delivery["reply"]): string {
  return createHash("sha256").update(JSON.stringify(reply)).digest("base64url").slice(0, 16);
}

function asideFor(code: string): AsideReason {
  if (code === "unknown-fate") return "unknown-fate";
  if (code === "not_in_channel" || code === "channel_not_found") return "not-a-member";
  if (code === "is_archived") return "archived";
  return code.startsWith("restricted_action") || code === "no_permission" ? "restricted" : "other";
}
