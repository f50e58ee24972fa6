/** Runs one measurement in a thread of its own, which gets its answers from here. */

import { Worker } from "node:worker_threads";
import type { Answer } from "../../core/ask.ts";
import { BotError, type ErrorCode, toBotError } from "../../core/errors.ts";
import type { Question } from "../../flows/asks/respond.ts";
import type { Write } from "../../flows/measure/write.ts";
import type { MeasurementReport } from "../../flows/ports/measurements.ts";
import type { FromRun, RunTask, ToRun } from "./messages.ts";

export interface RunTools {
  readonly respond: (question: Question) => Promise<Answer>;
  readonly write: Write;
  readonly onProgress: (done: number, total: number) => void;
  /** Ends the run: the promise then rejects with BACKEND_ABORTED. */
  readonly signal: AbortSignal;
}

type Found = { readonly report: MeasurementReport; readonly passed: boolean | null };

/** @throws {BotError} what the run ended with */
export function runInThread(task: RunTask, tools: RunTools): Promise<Found> {
  const { onProgress, signal } = tools;
  return new Promise<Found>((resolve, reject) => {
    const worker = new Worker(new URL("./thread.ts", import.meta.url), { workerData: task });
    const aborted = () => reject(new BotError("BACKEND_ABORTED", "the run was cancelled"));
    const failed = (code: ErrorCode) => reject(new BotError(code, "the run failed"));
    if (signal.aborted) aborted();
    signal.addEventListener("abort", aborted, { once: true });
    worker.on("message", (message: FromRun) => {
      if (message.kind === "progress") onProgress(message.done, message.total);
      else if (message.kind === "done") resolve(message);
      else if (message.kind === "failed") failed(message.code);
      else
        answer(task, tools, message).then((reply) => {
          worker.postMessage(reply);
        });
    });
    worker.once("error", reject);
    worker.once("exit", (code) => reject(new Error(`the thread of the run ended (${code})`)));
    const end = () => {
      signal.removeEventListener("abort", aborted);
      void worker.terminate();
    };
    // Nothing is lost with the thread: what is kept was written.
    signal.addEventListener("abort", end, { once: true });
    worker.once("exit", () => signal.removeEventListener("abort", end));
  });
}

/** Asks the model, as the bot would. Never throws. */
async function answer(
  task: RunTask,
  { respond, write, signal }: RunTools,
  { id, isAgainst, examples, text, settings, writes }: Extract<FromRun, { kind: "ask" }>,
): Promise<ToRun> {
  const base = isAgainst && task.against ? task.against.command : task.command;
  const command = examples === null ? base : { ...base, examples };
  try {
    if (writes !== null) {
      const written = await write(command, text, writes);
      return { id, answer: null, written: { text: written.text, finish: written.finish } };
    }
    return { id, answer: await respond({ command, text, settings, signal }), written: null };
  } catch (cause) {
    const { code, retryable, retryAfterMs } = toBotError(cause);
    return { id, error: { code, retryable, retryAfterMs } };
  }
}
