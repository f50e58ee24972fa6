/** Works on the queue: takes what is due as soon as there is a notice of it, up to a number at once. */

import type { StoreLog } from "../database/database.ts";
import type { Job, Queue } from "./queue.ts";
import { createSettling, REST_MS } from "./settling.ts";

/** Polls the queue this often: for notices that were lost, and for jobs put back by other processes. */
const POLL_EVERY_MS = 2_000;
/** While the database stays away, one log line this often. */
const LOG_EVERY_MS = 30_000;

/** @param id the ask's, or whatever else the job is about
 * @param taken names the hold */
type ProcessJob = (id: string, attempt: number, taken: number) => Promise<void>;

export interface JobWorker {
  /** Something may be due. */
  wake(): void;
  /** The database was lost and is back. Where this process is alone on it, a job that is held and that nobody works on was lost on the way here. */
  resume(options: { readonly isAlone: boolean }): void;
  /** Jobs that are being worked on. */
  running(): readonly Job[];
  /** Takes no more jobs; resolves when those under way are settled, or at the deadline. */
  stop(deadlineMs: number): Promise<void>;
}

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: short functions that share the state of one worker
export function startWorker(options: {
  readonly queue: Queue;
  /** What a job is, for the log, e.g. "an ask". */
  readonly title: string;
  readonly process: ProcessJob;
  /** Jobs at once. */
  readonly concurrency: number;
  readonly log: StoreLog;
}): JobWorker {
  const { queue, title, process, concurrency, log } = options;
  const running = new Map<Promise<void>, Job>();
  const timers = new Set<NodeJS.Timeout>();
  let isWoken = false;
  let mayHoldLost = false;
  let isTaking = false;
  let taking = Promise.resolve();
  let isStopped = false;

  const later = (ms: number, work: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      work();
    }, ms);
    timers.add(timer);
  };
  const wake = () => {
    isWoken = true;
    if (!isTaking && !isStopped) taking = takeDue();
  };

  /** Logs a failure of the database, at first and then now and again. */
  let failedAtMs = Number.NEGATIVE_INFINITY;
  const warn = (error: Error, message: string) => {
    if (performance.now() - failedAtMs < LOG_EVERY_MS) return;
    failedAtMs = performance.now();
    log.warn({ reason: error.message }, message);
  };

  const settling = createSettling({
    queue,
    title,
    wake: (afterMs) => (afterMs === undefined ? wake() : later(afterMs, wake)),
    onFailure: warn,
    isStopped: () => isStopped,
    log,
  });

  /** Takes jobs until none is due or as many run as may. */
  async function takeDue(): Promise<void> {
    isTaking = true;
    while (isWoken && !isStopped && running.size < concurrency) {
      isWoken = false;
      try {
        if (mayHoldLost) await queue.takeBack(0, [...running.values()]);
        mayHoldLost = false;
        const jobs = await queue.take(concurrency - running.size);
        // There may be more.
        if (jobs.length > 0) isWoken = true;
        for (const job of jobs) start(job);
        failedAtMs = Number.NEGATIVE_INFINITY;
      } catch (error) {
        warn(error as Error, "the queue could not be read; trying again");
        later(REST_MS, wake);
      }
    }
    isTaking = false;
  }

  function start(job: Job): void {
    const work = run(job).finally(() => {
      const wasFull = running.size >= concurrency;
      running.delete(work);
      if (wasFull) wake();
    });
    running.set(work, job);
  }

  async function run(job: Job): Promise<void> {
    try {
      await process(job.id, job.attempt, job.taken);
    } catch (cause) {
      await settling.failed(job, cause);
      return;
    }
    await settling.done(job);
  }

  const clock = setInterval(wake, POLL_EVERY_MS);
  wake();
  return {
    wake,
    resume({ isAlone }) {
      mayHoldLost ||= isAlone;
      wake();
    },
    running: () => [...running.values()],
    async stop(deadlineMs) {
      isStopped = true;
      clearInterval(clock);
      for (const timer of timers) clearTimeout(timer);
      const deadline = Promise.withResolvers<void>();
      const timer = setTimeout(deadline.resolve, deadlineMs);
      // Jobs that are being taken just now are waited for as well.
      const settled = taking.then(() => Promise.allSettled(running.keys()));
      await Promise.race([settled, deadline.promise]);
      clearTimeout(timer);
    },
  };
}
