/** Counters for operators: what was asked, answered, failed and rated. Labels are commands, platforms and codes; never text, never people. */

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { VERSION } from "../config/version.ts";
import type { PlatformName } from "../core/ask.ts";
import type { FlowMetrics } from "../flows/bot/context.ts";
import type { Store } from "../flows/ports/store.ts";
import { connectionsOf, type HealthOptions } from "./health.ts";

export interface Metrics extends FlowMetrics {
  readonly registry: Registry;
  /** A wrong token at the page, or an attempt refused because there were too many. */
  loginFailed(kind: "wrong" | "refused"): void;
  /** Adds gauges of what is opened after the metrics: connections, the model server, command files. */
  observe(parts: Pick<HealthOptions, "backend" | "commands" | "platforms">): void;
}

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900];

/** Makes a registry of its own, so that two bots in one process don't count together. */
export function createMetrics({ store }: { readonly store: Pick<Store, "queue"> }): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  addBuildInfo(registry);
  addQueueGauges(registry, store);
  const { asks, refusals, undelivered, ratings, overrides, loginFailures, modelErrors, tokens, cacheHits } =
    addCounters(registry);
  const { draws, reviews, trainings, changes } = addLearningCounters(registry);
  const { acknowledgeSeconds, answerSeconds, modelSeconds } = addHistograms(registry);
  return {
    registry,
    loginFailed: (kind) => loginFailures.inc({ kind }),
    observe: (parts) => addStateGauges(registry, parts),
    asked({ command, person }, tookMs) {
      asks.inc({ command, platform: person.platform, outcome: "accepted" });
      acknowledgeSeconds.observe({ platform: person.platform }, tookMs / 1000);
    },
    refused: (platform, reason) => refusals.inc({ platform, reason }),
    answered({ command, person }, answer) {
      asks.inc({
        command,
        platform: person.platform,
        outcome: answer.doubt === null ? "answered" : "not-sure",
      });
      modelSeconds.observe(answer.durationMs / 1000);
      tokens.inc({ kind: "prompt" }, answer.promptTokens ?? 0);
      if (answer.cachedTokens) cacheHits.inc({ command });
      tokens.inc({ kind: "cached" }, answer.cachedTokens ?? 0);
      tokens.inc({ kind: "new" }, answer.newTokens ?? 0);
    },
    failed: (_ask, code) => modelErrors.inc({ code }),
    delivered({ ask, failure }) {
      if (failure) asks.inc({ command: ask.command, platform: ask.person.platform, outcome: "failed" });
      answerSeconds.observe({ platform: ask.person.platform }, (Date.now() - ask.createdAt.getTime()) / 1000);
    },
    undelivered: ({ person }, code) => undelivered.inc({ platform: person.platform, code }),
    rated: ({ command }, value) => ratings.inc({ command, value }),
    overridden: ({ command }) => overrides.inc({ command }),
    drawn: ({ command }) => draws.inc({ command }),
    reviewed: (command, { kind, decision }) => reviews.inc({ command, kind, decision }),
    headTrained: (command, outcome) => trainings.inc({ command, outcome }),
    gated: (command, outcome) => changes.inc({ command, outcome }),
  };
}

/** What is counted. */
function addCounters(registry: Registry) {
  const registers = [registry];
  const counter = (name: string, help: string, labelNames: string[]) =>
    new Counter({ name, help, labelNames, registers });
  const asks = counter("fewshot_asks_total", "Asks by command, platform and outcome", [
    "command",
    "platform",
    "outcome",
  ]);
  const refusals = counter("fewshot_refusals_total", "Asks and other acts refused, by platform and reason", [
    "platform",
    "reason",
  ]);
  const undelivered = counter("fewshot_undelivered_total", "Replies that could not be shown at once", [
    "platform",
    "code",
  ]);
  const ratings = counter("fewshot_ratings_total", "Ratings by command and value", ["command", "value"]);
  const overrides = counter("fewshot_overrides_total", "Overrides by command", ["command"]);
  const loginFailures = counter("fewshot_login_failures_total", "Wrong or refused tokens at the page", [
    "kind",
  ]);
  const modelErrors = counter("fewshot_model_errors_total", "Failed calls of the model", ["code"]);
  const tokens = counter("fewshot_tokens_total", "Tokens read and written by the model", ["kind"]);
  const cacheHits = counter(
    "fewshot_cache_hits_total",
    "Answers whose prompt was partly in the model's cache",
    ["command"],
  );
  return { asks, refusals, undelivered, ratings, overrides, loginFailures, modelErrors, tokens, cacheHits };
}

