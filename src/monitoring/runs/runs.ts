/** Audits and insights that run beside the asks: one at a time, in a thread, behind every ask; kept, so that a restart continues them. */

import type { Answer, ModelInfo } from "../../core/ask.ts";
import type { Command } from "../../core/command/command.ts";
import { type ErrorCode, toBotError } from "../../core/errors.ts";
import { backendFor } from "../../flows/asks/backend-for.ts";
import { inBackground } from "../../flows/asks/in-background.ts";
import { createResponder, type Question } from "../../flows/asks/respond.ts";
import type { Log } from "../../flows/bot/context.ts";
import { createWriter } from "../../flows/measure/write.ts";
import type { Backend } from "../../flows/ports/backend.ts";
import type { Commands } from "../../flows/ports/commands.ts";
import type { MeasurementRequest, MeasurementRun, Measurements } from "../../flows/ports/measurements.ts";
import { VERSION } from "../../version.ts";
import { type KeptRun, openRunFiles, runIdOf } from "./files.ts";
import { runInThread } from "./in-thread.ts";

export interface RunsOptions {
  readonly backend: Backend;
  readonly commands: Pick<Commands, "parse">;
  /** REPORTS_DIR. */
  readonly folder: string;
  readonly log: Log;
}

/** Labels that this process scores: they wait behind every ask. More at once make no audit shorter. */
const MANY_AT_ONCE = 4;
/** On a server, and where a text is written, each takes its place among the asks. */
const FEW_AT_ONCE = 2;
/** What ModelInfo says where a server names no revision: it may run other weights tomorrow. */
const UNKNOWN_REVISION = "unknown";

interface Run {
  kept: KeptRun;
  readonly request: MeasurementRequest;
  done: number;
  total: number;
  /** Null once it has ended. */
  stop: AbortController | null;
}

/** Reads the runs of earlier, and continues those that were cut off.
 * @returns `close` ends what runs; the next start continues it */
export async function openRuns(options: RunsOptions): Promise<Measurements & { close(): Promise<void> }> {
  const { commands, folder, log } = options;
  const files = openRunFiles(folder);
  const backend = inBackground(options.backend);
  const respond = createResponder(backend);
  const runs = new Map<string, Run>();
  const queue: Run[] = [];
  let isClosing = false;
  let working: Promise<void> | null = null;

  async function keep(run: Run, changes: Partial<KeptRun>): Promise<void> {
    run.kept = { ...run.kept, ...changes };
    await files.keep(run.kept);
  }

  /** Works on what waits, one after the other. */
  async function work(): Promise<void> {
    for (let run = queue.shift(); run !== undefined && !isClosing; run = queue.shift()) {
      if (run.stop !== null)
        await measure(run, run.stop.signal).catch((cause: unknown) => {
          log.error({ reason: toBotError(cause).message }, "a run could not be kept");
        });
    }
    working = null;
  }

  async function measure(run: Run, signal: AbortSignal): Promise<void> {
    const { id, kind } = run.kept;
    try {
      await keep(run, { state: "running" });
      const { report, passed } = await inThread(run, signal, { backend, respond, folder });
      await files.keepReport(id, report);
      await keep(run, { state: "done", endedAt: new Date(), passed });
    } catch (cause) {
      // What a stop cuts off stays "running", and so continues.
      if (isClosing) return;
      const { code } = toBotError(cause);
      const isCancelled = signal.aborted;
      if (!isCancelled) log.warn({ kind, command: run.kept.measured.name, code }, "a run failed");
      await keep(run, {
        state: isCancelled ? "cancelled" : "failed",
        endedAt: new Date(),
        failure: isCancelled ? null : code,
      });
    } finally {
      run.stop = null;
    }
  }

  function enqueue(run: Run): void {
    run.stop = new AbortController();
    queue.push(run);
    working ??= work();
  }

  for (const kept of await files.readAll()) {
    const request = requestOf(kept, commands);
    // A command that this release can't read any more is not shown.
    if (request === null) continue;
    const run: Run = { kept, request, done: 0, total: 0, stop: null };
    runs.set(kept.id, run);
    if (kept.endedAt === null) enqueue(run);
  }

  return {
    async start(request) {
      const { command } = request.measured;
      const model = await backendFor(backend, command).describe();
      const id = idOf(request, model, backendFor(backend, command).where);
      const before = runs.get(id);
      const isFresh = before?.kept.state === "done" && model.revision !== UNKNOWN_REVISION;
      // A run that has just ended may still be written.
      if (before && (before.kept.endedAt === null || isFresh)) return viewOf(before);
      const run: Run = { kept: keptOf(request, { id, model }), request, done: 0, total: 0, stop: null };
      // Before anything is awaited, so that whoever starts the same meanwhile gets this one.
      runs.set(id, run);
      run.stop = new AbortController();
      try {
        await files.keep(run.kept);
      } catch (cause) {
        runs.delete(id);
        throw cause;
      }
      if (run.stop !== null && run.kept.state === "waiting") {
        queue.push(run);
        working ??= work();
      }
      return viewOf(run);
    },
    list: (kind) =>
      [...runs.values()]
        .filter(({ kept }) => kept.kind === kind)
        .sort((a, b) => b.kept.startedAt.getTime() - a.kept.startedAt.getTime())
        .map(viewOf),
    find: (id) => {
      const run = runs.get(id);
      return run ? viewOf(run) : null;
    },
    report: async (id) => (runs.get(id)?.kept.state === "done" ? files.readReport(id) : null),
    async cancel(id) {
      const run = runs.get(id);
      if (!run?.stop) return;
      const isWaiting = run.kept.state === "waiting";
      run.stop.abort();
      if (!isWaiting) return;
      run.stop = null;
      await keep(run, { state: "cancelled", endedAt: new Date() });
    },
    async close() {
      isClosing = true;
      for (const run of runs.values()) run.stop?.abort();
      await working;
    },
  };
}

