/** Audits and insights that run beside the asks: one at a time in a process, in a thread, behind every ask; each once for all processes
 * that share the store, and continued by another where its process is gone. */

import { randomUUID } from "node:crypto";
import { type BotError, toBotError } from "../../core/errors.ts";
import { inBackground } from "../../flows/asks/answer/in-background.ts";
import type { Log } from "../../flows/bot/context.ts";
import type { Heads } from "../../flows/learning/heads.ts";
import type { RunEnd, RunStore } from "../../flows/monitoring/measure/ports.ts";
import type { Backend } from "../../flows/ports/backend.ts";
import type { Commands } from "../../flows/ports/commands.ts";
import type { MeasurementRequest, MeasurementRun, Measurements } from "../../flows/ports/measurements.ts";
import { runInThread } from "./in-thread.ts";
import { createPace } from "./pace.ts";
import { fromStored, reportFor, toStored } from "./report.ts";
import { type Answering, answeringOf, newRunOf, requestOf } from "./request.ts";

export interface RunsOptions {
  readonly backend: Backend;
  readonly commands: Pick<Commands, "parse">;
  readonly heads: Pick<Heads, "find">;
  readonly store: RunStore;
  /** REPORTS_DIR, for the answers on the way. */
  readonly folder: string;
  readonly log: Log;
  /** A process that has not renewed its hold for so long holds no run any more. Default 8 seconds. */
  readonly holdMs?: number;
}

/** A process that is silent for so long is dead, as it is for asks. */
const HOLD_MS = 8_000;
/** A run's process renews its hold so often meanwhile. */
const BEATS = 8;
/** A process without a run looks this often, in beats, for one that no process holds. */
const LOOK_EVERY = 4;
/** What ModelInfo says where a server names no revision: it may run other weights tomorrow. */
const UNKNOWN_REVISION = "unknown";

/** A run that this process works on, or will. */
interface Run extends Pick<MeasurementRun, "id"> {
  readonly request: MeasurementRequest;
  readonly answering: Answering;
  readonly stop: AbortController;
  state: "waiting" | "running";
  done: number;
  total: number;
}

/** Continues runs that were cut off.
 * @returns `close` ends what runs here; another process, or the next start, continues it */
export function openRuns(options: RunsOptions): Measurements & { close(): Promise<void> } {
  const { store, commands, heads, log, holdMs = HOLD_MS } = options;
  const backend = inBackground(options.backend);
  const hold = { holder: randomUUID(), forMs: holdMs };
  const pace = createPace();
  const held = new Map<string, Run>();
  const queue: Run[] = [];
  let isClosing = false;
  let working: Promise<void> | null = null;
  let beats = 0;
  let isBeating = false;

  function enqueue(run: Pick<Run, "id" | "request" | "answering">): void {
    const own: Run = { ...run, state: "waiting", done: 0, total: 0, stop: new AbortController() };
    held.set(run.id, own);
    queue.push(own);
    working ??= work();
  }

  /** Works on what waits, one after the other. */
  async function work(): Promise<void> {
    for (let run = queue.shift(); run !== undefined && !isClosing; run = queue.shift())
      if (held.get(run.id) === run) await measure(run);
    working = null;
    if (!isClosing) await look().catch(noteFault);
  }

  async function measure(run: Run): Promise<void> {
    run.state = "running";
    const end = await runInThread(run, { ...options, backend, pace }).then(
      ({ report, passed }): RunEnd => ({ state: "done", failure: null, passed, report: toStored(report) }),
      (cause: unknown): RunEnd => {
        const { code } = toBotError(cause);
        const { kind, measured } = run.request;
        if (!run.stop.signal.aborted)
          log.warn({ kind, command: measured.command.name, code }, "a run failed");
        return { state: "failed", failure: code, passed: null, report: null };
      },
    );
    // What was cut off is continued; what was cancelled, or taken by another process, has its end already.
    if (!run.stop.signal.aborted) await store.endRun(run.id, hold.holder, end).catch(noteFault);
    if (held.get(run.id) === run) held.delete(run.id);
  }

  /** Takes a run that no process holds. */
  async function look(): Promise<void> {
    if (isClosing || held.size > 0) return;
    const taken = await store.takeRun(hold);
    if (taken === null) return;
    const request = requestOf(taken, commands);
    const answering = request && (await answeringOf(request, { backend, heads }));
    // Another command, model or head gives another result: whoever wants that starts a run of its own.
    const isSame = request && answering && isAbout(newRunOf(request, answering), taken);
    if (isClosing) await store.releaseRuns(hold.holder);
    else if (isSame) enqueue({ id: taken.id, request, answering });
    else await store.cancelRun(taken.id);
  }

  /** Renews the hold, and lets go of what was cancelled or taken elsewhere. */
  async function beat(): Promise<void> {
    const runs = [...held.values()];
    if (runs.length === 0) {
      if (beats++ % LOOK_EVERY === 0) await look();
      return;
    }
    const kept = await store.holdRuns(runs, hold);
    for (const run of runs) if (!kept.includes(run.id)) drop(run);
  }

  function drop(run: Run): void {
    if (held.get(run.id) !== run) return;
    held.delete(run.id);
    run.stop.abort();
  }

  const noteFault = (cause: unknown) =>
    log.warn({ reason: (cause as BotError).message }, "a run could not be taken or kept; trying again");
  const onBeat = () => {
    if (isBeating || isClosing) return;
    isBeating = true;
    beat()
      .catch(noteFault)
      .finally(() => {
        isBeating = false;
      });
  };
  const timer = setInterval(onBeat, holdMs / BEATS).unref();
  onBeat();

  /** As far as it is by now, where it runs here. */
  function viewOf(run: MeasurementRun): MeasurementRun {
    const own = run.endedAt === null ? held.get(run.id) : undefined;
    return own ? { ...run, state: own.state, done: own.done, total: own.total } : run;
  }

  return {
    async start(request) {
      const answering = await answeringOf(request, { backend, heads });
      const again = answering.model.revision === UNKNOWN_REVISION;
      const { run, isOurs } = await store.addRun(newRunOf(request, answering), { ...hold, again });
      if (isOurs && !isClosing) enqueue({ id: run.id, request, answering });
      return viewOf(run);
    },
    list: async (kind) => (await store.listRuns(kind)).map(viewOf),
    async find(id) {
      const run = await store.findRun(id);
      return run && viewOf(run);
    },
    async report(id, locale) {
      const report = await store.runReport(id);
      return report === null ? null : reportFor(fromStored(report), locale);
    },
    async cancel(id) {
      await store.cancelRun(id);
      const own = held.get(id);
      if (own) drop(own);
    },
    noteAsk: pace.noteAsk,
    async close() {
      isClosing = true;
      clearInterval(timer);
      for (const run of held.values()) run.stop.abort();
      await working;
      await store.releaseRuns(hold.holder).catch(noteFault);
    },
  };
}

/** Whether a run is still about the same: a newer release continues what an earlier one began. */
function isAbout(now: Pick<MeasurementRun, "revision" | "model" | "head">, then: MeasurementRun): boolean {
  return (
    now.revision === then.revision &&
    now.model === then.model &&
    now.head?.number === then.head?.number &&
    now.head?.rows === then.head?.rows
  );
}
