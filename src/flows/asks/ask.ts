/**
 * The journey of an ask, in two halves. `receiveAsk` runs in the process that the platform's event reached, and returns at once;
 * `processAsk` runs in a worker, and after a crash again, until the answer is shown: it reads what is stored and does what is missing.
 */

import type { Answer, Ask, AskRecord, NewAsk } from "../../core/ask.ts";
import type { Command } from "../../core/command/command.ts";
import { hasOwnSettings } from "../../core/command/prompt.ts";
import { placeOf } from "../../core/command/saved-command.ts";
import { BotError, toBotError } from "../../core/errors.ts";
import type { NoticeView, Waiting } from "../../core/views/view.ts";
import { isDrawn } from "../../learning/spot-checks/draw.ts";
import type { FlowPorts, WorkerPorts } from "../bot/context.ts";
import type { Accepted } from "../bot/outcome.ts";
import type { Progress } from "../ports/backend.ts";
import { checkAsk } from "./check-ask.ts";
import { createProgress, createShow, type Show, showEnd, showWaiting } from "./deliver.ts";
import { traceparentOf } from "./trace.ts";

/** How long an unanswered ask is tried again; after this it ends with the failure. */
const RETRY_WINDOW_MS = 15 * 60_000;

/** Takes an ask: checks opt-outs, input and limits, then stores it with its job. */
export async function receiveAsk(ports: FlowPorts, newAsk: NewAsk): Promise<Accepted | NoticeView> {
  const receivedMs = ports.now().getTime();
  const refused = await checkAsk(ports, newAsk);
  if (refused) return refused;
  const isDrawnNow = isSpotCheck(ports, newAsk);
  const { ask, isNew } = await ports.store.recordAsk({ ...newAsk, isSpotCheck: isDrawnNow });
  if (isNew && isDrawnNow) ports.metrics.drawn(ask);
  if (isNew) ports.metrics.asked(ask, ports.now().getTime() - receivedMs);
  return { kind: "accepted", ask, isNew };
}

/** Whether the answer will be reviewed. Drawn are asks of what is in force, with the command's own settings: the others say nothing of it. */
function isSpotCheck({ commands, drawSeed }: FlowPorts, newAsk: NewAsk): boolean {
  const command = newAsk.version == null ? commands.find(newAsk.command, placeOf(newAsk)) : null;
  const every = command?.review.every ?? null;
  if (command === null || every === null || drawSeed === undefined) return false;
  return hasOwnSettings(command, newAsk.settings) && isDrawn(drawSeed, newAsk, every);
}

/** Processes an ask until its answer is shown. Safe to call again at any point.
 * @param attempt counts from 1
 * @throws {BotError} retryable when the model or the platform can't be reached now */
export async function processAsk(ports: WorkerPorts, askId: string, attempt: number): Promise<void> {
  const record = await ports.store.findAsk(askId);
  if (record === null) return;
  const isAnswered = record.answer !== null || record.failure !== null;
  if (!isAnswered) await answerAsk(ports, record, attempt);
  // Read again after the model: an override may have come, or the person may have erased the ask.
  const finished = isAnswered ? record : await ports.store.findAsk(askId);
  if (finished === null) return;
  const end = await showEnd(ports, finished, attempt);
  if (end === "reported" || finished.deliveredAt !== null) return;
  await ports.store.recordDelivered(askId);
  // What the platform refused is no answer that was shown, and counts as undelivered alone.
  if (end === "shown") ports.metrics.delivered(finished);
}

/** Shows the root message, asks the model, stores the answer. */
async function answerAsk(ports: WorkerPorts, record: AskRecord, attempt: number): Promise<void> {
  const { ask } = record;
  const show = createShow(ports, record);
  if (attempt === 1) await showWaiting(ports, { record, show });
  const progress = createProgress(ports, show);
  try {
    const command = await commandOf(ports, ask);
    if (command === null)
      throw new BotError(
        "CONFIG_COMMAND",
        `the command /${ask.command} was asked, but its file or its version is gone or faulty`,
      );
    const answer = await respondTo(ports, { ask, command, onProgress: progress.onProgress });
    await progress.settle();
    if (await ports.store.recordAnswer(ask.id, answer)) ports.metrics.answered(ask, answer);
  } catch (cause) {
    await progress.settle();
    await giveUpOrRetry(ports, { record, show }, toBotError(cause));
  }
}

/** The answer; for a comparison, with what is in force beside it. */
async function respondTo(
  { respond, platforms, commands }: WorkerPorts,
  {
    ask,
    command,
    onProgress,
  }: { readonly ask: Ask; readonly command: Command; readonly onProgress: (progress: Progress) => void },
): Promise<Answer> {
  const question = {
    text: ask.text,
    settings: ask.settings,
    place: placeOf(ask),
    traceparent: traceparentOf(ask.id),
  };
  const live = ask.compares ? commands.find(ask.command, placeOf(ask)) : null;
  if (live) {
    const inForce = await respond({ ...question, command: live, onProgress });
    return { ...(await respond({ ...question, command, onProgress })), inForce };
  }
  if (ask.compares)
    throw new BotError(
      "CONFIG_COMMAND",
      `/${ask.command} was compared, but nothing of that name is in force there any more`,
    );
  const platform = platforms.get(ask.person.platform);
  const mayGrow = command.labels === null && platform?.grow !== undefined;
  return respond({
    ...{ ...question, command, onProgress },
    ...(mayGrow ? { onText: (text: string) => platform.grow?.(ask, text) } : {}),
  });
}

/** The version that the ask tries, or what is in force where it was made. */
async function commandOf({ commands }: WorkerPorts, ask: Ask): Promise<Command | null> {
  return ask.version == null
    ? commands.find(ask.command, placeOf(ask))
    : commands.findVersion(ask.command, ask.version);
}

/** Throws what may pass by waiting, so that the job runs again; ends the ask where waiting won't help. */
async function giveUpOrRetry(
  ports: WorkerPorts,
  { record, show }: { readonly record: AskRecord; readonly show: Show },
  error: BotError,
) {
  const { ask } = record;
  ports.log.warn({ askId: ask.id, code: error.code, reason: error.message }, "an ask could not be answered");
  ports.metrics.failed(ask, error.code);
  const leftMs = RETRY_WINDOW_MS - (ports.now().getTime() - ask.createdAt.getTime());
  if (error.retryable && leftMs > 0) {
    const isLoading = error.code === "BACKEND_LOADING";
    const waiting: Waiting = isLoading ? { kind: "loading", estimatedMs: null } : { kind: "retrying" };
    await showWaiting(ports, { record, show }, waiting);
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
