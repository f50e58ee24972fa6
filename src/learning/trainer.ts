/** Trains heads in a thread of their own: a second of work would hold up whoever waits for an acknowledgement. */

import { Worker } from "node:worker_threads";
import type { Trained, Training } from "./head/head.ts";

let last: Promise<unknown> = Promise.resolve();

/** One after the other: two at once would take the processor from asks, and neither would be done sooner.
 * @throws what training throws */
export function trainInThread(training: Training): Promise<Trained> {
  const trained = last.then(() => runThread(training));
  last = trained.catch(() => {});
  return trained;
}

function runThread(training: Training): Promise<Trained> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./thread.ts", import.meta.url), { workerData: training });
    let end = (code: number) => reject(new Error(`the training thread ended (${code})`));
    worker.once("message", (trained: Trained) => {
      end = () => resolve(trained);
    });
    worker.once("error", (error) => {
      end = () => reject(error);
    });
    // Not before: the next thread would begin while this one still holds its memory.
    worker.once("exit", (code) => end(code));
  });
}
