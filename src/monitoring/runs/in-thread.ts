/** Runs one measurement in a thread of its own, which gets its answers from here. */

import { Worker } from "node:worker_threads";
import type { Answer } from "../../core/ask.ts";
import type { Command } from "../../core/command/command.ts";
import { BotError, type ErrorCode, toBotError } from "../../core/errors.ts";
import { backendFor } from "../../flows/asks/answer/backend-for.ts";
import { createResponder, type Question } from "../../flows/asks/answer/respond.ts";
import { createWriter, type Write } from "../../flows/monitoring/measure/write.ts";
import type { Backend } from "../../flows/ports/backend.ts";
import type { MeasurementRequest } from "../../flows/ports/measurements.ts";
import type { FromRun, RunTask, ToRun } from "./messages.ts";
import type { Pace } from "./pace.ts";
import type { StoredReport } from "./report.ts";
import { type Answering, aboutHead } from "./request.ts";

/** Labels that this process scores: they wait behind every ask. More at once make no audit shorter. */
const MANY_AT_ONCE = 4;
/** On a server, and where a text is written, each takes its place among the asks. */
const FEW_AT_ONCE = 2;

/** A run, and how far it is: both are written as it goes. */
export interface Running {
  readonly request: MeasurementRequest;
  readonly answering: Answering;
  /** Ends it: the promise then rejects with BACKEND_ABORTED. */
  readonly stop: AbortController;
  done: number;
  total: number;
}

interface Tools {
  readonly respond: (question: Question) => Promise<Answer>;
  readonly write: Write;
  /** Resolves when the run may ask. */
  readonly turn: () => Promise<void>;
  readonly signal: AbortSignal;
}

type Found = { readonly report: StoredReport; readonly passed: boolean | null };

/** @throws {BotError} what the run ended with */
export function runInThread(
  run: Running,
  {
    backend,
    folder,
    pace,
  }: { readonly backend: Backend; readonly folder: string; readonly pace: Pick<Pace, "turn"> },
): Promise<Found> {
  const { request, answering, stop } = run;
  const { kind, against } = request;
  const { command } = request.measured;
  const { model, where, head, againstHead } = answering;
  const own = backendFor(backend, command);
  const isScoredHere = own.name === "onnx" && command.labels !== null;
  const task: RunTask = {
    ...{ kind, command, folder, where, model },
    against: against && { version: against.subject, command: against.command },
    head: aboutHead(head),
    againstHead: aboutHead(againstHead),
    atOnce: isScoredHere ? MANY_AT_ONCE : FEW_AT_ONCE,
  };
  // With the heads as they were when the run began, whatever is switched on meanwhile.
  const headOf = (asked: Command) =>
    asked === command ? head : asked === against?.command ? againstHead : null;
  const respond = createResponder(backend, { find: headOf });
  const { signal } = stop;
  return inWorker(run, task, { respond, write: createWriter(own), turn: pace.turn, signal });
}

function inWorker(run: Running, task: RunTask, tools: Tools): Promise<Found> {
  const { signal } = tools;
  return new Promise<Found>((resolve, reject) => {
    const worker = new Worker(new URL("./thread.ts", import.meta.url), { workerData: task });
    const aborted = () => reject(new BotError("BACKEND_ABORTED", "the run was cancelled"));
    const failed = (code: ErrorCode) => reject(new BotError(code, "the run failed"));
    if (signal.aborted) aborted();
    signal.addEventListener("abort", aborted, { once: true });
    worker.on("message", (message: FromRun) => {
      if (message.kind === "progress") Object.assign(run, { done: message.done, total: message.total });
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
  { respond, write, turn, signal }: Tools,
  { id, isAgainst, examples, text, settings, writes }: Extract<FromRun, { kind: "ask" }>,
): Promise<ToRun> {
  const base = isAgainst && task.against ? task.against.command : task.command;
  const command = examples === null ? base : { ...base, examples };
  try {
    await turn();
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
