/** Health and metrics are true, and say nothing about people. */

import { describe, expect, it } from "vitest";
import type { AskRecord } from "../../src/core/ask.ts";
import { createHealthRoutes, type HealthOptions } from "../../src/observability/health.ts";
import { createMetrics } from "../../src/observability/metrics.ts";

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

type Backend = HealthOptions["backend"];
const server = (isReachable: boolean | null, breaker: "closed" | "open" = "closed"): Backend => ({
  ...ready,
  state: () => ({ isReachable, breaker, scoring: null }),
});

const open = (
  queue: Pick<HealthOptions["store"], "queue">,
  backend: Backend,
  inForce = 1,
  isLost = false,
) => {
  const store = { ...queue, isLost: () => isLost };
  const metrics = createMetrics({ store });
  const commands = {
    list: () => Array.from({ length: inForce }),
    faults: () => [{ file: "a.yaml" }, { file: "a.yaml" }],
  };
  const platforms: HealthOptions["platforms"] = new Map([
    ["web", {}],
    ["slack", { connection: () => "connecting" as const }],
  ]);
  metrics.observe({ backend, commands, platforms });
  return { metrics, app: createHealthRoutes({ store, backend, commands, platforms, metrics }) };
};

describe("health", () => {
  it.each([
    ["store and model are", idle, ready, 200, { ready: true, store: "ready", model: "ready" }],
    ["the model still loads", idle, never, 503, { ready: false, model: "waiting" }],
    ["store and model have failed", broken, broken, 503, { store: "failed", model: "failed" }],
    ["the model server answers", idle, server(true), 200, { model: "ready" }],
    ["the model server was not asked yet", idle, server(null), 503, { model: "waiting" }],
    ["the model server is dead", idle, server(false), 503, { model: "failed" }],
    ["the breaker is open", idle, server(true, "open"), 503, { model: "failed" }],
  ] as const)("is alive, and ready or not, where %s", async (_what, store, backend, status, parts) => {
    const { app } = open(store, backend);
    expect((await app.request("/healthz")).status).toBe(200);
    const answered = await app.request("/readyz");
    expect(answered.status).toBe(status);
    expect(await answered.json()).toMatchObject(parts);
  });

  it("is not alive where the store is lost: a supervisor may restart it", async () => {
    expect((await open(idle, ready, 1, true).app.request("/healthz")).status).toBe(503);
  });

  it("reports connections and faulty command files, and is not ready without any command", async () => {
    const body = await (await open(idle, ready).app.request("/readyz")).json();
    expect(body).toMatchObject({
      commands: { inForce: 1, faultyFiles: 1 },
      platforms: { slack: "connecting" },
    });
    expect((await open(idle, ready, 0).app.request("/readyz")).status).toBe(503);
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
    metrics.drawn(ask);
    metrics.reviewed("sentiment", { kind: "correction", decision: "row" });
    metrics.headTrained("sentiment", "replaced");
    metrics.gated("sentiment", "in-spite");
    metrics.delivered({ ask, answer, failure: null } as unknown as AskRecord);
    const text = await (await app.request("/metrics")).text();
    expect(text).toContain('fewshot_asks_total{command="sentiment",platform="slack",outcome="answered"} 1');
    expect(text).toContain('fewshot_tokens_total{kind="cached"} 70');
    expect(text).toContain('fewshot_ratings_total{command="sentiment",value="wrong"} 1');
    expect(text).toContain('fewshot_cache_hits_total{command="sentiment"} 1');
    expect(text).toContain('fewshot_overrides_total{command="sentiment"} 1');
    expect(text).toContain('fewshot_spot_checks_total{command="sentiment"} 1');
    expect(text).toContain('fewshot_reviews_total{command="sentiment",kind="correction",decision="row"} 1');
    expect(text).toContain('fewshot_head_trainings_total{command="sentiment",outcome="replaced"} 1');
    expect(text).toContain('fewshot_gate_total{command="sentiment",outcome="in-spite"} 1');
    expect(text).toContain('fewshot_model_errors_total{code="BACKEND_TIMEOUT"} 1');
    expect(text).toContain('fewshot_acknowledge_seconds_bucket{le="0.05",platform="slack"} 1');
    expect(text).toContain('fewshot_answer_seconds_count{platform="slack"} 1');
    expect(text).toContain("fewshot_queue_waiting 3");
    expect(text).toContain('fewshot_platform_connected{platform="slack"} 0');
    expect(text).toContain('fewshot_commands{state="faulty"} 1');
    expect(text).toMatch(/fewshot_build_info\{version="\d+\.\d+\.\d+",node="[\d.]+"\} 1/);
    expect(text).toContain("fewshot_queue_age_seconds 2.5");
    for (const secret of ["a very private text", "U77", "Ada", "T1"]) expect(text).not.toContain(secret);
  });

  it("say whether a model server is reachable, and in which state its breaker is", async () => {
    const text = await (await open(idle, server(false, "open")).app.request("/metrics")).text();
    expect(text).toContain("fewshot_model_reachable 0");
    expect(text).toContain('fewshot_model_breaker{state="open"} 1');
    expect(text).toContain('fewshot_model_breaker{state="closed"} 0');
  });

  it("are given while the store is away, except the queue's", async () => {
    const { metrics, app } = open(broken, ready);
    metrics.asked(ask, 40);
    const answered = await app.request("/metrics");
    expect(answered.status).toBe(200);
    const text = await answered.text();
    expect(text).toContain('outcome="accepted"} 1');
    expect(text).toMatch(/^fewshot_queue_waiting Nan$/im);
  });
});
