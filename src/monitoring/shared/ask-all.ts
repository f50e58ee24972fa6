/** Asks a model about many texts: some at once, and again where an ask failed for a passing reason. */

import { setTimeout as sleep } from "node:timers/promises";
import { type BotError, toBotError } from "../../core/errors.ts";

const AT_ONCE = 16;
/** Texts that failed for a passing reason are tried again, this often. */
const MAX_RERUNS = 2;
const RERUN_PAUSE_MS = 1_000;
const MAX_PAUSE_MS = 30_000;

export interface AskAllOptions {
  /** Called after each text of the first run. */
  readonly onDone?: () => void;
  /** Throws what the first text threw where as many as are asked at once fail before one is answered. Default: every text is tried. */
  readonly givesUp?: boolean;
  /** Asks under way at once. Default 16: enough for the engine to batch. */
  readonly atOnce?: number;
}

/** Asks about every text. A text that fails does not end the run; what fails for a passing reason is asked again afterwards.
 * @returns answers and errors in the order of the texts
 * @throws {BotError} with `givesUp`, where nothing can be answered */
export async function askAll<T>(
  texts: readonly string[],
  ask: (text: string) => Promise<T>,
  { onDone = () => {}, givesUp = false, atOnce = AT_ONCE }: AskAllOptions = {},
): Promise<({ readonly answer: T } | { readonly error: BotError })[]> {
  const outcomes: ({ answer: T } | { error: BotError })[] = new Array(texts.length);
  let [answered, failed] = [0, 0];
  const one = async (index: number): Promise<BotError | null> => {
    try {
      outcomes[index] = { answer: await ask(texts[index] as string) };
      answered++;
      return null;
    } catch (cause) {
      const error = toBotError(cause);
      outcomes[index] = { error };
      failed++;
      if (givesUp && answered === 0 && failed >= Math.min(atOnce, texts.length)) throw error;
      return error.retryable ? error : null;
    }
  };
  let waiting = await runAll(
    texts.map((_text, index) => index),
    async (index) => {
      const error = await one(index);
      onDone();
      return error;
    },
    atOnce,
  );
  for (let run = 0; run < MAX_RERUNS && waiting.length > 0; run++) {
    const pauseMs = Math.max(
      RERUN_PAUSE_MS * 2 ** run,
      ...waiting.map(({ error }) => error.retryAfterMs ?? 0),
    );
    await sleep(Math.min(pauseMs, MAX_PAUSE_MS));
    waiting = await runAll(
      waiting.map(({ index }) => index),
      one,
      atOnce,
    );
  }
  return outcomes;
}

/** Runs `work` over the indexes, some at a time; gives back those that failed for a passing reason. */
async function runAll(
  indexes: readonly number[],
  work: (index: number) => Promise<BotError | null>,
  atOnce: number,
): Promise<{ index: number; error: BotError }[]> {
  const failed: { index: number; error: BotError }[] = [];
  let next = 0;
  const worker = async () => {
    while (next < indexes.length) {
      const index = indexes[next++] as number;
      const error = await work(index).catch((cause) => {
        next = indexes.length;
        throw cause;
      });
      if (error !== null) failed.push({ index, error });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return failed;
}
