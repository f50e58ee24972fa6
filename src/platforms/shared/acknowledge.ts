/** Acknowledging an interaction in time, whatever the work behind it takes. */

import { toBotError } from "../../core/errors.ts";
import { failureNotice } from "../../core/views/notices.ts";
import type { NoticeView } from "../../core/views/view.ts";
import type { Log } from "../../flows/bot/context.ts";
import type { Outcome, Refusal } from "../../flows/bot/outcome.ts";
import { wordsFor } from "../../i18n/words.ts";

/** The value, or undefined where it is not there in time. The work continues. */
export async function inTime<T>(work: Promise<T>, limitMs: number): Promise<T | undefined> {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(late.resolve, limitMs, undefined);
  timer.unref();
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

export interface AcknowledgeOptions<T> {
  /** "Slack", for the log. */
  readonly title: string;
  /** What a person asked for; null where nothing is to be said. */
  readonly work: Promise<T | null>;
  /** How long the acknowledgement may wait for the work, in milliseconds. */
  readonly limitMs: number;
  /** Called once, within the limit: with what the work gave, with null where it gave nothing, or with "late". */
  readonly acknowledge: (result: T | NoticeView | null | "late") => Promise<void>;
  /** Called with what came too late for the acknowledgement, or could not be sent with it. */
  readonly showLate: (result: T | NoticeView) => Promise<void>;
  /** Read when a sentence is needed: the language may become known during the work. */
  readonly locale: () => string;
  readonly log: Log;
}

/** Acknowledges in time, and shows what the work gave. A fault is logged, and the person reads one sentence. */
export async function acknowledgeInTime<T>(options: AcknowledgeOptions<T>): Promise<void> {
  const { title, limitMs, acknowledge, showLate, locale, log } = options;
  const safely: Promise<T | NoticeView | null> = options.work.catch((cause: unknown) =>
    explainFailure(cause, locale(), log),
  );
  const quick = await inTime(safely, limitMs);
  if (quick === undefined) log.warn({ limitMs }, `the store is slow: ${title} is asked to wait`);
  try {
    await acknowledge(quick === undefined ? "late" : quick);
  } catch (cause) {
    // What was asked is stored; only the acknowledgement is lost.
    log.warn({ reason: toBotError(cause).message }, "an acknowledgement could not be sent");
    if (quick) await showLate(quick);
  }
  if (quick !== undefined) return;
  const late = await safely;
  if (late !== null) await showLate(late);
}

/** A fault as the person reads it; the log has the rest. */
export function explainFailure(cause: unknown, locale: string, log: Log): NoticeView {
  const error = toBotError(cause);
  log.error({ code: error.code, reason: error.message }, "something a person asked for failed");
  return failureNotice(error.code, locale);
}

/** Refusals after which the same text may be sent again, as it is or changed. */
const AGAIN: ReadonlySet<string> = new Set<Refusal>(["rate-limited", "too-long", "unknown-command"]);

/** What became of an ask that was typed as a slash command. A chat platform keeps the text nowhere until the ask is taken: where it is not, the
 * person gets it back with the reason. */
export async function orTyped(
  work: Promise<Outcome>,
  { typed, locale, log }: { readonly typed: string; readonly locale: string; readonly log: Log },
): Promise<Outcome> {
  const outcome = await work.catch((cause: unknown) => explainFailure(cause, locale, log));
  if (outcome.kind !== "notice" || typed.trim() === "") return outcome;
  if (outcome.about !== "failed" && !AGAIN.has(outcome.refusal ?? "")) return outcome;
  const { youWrote } = wordsFor(locale).refusals;
  return { ...outcome, remark: [outcome.remark, youWrote(typed.trim())].filter(Boolean).join("\n") };
}
