/** Has the platform show a record, and passes on what an ask waits for. */

import type { AskRecord, Json } from "../../core/ask.ts";
import { BotError, type ErrorCode, toBotError } from "../../core/errors.ts";
import { composeExplanation } from "../../core/views/answer/explanation.ts";
import { composeMessage } from "../../core/views/answer/message.ts";
import { failureNotice } from "../../core/views/notices.ts";
import type { Waiting } from "../../core/views/view.ts";
import { commandsOf } from "../bot/commands-here.ts";
import type { WorkerPorts } from "../bot/context.ts";
import type { Progress } from "../ports/backend.ts";
import { hasFirstUseNotice } from "./first-use.ts";

/** A wait shorter than this needs no message. */
const FIRST_PROGRESS_MS = 2_000;
/** The pauses between progress messages double up to this: Slack takes some fifty edits a minute from a whole workspace. */
const MAX_PAUSE_MS = 16_000;
/** After this many tries, a fault of ours (a bug in a renderer, a record that can't be read) is reported to the person. */
const MAX_FAULTY_ATTEMPTS = 3;

/** The platform's decision on these is final: trying again would change nothing. */
const FINAL: ReadonlySet<ErrorCode> = new Set(["PLATFORM_REFUSED", "PLATFORM_UNKNOWN_FATE"]);

/** Shows the record as it is, with what it waits for.
 * @throws {BotError} whatever the platform threw */
export type Show = (waiting?: Waiting) => Promise<void>;

export function createShow(ports: WorkerPorts, record: AskRecord): Show {
  const { ask } = record;
  let kept: Json | null = record.deliveryRecord;
  return async (waiting) => {
    const platform = ports.platforms.get(ask.person.platform);
    if (!platform)
      throw new BotError(
        "PLATFORM_REFUSED",
        `an ask from ${ask.person.platform} waits, but that platform is not set up in this process: give every machine the same tokens`,
        { retryable: true },
      );
    const isFirst = record.answer !== null && (await hasFirstUseNotice(ports.store, platform, ask));
    const options = {
      locale: ask.locale,
      ...commandsOf(record, ports.commands),
      ...(isFirst ? { firstUse: { retentionDays: ports.retentionDays ?? null } } : {}),
    };
    const keep = async (posted: Json) => {
      kept = posted;
      await ports.store.keepDeliveryRecord(ask.id, posted);
    };
    await platform.deliver({
      ask,
      ...(record.answer === null
        ? {}
        : { explanation: composeExplanation(record, options.command, { locale: ask.locale }) }),
      message: composeMessage(record, { ...options, waiting: waiting ?? null }),
      waiting: waiting ?? null,
      deliveryRecord: kept,
      keep,
    });
  };
}

/** Shows that an ask waits. Only a platform that can't be reached now stops the work: the answer brings whatever is missing.
 * @throws {BotError} retryable, when the platform can't be reached now */
export async function showWaiting(
  ports: WorkerPorts,
  { record, show }: { readonly record: AskRecord; readonly show: Show },
  waiting?: Waiting,
): Promise<void> {
  try {
    await show(waiting);
  } catch (cause) {
    const error = noteUndelivered(ports, record, cause);
    if (error.retryable) throw error;
  }
}

/** What became of the end of an ask: shown; finally refused by the platform; or a fault of ours, which was reported to the person. */
export type End = "shown" | "refused" | "reported";

/** Shows the end of an ask.
 * @param attempt counts from 1
 * @throws {BotError} retryable: the platform can't be reached now, or a fault of ours is tried again */
export async function showEnd(ports: WorkerPorts, record: AskRecord, attempt: number): Promise<End> {
  try {
    await createShow(ports, record)();
    return "shown";
  } catch (cause) {
    const error = noteUndelivered(ports, record, cause);
    if (error.retryable) throw error;
    if (FINAL.has(error.code)) return "refused";
    if (attempt < MAX_FAULTY_ATTEMPTS)
      throw new BotError(error.code, error.message, { retryable: true, cause: error });
    await report(ports, record, error);
    return "reported";
  }
}

function noteUndelivered(ports: WorkerPorts, { ask }: AskRecord, cause: unknown): BotError {
  const error = toBotError(cause);
  const fields = { askId: ask.id, code: error.code, reason: error.message };
  if (error.code === "INTERNAL") ports.log.error(fields, "an answer could not be shown: this is a bug");
  else ports.log.warn(fields, "an answer could not be shown");
  ports.metrics.undelivered(ask, error.code);
  return error;
}

/** Informs the asker that their answer exists and can't be shown. */
async function report(ports: WorkerPorts, { ask }: AskRecord, error: BotError): Promise<void> {
  const platform = ports.platforms.get(ask.person.platform);
  try {
    await platform?.report?.(ask, failureNotice(error.code, ask.locale));
  } catch (cause) {
    const { code, message } = toBotError(cause);
    ports.log.error({ askId: ask.id, code, reason: message }, "a failure could not be shown to the asker");
  }
}

/** Turns a backend's progress into showings, one at a time and ever more rarely; the newest is never left out, only late.
 * @returns `settle` drops a showing that is still to come, and resolves when the last one is over */
export function createProgress(
  ports: WorkerPorts,
  show: Show,
): { onProgress: (progress: Progress) => void; settle: () => Promise<void> } {
  let nextMs = ports.now().getTime() + FIRST_PROGRESS_MS;
  let pauseMs = FIRST_PROGRESS_MS;
  let newest: Progress | null = null;
  let timer: NodeJS.Timeout | undefined;
  let showing: Promise<void> = Promise.resolve();

  function showNewest(): void {
    timer = undefined;
    if (newest === null) return;
    const waiting = newest;
    newest = null;
    pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS);
    nextMs = ports.now().getTime() + pauseMs;
    showing = showing
      .then(() => show(waiting))
      .catch((cause: unknown) => {
        const { code, message } = toBotError(cause);
        ports.log.warn({ code, reason: message }, "progress could not be shown");
      });
  }

  return {
    onProgress(progress) {
      newest = progress;
      timer ??= setTimeout(showNewest, Math.max(0, nextMs - ports.now().getTime()));
    },
    settle() {
      newest = null;
      clearTimeout(timer);
      return showing;
    },
  };
}
