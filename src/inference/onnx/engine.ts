/** The line between the main thread and the engine's: hands out work, tells of waiting, and restarts a thread that died. */

import { Worker } from "node:worker_threads";
import { forbidTelemetry } from "../../config.ts";
import { BotError } from "../../core/errors.ts";
import type { Log } from "../../flows/context.ts";
import type { RequestOptions } from "../../flows/ports.ts";
import type { FromWorker, ToWorker, Work, WorkerFault, WorkerSetup, WorkResult } from "./messages.ts";

export interface EngineOptions extends WorkerSetup {
  readonly mostWaiting: number;
  readonly log?: Log;
}

export interface Engine {
  /** Resolves when the model is loaded. @throws {BotError} CONFIG_MODEL */
  readonly ready: Promise<void>;
  /** @throws {BotError} BACKEND_BUSY, BACKEND_CRASHED, BACKEND_ABORTED, BACKEND_MALFORMED */
  run(
    work: Work,
    options: RequestOptions & { readonly onText?: (text: string) => void },
  ): Promise<WorkResult>;
  close(): Promise<void>;
}

interface Pending {
  readonly work: Work;
  readonly onText?: (text: string) => void;
  readonly onProgress?: RequestOptions["onProgress"];
  readonly resolve: (result: WorkResult) => void;
  readonly reject: (error: BotError) => void;
  /** Stops listening for an abort. */
  readonly forget: () => void;
  isStarted: boolean;
  /** Threads that died while this was under way. */
  deaths: number;
}

/** A request that two threads died of is not tried on a third. */
const MOST_DEATHS = 2;
/** Threads that may die within a minute before the engine gives up until the next request. */
const MOST_RESTARTS = 5;
const PROGRESS_EVERY_MS = 1_000;
/** Of address space, taken only as it is used. */
const STACK_MEGABYTES = 64;
/** Longer than any one run takes; a thread that has not ended by then is stuck. */
const CLOSE_MS = 10_000;

