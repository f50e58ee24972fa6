/** What a store works on: asks, the retractions of erased asks, and the counts of days that changed. Each has a queue, one worker a
 * process, and leases where the database is shared. */

import type { ErasedAsk } from "../../flows/ports/platform.ts";
import type { Database, Listener, StoreLog } from "../database/database.ts";
import { createRollUps } from "../queries/dashboard/roll-ups.ts";
import { findErased } from "../queries/people/privacy.ts";
import { JOB_CHANNEL, SCHEMA } from "../schema/tables.ts";
import { keepCollecting } from "./collecting.ts";
import { keepLease } from "./lease.ts";
import { createQueue } from "./queue.ts";
import { type JobWorker, startWorker } from "./worker.ts";

/** Retractions at once: many erased asks are no storm of calls. */
const RETRACTIONS_AT_ONCE = 2;
/** A job of another process that is no ask may wait so long. */
const OTHERS_MS = 1_000;

export interface Work {
  /** Notices of jobs that other processes added. */
  readonly listener: Listener;
  /** An ask may be due. */
  wakeAsks(): void;
  /** Asks and retractions may be due. */
  wakeAll(): void;
  /** Puts back what a process that is gone was working on: for a process that is alone on its database. */
  takeBackAll(): Promise<void>;
  readonly depth: ReturnType<typeof createQueue>["depth"];
  /** Starts to work, once.
   * @param retract takes back what was posted of an erased ask; left out where nothing is posted */
  start(
    processAsk: (askId: string, attempt: number) => Promise<void>,
    retract?: (erased: ErasedAsk) => Promise<void>,
  ): void;
  readonly isStarted: () => boolean;
  /** Takes no more jobs; resolves when those under way are settled, or at the deadline. */
  stop(deadlineMs: number): Promise<void>;
}

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: puts the workers of all queues together
export function createWork({
  database,
  concurrency,
  rollUpEveryMs,
  log,
}: {
  readonly database: Database;
  /** Asks at once. */
  readonly concurrency: number;
  /** What changed is counted again this often, in milliseconds. */
  readonly rollUpEveryMs: number;
  readonly log: StoreLog;
}): Work {
  const asks = createQueue(database.kysely);
  const retractions = createQueue(database.kysely, "retractions");
  const rollUpJobs = createQueue(database.background, "rollup_jobs");
  const workers: JobWorker[] = [];
  const leases: (() => void)[] = [];
  let askWorker: JobWorker | null = null;
  let stopCollecting = () => {};
  const wakeAsks = () => askWorker?.wake();
  const wakeAll = () => {
    for (const worker of workers) worker.wake();
  };

  let otherTimer: NodeJS.Timeout | undefined;
  const wakeOthers = () => {
    otherTimer = undefined;
    for (const worker of workers) if (worker !== askWorker) worker.wake();
  };

  function startOn(jobs: Omit<Parameters<typeof startWorker>[0], "log">): JobWorker {
    const worker = startWorker({ ...jobs, log });
    workers.push(worker);
    const { running, wake } = worker;
    if (database.isShared)
      leases.push(keepLease({ database, queue: jobs.queue, running, onTakenBack: wake, log }));
    return worker;
  }

  return {
    listener: {
      channel: JOB_CHANNEL,
      onNotice(from) {
        if (from === database.name) return;
        wakeAsks();
        // Nearly every notice is about an ask: the other queues are looked at once for many of them.
        otherTimer ??= setTimeout(wakeOthers, OTHERS_MS).unref();
      },
      onReturn() {
        for (const worker of workers) worker.resume({ isAlone: !database.isShared });
      },
    },
    wakeAsks,
    wakeAll,
    async takeBackAll() {
      for (const queue of [asks, retractions, rollUpJobs]) await queue.takeBack(0);
    },
    depth: () => asks.depth(),
    start(processAsk, retract) {
      askWorker = startOn({
        queue: asks,
        title: "an ask",
        process: (askId, attempt) => processAsk(askId, attempt),
        concurrency,
      });
      const rollUps = createRollUps(database);
      const counting = startOn({
        queue: rollUpJobs,
        title: "the count of a day",
        process: (unit, _attempt, taken) => rollUps.rollUp(unit, taken),
        concurrency: 1,
      });
      stopCollecting = keepCollecting({ rollUps, everyMs: rollUpEveryMs, onJobs: counting.wake, log });
      if (!retract) return;
      const db = database.kysely.withSchema(SCHEMA);
      startOn({
        queue: retractions,
        title: "the retraction of an erased ask",
        async process(askId) {
          const erased = await findErased(db, askId);
          if (erased) await retract(erased);
        },
        concurrency: RETRACTIONS_AT_ONCE,
      });
    },
    isStarted: () => askWorker !== null,
    async stop(deadlineMs) {
      stopCollecting();
      clearTimeout(otherTimer);
      await Promise.all(workers.map((worker) => worker.stop(deadlineMs)));
      for (const endLease of leases) endLease();
    },
  };
}
