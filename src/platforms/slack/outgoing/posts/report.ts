/** Informs an asker in private that their answer can't be shown. */

import type { Ask } from "../../../../core/ask.ts";
import type { NoticeView } from "../../../../core/views/view.ts";
import { toPlatformError } from "../../client/web-api.ts";
import type { SlackContext } from "../../context.ts";
import { readPlace } from "../../place.ts";
import { renderNotice } from "../views/render.ts";
import { openDirect } from "./deliver.ts";
import { showNotice } from "./private.ts";

/** @throws {BotError} where it can't be shown in the channel, nor sent as a direct message */
export async function report(context: SlackContext, ask: Ask, view: NoticeView): Promise<void> {
  const { thread, responseUrl } = readPlace(ask.place);
  const to = { user: ask.person.id, channel: ask.place.channel, thread, responseUrl };
  if (await showNotice(context, to, view)) return;
  const channel = await openDirect(context, ask.person.id);
  const sent = await context.calls.once((client) =>
    client.chat.postMessage({ channel, ...renderNotice(view) }),
  );
  if (sent.kind !== "done") throw toPlatformError(sent, "chat.postMessage");
}