/** Everything that decides the result. */
function idOf({ kind, measured, against }: MeasurementRequest, model: ModelInfo, where: string): string {
  const { name, revision, version } = measured.command;
  return runIdOf({
    ...{ release: VERSION, kind, name, revision, version, where },
    against: against && [against.command.revision, against.subject],
    model: [model.name, model.revision, model.dtype],
  });
}

function keptOf(
  { kind, measured, against }: MeasurementRequest,
  { id, model }: { readonly id: string; readonly model: ModelInfo },
): KeptRun {
  const of = ({ command, source }: MeasurementRequest["measured"]) => ({
    ...{ name: command.name, number: command.version, source },
  });
  return {
    ...{ format: 1, id, kind, measured: of(measured) },
    against: against && { ...of(against), subject: against.subject },
    revision: measured.command.revision,
    model: model.name,
    state: "waiting",
    startedAt: new Date(),
    ...{ endedAt: null, failure: null, passed: null },
  };
}

/** @returns null where the source can't be read any more */
function requestOf(
  { kind, measured, against }: KeptRun,
  commands: RunsOptions["commands"],
): MeasurementRequest | null {
  const read = ({ name, number, source }: KeptRun["measured"]) => {
    const parsed = commands.parse(name, source);
    const command: Command | null = "command" in parsed ? { ...parsed.command, version: number } : null;
    return command && { command, source };
  };
  const own = read(measured);
  const other = against && read(against);
  if (own === null || (against !== null && !other)) return null;
  return { kind, measured: own, against: other && against && { ...other, subject: against.subject } };
}

function viewOf({ kept, done, total }: Run): MeasurementRun {
  const { measured, against, id, kind, revision, model, state, startedAt, endedAt, failure, passed } = kept;
  return {
    ...{ id, kind, revision, model, state, done, total, startedAt, endedAt, passed },
    failure: failure as ErrorCode | null,
    command: measured.name,
    version: measured.number,
    against: against?.subject ?? null,
  };
}

async function inThread(
  run: Run,
  signal: AbortSignal,
  {
    backend,
    respond,
    folder,
  }: {
    readonly backend: Backend;
    readonly respond: (question: Question) => Promise<Answer>;
    readonly folder: string;
  },
) {
  const { kind, measured, against } = run.request;
  const { command } = measured;
  const own = backendFor(backend, command);
  const isScoredHere = own.name === "onnx" && command.labels !== null;
  return runInThread(
    {
      ...{ kind, command, folder, where: own.where },
      against: against && { version: against.subject, command: against.command },
      model: await own.describe(),
      atOnce: isScoredHere ? MANY_AT_ONCE : FEW_AT_ONCE,
    },
    {
      ...{ respond, signal },
      write: createWriter(own),
      onProgress(done, total) {
        run.done = done;
        run.total = total;
      },
    },
  );
}
