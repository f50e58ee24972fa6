/**
 * OpenTelemetry spans over OTLP: one for each ask that ended, and one inside it for the model's work. Attributes follow the
 * conventions for generative AI; none holds text or names of people.
 * @see https://github.com/open-telemetry/semantic-conventions-genai/blob/main/docs/gen-ai/client-inference.md
 */

import {
  type Attributes,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, type SpanExporter, TracerProvider } from "@opentelemetry/sdk-trace";
import { VERSION } from "../config/version.ts";
import type { Answer, AskRecord, Finish } from "../core/ask.ts";
import { type TraceIds, traceIdsOf } from "../flows/asks/trace.ts";
import { outcomeOf } from "./ask-log.ts";

export interface Tracing {
  /** Sends the spans of an ask that was answered, or failed, and shown.
   * @param nowMs the present time in milliseconds */
  record(record: AskRecord, nowMs: number): void;
  /** Sends what is left, then closes. */
  close(): Promise<void>;
}

/** Where spans go over OTLP.
 * @param endpoint base address of the collector, as OTEL_EXPORTER_OTLP_ENDPOINT gives it; spans go to `/v1/traces` below it */
export function otlpExporter(endpoint: string): SpanExporter {
  return new OTLPTraceExporter({ url: `${endpoint.replace(/\/+$/, "")}/v1/traces` });
}

/** Opens the export. */
export function openTracing(exporter: SpanExporter): Tracing {
  // The ids of the next span: spans are written after the fact, with ids that the model server saw already.
  let next: { traceId: string; spanId: string } = { traceId: "", spanId: "" };
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ "service.name": "fewshot", "service.version": VERSION }),
    idGenerator: { generateTraceId: () => next.traceId, generateSpanId: () => next.spanId },
    spanProcessors: [new BatchSpanProcessor({ exporter })],
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
        const { answer } = record;
        const endMs = record.answeredAt?.getTime() ?? nowMs;
        next = { traceId: ids.traceId, spanId: ids.modelSpanId };
        tracer
          .startSpan(
            `${operationOf(answer)} ${answer.model.name}`,
            {
              kind: isInProcess(answer) ? SpanKind.INTERNAL : SpanKind.CLIENT,
              startTime: endMs - answer.durationMs,
              attributes: modelAttributes(record.ask.command, answer),
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

/** Our words for the end of a text, in those of the conventions. */
const FINISH_REASONS: Record<Finish, string> = {
  "end-sequence": "stop",
  "end-of-text": "stop",
  length: "length",
};

/** What is known of a call of the model. Left out is what holds text or may: prompt, answer, and the end sequence, which a person may choose. */
function modelAttributes(command: string, answer: Answer): Attributes {
  const { model, settings, promptTokens, cachedTokens, newTokens, finish } = answer;
  return {
    "gen_ai.operation.name": operationOf(answer),
    "gen_ai.provider.name": answer.backend,
    "gen_ai.output.type": "text",
    "gen_ai.prompt.name": command,
    "gen_ai.prompt.version": String(answer.commandVersion ?? answer.commandRevision),
    "gen_ai.request.model": model.name,
    "gen_ai.request.temperature": settings.temperature,
    "gen_ai.request.max_tokens": settings.maxNewTokens,
    "gen_ai.response.model": model.name,
    ...(finish ? { "gen_ai.response.finish_reasons": [FINISH_REASONS[finish]] } : {}),
    ...(promptTokens === null ? {} : { "gen_ai.usage.input_tokens": promptTokens }),
    ...(cachedTokens === null ? {} : { "gen_ai.usage.cache_read.input_tokens": cachedTokens }),
    ...(newTokens === null ? {} : { "gen_ai.usage.output_tokens": newTokens }),
    ...(isInProcess(answer) ? {} : serverAttributes(answer.where)),
  };
}

function operationOf({ backend }: Answer): "chat" | "text_completion" {
  return backend === "chat" ? "chat" : "text_completion";
}

function isInProcess({ backend }: Answer): boolean {
  return backend === "onnx";
}

/** A server's host and, where it is not the one of its scheme, port. */
function serverAttributes(where: string): Attributes {
  const url = URL.parse(`http://${where}`);
  if (url === null) return {};
  return { "server.address": url.hostname, ...(url.port === "" ? {} : { "server.port": Number(url.port) }) };
}
