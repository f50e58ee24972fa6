/** Main-thread client of the engine's thread: queues requests, reports progress, and restarts the thread when it dies. */

import { Worker } from "node:worker_threads";
import { forbidTelemetry } from "../../../config/config.ts";
import { BotError } from "../../../core/errors.ts";
import type { Log } from "../../../flows/bot/context.ts";
import type { RequestOptions } from "../../../flows/ports/backend.ts";
import { firstLine } from "../../models/json.ts";
import type { RuntimeKind } from "../graph/runtime.ts";
import type { FromWorker, ToWorker, Work, WorkerFault, WorkerSetup, WorkResult } from "./messages.ts";
import { createRequests, isBackground } from "./requests.ts";

export interface EngineOptions extends WorkerSetup {
  /** Requests that may wait before others are refused with BACKEND_BUSY. */
  readonly maxWaiting: number;
  readonly log?: Log;
}

export interface Engine {
  /** Resolves when the model is loaded, with the runtime that runs it. @throws {BotError} CONFIG_MODEL */
  readonly ready: Promise<RuntimeKind>;
  /** @throws {BotError} BACKEND_BUSY, BACKEND_CRASHED, BACKEND_ABORTED, BACKEND_MALFORMED; CONFIG_MODEL when it waited for a model that did not load */
  run(
    work: Work,
    options: RequestOptions & { readonly onText?: (text: string) => void },
  ): Promise<WorkResult>;
  /** Forgets all prompts. */
  forget(): void;
  close(): Promise<void>;
}

/** Threads that may die within a minute before the engine gives up until the next request. */
const MAX_RESTARTS = 5;
const RESTARTS_WITHIN_MS = 60_000;
const PROGRESS_EVERY_MS = 1_000;
/** Of address space, taken only as it is used. */
const STACK_MEGABYTES = 64;
/** Longer than any one run takes; a thread that has not ended by then is stuck. */
const CLOSE_MS = 10_000;

export function createEngine({ maxWaiting, log, ...setup }: EngineOptions): Engine {
  return new EngineClient(setup, maxWaiting, log);
}

class EngineClient implements Engine {
  readonly ready: Promise<RuntimeKind>;
  readonly #setup: WorkerSetup;
  readonly #maxWaiting: number;
  readonly #log: Log | undefined;
  readonly #requests = createRequests();
  readonly #readiness = Promise.withResolvers<RuntimeKind>();
  readonly #progress: NodeJS.Timeout;
  readonly #deathTimes: number[] = [];
  /** What a thread failed of; null where it ended without a word, as it does when the system has no memory left. */
  #reason: string | null = null;
  /** Mean time of a request, to say how long a full queue takes. */
  #meanMs = 50;
  #worker: Worker;
  /** Whether messages arrive: not between a thread's death and the next one's start. */
  #isAlive = false;
  #isReady = false;
  /** Whether the model could be loaded once. */
  #wasReady = false;
  /** Whether the thread died too often; the next request starts it again. */
  #isGivenUp = false;
  #isClosed = false;
  #closing: Promise<void> | null = null;

  constructor(setup: WorkerSetup, maxWaiting: number, log: Log | undefined) {
    this.#setup = setup;
    this.#maxWaiting = maxWaiting;
    this.#log = log;
    this.ready = this.#readiness.promise;
    // Whoever waits for it gets the error; where nobody waits, it is no unhandled rejection.
    this.ready.catch(() => {});
    this.#progress = setInterval(() => this.#requests.reportProgress(this.#isReady), PROGRESS_EVERY_MS);
    this.#progress.unref();
    forbidTelemetry();
    this.#worker = this.#start();
  }

