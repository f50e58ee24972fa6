/** One log line for each ask that ends: what was asked where, how it ended and how long it took. No text, no names. */

import type { AskRecord } from "../core/ask.ts";
import { traceIdsOf } from "../flows/asks/trace.ts";
import type { Log } from "../flows/bot/context.ts";

/** How an ask ended. */
export function outcomeOf({ answer, failure }: Pick<AskRecord, "answer" | "failure">): string {
  if (failure) return "failed";
  return answer?.doubt ? "not-sure" : "answered";
}

/** Logs an ask that was answered, or failed, and shown.
 * @param nowMs the present time in milliseconds */
export function logAsk(log: Log, record: AskRecord, nowMs: number): void {
  const { ask, answer, failure } = record;
  log.info(
    {
      askId: ask.id,
      traceId: traceIdsOf(ask.id).traceId,
      platform: ask.person.platform,
      command: ask.command,
      outcome: outcomeOf(record),
      ...(failure ? { code: failure.code } : {}),
      ...(answer
        ? {
            modelMs: Math.round(answer.durationMs),
            promptTokens: answer.promptTokens,
            cachedTokens: answer.cachedTokens,
          }
        : {}),
      totalMs: nowMs - ask.createdAt.getTime(),
    },
    "ask done",
  );
}
