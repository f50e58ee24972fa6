/** What only one person sees: ephemeral messages, files in a direct message, and modals that are filled after they were opened. */

import { notice } from "../../../../core/views/notices.ts";
import type { FileView, NoticeView } from "../../../../core/views/view.ts";
import { wordsFor } from "../../../../i18n/words.ts";
import { readParts } from "../../../shared/file-parts.ts";
import { toPlatformError } from "../../client/web-api.ts";
import type { SlackContext } from "../../context.ts";
import { slackWords } from "../../words.ts";
import type { Content } from "../views/blocks.ts";
import type { Modal } from "../views/modals.ts";
import { renderNotice } from "../views/render.ts";
import { openDirect } from "./deliver.ts";

/** Who is to see something, and where. */
export interface Recipient {
  readonly user: string;
  readonly channel: string;
  /**
   * ts of the thread's root, so that it is shown where the person looks. Null where nobody has replied yet: Slack takes an ephemeral
   * message in such a thread, and shows it to nobody. @see https://docs.slack.dev/reference/methods/chat.postEphemeral
   */
  readonly thread: string | null;
  readonly responseUrl: string | null;
}

type Calls = Pick<SlackContext, "calls" | "log">;

/** Shows a notice to one person, or to all where it is shared. A failure is only logged.
 * @param options `replaces`: in place of the message whose button was pressed, where Slack still takes that
 * @returns whether it was shown */
export async function showNotice(
  { calls, log }: Calls,
  to: Recipient,
  view: NoticeView,
  { replaces = false }: { readonly replaces?: boolean } = {},
): Promise<boolean> {
  const { user, channel, thread, responseUrl } = to;
  const byUrl = async (content: Content) =>
    responseUrl === null
      ? null
      : calls.respond(responseUrl, {
          response_type: view.about === "shared" ? "in_channel" : "ephemeral",
          replace_original: replaces,
          ...content,
        });
  const byCall = (content: Content) =>
    calls.once<unknown>((client) =>
      view.about === "shared"
        ? client.chat.postMessage({ channel, ...content, ...(thread ? { thread_ts: thread } : {}) })
        : client.chat.postEphemeral({ channel, user, ...content, ...(thread ? { thread_ts: thread } : {}) }),
    );
  // A response url shows its message below the channel, not in the thread: it comes second where there is a thread.
  const ways = thread === null || replaces ? [byUrl, byCall] : [byCall, byUrl];
  // A workspace that has no charts yet refuses them; the text says the same.
  const { chart, ...plain } = view;
  for (const content of [...(chart ? [renderNotice(view)] : []), renderNotice(plain)])
    for (const way of ways) {
      const outcome = await way(content);
      if (outcome?.kind === "done" || outcome?.kind === "unknown") return true;
    }
  log.warn({ channel }, "a notice could not be shown to a person");
  return false;
}

/** Sends a file to a person in a direct message; a large one in parts.
 * @returns a notice for the place where they asked for it
 * @throws {BotError} PLATFORM_* when Slack does not take it */
export async function sendFile(
  { calls }: Calls,
  { user, file, locale }: { readonly user: string; readonly file: FileView; readonly locale: string },
): Promise<NoticeView> {
  const channel = await openDirect({ calls }, user);
  for await (const { name, content } of readParts(file)) {
    const sent = await calls.once((client) =>
      client.filesUploadV2({ channel_id: channel, filename: name, content, initial_comment: file.note }),
    );
    if (sent.kind !== "done") throw toPlatformError(sent, "files.upload");
  }
  return notice("done", slackWords(locale).exported);
}

/** Slack's codes for a trigger that is of no use any more. */
const SPENT_TRIGGER = new Set([
  "expired_trigger_id",
  "trigger_expired",
  "exchanged_trigger_id",
  "trigger_exchanged",
  "invalid_trigger_id",
]);

export interface OpenModal {
  show(view: Modal): Promise<void>;
}

/** Opens a modal. A trigger works for three seconds, so nothing slow may come before.
 * @param opening `from`: what was used to open it; `isOnModal`: whether it is opened from another modal, which it then covers
 * @returns null when Slack did not open it; a notice then asks the person to do that again, where it helps */
export async function openModal(
  { calls, log }: Calls,
  view: Modal,
  opening: {
    readonly triggerId: string;
    readonly to: Recipient;
    readonly locale: string;
    readonly from: "button" | "command" | "menu";
    readonly isOnModal?: boolean;
  },
): Promise<OpenModal | null> {
  const { triggerId, to, locale, from, isOnModal = false } = opening;
  const outcome = await calls.once((client) =>
    client.views[isOnModal ? "push" : "open"]({ trigger_id: triggerId, view }),
  );
  if (outcome.kind !== "done") {
    const code = outcome.kind === "refused" ? outcome.code : outcome.kind;
    log.warn({ code }, "a modal could not be opened");
    const isSpent = outcome.kind !== "refused" || SPENT_TRIGGER.has(outcome.code);
    const text = isSpent ? slackWords(locale).expired[from] : wordsFor(locale).failures.PLATFORM_REFUSED;
    await showNotice({ calls, log }, to, notice("failed", text));
    return null;
  }
  const viewId = String(outcome.value.view?.id);
  return {
    async show(next) {
      const updated = await calls.repeat((client) => client.views.update({ view_id: viewId, view: next }));
      // Closed meanwhile: then there is nobody to show it to.
      if (updated.kind !== "done") log.debug({ outcome: updated.kind }, "a modal could not be filled");
    },
  };
}
