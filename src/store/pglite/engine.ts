/** PGlite seen from the main thread: statements go over, results come back in order. */

import { Worker } from "node:worker_threads";
import type { Fault, Request, Response, Result } from "./messages.ts";

/** Each kind of request without its id. */
type Ask = Request extends infer One ? (One extends Request ? Omit<One, "id"> : never) : never;

export interface Engine {
  ask(request: Ask): Promise<Result>;
  /** Requests so far. */
  asked(): number;
  onNotice(hear: (channel: string, payload: string) => void): void;
  close(): Promise<void>;
}

/** A database error as pg's own are shaped: `code` is the SQLSTATE. */
class EngineError extends Error {
  override readonly name = "EngineError";
  readonly code: string | null;
  readonly constraint: string | null;

  constructor(fault: Fault) {
    super(fault.message);
    this.code = fault.code;
    this.constraint = fault.constraint;
  }
}

/** SQLSTATE class 08 means a lost connection. */
const LOST: Fault = { message: "the thread that runs PGlite has ended", code: "08006", constraint: null };

/** Opens the cluster in a folder.
 * @throws {EngineError} when PGlite can't open it */
export async function openEngine(folder: string): Promise<Engine> {
  const worker = new Worker(new URL("./thread.ts", import.meta.url), {
    workerData: { folder },
    // Rows that pass through are short-lived; more room for them only makes the process grow.
    resourceLimits: { maxYoungGenerationSizeMb: 8 },
  });
  const waiting = new Map<number, { resolve(result: Result): void; reject(error: Error): void }>();
  const hearers: ((channel: string, payload: string) => void)[] = [];
  let lastId = 0;
  let isGone = false;
  const gone = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<void>();

  worker.on("message", (response: Response) => {
    if (response.kind === "ready") opened.resolve();
    else if (response.kind === "failed") opened.reject(new EngineError(response.fault));
    else if (response.kind === "notice") for (const hear of hearers) hear(response.channel, response.payload);
    else {
      const call = waiting.get(response.id);
      waiting.delete(response.id);
      if (response.kind === "done") call?.resolve(response.result);
      else call?.reject(new EngineError(response.fault));
    }
  });
  const end = (fault: Fault) => {
    isGone = true;
    opened.reject(new EngineError(fault));
    for (const call of waiting.values()) call.reject(new EngineError(fault));
    waiting.clear();
    gone.resolve();
  };
  worker.on("error", (error) => end({ ...LOST, message: `${LOST.message}: ${(error as Error).message}` }));
  worker.on("exit", () => end(LOST));

  const ask = (request: Ask) => {
    if (isGone) return Promise.reject(new EngineError(LOST));
    const id = ++lastId;
    return new Promise<Result>((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      worker.postMessage({ ...request, id });
    });
  };
  try {
    await opened.promise;
  } catch (error) {
    await worker.terminate();
    throw error;
  }
  return {
    ask,
    asked: () => lastId,
    onNotice: (hear) => hearers.push(hear),
    async close() {
      if (isGone) return;
      await ask({ kind: "close" });
      await worker.terminate();
      await gone.promise;
    },
  };
}
