/** Makes a platform look like a record, and tells of waiting. */

import type { AskRecord, Json } from "../core/ask.ts";
import { composeReply } from "../core/compose.ts";
import { BotError, toBotError } from "../core/errors.ts";
import { type Words, wordsFor } from "../i18n/words.ts";
import type { CarryPorts } from "./context.ts";
import type { Progress } from "./ports.ts";

/** A wait shorter than this needs no word. */
const FIRST_WORD_MS = 2_000;
/** The pauses between words double up to this: Slack takes some fifty edits a minute from a whole workspace. */
const LONGEST_PAUSE_MS = 16_000;

/** Shows the record as it is, with a sentence about waiting where there is one. */
export type Show = (progress?: string) => Promise<void>;

/** What a platform refuses for good ends here, in the log.
 * @throws {BotError} retryable, from the returned function, when the platform can't be reached now */
export function createShow(ports: CarryPorts, record: AskRecord): Show {
  const { ask } = record;
  let receipt: Json | null = record.receipt;
  return async (progress) => {
    const platform = ports.platforms.get(ask.person.platform);
    const command = ports.commands.find(ask.command);
    const reply = composeReply(record, { locale: ask.locale, command, progress: progress ?? null });
    const keep = async (posted: Json) => {
      receipt = posted;
      await ports.store.keepReceipt(ask.id, posted);
    };
    try {
      if (!platform)
        throw new BotError(
          "PLATFORM_REFUSED",
          `an ask from ${ask.person.platform} waits, but that platform is not set up in this process: give every machine the same tokens`,
          { retryable: true },
        );
      await platform.deliver({ ask, reply, receipt, keep });
    } catch (cause) {
      const error = toBotError(cause);
      ports.log.warn(
        { askId: ask.id, code: error.code, reason: error.message },
        "a reply could not be shown",
      );
      ports.metrics.undelivered(ask, error.code);
      if (error.retryable) throw error;
    }
  };
}

/** Turns a backend's progress into showings, one at a time and ever more rarely; the newest word is never left out, only late.
 * @returns `settle` takes back a word that is still to come, and resolves when the last showing is over */
export function createProgress(
  ports: CarryPorts,
  show: Show,
  locale: string,
): { tell: (progress: Progress) => void; settle: () => Promise<void> } {
  const words = wordsFor(locale).reply;
  let nextMs = ports.now().getTime() + FIRST_WORD_MS;
  let pauseMs = FIRST_WORD_MS;
  let news: Progress | null = null;
  let timer: NodeJS.Timeout | undefined;
  let showing: Promise<void> = Promise.resolve();

  function tellNews(): void {
    timer = undefined;
    if (news === null) return;
    const sentence = sentenceFor(news, words);
    news = null;
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    nextMs = ports.now().getTime() + pauseMs;
    // A word about waiting that can't be shown is in the log already, and no reason to stop.
    showing = showing.then(() => show(sentence)).catch(() => {});
  }

  return {
    tell(progress) {
      news = progress;
      timer ??= setTimeout(tellNews, Math.max(0, nextMs - ports.now().getTime()));
    },
    settle() {
      news = null;
      clearTimeout(timer);
      return showing;
    },
  };
}

function sentenceFor(progress: Progress, words: Words["reply"]): string {
  if (progress.kind === "queued") return words.queued(progress.position);
  const { estimatedMs } = progress;
  return words.loading(estimatedMs === null ? null : Math.max(1, Math.round(estimatedMs / 1000)));
}
