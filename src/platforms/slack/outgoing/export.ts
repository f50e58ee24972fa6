/** Sends a person's data to them, as a file in a direct message. */

import type { PersonData } from "../../../flows/ports.ts";
import { wordsFor } from "../../../i18n/words.ts";
import { toPlatformError } from "../client/web-api.ts";
import type { SlackContext } from "../context.ts";

/** @throws {BotError} PLATFORM_* when Slack does not take it */
export async function sendData(context: SlackContext, data: PersonData, locale: string): Promise<void> {
  const { id } = data.person;
  const opened = await context.calls.repeat((client) => client.conversations.open({ users: id }));
  if (opened.kind !== "done") throw toPlatformError(opened, "conversations.open");
  const content = JSON.stringify({ ...data, asks: data.asks.map(withoutPlumbing) }, null, 2);
  const sent = await context.calls.once((client) =>
    client.filesUploadV2({
      channel_id: String(opened.value.channel?.id),
      filename: "fewshot-data.json",
      content,
      initial_comment: wordsFor(locale).slack.exportNote,
    }),
  );
  if (sent.kind !== "done") throw toPlatformError(sent, "files.upload");
}

/** Without addresses that let anybody post, and the notes on what was posted. */
function withoutPlumbing({ ask, receipt: _, ...record }: PersonData["asks"][number]) {
  return { ...record, ask: { ...ask, place: { channel: ask.place.channel } } };
}
