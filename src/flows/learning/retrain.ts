/**
 * Trains a live head again when its rows changed: a correction was accepted, a spot check decided, an ask erased. Every process is notified of
 * it; one of them trains, and all take the new head up by the store's notices.
 */

import { setTimeout as sleep } from "node:timers/promises";
import { describeScope } from "../../core/command/saved-command.ts";
import type { SavedHead } from "../../core/command/saved-head.ts";
import { toBotError } from "../../core/errors.ts";
import { CLAIM_MS, createTraining, type TrainingPorts } from "./train-again.ts";

interface RetrainPorts extends TrainingPorts {
  readonly store: TrainingPorts["store"] & {
    watchRows(listener: (command: string | null) => void): () => void;
  };
}

/** After a training, rows gather for twice as long as it took, and no longer than this: a busy channel must not keep the model busy, and
 * whoever accepts a correction meanwhile waits for the next training. */
const MAX_PAUSE_MS = 1_000;

/** @returns how to stop */
export function keepHeadsTrained(ports: RetrainPorts): () => void {
  const { store, heads, log, metrics } = ports;
  const training = createTraining(ports);
  /** By the live head's key: whether its rows changed since the training that is under way began. */
  const under = new Map<string, { isStale: boolean }>();
  const stop = new AbortController();
  const { signal } = stop;

  const liveOf = (key: string) => heads.list().find((saved) => keyOf(saved) === key);

  async function train(key: string): Promise<void> {
    const running = under.get(key);
    if (running) {
      running.isStale = true;
      return;
    }
    const own = { isStale: false };
    under.set(key, own);
    const startMs = performance.now();
    const saved = liveOf(key);
    let isElsewhere = false;
    try {
      isElsewhere = saved !== undefined && !(await training.train(saved));
    } catch (cause) {
      const { code, message, retryable } = toBotError(cause);
      own.isStale ||= retryable;
      if (saved) metrics.headTrained(saved.name, "failed");
      log.warn(
        { head: key, code, reason: message },
        "a classifier head could not be trained again; the present one stays",
      );
    }
    const pauseMs = isElsewhere ? CLAIM_MS : Math.min(MAX_PAUSE_MS, 2 * (performance.now() - startMs));
    if (!(await isOver(pauseMs, signal))) return;
    under.delete(key);
    // The process that has the training is notified of every change as well. Where it died, the same head is still live.
    const isDue = isElsewhere ? liveOf(key)?.id === saved?.id : own.isStale;
    if (isDue) void train(key);
  }

  /** Texts may have been erased while no process ran. */
  async function lookAtStart(saved: SavedHead): Promise<void> {
    if ((await training.isShortOfRows(saved)) && !signal.aborted) await train(keyOf(saved));
  }

  const stopWatching = store.watchRows((command) => {
    for (const saved of heads.list())
      if (command === null || saved.name === command) void train(keyOf(saved));
  });
  for (const saved of heads.list())
    lookAtStart(saved).catch((cause) => {
      const { code, message } = toBotError(cause);
      log.warn({ head: keyOf(saved), code, reason: message }, "rows of a classifier head could not be read");
    });
  return () => {
    stop.abort();
    stopWatching();
  };
}

/** Waits, without keeping the process alive. @returns false where the signal fired */
const isOver = (ms: number, signal: AbortSignal) =>
  sleep(ms, true, { signal, ref: false }).catch(() => false);

const keyOf = ({ name, scope }: SavedHead) => `${name} ${describeScope(scope)}`;
