/** Makes a platform look like a record, and tells of waiting. */

import type { AskRecord, Json } from "../core/ask.ts";
import { composeReply } from "../core/compose.ts";
import { BotError, toBotError } from "../core/errors.ts";
import { wordsFor } from "../core/words/words.ts";
import type { CarryPorts } from "./context.ts";
import type { Progress } from "./ports.ts";

/** A wait shorter than this needs no word; after that, a word at most this often. */
const PROGRESS_EVERY_MS = 2_000;

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
          `an ask from ${ask.person.platform} waits, but that platform is not set up in this process`,
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

/** Turns a backend's progress into showings, one at a time and not too often.
 * @returns `settle` resolves when the last showing is over */
export function createProgress(
  ports: CarryPorts,
  show: Show,
  locale: string,
): { tell: (progress: Progress) => void; settle: () => Promise<void> } {
  const words = wordsFor(locale).reply;
  let lastMs = ports.now().getTime();
  let showing: Promise<void> = Promise.resolve();
  return {
    tell(progress) {
      const nowMs = ports.now().getTime();
      if (nowMs - lastMs < PROGRESS_EVERY_MS) return;
      lastMs = nowMs;
      const sentence =
        progress.kind === "queued"
          ? words.queued(progress.position)
          : words.loading(
              progress.estimatedMs === null ? null : Math.max(1, Math.round(progress.estimatedMs / 1000)),
            );
      // A word about waiting that can't be shown is in the log already, and no reason to stop.
      showing = showing.then(() => show(sentence)).catch(() => {});
    },
    settle: () => showing,
  };
}
