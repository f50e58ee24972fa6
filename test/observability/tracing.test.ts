/** The spans of real asks: what the conventions for generative AI name, the values of the stored answer, and no text of anybody. */

import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AskRecord } from "../../src/core/ask.ts";
import { traceIdsOf } from "../../src/flows/asks/trace.ts";
import { openTracing } from "../../src/observability/tracing.ts";
import { completion, openStack, type Stack } from "../flows/stack.ts";

let stack: Stack;
beforeAll(async () => {
  stack = await openStack();
});
afterAll(() => stack.close());

/** Writes the spans of an ask into memory. */
async function spansOf(record: AskRecord): Promise<ReadableSpan[]> {
  const spans: ReadableSpan[] = [];
  const tracing = openTracing({
    export(some, done) {
      spans.push(...some);
      done({ code: 0 });
    },
    shutdown: async () => {},
  });
  tracing.record(record, Date.now());
  await tracing.close();
  return spans;
}

const PRIVATE = /zebra|Ada|secret end/;

describe("the spans of an ask", () => {
  it("name the call of a model that scores labels in this process", async () => {
    const record = await stack.askAndWait({ text: "a zebra, what a day" });
    const [call, ask] = await spansOf(record);
    const { traceId, askSpanId, modelSpanId } = traceIdsOf(record.ask.id);
    expect(ask?.spanContext()).toMatchObject({ traceId, spanId: askSpanId });
    expect(call?.spanContext()).toMatchObject({ traceId, spanId: modelSpanId });
    expect(call?.name).toBe("text_completion test-neo");
    expect(call?.attributes).toEqual({
      "gen_ai.operation.name": "text_completion",
      "gen_ai.provider.name": "onnx",
      "gen_ai.output.type": "text",
      "gen_ai.prompt.name": "sentiment",
      "gen_ai.prompt.version": "sentiment-r1",
      "gen_ai.request.model": "test-neo",
      "gen_ai.request.temperature": record.answer?.settings.temperature,
      "gen_ai.request.max_tokens": record.answer?.settings.maxNewTokens,
      "gen_ai.response.model": "test-neo",
      "gen_ai.usage.input_tokens": 40,
      "gen_ai.usage.cache_read.input_tokens": 30,
      "gen_ai.usage.output_tokens": 0,
    });
  });

  it("name why a text ended, as it was stored, and never the text or the end sequence", async () => {
    stack.backend.complete.mockResolvedValueOnce({ ...completion("zebra words"), finish: "length" });
    const cut = await stack.askAndWait({ command: "haiku", settings: { endSequence: "secret end" } });
    expect(cut.answer?.finish).toBe("length");
    stack.backend.complete.mockResolvedValueOnce(completion("zebra words"));
    const whole = await stack.askAndWait({ command: "haiku" });
    const spans = [...(await spansOf(cut)), ...(await spansOf(whole))];
    expect(spans.map(({ attributes }) => attributes["gen_ai.response.finish_reasons"])).toEqual([
      ["length"],
      undefined,
      ["stop"],
      undefined,
    ]);
    for (const { name, attributes } of spans)
      expect(`${name} ${JSON.stringify(attributes)}`).not.toMatch(PRIVATE);
  });

  it("name a server by its address", async () => {
    const record = await stack.askAndWait();
    const at = async (backend: string, where: string) => {
      const answer = record.answer && { ...record.answer, backend, where };
      const [call] = await spansOf({ ...record, answer });
      const { "server.address": address, "server.port": port } = call?.attributes ?? {};
      return [call?.name, address, port];
    };
    expect(await at("tgi", "127.0.0.1:8080")).toEqual(["text_completion test-neo", "127.0.0.1", 8080]);
    expect(await at("chat", "models.example.com")).toEqual([
      "chat test-neo",
      "models.example.com",
      undefined,
    ]);
    expect(await at("openai", "[::1]:9000")).toEqual(["text_completion test-neo", "[::1]", 9000]);
    expect(await at("openai", "no address at all")).toEqual([
      "text_completion test-neo",
      undefined,
      undefined,
    ]);
  });
});
