/** Trace ids in W3C's format, derived from an ask's id: every process that works on an ask knows them, and nothing has to be stored. */

import { createHash } from "node:crypto";

export interface TraceIds {
  /** 32 lower-case hex characters. */
  readonly traceId: string;
  /** Of the span that covers the whole ask; 16 lower-case hex characters. */
  readonly askSpanId: string;
  /** Of the span that covers the model's work; 16 lower-case hex characters. */
  readonly modelSpanId: string;
}

export function traceIdsOf(askId: string): TraceIds {
  const hex = createHash("sha256").update(askId).digest("hex");
  return { traceId: hex.slice(0, 32), askSpanId: hex.slice(32, 48), modelSpanId: hex.slice(48, 64) };
}

/** The `traceparent` header of the model calls of an ask.
 * @see https://www.w3.org/TR/trace-context/#traceparent-header */
export function traceparentOf(askId: string): string {
  const { traceId, modelSpanId } = traceIdsOf(askId);
  return `00-${traceId}-${modelSpanId}-01`;
}