/** What is counted of reviews, classifier heads and changes of commands. */
function addLearningCounters(registry: Registry) {
  const registers = [registry];
  const counter = (name: string, help: string, labelNames: string[]) =>
    new Counter({ name, help, labelNames, registers });
  return {
    draws: counter("fewshot_spot_checks_total", "Asks whose answer was drawn for review", ["command"]),
    reviews: counter("fewshot_reviews_total", "Decisions of reviewers by command, kind and decision", [
      "command",
      "kind",
      "decision",
    ]),
    trainings: counter("fewshot_head_trainings_total", "Live classifier heads trained again, by outcome", [
      "command",
      "outcome",
    ]),
    changes: counter(
      "fewshot_gate_total",
      "Versions that were to take the place of another: figures shown, published, published in spite of them, unmeasured",
      ["command", "outcome"],
    ),
  };
}

/** What is timed. */
function addHistograms(registry: Registry) {
  const registers = [registry];
  const acknowledgeSeconds = new Histogram({
    name: "fewshot_acknowledge_seconds",
    help: "From receiving an ask to storing it, when it is acknowledged",
    labelNames: ["platform"],
    buckets: SECONDS,
    registers,
  });
  const answerSeconds = new Histogram({
    name: "fewshot_answer_seconds",
    help: "From ask to shown reply",
    labelNames: ["platform"],
    buckets: SECONDS,
    registers,
  });
  const modelSeconds = new Histogram({
    name: "fewshot_model_seconds",
    help: "Time in the model",
    buckets: SECONDS,
    registers,
  });
  return { acknowledgeSeconds, answerSeconds, modelSeconds };
}

function addBuildInfo(registry: Registry): void {
  new Gauge({
    name: "fewshot_build_info",
    help: "Always 1; version and Node as labels",
    labelNames: ["version", "node"],
    registers: [registry],
  }).set({ version: VERSION, node: process.versions.node }, 1);
}

/** How long the queue is. */
function addQueueGauges(registry: Registry, store: Pick<Store, "queue">): void {
  // The three gauges are read side by side: one query of the queue serves them all.
  // A store that is away takes none of the other figures with it: these three are then not known.
  let reading: ReturnType<Store["queue"]> | null = null;
  const readQueue = () => {
    reading ??= store
      .queue()
      .catch(() => ({ waiting: Number.NaN, running: Number.NaN, oldestMs: Number.NaN }))
      .finally(() => {
        reading = null;
      });
    return reading;
  };
  const gauge = (name: string, help: string, read: (queue: Awaited<ReturnType<Store["queue"]>>) => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        this.set(read(await readQueue()));
      },
    });
  gauge("fewshot_queue_waiting", "Asks that wait for a worker", ({ waiting }) => waiting);
  gauge("fewshot_queue_running", "Asks that a worker is at", ({ running }) => running);
  gauge("fewshot_queue_age_seconds", "Age of the oldest waiting ask", ({ oldestMs }) => oldestMs / 1000);
}

/** Gauges that are read when they are asked for. */
function addStateGauges(
  registry: Registry,
  { backend, commands, platforms }: Pick<HealthOptions, "backend" | "commands" | "platforms">,
): void {
  const registers = [registry];
  new Gauge({
    name: "fewshot_platform_connected",
    help: "Whether a chat platform is connected, 1 or 0",
    labelNames: ["platform"],
    registers,
    collect() {
      for (const [platform, connection] of Object.entries(connectionsOf(platforms)) as [
        PlatformName,
        string,
      ][])
        this.set({ platform }, connection === "connected" ? 1 : 0);
    },
  });
  new Gauge({
    name: "fewshot_commands",
    help: "Commands in force, and command files with a fault",
    labelNames: ["state"],
    registers,
    collect() {
      this.set({ state: "in-force" }, commands.list().length);
      this.set({ state: "faulty" }, new Set(commands.faults().map(({ file }) => file)).size);
    },
  });
  if (!backend.state) return;
  const { state } = backend;
  new Gauge({
    name: "fewshot_model_reachable",
    help: "Whether the model server answered last, 1 or 0; not a number before the first call",
    registers,
    collect() {
      const { isReachable } = state();
      this.set(isReachable === null ? Number.NaN : isReachable ? 1 : 0);
    },
  });
  new Gauge({
    name: "fewshot_model_breaker",
    help: "1 for the state that the circuit breaker to the model server is in, 0 for the others",
    labelNames: ["state"],
    registers,
    collect() {
      const { breaker } = state();
      for (const name of ["closed", "half-open", "open"]) this.set({ state: name }, name === breaker ? 1 : 0);
    },
  });
}
