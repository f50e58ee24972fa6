/** One opening of PGlite in a worker thread, seen from the main thread: requests are sent, results come back. */

import { Worker } from "node:worker_threads";
import type { Fault, Request, Response, Result } from "./messages.ts";

export interface Connection {
  /** @throws {PGliteError} */
  request(request: Request): Promise<Result>;
  /** Resolves with the reason when the thread has ended. */
  readonly gone: Promise<PGliteError>;
  /** Ends the thread at once. */
  terminate(): Promise<void>;
}

/** A database error in the shape of pg's own: `code` is the SQLSTATE. */
export class PGliteError extends Error {
  override readonly name = "PGliteError";
  readonly code: string | null;
  readonly constraint: string | null;

  constructor(fault: Fault) {
    super(fault.message);
    this.code = fault.code;
    this.constraint = fault.constraint;
  }
}

/** A thread that takes longer to open the files is stuck. */
const OPEN_MS = 60_000;

/** SQLSTATE class 08 means a lost connection. */
export const LOST: Fault = {
  message: "the thread that runs PGlite has ended",
  code: "08006",
  constraint: null,
};

/** Opens the database files in a folder; the caller sees to it that nobody else has them open.
 * @param onNotice receives what NOTIFY sends on the channels that were asked for with `listen`
 * @throws {PGliteError} when PGlite can't open them */
export async function openConnection(
  folder: string,
  onNotice: (channel: string, payload: string) => void,
): Promise<Connection> {
  const worker = new Worker(new URL("./thread.ts", import.meta.url), {
    workerData: { folder },
    // Rows that pass through are short-lived; more memory for them only makes the process grow.
    resourceLimits: { maxYoungGenerationSizeMb: 8 },
  });
  const waiting = new Map<number, { resolve(result: Result): void; reject(error: Error): void }>();
  const opened = Promise.withResolvers<void>();
  const gone = Promise.withResolvers<PGliteError>();
  let lastId = 0;
  let end: PGliteError | null = null;

  worker.on("message", (response: Response) => {
    if (response.kind === "ready") opened.resolve();
    else if (response.kind === "failed") opened.reject(new PGliteError(response.fault));
    else if (response.kind === "notice") onNotice(response.channel, response.payload);
    else {
      const call = waiting.get(response.id);
      waiting.delete(response.id);
      if (response.kind === "done") call?.resolve(response.result);
      else call?.reject(new PGliteError(response.fault));
    }
  });
  const finish = (message: string) => {
    if (end) return;
    end = new PGliteError({ ...LOST, message });
    opened.reject(end);
    for (const call of waiting.values()) call.reject(end);
    waiting.clear();
    gone.resolve(end);
  };
  worker.on("error", (error) => finish(`${LOST.message}: ${(error as Error).message}`));
  worker.on("exit", () => finish(LOST.message));
  const late = setTimeout(() => finish("PGlite took too long to open the database"), OPEN_MS);
  try {
    await opened.promise;
  } catch (error) {
    await worker.terminate();
    throw error;
  } finally {
    clearTimeout(late);
  }
  return {
    request(request) {
      if (end) return Promise.reject(end);
      const id = ++lastId;
      return new Promise<Result>((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        worker.postMessage({ ...request, id });
      });
    },
    gone: gone.promise,
    terminate: async () => void (await worker.terminate()),
  };
}
