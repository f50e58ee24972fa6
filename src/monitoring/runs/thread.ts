/** The thread of a run: plans it, keeps the answers, and sums up, which takes longer than an acknowledgement may wait. The main thread asks the model. */

import { parentPort, workerData } from "node:worker_threads";
import type { Answer, AskSettings, GenerationSettings } from "../../core/ask.ts";
import type { Command } from "../../core/command/command.ts";
import { BotError, toBotError } from "../../core/errors.ts";
import type { ChartView } from "../../core/views/view.ts";
import type { MeasurementReport } from "../../flows/ports/measurements.ts";
import { auditBody, auditHtml } from "../audit/report/html.ts";
import { remarksOf } from "../audit/report/words.ts";
import { runAudit } from "../audit/run.ts";
import { asFile } from "../charts.ts";
import { figuresOf } from "../insights/charts.ts";
import { findingsOf } from "../insights/findings.ts";
import { insightsBody, insightsHtml } from "../insights/html.ts";
import { type Insights, runInsights } from "../insights/run.ts";
import type { FromRun, RunTask, ToRun, Written } from "./messages.ts";

/** Orders of the examples, as in the terminal. */
const ORDERS = 5;
/** Progress is reported at most so often, in milliseconds. */
const TELL_MS = 200;

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

let asks = 0;
async function ask(
  command: Command,
  text: string,
  how: { settings?: AskSettings; writes?: GenerationSettings },
) {
  const id = asks++;
  const isAgainst = task.against !== null && command.revision === task.against.command.revision;
  const base = isAgainst ? task.against?.command : task.command;
  const reply = Promise.withResolvers<Reply>();
  waiting.set(id, reply);
  const examples = command.examples === base?.examples ? null : command.examples;
  send({
    kind: "ask",
    id,
    isAgainst,
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

let toldAt = 0;
/** @param isLast reported in any case */
function tell(done: number, total: number, isLast = done === 0 || done === total): void {
  if (!isLast && performance.now() - toldAt < TELL_MS) return;
  toldAt = performance.now();
  send({ kind: "progress", done, total });
}

async function audit(): Promise<{ report: MeasurementReport; passed: boolean | null }> {
  const { command, model, where, folder, atOnce, against } = task;
  const common = { command, model, where, folder, atOnce, respond, onProgress: tell };
  const found = await runAudit(against === null ? common : { ...common, against });
  const report = {
    html: String(await auditBody([found])),
    page: await auditHtml([found]),
    json: JSON.stringify(found),
    charts: [],
    sentences: remarksOf(found),
    line: null,
  };
  return { report, passed: found.passed };
}

async function insights(): Promise<{ report: MeasurementReport; passed: null }> {
  const { command, model, where, folder, atOnce } = task;
  // The second figure, where there is one, follows the first.
  const totals = { examples: 0, settings: 0 };
  const found = await runInsights({
    ...{ command, model, where, folder, atOnce, write, orders: ORDERS },
    respond: (asked, text) => respond(asked, text),
    onProgress(figure, done, total) {
      totals[figure] = total;
      const before = figure === "settings" ? totals.examples : 0;
      tell(before + done, totals.examples + totals.settings);
    },
  });
  const figures = await figuresOf(found);
  const report = {
    html: String(await insightsBody(found, figures)),
    page: await insightsHtml(found),
    json: JSON.stringify({ ...found, findings: findingsOf(found) }),
    charts: figures.map(({ name, svg }) => ({ name, svg: asFile(svg) })),
    sentences: findingsOf(found),
    line: lineOf(found),
  };
  return { report, passed: null };
}

function lineOf({ command, examples }: Insights): ChartView | null {
  if (examples === null) return null;
  const { points, texts } = examples;
  return {
    title: `/${command}: right answers by number of examples`,
    xLabel: `examples (n = ${texts})`,
    yLabel: "right answers",
    x: points.map((point) => String(point.examples)),
    series: [
      { name: "mean", values: points.map(({ accuracy }) => accuracy) },
      { name: "worst order", values: points.map(({ worst }) => worst) },
    ],
  };
}

(task.kind === "audit" ? audit() : insights())
  .then(
    (found) => send({ kind: "done", ...found }),
    (cause: unknown) => send({ kind: "failed", code: toBotError(cause).code }),
  )
  .finally(() => port.close());
