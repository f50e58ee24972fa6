/**
 * Suggests what to ask when somebody opens the messages of Fewshot, for apps with agent_view, or begins a conversation with it, for those with
 * assistant_view.
 * @see https://docs.slack.dev/reference/methods/assistant.threads.setSuggestedPrompts
 */

import { menuFor } from "../../../core/views/menu.ts";
import { suggestAsks } from "../../../core/views/suggestions.ts";
import { placeOfActor } from "../../../flows/bot/commands-here.ts";
import type { Actor } from "../../../flows/bot/intents.ts";
import { fitLine } from "../../shared/text.ts";
import type { SlackContext } from "../context.ts";
import { slackWords } from "../words.ts";

/** Slack shows four prompts; the last is help. */
const MAX_ASKS = 3;
/** Slack names no limits; longer ones are cut in its windows. */
const MAX_TITLE = 75;
const MAX_TEXT = 300;
/** An app with neither refuses: it is not asked again for this long. */
const AGAIN_MS = 3_600_000;

/** @param thread of an app with assistant_view; null for one with agent_view, to which Slack shows nothing where a thread is named */
export type Suggest = (
  actor: Pick<Actor, "person" | "channel" | "locale">,
  thread: string | null,
) => Promise<void>;

export function createSuggest({ bot, calls, log }: Pick<SlackContext, "bot" | "calls" | "log">): Suggest {
  const againMs = { home: 0, thread: 0 };
  return async (actor, thread) => {
    const kind = thread === null ? "home" : "thread";
    if (Date.now() < againMs[kind]) return;
    const { channel, locale } = actor;
    const words = slackWords(locale);
    const asks = suggestAsks(menuFor(bot.menu(placeOfActor(actor)), locale), locale, MAX_ASKS);
    const outcome = await calls.repeat((client) =>
      client.assistant.threads.setSuggestedPrompts({
        channel_id: channel,
        ...(thread === null ? {} : { thread_ts: thread }),
        title: words.suggestions,
        prompts: [
          // Sent as the person's own message, so without the slash that would make it a slash command.
          ...asks.map(({ command, title, text }) => ({
            title: fitLine(title, MAX_TITLE),
            message: fitLine(`${command} ${text}`, MAX_TEXT),
          })),
          { title: words.suggestHelp, message: "help" },
        ],
      }),
    );
    if (outcome.kind === "done") return;
    const code = outcome.kind === "refused" ? outcome.code : outcome.kind;
    if (outcome.kind === "refused") againMs[kind] = Date.now() + AGAIN_MS;
    log.info({ code }, "nothing could be suggested to a person who opened the messages of Fewshot");
  };
}
