/** What becomes of a job that was worked on: it is settled, together with others that end in the same turn, or put back for another try. */

import { toBotError } from "../../core/errors.ts";
import type { StoreLog } from "../database/database.ts";
import type { Job, Queue } from "./queue.ts";

/** Waits between tries: the first, doubling up to the most; each shortened by up to a half at random. */
const FIRST_WAIT_MS = 1_000;
const MAX_WAIT_MS = 5 * 60_000;
/** Where the other side names a wait that is shorter, the usual wait counts up to this. */
const MAX_FLOOR_MS = 5_000;
/** What may pass by waiting is tried for a day; what should not happen, a few times. */
const MAX_AGE_MS = 24 * 60 * 60_000;
const MAX_FAULTY_TRIES = 3;
/** After the database failed, before it is asked again. */
export const REST_MS = 500;

export interface Settling {
  /** Resolves when the job is settled. */
  done(job: Job): Promise<void>;
  /** Resolves when the job is put back, or given up. */
  failed(job: Job, cause: unknown): Promise<void>;
}

export function createSettling(options: {
  readonly queue: Queue;
  /** What a job is, for the log, e.g. "an ask". */
  readonly title: string;
  /** Something is due, now or after so many milliseconds. */
  readonly wake: (afterMs?: number) => void;
  /** Called for every failure of the database. */
  readonly onFailure: (error: Error, message: string) => void;
  /** From then on a job is left to whoever comes next. */
  readonly isStopped: () => boolean;
  readonly log: StoreLog;
}): Settling {
  const { queue, title, wake, onFailure, isStopped, log } = options;
  let ended: Job[] = [];

  async function putBack(job: Job, cause: unknown): Promise<void> {
    const { code, message, retryable, retryAfterMs } = toBotError(cause);
    const isHopeless = !retryable && job.attempt >= MAX_FAULTY_TRIES;
    const delayMs = retryAfterMs === null ? backoff(job.attempt) : bounded(retryAfterMs, job.attempt);
    const isComing = !isHopeless && (await queue.postpone(job, { delayMs, maxAgeMs: MAX_AGE_MS }));
    const fields = { [queue.idName]: job.id, attempt: job.attempt, code, reason: message };
    if (isComing) {
      log.warn({ ...fields, delayMs }, `${title} could not be finished; trying again`);
      wake(delayMs + 5);
      return;
    }
    if (isHopeless && (await queue.settle([job]))) wake();
    log.error(fields, `${title} could not be finished and is given up`);
  }

  /** Settles through an outage of the database. */
  async function keepTrying(settle: () => Promise<void>): Promise<void> {
    for (;;) {
      try {
        return await settle();
      } catch (error) {
        onFailure(error as Error, "a job could not be settled; trying again");
        if (isStopped()) return;
        await new Promise((resolve) => setTimeout(resolve, REST_MS));
      }
    }
  }

  return {
    async done(job) {
      ended.push(job);
      // Jobs that end in the same turn are settled in one statement.
      await Promise.resolve();
      const jobs = ended;
      ended = [];
      if (jobs.length === 0) return;
      await keepTrying(async () => {
        if (await queue.settle(jobs)) wake();
      });
    },
    failed: (job, cause) => keepTrying(() => putBack(job, cause)),
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
