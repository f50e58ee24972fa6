/** The runs that this process holds: it works on them one after the other. */

import { toBotError } from "../../core/errors.ts";
import type { Log } from "../../flows/bot/context.ts";
import type { RunEnd } from "../../flows/monitoring/measure/ports.ts";
import type { MeasurementRequest, MeasurementRun } from "../../flows/ports/measurements.ts";
import { runInThread } from "./in-thread.ts";
import { toStored } from "./report.ts";
import type { Answering } from "./request.ts";

/** A run that this process works on, or will. */
export interface HeldRun extends Pick<MeasurementRun, "id"> {
  readonly request: MeasurementRequest;
  readonly answering: Answering;
  readonly stop: AbortController;
  state: "waiting" | "running";
  done: number;
  total: number;
}

export interface HeldRuns {
  /** Works on it after those that wait already. */
  add(run: Pick<HeldRun, "id" | "request" | "answering">): void;
  find(id: string): HeldRun | undefined;
  list(): readonly HeldRun[];
  /** Ends the work on a run that was cancelled, or taken by another process. */
  drop(id: string): void;
  /** Cuts everything off; what was under way is continued elsewhere. */
  close(): Promise<void>;
}

interface HeldRunsOptions {
  readonly thread: Parameters<typeof runInThread>[1];
  readonly log: Log;
  readonly end: (id: string, end: RunEnd) => Promise<void>;
  /** Nothing waits any more. */
  readonly onIdle: () => Promise<void>;
}

export function createHeldRuns({ thread, log, end, onIdle }: HeldRunsOptions): HeldRuns {
  const held = new Map<string, HeldRun>();
  const queue: HeldRun[] = [];
  let isClosing = false;
  let working: Promise<void> | null = null;

  async function work(): Promise<void> {
    for (let run = queue.shift(); run !== undefined && !isClosing; run = queue.shift())
      if (held.get(run.id) === run) await measure(run);
    working = null;
    if (!isClosing) await onIdle();
  }

  async function measure(run: HeldRun): Promise<void> {
    run.state = "running";
    const outcome = await runInThread(run, thread).then(
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
    if (!run.stop.signal.aborted) await end(run.id, outcome);
    if (held.get(run.id) === run) held.delete(run.id);
  }

  return {
    add(run) {
      const own: HeldRun = { ...run, state: "waiting", done: 0, total: 0, stop: new AbortController() };
      held.set(run.id, own);
      queue.push(own);
      working ??= work();
    },
    find: (id) => held.get(id),
    list: () => [...held.values()],
    drop(id) {
      held.get(id)?.stop.abort();
      held.delete(id);
    },
    async close() {
      isClosing = true;
      for (const run of held.values()) run.stop.abort();
      await working;
    },
  };
}
