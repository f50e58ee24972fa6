/** Audits and insights that run beside the asks: one at a time in a process, in a thread, behind every ask; each once for all processes
 * that share the store, and continued by another where its process is gone. */

import { randomUUID } from "node:crypto";
import type { BotError } from "../../core/errors.ts";
import { inBackground } from "../../flows/asks/answer/in-background.ts";
import type { Log } from "../../flows/bot/context.ts";
import type { Heads } from "../../flows/learning/heads.ts";
import type { RunStore } from "../../flows/monitoring/measure/ports.ts";
import type { Backend } from "../../flows/ports/backend.ts";
import type { Commands } from "../../flows/ports/commands.ts";
import type { MeasurementRun, Measurements } from "../../flows/ports/measurements.ts";
import { createHeldRuns } from "./held-runs.ts";
import { createPace } from "./pace.ts";
import { fromStored, reportFor } from "./report.ts";
import { answeringOf, newRunOf, requestOf } from "./request.ts";

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

/** Continues runs that were cut off.
 * @returns `close` ends what runs here; another process, or the next start, continues it */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: the methods of one port, and what holds runs behind them
export function openRuns(options: RunsOptions): Measurements & { close(): Promise<void> } {
  const { store, commands, heads, log, holdMs = HOLD_MS } = options;
  const backend = inBackground(options.backend);
  const hold = { holder: randomUUID(), forMs: holdMs };
  const pace = createPace();
  let isClosing = false;
  let beats = 0;
  let isBeating = false;
  const noteFault = (cause: unknown) =>
    log.warn({ reason: (cause as BotError).message }, "a run could not be taken or kept; trying again");
  const held = createHeldRuns({
    ...{ log, thread: { ...options, backend, pace } },
    end: (id, end) => store.endRun(id, hold.holder, end).catch(noteFault),
    onIdle: () => look().catch(noteFault),
  });

  /** Takes a run that no process holds. */
  async function look(): Promise<void> {
    if (isClosing || held.list().length > 0) return;
    const taken = await store.takeRun(hold);
    if (taken === null) return;
    const request = requestOf(taken, commands);
    const answering = request && (await answeringOf(request, { backend, heads }));
    // Another command, model or head gives another result: whoever wants that starts a run of its own.
    const isSame = request && answering && isAbout(newRunOf(request, answering), taken);
    if (isClosing) await store.releaseRuns(hold.holder);
    else if (isSame) held.add({ id: taken.id, request, answering });
    else await store.cancelRun(taken.id);
  }

  /** Renews the hold, and lets go of what was cancelled or taken elsewhere. */
  async function beat(): Promise<void> {
    const runs = held.list();
    if (runs.length === 0) {
      if (beats++ % LOOK_EVERY === 0) await look();
      return;
    }
    const kept = await store.holdRuns(runs, hold);
    for (const run of runs) if (!kept.includes(run.id) && held.find(run.id) === run) held.drop(run.id);
  }

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
    const own = run.endedAt === null ? held.find(run.id) : undefined;
    return own ? { ...run, state: own.state, done: own.done, total: own.total } : run;
  }

  return {
    async start(request) {
      const answering = await answeringOf(request, { backend, heads });
      const again = answering.model.revision === UNKNOWN_REVISION;
      const { run, isOurs } = await store.addRun(newRunOf(request, answering), { ...hold, again });
      if (isOurs && !isClosing) held.add({ id: run.id, request, answering });
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
      held.drop(id);
    },
    noteAsk: pace.noteAsk,
    async close() {
      isClosing = true;
      clearInterval(timer);
      await held.close();
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
