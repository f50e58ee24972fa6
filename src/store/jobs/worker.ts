/** Works on the queue: takes what is due as soon as there is a notice of it, up to a number at once, and decides when a failure is tried again. */

import { toBotError } from "../../core/errors.ts";
import type { StoreLog } from "../database.ts";
import type { Job, Queue } from "./queue.ts";

/** Polls the queue this often: for notices that were lost, and for jobs put back by other processes. */
const POLL_EVERY_MS = 2_000;
/** Waits between tries: the first, doubling up to the most; each shortened by up to a half at random. */
const FIRST_WAIT_MS = 1_000;
const MAX_WAIT_MS = 5 * 60_000;
/** Where the other side names a wait that is shorter, the usual wait counts up to this. */
const MAX_FLOOR_MS = 5_000;
/** What may pass by waiting is tried for a day; what should not happen, a few times. */
const MAX_AGE_MS = 24 * 60 * 60_000;
const MAX_FAULTY_TRIES = 3;
/** After the database failed, before it is asked again. */
const REST_MS = 500;
/** While the database stays away, one log line this often. */
const LOG_EVERY_MS = 30_000;

export type ProcessJob = (askId: string, attempt: number) => Promise<void>;

export interface JobWorker {
  /** Something may be due. */
  wake(): void;
  /** The database was lost and is back. Where this process is alone on it, a job that is held and not in hand was lost on the way here. */
  resume(options: { readonly isAlone: boolean }): void;
  /** Jobs in hand. */
  running(): readonly Job[];
  /** Takes no more jobs; resolves when those in hand are settled, or at the deadline. */
  stop(deadlineMs: number): Promise<void>;
}

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
  let done: Job[] = [];
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
      await process(job.askId, job.attempt);
    } catch (cause) {
      await keepTrying(() => putBack(job, cause));
      return;
    }
    done.push(job);
    // Jobs that end in the same turn are settled in one statement.
    await Promise.resolve();
    const jobs = done;
    done = [];
    if (jobs.length > 0)
      await keepTrying(async () => {
        if (await queue.settle(jobs)) wake();
      });
  }

  async function putBack(job: Job, cause: unknown): Promise<void> {
    const { code, message, retryable, retryAfterMs } = toBotError(cause);
    const isHopeless = !retryable && job.attempt >= MAX_FAULTY_TRIES;
    const delayMs = retryAfterMs === null ? backoff(job.attempt) : bounded(retryAfterMs, job.attempt);
    const isComing = !isHopeless && (await queue.postpone(job, { delayMs, maxAgeMs: MAX_AGE_MS }));
    const fields = { askId: job.askId, attempt: job.attempt, code, reason: message };
    if (isComing) {
      log.warn({ ...fields, delayMs }, `${title} could not be finished; trying again`);
      later(delayMs + 5, wake);
      return;
    }
    if (isHopeless && (await queue.settle([job]))) wake();
    log.error(fields, `${title} could not be finished and is given up`);
  }

  /** Settles through an outage of the database; at a stop the job is left to whoever comes next. */
  async function keepTrying(settle: () => Promise<void>): Promise<void> {
    for (;;) {
      try {
        return await settle();
      } catch (error) {
        warn(error as Error, "a job could not be settled; trying again");
        if (isStopped) return;
        await new Promise((resolve) => setTimeout(resolve, REST_MS));
      }
    }
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
      // Jobs that are being taken just now are in hand as well, though not yet here.
      const settled = taking.then(() => Promise.allSettled(running.keys()));
      await Promise.race([settled, deadline.promise]);
      clearTimeout(timer);
    },
  };
}

/** What the other side asked for, but never at once again and again, and never past the age at which a job is given up. */
function bounded(retryAfterMs: number, attempt: number): number {
  return Math.min(Math.max(retryAfterMs, Math.min(backoff(attempt), MAX_FLOOR_MS)), MAX_AGE_MS);
}

function backoff(attempt: number): number {
  const wholeMs = Math.min(FIRST_WAIT_MS * 2 ** Math.min(attempt - 1, 20), MAX_WAIT_MS);
  return Math.round(wholeMs * (1 - Math.random() / 2));
}
