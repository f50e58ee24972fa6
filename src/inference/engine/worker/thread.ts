/** The engine's thread: a run blocks the thread it is on, so the model has one of its own. */

import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { openDecoder } from "../../models/tokenizer.ts";
import { openSession } from "../graph/session.ts";
import type { FromWorker, WorkerSetup } from "./messages.ts";
import { createScheduler, toFault } from "./scheduler.ts";

const port = parentPort as MessagePort;
const { folder, threads, cacheBytes } = workerData as WorkerSetup;
const send = (message: FromWorker) => port.postMessage(message);

try {
  const [session, decoder] = await Promise.all([openSession(folder, threads), openDecoder(folder)]);
  const scheduler = createScheduler({
    session,
    decoder,
    endTokens: folder.endTokens,
    cacheBytes,
    send,
    // Lets the model go before the thread ends: its memory is not the thread's to leave behind.
    onClosed: () => void session.close().then(() => port.close()),
  });
  port.on("message", (message) => scheduler.receive(message));
  send({ kind: "ready", runtime: session.runtime });
} catch (cause) {
  send({ kind: "unusable", fault: toFault(cause) });
}
