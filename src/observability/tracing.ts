/**
 * OpenTelemetry spans over OTLP: one for each ask that ended, and one inside it for the model's work. Attributes follow the
 * conventions for generative AI; none holds text or names.
 * @see https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans/
 */

import { ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import type { AskRecord } from "../core/ask.ts";
import { type TraceIds, traceIdsOf } from "../flows/asks/trace.ts";
import { VERSION } from "../version.ts";
import { outcomeOf } from "./ask-log.ts";

export interface Tracing {
  /** Sends the spans of an ask that was answered, or failed, and shown.
   * @param nowMs the present time in milliseconds */
  record(record: AskRecord, nowMs: number): void;
  /** Sends what is left, then closes. */
  close(): Promise<void>;
}

/** Opens the export.
 * @param endpoint base address of the collector, as OTEL_EXPORTER_OTLP_ENDPOINT gives it; spans go to `/v1/traces` below it */
export function openTracing(endpoint: string): Tracing {
  // The ids of the next span: spans are written after the fact, with ids that the model server saw already.
  let next: { traceId: string; spanId: string } = { traceId: "", spanId: "" };
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ "service.name": "fewshot", "service.version": VERSION }),
    idGenerator: { generateTraceId: () => next.traceId, generateSpanId: () => next.spanId },
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: new OTLPTraceExporter({ url: `${endpoint.replace(/\/+$/, "")}/v1/traces` }),
      }),
    ],
  });
  const tracer = provider.getTracer("fewshot", VERSION);

  function startAsk(record: AskRecord, { traceId, askSpanId }: TraceIds): Span {
    const { ask } = record;
    next = { traceId, spanId: askSpanId };
    return tracer.startSpan(
      "fewshot.ask",
      {
        kind: SpanKind.CONSUMER,
        startTime: ask.createdAt,
        attributes: {
          "fewshot.ask.id": ask.id,
          "fewshot.platform": ask.person.platform,
          "fewshot.command": ask.command,
          "fewshot.outcome": outcomeOf(record),
        },
      },
      ROOT_CONTEXT,
    );
  }

  return {
    record(record, nowMs) {
      const ids = traceIdsOf(record.ask.id);
      const span = startAsk(record, ids);
      if (record.failure)
        span.setStatus({ code: SpanStatusCode.ERROR }).setAttribute("error.type", record.failure.code);
      if (record.answer) {
        const { model, durationMs, settings, promptTokens, newTokens, backend } = record.answer;
        const endMs = record.answeredAt?.getTime() ?? nowMs;
        next = { traceId: ids.traceId, spanId: ids.modelSpanId };
        tracer
          .startSpan(
            `text_completion ${model.name}`,
            {
              kind: backend === "onnx" ? SpanKind.INTERNAL : SpanKind.CLIENT,
              startTime: endMs - durationMs,
              attributes: {
                "gen_ai.operation.name": "text_completion",
                "gen_ai.provider.name": backend,
                "gen_ai.request.model": model.name,
                "gen_ai.request.temperature": settings.temperature,
                "gen_ai.request.max_tokens": settings.maxNewTokens,
                ...(promptTokens === null ? {} : { "gen_ai.usage.input_tokens": promptTokens }),
                ...(newTokens === null ? {} : { "gen_ai.usage.output_tokens": newTokens }),
              },
            },
            trace.setSpan(ROOT_CONTEXT, span),
          )
          .end(endMs);
      }
      span.end(nowMs);
    },
    close: () => provider.shutdown(),
  };
}