  run(
    work: Work,
    { signal, onProgress, onText }: RequestOptions & { readonly onText?: (text: string) => void },
  ): Promise<WorkResult> {
    if (this.#isClosed) return Promise.reject(closed());
    if (signal?.aborted)
      return Promise.reject(new BotError("BACKEND_ABORTED", "the request was aborted before it began"));
    // What nobody waits for takes no place from what people ask.
    const waiting = isBackground(work) ? this.#requests.size : this.#requests.asked();
    if (waiting >= this.#maxWaiting) return Promise.reject(this.#busy(waiting));
    if (this.#isGivenUp) this.#worker = this.#start();
    return new Promise<WorkResult>((resolve, reject) => {
      const abort = () => {
        this.#send({ kind: "abort", id });
        this.#settle(id, new BotError("BACKEND_ABORTED", "the request was aborted"));
      };
      const unlisten = () => signal?.removeEventListener("abort", abort);
      const id = this.#requests.add({ work, onText, onProgress, resolve, reject, unlisten });
      signal?.addEventListener("abort", abort, { once: true });
      this.#sendWaiting();
    });
  }

  forget(): void {
    if (!this.#isAlive || this.#isClosed) return;
    this.#send({ kind: "forget" });
    this.#letProcessEnd();
  }

  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  #start(): Worker {
    this.#isReady = false;
    this.#isGivenUp = false;
    const worker = new Worker(new URL("./thread.ts", import.meta.url), {
      workerData: this.#setup satisfies WorkerSetup,
      // onnxruntime reads the process's command line with a regex that recurses per character: a long text on it needs a large stack.
      resourceLimits: { stackSizeMb: STACK_MEGABYTES },
    });
    this.#isAlive = true;
    worker.on("message", (message: FromWorker) => this.#receive(message));
    worker.on("error", (error) => {
      this.#reason = firstLine(error);
      this.#log?.warn({ reason: this.#reason }, "the engine's thread failed");
    });
    worker.once("exit", (code) => {
      if (this.#worker === worker && !this.#isClosed) this.#restart(code);
    });
    return worker;
  }

  #restart(code: number): void {
    this.#isAlive = false;
    const nowMs = Date.now();
    this.#deathTimes.push(nowMs);
    while ((this.#deathTimes[0] ?? nowMs) < nowMs - RESTARTS_WITHIN_MS) this.#deathTimes.shift();
    const isTooOften = this.#deathTimes.length > MAX_RESTARTS;
    this.#requests.noteDeath(code, isTooOften);
    if (isTooOften) {
      this.#isGivenUp = true;
      this.#log?.error({ code }, "the engine's thread ended too often; the next request starts it again");
      this.#readiness.reject(
        new BotError(
          "CONFIG_MODEL",
          `the engine's thread ended ${this.#deathTimes.length} times (${this.#reason ?? code}) while it loaded ${this.#setup.folder.onnxFile}; where nothing else is named, memory is the usual cause: choose a smaller model or dtype`,
        ),
      );
      return;
    }
    const waiting = this.#requests.size;
    this.#log?.warn({ code, waiting }, "the engine's thread ended and is started again");
    this.#worker = this.#start();
    this.#sendWaiting();
  }

  #sendWaiting(): void {
    if (!this.#isAlive || this.#isClosed) return;
    for (const [id, work] of this.#requests.sendable()) this.#send({ kind: "work", id, work });
  }

  #send(message: ToWorker): void {
    this.#worker.ref();
    this.#worker.postMessage(message);
  }

  #settle(id: number, outcome: WorkResult | BotError): void {
    if (this.#requests.settle(id, outcome)) this.#sendWaiting();
    this.#letProcessEnd();
  }

  /** The process may end while the model is idle, but not while somebody waits for the thread to end. */
  #letProcessEnd(): void {
    if (this.#requests.size === 0 && !this.#isClosed) this.#worker.unref();
  }

  #receive(message: FromWorker): void {
    switch (message.kind) {
      case "ready":
        this.#isReady = true;
        this.#wasReady = true;
        this.#letProcessEnd();
        this.#readiness.resolve(message.runtime);
        break;
      case "unusable":
        this.#refuseModel(toError(message.fault));
        break;
      case "started":
        for (const id of message.ids) {
          const request = this.#requests.get(id);
          if (request) request.isStarted = true;
        }
        break;
      case "text": {
        const request = this.#requests.get(message.id);
        if (!request || message.text.length <= request.reported) break;
        request.reported = message.text.length;
        request.onText?.(message.text);
        break;
      }
      case "done":
        this.#meanMs = 0.9 * this.#meanMs + 0.1 * message.result.durationMs;
        this.#settle(message.id, message.result);
        break;
      case "failed":
        this.#settle(message.id, toError(message.fault));
        break;
    }
  }

  #refuseModel(error: BotError): void {
    // A thread that took an earlier one's place counts as dead, and ends by itself: what prevents it now may be gone later.
    if (this.#wasReady) {
      this.#log?.warn({ reason: error.message }, "the engine's new thread could not load the model");
      return;
    }
    this.#isClosed = true;
    this.#readiness.reject(error);
    this.#requests.settleAll(error);
  }

  #busy(waiting: number): BotError {
    const waitMs = Math.ceil(waiting * this.#meanMs);
    return new BotError("BACKEND_BUSY", `${waiting} requests wait for the model; try again in ${waitMs} ms`, {
      retryable: true,
      retryAfterMs: waitMs,
    });
  }

  async #end(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#progress);
    this.#readiness.reject(closed());
    this.#requests.settleAll(closed());
    const worker = this.#worker;
    // A thread that could not load its model has ended by itself.
    if (worker.threadId === -1) return;
    const ended = new Promise((resolve) => worker.once("exit", resolve));
    // One that still loads is not cut off: that would take the process with it.
    const cutOff = this.#isReady ? setTimeout(() => void worker.terminate(), CLOSE_MS) : undefined;
    this.#send({ kind: "close" });
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
