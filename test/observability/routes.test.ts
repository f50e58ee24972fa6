/** Health and metrics tell the truth, and nothing about people. */

import { describe, expect, it } from "vitest";
import type { AskRecord } from "../../src/core/ask.ts";
import { createMetrics } from "../../src/observability/metrics.ts";
import { createMonitorRoutes } from "../../src/observability/routes.ts";

const idle = { queue: async () => ({ waiting: 3, running: 1, oldestMs: 2500 }) };
const ready = { describe: async () => ({}) as never };
const never = { describe: () => new Promise<never>(() => {}) };
const broken = {
  describe: async () => Promise.reject(new Error("no model")),
  queue: async () => Promise.reject(new Error("no store")),
};

const ask = {
  id: "a1",
  command: "sentiment",
  text: "a very private text",
  person: { platform: "slack", workspace: "T1", id: "U77", name: "Ada" },
  createdAt: new Date(),
} as unknown as AskRecord["ask"];
const answer = {
  doubt: null,
  durationMs: 12,
  promptTokens: 90,
  cachedTokens: 70,
  newTokens: 0,
} as unknown as NonNullable<AskRecord["answer"]>;

const open = (store: typeof idle, backend: { describe: () => Promise<never> }) => {
  const metrics = createMetrics({ store });
  return { metrics, app: createMonitorRoutes({ store, backend, metrics }) };
};

describe("health", () => {
  it("is alive whatever the model does, and ready only when store and model are", async () => {
    for (const [store, backend, status, parts] of [
      [idle, ready, 200, { store: "ready", model: "ready" }],
      [idle, never, 503, { store: "ready", model: "waiting" }],
      [broken, broken, 503, { store: "failed", model: "failed" }],
    ] as const) {
      const { app } = open(store, backend);
      expect((await app.request("/healthz")).status).toBe(200);
      const answered = await app.request("/readyz");
      expect(answered.status).toBe(status);
      expect(await answered.json()).toEqual(parts);
    }
  });
});

describe("metrics", () => {
  it("count asks by command, platform and outcome, and name nobody", async () => {
    const { metrics, app } = open(idle, ready);
    metrics.asked(ask, 40);
    metrics.failed(ask, "BACKEND_TIMEOUT");
    metrics.overridden(ask);
    metrics.answered(ask, answer);
    metrics.rated(ask, "wrong");
    metrics.delivered({ ask, answer, failure: null } as unknown as AskRecord);
    const text = await (await app.request("/metrics")).text();
    expect(text).toContain('fewshot_asks_total{command="sentiment",platform="slack",outcome="answered"} 1');
    expect(text).toContain('fewshot_tokens_total{kind="cached"} 70');
    expect(text).toContain('fewshot_ratings_total{command="sentiment",value="wrong"} 1');
    expect(text).toContain('fewshot_cache_hits_total{command="sentiment"} 1');
    expect(text).toContain('fewshot_overrides_total{command="sentiment"} 1');
    expect(text).toContain('fewshot_model_errors_total{code="BACKEND_TIMEOUT"} 1');
    expect(text).toContain('fewshot_acknowledge_seconds_bucket{le="0.05",platform="slack"} 1');
    expect(text).toContain('fewshot_answer_seconds_count{platform="slack"} 1');
    expect(text).toContain("fewshot_queue_waiting 3");
    expect(text).toContain("fewshot_queue_age_seconds 2.5");
    for (const secret of ["a very private text", "U77", "Ada", "T1"]) expect(text).not.toContain(secret);
  });

  it("are told while the store is away, except the queue's", async () => {
    const { metrics, app } = open(broken, ready);
    metrics.asked(ask, 40);
    const answered = await app.request("/metrics");
    expect(answered.status).toBe(200);
    const text = await answered.text();
    expect(text).toContain('outcome="accepted"} 1');
    expect(text).toMatch(/^fewshot_queue_waiting Nan$/im);
  });
});
