/** Answers the asker alone: by the response url while it lives, else by a direct message. */

import { BotError } from "../../../core/errors.ts";
import { wordsFor } from "../../../i18n/words.ts";
import { toPlatformError } from "../client/web-api.ts";
import { MAX_RESPONSES } from "./delivery-record.ts";
import { metadataOf, type PostTools, postOnce, Refused, type Showing, withStyles } from "./post.ts";
import { renderReply, type Style } from "./render.ts";

/** A response url in its last seconds is not worth a try. */
const MARGIN_MS = 10_000;

/** @param shown fingerprint to keep once the reply was shown
 * @throws {BotError} PLATFORM_UNKNOWN_FATE when it is not known whether it arrived; PLATFORM_REFUSED when nothing is left to try; retryable ones */
export async function answerAside(tools: PostTools, showing: Showing, shown: string): Promise<void> {
  const byUrl = showing.receipt.direct === null ? await answerByUrl(tools, showing, shown) : "useless";
  if (byUrl === "useless") await answerDirectly(tools, showing, shown);
  if (byUrl === "unknown")
    throw new BotError(
      "PLATFORM_UNKNOWN_FATE",
      "Slack did not say whether an answer by response url arrived",
    );
}

/** Answers by the response url, unless it is of no use any more. */
async function answerByUrl(
  tools: PostTools,
  showing: Showing,
  shown: string,
): Promise<"shown" | "unknown" | "useless"> {
  const { place, receipt, reply, ask } = showing;
  if (receipt.posting?.part === "aside") {
    // The process died while it answered: nobody can say whether it arrived, and nothing can be looked up.
    await showing.note({ posting: null, shown, isUnknown: true });
    return "unknown";
  }
  const url = place.responseUrl;
  const isAlive = Date.now() < place.responseUrlEndsMs - MARGIN_MS && receipt.responses < MAX_RESPONSES;
  if (url === null || !isAlive) return "useless";
  const words = wordsFor(reply.locale).slack;
  const aside = words.aside[receipt.aside ?? "other"];
  await showing.note({ posting: { part: "aside", atMs: Date.now() }, responses: receipt.responses + 1 });
  const render = (style: Style) => renderReply(reply, { askId: ask.id, style, aside });
  const outcome = await tools.calls.respond(url, {
    response_type: "ephemeral",
    replace_original: false,
    ...render(tools.style === "compact" ? "compact" : "buttons"),
  });
  switch (outcome.kind) {
    case "done":
      await showing.note({ posting: null, shown });
      return "shown";
    case "refused":
      await showing.note({ posting: null });
      return "useless";
    case "unknown":
      await showing.note({ posting: null, shown, isUnknown: true });
      return "unknown";
    default:
      await showing.note({ posting: null, responses: receipt.responses });
      throw toPlatformError(outcome, "a response url");
  }
}

/** The reply as a direct message; it has no buttons, since they belong to the channel of the ask. */
async function answerDirectly(tools: PostTools, showing: Showing, shown: string): Promise<void> {
  const { ask, reply } = showing;
  const aside = wordsFor(reply.locale).slack.elsewhere;
  const render = (style: Style) => renderReply(reply, { askId: ask.id, style, aside, hasActions: false });
  let direct = showing.receipt.direct;
  if (direct === null) {
    const channel = await openDirect(tools, ask.person.id);
    const { ts } = await postOnce(tools, showing, { part: "direct", channel, thread: null, render }).catch(
      giveUp,
    );
    direct = { channel, ts };
    await showing.note({ direct, posting: null, shown });
    return;
  }
  const { channel, ts } = direct;
  const outcome = await withStyles(tools, render, (content) =>
    tools.calls.repeat((client) =>
      client.chat.update({ channel, ts, ...content, metadata: metadataOf("direct", ask.id) }),
    ),
  );
  if (outcome.kind !== "done") throw toPlatformError(outcome, "chat.update");
  await showing.note({ shown });
}

async function openDirect(tools: PostTools, userId: string): Promise<string> {
  const outcome = await tools.calls.repeat((client) => client.conversations.open({ users: userId }));
  if (outcome.kind !== "done") throw toPlatformError(outcome, "conversations.open");
  return String(outcome.value.channel?.id);
}

function giveUp(error: unknown): never {
  if (error instanceof Refused)
    throw new BotError("PLATFORM_REFUSED", `Slack takes the reply nowhere: ${error.code}`);
  throw error;
}
