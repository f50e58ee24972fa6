/** Finds out whether the model can be used, at the start and while it can't, so that health and log say what is true without an ask. */

import { setTimeout as sleep } from "node:timers/promises";
import { type BotError, toBotError } from "../core/errors.ts";
import type { Log } from "../flows/bot/context.ts";
import type { Backend } from "../flows/ports/backend.ts";

export interface ModelWatchOptions {
  readonly backend: Pick<Backend, "describe" | "complete" | "state">;
  readonly log: Log;
  /** A model that can never be opened as configured. */
  readonly onFatal: (error: BotError) => void;
  /** Between two checks. Default 15 seconds. */
  readonly everyMs?: number;
}

/** The cheapest thing a model can be asked: one token after one word. */
const PROBE = { prompt: { prefix: "", text: "Hello" }, maxNewTokens: 1, temperature: 0, endSequence: "\n" };

/** Starts watching. A model in this process is opened once; a server is asked while it is not known to answer.
 * @returns how to stop */
export function watchModel({ backend, log, onFatal, everyMs = 15_000 }: ModelWatchOptions): () => void {
  const stopping = new AbortController();
  const { signal } = stopping;
  let isReady: boolean | null = null;

  async function check(): Promise<void> {
    const isKnownToAnswer = backend.state ? backend.state().isReachable === true : isReady === true;
    if (isKnownToAnswer && isReady !== null) {
      if (!isReady) log.info({}, "the model can be used again");
      isReady = true;
      return;
    }
    try {
      const model = await backend.describe();
      if (backend.state) await backend.complete({ ...PROBE, signal });
      log.info(
        { model: model.name, parameters: model.parameters, context: model.contextTokens },
        "the model is ready",
      );
      isReady = true;
    } catch (cause) {
      if (!signal.aborted) reportFailure(toBotError(cause));
    }
  }

  function reportFailure(error: BotError): void {
    if (error.code === "CONFIG_MODEL" && !error.retryable && !backend.state) onFatal(error);
    if (isReady !== false)
      log.error({ code: error.code, reason: error.message }, "the model can't be used now; trying again");
    isReady = false;
  }

  void (async () => {
    while (!signal.aborted) {
      await check();
      if (!backend.state && isReady) return;
      await sleep(everyMs, undefined, { signal, ref: false }).catch(() => {});
    }
  })();
  return () => stopping.abort();
}
