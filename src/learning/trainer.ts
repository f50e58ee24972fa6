/** Trains heads in a thread of their own: a second of work would hold up whoever waits for an acknowledgement. */

import { Worker } from "node:worker_threads";
import type { Trained, Training } from "./head/head.ts";

/** @throws what training throws */
export function trainInThread(training: Training): Promise<Trained> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./thread.ts", import.meta.url), { workerData: training });
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", (code) => reject(new Error(`the training thread ended (${code})`)));
  });
}
