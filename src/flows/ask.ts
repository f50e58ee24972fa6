/**
 * The journey of an ask, in two halves. `receiveAsk` runs where the platform heard it and returns at once;
 * `carryAsk` runs in a worker, and after a crash again, until the reply is shown: it looks at what is there and does what is missing.
 */

import type { AskRecord, NewAsk } from "../core/ask.ts";
import { BotError, toBotError } from "../core/errors.ts";
import { wordsFor } from "../i18n/words.ts";
import type { Accepted, Refused } from "./bot.ts";
import { checkAsk } from "./check-ask.ts";
import type { CarryPorts, FlowPorts } from "./context.ts";
import { createProgress, createShow, type Show } from "./show.ts";

/** Unanswered asks are given up after this long: who asked has gone home. */
const PATIENCE_MS = 15 * 60_000;

/** Takes an ask: checks wishes and limits, then stores it with its job. */
export async function receiveAsk(ports: FlowPorts, newAsk: NewAsk): Promise<Accepted | Refused> {
  const heardMs = ports.now().getTime();
  const refused = await checkAsk(ports, newAsk);
  if (refused) return refused;
  const { ask, isNew } = await ports.store.recordAsk(newAsk);
  if (isNew) ports.metrics.asked(ask, ports.now().getTime() - heardMs);
  return { kind: "accepted", ask, isNew };
}

/** Carries an ask to its shown reply. Safe to call again at any point.
 * @param attempt counts from 1
 * @throws {BotError} retryable when the model or the platform can't be reached now */
export async function carryAsk(ports: CarryPorts, askId: string, attempt: number): Promise<void> {
  const record = await ports.store.findAsk(askId);
  if (record === null) return;
  const isAnswered = record.answer !== null || record.failure !== null;
  if (!isAnswered) await answerAsk(ports, record, attempt);
  // Read again after the model: an override may have come, or the person may have erased the ask.
  const finished = isAnswered ? record : await ports.store.findAsk(askId);
  if (finished === null) return;
  await createShow(ports, finished)();
  if (finished.deliveredAt !== null) return;
  await ports.store.recordDelivered(askId);
  ports.metrics.delivered(finished);
}

/** Shows the anchor, asks the model, keeps the answer. */
async function answerAsk(ports: CarryPorts, record: AskRecord, attempt: number): Promise<void> {
  const { ask } = record;
  const show = createShow(ports, record);
  if (attempt === 1) await show();
  const progress = createProgress(ports, show, ask.locale);
  try {
    const command = ports.commands.find(ask.command);
    if (command === null)
      throw new BotError(
        "CONFIG_COMMAND",
        `the command /${ask.command} was asked, but its file is gone or faulty`,
      );
    const platform = ports.platforms.get(ask.person.platform);
    const mayGrow = command.labels === null && platform?.grow !== undefined;
    const answer = await ports.respond({
      command,
      text: ask.text,
      settings: ask.settings,
      onProgress: progress.tell,
      ...(mayGrow ? { onText: (text: string) => platform.grow?.(ask, text) } : {}),
    });
    await progress.settle();
    if (await ports.store.recordAnswer(ask.id, answer)) ports.metrics.answered(ask, answer);
  } catch (cause) {
    await progress.settle();
    await giveUpOrRetry(ports, { record, show }, toBotError(cause));
  }
}

/** Throws what may pass by waiting, so that the job comes again; ends the ask where waiting won't help. */
async function giveUpOrRetry(
  ports: CarryPorts,
  { record, show }: { record: AskRecord; show: Show },
  error: BotError,
) {
  const { ask } = record;
  ports.log.warn({ askId: ask.id, code: error.code, reason: error.message }, "an ask could not be answered");
  ports.metrics.failed(ask, error.code);
  const leftMs = PATIENCE_MS - (ports.now().getTime() - ask.createdAt.getTime());
  if (error.retryable && leftMs > 0) {
    const { loading, retrying } = wordsFor(ask.locale).reply;
    await show(error.code === "BACKEND_LOADING" ? loading(null) : retrying);
    throw withinMs(leftMs, error);
  }
  await ports.store.recordFailure(ask.id, { code: error.code });
}

/** The same fault, tried again no later than the ask is given up: a server may ask to wait for a day. */
function withinMs(leftMs: number, error: BotError): BotError {
  const { code, message, retryable, retryAfterMs, cause } = error;
  if (retryAfterMs === null || retryAfterMs <= leftMs) return error;
  return new BotError(code, message, { retryable, retryAfterMs: leftMs, cause });
}