export function createEngine({ mostWaiting, log, ...setup }: EngineOptions): Engine {
  const pending = new Map<number, Pending>();
  const deathTimes: number[] = [];
  let nextId = 0;
  let isClosed = false;
  /** Mean time of a request, to say how long a full queue takes. */
  let meanMs = 50;
  let worker: Worker;
  let isReady = false;
  /** The thread died too often; the next request starts it again. */
  let isGivenUp = false;
  const readiness = Promise.withResolvers<void>();
  readiness.promise.catch(() => {});

  function spawn(): void {
    isReady = false;
    isGivenUp = false;
    const own = new Worker(new URL("./worker.ts", import.meta.url), {
      workerData: setup satisfies WorkerSetup,
      // onnxruntime looks at the process's command line with a regex that recurses per character: a long text on it needs room.
      resourceLimits: { stackSizeMb: STACK_MEGABYTES },
    });
    worker = own;
    own.on("message", hear);
    own.on("error", (error) => log?.warn({ reason: error.message }, "the engine's thread failed"));
    own.once("exit", (code) => {
      if (worker === own && !isClosed) revive(code);
    });
  }

  function revive(code: number): void {
    const nowMs = Date.now();
    deathTimes.push(nowMs);
    while ((deathTimes[0] ?? nowMs) < nowMs - 60_000) deathTimes.shift();
    for (const [id, request] of pending) {
      if (request.isStarted) request.deaths += 1;
      request.isStarted = false;
      if (request.deaths >= MOST_DEATHS || deathTimes.length > MOST_RESTARTS)
        settle(
          id,
          new BotError(
            "BACKEND_CRASHED",
            `the engine's thread ended (${code}) while it was at this request; memory is the usual cause`,
          ),
        );
    }
    if (deathTimes.length > MOST_RESTARTS) {
      isGivenUp = true;
      log?.error({ code }, "the engine's thread ended too often; the next request starts it again");
      readiness.reject(
        new BotError(
          "CONFIG_MODEL",
          `the engine's thread ended ${deathTimes.length} times (${code}) while it loaded ${setup.folder.onnxFile}; memory is the usual cause: choose a smaller model or dtype`,
        ),
      );
      return;
    }
    log?.warn({ code, waiting: pending.size }, "the engine's thread ended and is started again");
    spawn();
    for (const [id, request] of pending) send({ kind: "work", id, work: request.work });
  }

  function send(message: ToWorker): void {
    worker.ref();
    worker.postMessage(message);
  }

  function settle(id: number, outcome: WorkResult | BotError): void {
    const request = pending.get(id);
    request?.forget();
    pending.delete(id);
    if (pending.size === 0) worker.unref();
    if (outcome instanceof BotError) request?.reject(outcome);
    else request?.resolve(outcome);
  }

  function hear(message: FromWorker): void {
    switch (message.kind) {
      case "ready":
        isReady = true;
        // The process may end while the model is idle.
        if (pending.size === 0) worker.unref();
        readiness.resolve();
        break;
      case "unusable":
        isClosed = true;
        readiness.reject(toError(message.fault));
        for (const id of pending.keys()) settle(id, toError(message.fault));
        break;
      case "started":
        for (const id of message.ids) {
          const request = pending.get(id);
          if (request) request.isStarted = true;
        }
        break;
      case "text":
        pending.get(message.id)?.onText?.(message.text);
        break;
      case "done":
        meanMs = 0.9 * meanMs + 0.1 * message.result.durationMs;
        settle(message.id, message.result);
        break;
      case "failed":
        settle(message.id, toError(message.fault));
        break;
    }
  }

  /** Tells those that wait where they stand. */
  const teller = setInterval(() => {
    let position = 0;
    for (const request of pending.values()) {
      if (request.isStarted) continue;
      position += 1;
      request.onProgress?.(isReady ? { kind: "queued", position } : { kind: "loading", estimatedMs: null });
    }
  }, PROGRESS_EVERY_MS);
  teller.unref();
  forbidTelemetry();
  spawn();

  return {
    ready: readiness.promise,
    run(work, { signal, onProgress, onText }) {
      if (isClosed) return Promise.reject(new BotError("BACKEND_ABORTED", "the engine is closed"));
      if (signal?.aborted)
        return Promise.reject(new BotError("BACKEND_ABORTED", "the request was aborted before it began"));
      if (pending.size >= mostWaiting) {
        const waitMs = Math.ceil(pending.size * meanMs);
        return Promise.reject(
          new BotError(
            "BACKEND_BUSY",
            `${pending.size} requests wait for the model; try again in ${waitMs} ms`,
            { retryable: true, retryAfterMs: waitMs },
          ),
        );
      }
      const id = nextId++;
      if (isGivenUp) spawn();
      return new Promise<WorkResult>((resolve, reject) => {
        const abort = () => {
          send({ kind: "abort", id });
          settle(id, new BotError("BACKEND_ABORTED", "the request was aborted"));
        };
        const forget = () => signal?.removeEventListener("abort", abort);
        pending.set(id, { work, onText, onProgress, resolve, reject, forget, isStarted: false, deaths: 0 });
        signal?.addEventListener("abort", abort, { once: true });
        send({ kind: "work", id, work });
      });
    },
    async close() {
      isClosed = true;
      clearInterval(teller);
      for (const id of pending.keys())
        settle(
          id,
          new BotError("BACKEND_ABORTED", "the engine was closed", { retryable: true, retryAfterMs: 0 }),
        );
      // A thread that could not load its model has ended by itself.
      if (worker.threadId === -1) return;
      const ended = new Promise((resolve) => worker.once("exit", resolve));
      const cutOff = setTimeout(() => void worker.terminate(), CLOSE_MS);
      send({ kind: "close" });
      await ended;
      clearTimeout(cutOff);
    },
  };
}

function toError({ code, message }: WorkerFault): BotError {
  return new BotError(code, message);
}
