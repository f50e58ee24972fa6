/** What is reported of every ask that ended: counters, a log line, and spans where a collector is configured. */

import type { Config } from "../config/config.ts";
import type { FlowMetrics } from "../flows/bot/context.ts";
import { logAsk } from "./ask-log.ts";
import type { Logger } from "./log.ts";
import type { Tracing } from "./tracing.ts";

/** The metrics, and beside them a log line and spans for every ask that ended. */
export function observeAsks(
  metrics: FlowMetrics,
  { log, tracing }: { log: Logger; tracing: Tracing | null },
): FlowMetrics {
  return {
    ...metrics,
    delivered(record) {
      const nowMs = Date.now();
      metrics.delivered(record);
      logAsk(log, record, nowMs);
      tracing?.record(record, nowMs);
    },
  };
}

/** The export of spans; null where none is configured. */
export async function openConfiguredTracing({
  OTEL_EXPORTER_OTLP_ENDPOINT,
}: Config): Promise<Tracing | null> {
  if (!OTEL_EXPORTER_OTLP_ENDPOINT) return null;
  const { openTracing, otlpExporter } = await import("./tracing.ts");
  return openTracing(otlpExporter(OTEL_EXPORTER_OTLP_ENDPOINT));
}
