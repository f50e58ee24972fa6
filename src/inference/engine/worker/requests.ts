/** Requests that the engine's thread has or will get, and which of them may be what kills it. */

import { BotError } from "../../../core/errors.ts";
import type { RequestOptions } from "../../../flows/ports/backend.ts";
import type { Work, WorkResult } from "./messages.ts";

export interface Request {
  readonly work: Work;
  readonly onText?: (text: string) => void;
  readonly onProgress?: RequestOptions["onProgress"];
  readonly resolve: (result: WorkResult) => void;
  readonly reject: (error: BotError) => void;
  /** Stops listening for an abort. */
  readonly unlisten: () => void;
  isStarted: boolean;
  /** Threads that died while this was under way. */
  deaths: number;
  /** Characters of the text so far that were passed on: written again after a death, it begins short. */
  reported: number;
}

/** A request that two threads died of is not tried on a third. */
const MAX_DEATHS = 2;
/** What waited when the engine gave up may come back after this. */
const COME_BACK_MS = 5_000;

export interface Requests {
  readonly size: number;
  /** How many of them somebody waits for. */
  asked(): number;
  add(request: Omit<Request, "isStarted" | "deaths" | "reported">): number;
  get(id: number): Request | undefined;
  /** What the thread has not got yet and may get now: all of it, or while there are suspects, the first of those alone. */
  sendable(): [id: number, work: Work][];
  /** Ends a request. @returns whether others may be sent now that could not before */
  settle(id: number, outcome: WorkResult | BotError): boolean;
  settleAll(error: BotError): void;
  /** A thread died: what it was at becomes suspect, and is refused where it was at it too often, or no other thread is started. */
  noteDeath(code: number, isLast: boolean): void;
  /** Reports their place in the queue to those that wait; null while the model loads. */
  reportProgress(isReady: boolean): void;
}

export function createRequests(): Requests {
  const pending = new Map<number, Request>();
  /** Requests that were under way when a thread died: they go one at a time, alone, so that only what kills a thread dies with it. */
  const suspects = new Set<number>();
  /** What the present thread has not got, oldest first. */
  const unsent = new Set<number>();
  let nextId = 0;
  let inBackground = 0;

  function settle(id: number, outcome: WorkResult | BotError): boolean {
    const request = pending.get(id);
    request?.unlisten();
    if (request && isBackground(request.work)) inBackground--;
    pending.delete(id);
    unsent.delete(id);
    if (outcome instanceof BotError) request?.reject(outcome);
    else request?.resolve(outcome);
    return suspects.delete(id);
  }

  return {
    get size() {
      return pending.size;
    },
    asked: () => pending.size - inBackground,
    add(request) {
      const id = nextId++;
      if (isBackground(request.work)) inBackground++;
      unsent.add(id);
      pending.set(id, { ...request, isStarted: false, deaths: 0, reported: 0 });
      return id;
    },
    get: (id) => pending.get(id),
    sendable() {
      const [suspect] = suspects;
      const found: [number, Work][] = [];
      for (const id of suspect === undefined ? unsent : unsent.has(suspect) ? [suspect] : []) {
        const request = pending.get(id);
        unsent.delete(id);
        if (request) found.push([id, request.work]);
      }
      return found;
    },
    settle,
    settleAll(error) {
      for (const id of pending.keys()) settle(id, error);
    },
    noteDeath(code, isLast) {
      for (const [id, request] of pending) {
        if (request.isStarted) {
          request.deaths += 1;
          suspects.add(id);
        }
        request.isStarted = false;
        // In their old order: some may have waited behind a suspect.
        unsent.delete(id);
        unsent.add(id);
        if (request.deaths >= MAX_DEATHS) settle(id, deadly(code));
        else if (isLast) settle(id, tooOften(code));
      }
    },
    reportProgress(isReady) {
      let position = 0;
      for (const request of pending.values()) {
        if (request.isStarted || isBackground(request.work)) continue;
        position += 1;
        request.onProgress?.(isReady ? { kind: "queued", position } : { kind: "loading", estimatedMs: null });
      }
    },
  };
}

export const isBackground = (work: Work) => work.kind === "score" && work.isBackground === true;

const deadly = (code: number) =>
  new BotError(
    "BACKEND_CRASHED",
    `the engine's thread ended (${code}) while it was at this request; memory is the usual cause`,
  );

const tooOften = (code: number) =>
  new BotError("BACKEND_CRASHED", `the engine's thread ended too often (${code}); try again`, {
    retryable: true,
    retryAfterMs: COME_BACK_MS,
  });
