/** The thread of a run: plans it, keeps the answers, and sums up, which takes longer than an acknowledgement may wait. The main thread asks the model. */

import { parentPort, workerData } from "node:worker_threads";
import type { Answer, AskSettings, GenerationSettings } from "../../core/ask.ts";
import type { Command } from "../../core/command/command.ts";
import { BotError, toBotError } from "../../core/errors.ts";
import { runAudit } from "../audit/run.ts";
import { runInsights } from "../insights/run.ts";
import type { FromRun, RunTask, ToRun, Written } from "./messages.ts";
import { reportAudit, reportInsights, type StoredReport } from "./report.ts";

/** Orders of the examples, as in the terminal. */
const ORDERS = 5;
/** Progress is reported at most so often, in milliseconds. */
const REPORT_EVERY_MS = 200;

const port = parentPort;
if (port === null) throw new Error("this file is the thread of a run");
const task = workerData as RunTask;
const send = (message: FromRun) => port.postMessage(message);

type Reply = Exclude<ToRun, { error: object }>;
const waiting = new Map<number, PromiseWithResolvers<Reply>>();
port.on("message", (reply: ToRun) => {
  const asked = waiting.get(reply.id);
  waiting.delete(reply.id);
  if ("error" in reply) {
    const { code, retryable, retryAfterMs } = reply.error;
    asked?.reject(
      new BotError(code, code, { retryable, ...(retryAfterMs === null ? {} : { retryAfterMs }) }),
    );
  } else asked?.resolve(reply);
});

const isAgainst = ({ revision }: Command) => revision === task.against?.command.revision;

let asks = 0;
async function ask(
  command: Command,
  text: string,
  how: { settings?: AskSettings; writes?: GenerationSettings },
) {
  const id = asks++;
  const base = isAgainst(command) ? task.against?.command : task.command;
  const reply = Promise.withResolvers<Reply>();
  waiting.set(id, reply);
  const examples = command.examples === base?.examples ? null : command.examples;
  send({
    kind: "ask",
    id,
    isAgainst: isAgainst(command),
    examples,
    text,
    settings: how.settings ?? {},
    writes: how.writes ?? null,
  });
  return reply.promise;
}

const respond = async (command: Command, text: string, settings: AskSettings = {}) =>
  (await ask(command, text, { settings })).answer as Answer;
const write = async (command: Command, text: string, writes: GenerationSettings) =>
  (await ask(command, text, { writes })).written as Written;

let reportedAt = 0;
/** @param isLast reported in any case */
function report(done: number, total: number, isLast = done === 0 || done === total): void {
  if (!isLast && performance.now() - reportedAt < REPORT_EVERY_MS) return;
  reportedAt = performance.now();
  send({ kind: "progress", done, total });
}

async function audit(): Promise<{ report: StoredReport; passed: boolean | null }> {
  const { command, model, where, folder, atOnce, against } = task;
  const found = await runAudit({
    ...{ command, model, where, folder, atOnce, respond, onProgress: report },
    headOf: (asked) => (isAgainst(asked) ? task.againstHead : task.head),
    ...(against === null ? {} : { against }),
  });
  return { report: await reportAudit(found), passed: found.passed };
}

async function insights(): Promise<{ report: StoredReport; passed: null }> {
  const { command, model, where, folder, atOnce, head } = task;
  // The second figure, where there is one, follows the first.
  const totals = { examples: 0, settings: 0 };
  const found = await runInsights({
    ...{ command, model, where, folder, atOnce, write, orders: ORDERS },
    // Never the command itself, behind whose prompt the head would decide.
    respond: (asked, text) => respond({ ...asked, examples: [...asked.examples] }, text),
    head: head && { ...head, respond: (text) => respond(command, text) },
    onProgress(figure, done, total) {
      totals[figure] = total;
      const before = figure === "settings" ? totals.examples : 0;
      report(before + done, totals.examples + totals.settings);
    },
  });
  return { report: await reportInsights(found), passed: null };
}

(task.kind === "audit" ? audit() : insights())
  .then(
    (found) => send({ kind: "done", ...found }),
    (cause: unknown) => send({ kind: "failed", code: toBotError(cause).code }),
  )
  .finally(() => port.close());
