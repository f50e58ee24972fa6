/** Trains heads in a thread of its own: a second of work would hold up whoever waits for an acknowledgement. */

import { Worker } from "node:worker_threads";
import type { Trained, Training } from "./head/head.ts";

export type Train = (training: Training) => Promise<Trained>;

export interface TrainerLimits {
  /** How long the thread is kept without work. */
  readonly idleMs?: number;
  /** A training that takes longer is ended. */
  readonly maxMs?: number;
}

/** Starting a thread and compiling in it takes as long as some trainings: it is kept while corrections follow each other. */
const IDLE_MS = 20_000;
/** 10,000 rows take some ten seconds. */
const MAX_MS = 180_000;
/** After more rows the thread ends: what it holds is more than it is worth. */
const MAX_KEPT_ROWS = 2_000;

interface Thread {
  readonly worker: Worker;
  /** Who waits for its training; null between two. */
  waiting: PromiseWithResolvers<Trained> | null;
  idle?: NodeJS.Timeout;
}

/** @returns what trains one head after the other: two at once would take the processor from asks, and neither would be done sooner. It throws what
 * training throws, and where it takes too long. Between two trainings the thread keeps no process from ending. */
export function createTrainer({ idleMs = IDLE_MS, maxMs = MAX_MS }: TrainerLimits = {}): Train {
  let last: Promise<unknown> = Promise.resolve();
  let kept: Thread | null = null;

  function startThread(): Thread {
    const thread: Thread = {
      worker: new Worker(new URL("./thread.ts", import.meta.url)),
      waiting: null,
    };
    const end = (cause: Error) => {
      if (kept === thread) kept = null;
      thread.waiting?.reject(cause);
    };
    thread.worker.on("message", (trained: Trained) => thread.waiting?.resolve(trained));
    thread.worker.once("error", end);
    thread.worker.once("exit", (code) => end(new Error(`the training thread ended (${code})`)));
    return thread;
  }

  async function train(training: Training): Promise<Trained> {
    const thread = kept ?? startThread();
    const { worker } = thread;
    clearTimeout(thread.idle);
    worker.ref();
    const waiting = Promise.withResolvers<Trained>();
    thread.waiting = waiting;
    const timer = setTimeout(
      () => waiting.reject(new Error(`training took longer than ${maxMs / 1000} s and was ended`)),
      maxMs,
    );
    kept = null;
    try {
      worker.postMessage(training);
      const trained = await waiting.promise;
      if (training.rows.length <= MAX_KEPT_ROWS) kept = thread;
      return trained;
    } finally {
      clearTimeout(timer);
      thread.waiting = null;
      if (kept === thread) rest(thread);
      // Not before: the next thread would begin while this one still holds its memory.
      else await worker.terminate();
    }
  }

  function rest(thread: Thread): void {
    thread.worker.unref();
    thread.idle = setTimeout(() => {
      // One that died meanwhile may have another in its place.
      if (kept === thread) kept = null;
      void thread.worker.terminate();
    }, idleMs).unref();
  }

  return (training) => {
    const trained = last.then(() => train(training));
    last = trained.catch(() => {});
    return trained;
  };
}

export const trainInThread: Train = createTrainer();
