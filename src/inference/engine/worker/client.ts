/** The line between the main thread and the engine's: hands out work, tells of waiting, and restarts a thread that died. */

import { Worker } from "node:worker_threads";
import { forbidTelemetry } from "../../../config/config.ts";
import { BotError } from "../../../core/errors.ts";
import type { Log } from "../../../flows/context.ts";
import type { RequestOptions } from "../../../flows/ports.ts";
import type { FromWorker, ToWorker, Work, WorkerFault, WorkerSetup, WorkResult } from "./messages.ts";

export interface EngineOptions extends WorkerSetup {
  readonly mostWaiting: number;
  readonly log?: Log;
}

export interface Engine {
  /** Resolves when the model is loaded. @throws {BotError} CONFIG_MODEL */
  readonly ready: Promise<void>;
  /** @throws {BotError} BACKEND_BUSY, BACKEND_CRASHED, BACKEND_ABORTED, BACKEND_MALFORMED; CONFIG_MODEL when it waited for a model that did not load */
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
  /** Whether the thread that lives now has it. */
  isSent: boolean;
  isStarted: boolean;
  /** Threads that died while this was under way. */
  deaths: number;
  /** Characters of the text so far that were told: written again after a death, it begins short. */
  told: number;
}

/** A request that two threads died of is not tried on a third. */
const MAX_DEATHS = 2;
/** Threads that may die within a minute before the engine gives up until the next request. */
const MAX_RESTARTS = 5;
/** What waited when the engine gave up may come back after this. */
const COME_BACK_MS = 5_000;
const PROGRESS_EVERY_MS = 1_000;
/** Of address space, taken only as it is used. */
const STACK_MEGABYTES = 64;
/** Longer than any one run takes; a thread that has not ended by then is stuck. */
const CLOSE_MS = 10_000;

export function createEngine({ mostWaiting, log, ...setup }: EngineOptions): Engine {
  const pending = new Map<number, Pending>();
  /** Requests that were under way when a thread died: they go one at a time, alone, so that only what kills a thread dies with it. */
  const suspects = new Set<number>();
  const deathTimes: number[] = [];
  let nextId = 0;
  let isClosed = false;
  /** Mean time of a request, to say how long a full queue takes. */
  let meanMs = 50;
  let worker: Worker;
  /** Whether what is sent is heard: not between a thread's death and the next one's start. */
  let isAlive = false;
  let isReady = false;
  /** The model could be loaded once. */
  let wasReady = false;
  /** The thread died too often; the next request starts it again. */
  let isGivenUp = false;
  let closing: Promise<void> | null = null;
  const readiness = Promise.withResolvers<void>();
  readiness.promise.catch(() => {});

  function spawn(): void {
    isReady = false;
    isGivenUp = false;
    const own = new Worker(new URL("./thread.ts", import.meta.url), {
      workerData: setup satisfies WorkerSetup,
      // onnxruntime looks at the process's command line with a regex that recurses per character: a long text on it needs room.
      resourceLimits: { stackSizeMb: STACK_MEGABYTES },
    });
    worker = own;
    isAlive = true;
    own.on("message", hear);
    own.on("error", (error) => log?.warn({ reason: error.message }, "the engine's thread failed"));
    own.once("exit", (code) => {
      if (worker === own && !isClosed) revive(code);
    });
  }

  function revive(code: number): void {
    isAlive = false;
    const nowMs = Date.now();
    deathTimes.push(nowMs);
    while ((deathTimes[0] ?? nowMs) < nowMs - 60_000) deathTimes.shift();
    const isTooOften = deathTimes.length > MAX_RESTARTS;
    for (const [id, request] of pending) {
      if (request.isStarted) {
        request.deaths += 1;
        suspects.add(id);
      }
      request.isStarted = false;
      request.isSent = false;
      if (request.deaths >= MAX_DEATHS)
        settle(
          id,
          new BotError(
            "BACKEND_CRASHED",
            `the engine's thread ended (${code}) while it was at this request; memory is the usual cause`,
          ),
        );
      else if (isTooOften)
        settle(
          id,
          new BotError("BACKEND_CRASHED", `the engine's thread ended too often (${code}); try again`, {
            retryable: true,
            retryAfterMs: COME_BACK_MS,
          }),
        );
    }
    if (isTooOften) {
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
    sendWaiting();
  }

  /** Gives the thread what it has not got yet: all of it, or while there are suspects, the first of them. */
  function sendWaiting(): void {
    const [suspect] = suspects;
    for (const [id, request] of pending) {
      if (!request.isSent && (suspect === undefined || suspect === id)) sendWork(id, request);
    }
  }

  function sendWork(id: number, request: Pending): void {
    request.isSent = true;
    send({ kind: "work", id, work: request.work });
  }

  function send(message: ToWorker): void {
    worker.ref();
    worker.postMessage(message);
  }

  function settle(id: number, outcome: WorkResult | BotError): void {
    const request = pending.get(id);
    request?.forget();
    pending.delete(id);
    if (suspects.delete(id) && isAlive && !isClosed) sendWaiting();
    if (pending.size === 0 && !isClosed) worker.unref();
    if (outcome instanceof BotError) request?.reject(outcome);
    else request?.resolve(outcome);
  }

  function hear(message: FromWorker): void {
    switch (message.kind) {
      case "ready":
        isReady = true;
        wasReady = true;
        // The process may end while the model is idle, but not while somebody waits for the thread to end.
        if (pending.size === 0 && !isClosed) worker.unref();
        readiness.resolve();
        break;
      case "unusable":
        // A thread that took an earlier one's place counts as dead, and ends by itself: what stands in its way may pass.
        if (wasReady) {
          log?.warn({ reason: message.fault.message }, "the engine's new thread could not load the model");
          break;
        }
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
      case "text": {
        const request = pending.get(message.id);
        if (!request || message.text.length <= request.told) break;
        request.told = message.text.length;
        request.onText?.(message.text);
        break;
      }
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
      if (isClosed) return Promise.reject(closed());
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
        const state = { isSent: false, isStarted: false, deaths: 0, told: 0 };
        const request = { work, onText, onProgress, resolve, reject, forget, ...state };
        pending.set(id, request);
        signal?.addEventListener("abort", abort, { once: true });
        if (suspects.size === 0) sendWork(id, request);
      });
    },
    close() {
      closing ??= end();
      return closing;
    },
  };

  async function end(): Promise<void> {
    isClosed = true;
    clearInterval(teller);
    readiness.reject(closed());
    for (const id of pending.keys()) settle(id, closed());
    // A thread that could not load its model has ended by itself.
    if (worker.threadId === -1) return;
    const ended = new Promise((resolve) => worker.once("exit", resolve));
    // One that still loads is not cut off: that would take the process with it.
    const cutOff = isReady ? setTimeout(() => void worker.terminate(), CLOSE_MS) : undefined;
    send({ kind: "close" });
    await ended;
    clearTimeout(cutOff);
  }
}

/** Nothing is wrong with the request: another process, or the next start, answers it. */
export const closed = () =>
  new BotError("BACKEND_ABORTED", "the engine was closed", { retryable: true, retryAfterMs: 0 });

function toError({ code, message }: WorkerFault): BotError {
  return new BotError(code, message);
}
