/** What an ended ask leaves behind: one log line, and spans at a collector. Neither holds text or names. */

import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import type { AskRecord } from "../../src/core/ask.ts";
import { traceIdsOf, traceparentOf } from "../../src/flows/asks/trace.ts";
import { logAsk } from "../../src/observability/ask-log.ts";
import { openTracing, otlpExporter } from "../../src/observability/tracing.ts";

const created = new Date("2026-01-01T00:00:00.000Z");
const record = {
  ask: {
    id: "ask-1",
    command: "sentiment",
    text: "a very private text",
    person: { platform: "slack", workspace: "T1", id: "U77", name: "Ada" },
    createdAt: created,
  },
  answer: {
    doubt: null,
    durationMs: 12.4,
    promptTokens: 90,
    cachedTokens: 70,
    newTokens: 0,
    backend: "tgi",
    where: "127.0.0.1:8080",
    commandRevision: "r1",
    model: { name: "neo" },
    settings: { temperature: 0.1, maxNewTokens: 25 },
    prompt: "a very private prompt",
  },
  failure: null,
  answeredAt: new Date(created.getTime() + 200),
} as unknown as AskRecord;

describe("an ended ask", () => {
  it("is one log line with id, platform, command, outcome and timings", () => {
    const lines: [object, string][] = [];
    const log = {
      debug() {},
      warn() {},
      error() {},
      info: (fields: object, text: string) => lines.push([fields, text]),
    };
    logAsk(log, record, created.getTime() + 350);
    logAsk(log, { ...record, answer: null, failure: { code: "BACKEND_TIMEOUT" } }, created.getTime() + 900);
    expect(lines.map(([fields]) => fields)).toMatchObject([
      {
        askId: "ask-1",
        platform: "slack",
        command: "sentiment",
        outcome: "answered",
        modelMs: 12,
        totalMs: 350,
      },
      { outcome: "failed", code: "BACKEND_TIMEOUT", totalMs: 900 },
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/private|Ada|U77/);
  });

  it("is two spans with the ids that the model server was given", async () => {
    const bodies: string[] = [];
    const collector = createServer(async (request: IncomingMessage, response) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      bodies.push(`${request.url} ${body}`);
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
    await new Promise<void>((done) => collector.listen(0, "127.0.0.1", done));
    const tracing = openTracing(
      otlpExporter(`http://127.0.0.1:${(collector.address() as AddressInfo).port}/`),
    );
    tracing.record(record, created.getTime() + 350);
    await tracing.close();
    collector.close();
    expect(bodies).toHaveLength(1);
    const [path, json] = [bodies[0]?.split(" ")[0], bodies[0]?.slice(bodies[0].indexOf(" ") + 1) ?? ""];
    expect(path).toBe("/v1/traces");
    const { traceId, askSpanId, modelSpanId } = traceIdsOf("ask-1");
    expect(JSON.parse(json).resourceSpans[0].scopeSpans[0].spans).toMatchObject([
      { traceId, spanId: modelSpanId, parentSpanId: askSpanId, name: "text_completion neo" },
      { traceId, spanId: askSpanId, name: "fewshot.ask" },
    ]);
    expect(traceparentOf("ask-1")).toBe(`00-${traceId}-${modelSpanId}-01`);
    expect(json).not.toMatch(/private|Ada|U77/);
  });
});
