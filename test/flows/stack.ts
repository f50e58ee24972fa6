/** The flows over a real store, with a model that a test scripts and a platform that remembers what it was asked to show. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vi } from "vitest";
import { openCatalogue } from "../../src/commands/catalogue.ts";
import { fixedCommands, type WatchedCommands } from "../../src/commands/watch.ts";
import type { AskRecord, ModelInfo, NewAsk, Person } from "../../src/core/ask.ts";
import type { Command } from "../../src/core/command/command.ts";
import { commandFileSchema, createCommand } from "../../src/core/command/command-file.ts";
import { createKnownModel } from "../../src/flows/asks/answer/known-model.ts";
import { createResponder } from "../../src/flows/asks/answer/respond.ts";
import { processAsk } from "../../src/flows/asks/ask.ts";
import type { Bot } from "../../src/flows/bot/bot.ts";
import { createBot } from "../../src/flows/bot/create-bot.ts";
import { createGate, type GatePorts } from "../../src/flows/commands/gate/gate.ts";
import type { AuditPairs, Gate } from "../../src/flows/commands/gate/ports.ts";
import { type Heads, openHeads } from "../../src/flows/learning/heads.ts";
import type { GroupsInForce } from "../../src/flows/monitoring/groups/lists.ts";
import type { Backend, Completion, Scoring } from "../../src/flows/ports/backend.ts";
import type { Delivery, Platform } from "../../src/flows/ports/platform.ts";
import type { Store } from "../../src/flows/ports/store.ts";
import { retractErased } from "../../src/flows/privacy/erase.ts";
import { type Training, trainHead } from "../../src/learning/head/head.ts";
import { openRuns } from "../../src/monitoring/runs/runs.ts";
import { openStore } from "../../src/store/store.ts";
import { noMetrics } from "../no-metrics.ts";

const usage = { promptTokens: 40, cachedTokens: 30, newTokens: 0, durationMs: 3 };
const model: ModelInfo = {
  name: "test-neo",
  family: "GPT-Neo",
  parameters: 1_000_000,
  revision: "r0",
  contextTokens: 2000,
  scripts: ["Latin"],
  abstainBelow: null,
  builtin: false,
  dtype: "fp32",
};

/** A model whose verbs a test may replace; at first it finds the first label nearly certain. */
export function createScriptedBackend() {
  return {
    name: "onnx",
    where: "in this process",
    describe: vi.fn<Backend["describe"]>(async () => model),
    countTokens: (text: string) => Math.ceil(text.length / 4),
    score: vi.fn<Backend["score"]>(async ({ labels }) =>
      scoring(labels.map((_, index) => (index === 0 ? 0.9 : 0.1 / (labels.length - 1)))),
    ),
    complete: vi.fn<Backend["complete"]>(async () => completion("some words")),
    close: async () => {},
  };
}

export function scoring(probabilities: readonly number[]): Scoring {
  return { logprobs: probabilities.map(Math.log), usage };
}

export function completion(text: string): Completion {
  return { text, finish: "end-sequence", usage: { ...usage, newTokens: 3 } };
}

export const commands: readonly Command[] = [
  makeCommand("sentiment", { labels: ["Positive", "Negative", "Neutral"], scoring: { abstain_below: 0.5 } }),
  makeCommand("haiku", { experimental: true, requires: { parameters: "1.3B" } }),
];

export function makeCommand(name: string, changes: object): Command {
  const file = {
    summary: `What ${name} does`,
    description: `Do ${name}.`,
    input: "Message",
    output: "Answer",
    examples: [{ input: "Thank you!", output: "Positive" }],
    ...changes,
  };
  return createCommand(name, commandFileSchema.parse(file), `${name}-r1`);
}

/** Commands as files that nobody changes. */
export const unwatched = (given: readonly Command[]): WatchedCommands => ({
  ...fixedCommands(given),
  faults: () => [],
  close() {},
});

export const ada: Person = { platform: "web", workspace: "web", id: "ada", name: "Ada" };
export const ben: Person = { platform: "web", workspace: "web", id: "ben", name: "Ben" };

export interface Stack {
  readonly bot: Bot;
  readonly store: Store;
  readonly heads: Heads;
  readonly backend: ReturnType<typeof createScriptedBackend>;
  readonly platform: Platform & { deliver: ReturnType<typeof vi.fn<Platform["deliver"]>> };
  /** Everything shown so far of an ask, oldest first. */
  shown(askId: string): Delivery[];
  ask(changes?: Partial<NewAsk>): ReturnType<Bot["handle"]>;
  /** Asks, and waits until the reply was shown. */
  askAndWait(changes?: Partial<NewAsk>): Promise<AskRecord>;
  untilDelivered(askId: string): Promise<AskRecord>;
  /** Erases a person's data. Returns the sentence they read. */
  erase(person: Person): Promise<string>;
  /** Processes an ask as its job does. */
  processAsk(askId: string, attempt: number): Promise<void>;
  close(): Promise<void>;
}

/** A gate with a few pairs of an audit. */
export function openGate(
  {
    store,
    heads = { find: () => null },
    ...ports
  }: { store: Pick<Store, "labelledRows" | "watchGone">; heads?: Pick<Heads, "find"> } & Pick<
    GatePorts,
    "backend" | "model"
  >,
  pairs: AuditPairs = () => [
    { sentence: 0, group: "disability: hearing", plain: "A person is here", text: "A deaf person is here" },
  ],
): Gate {
  const learn = {
    train: async (training: Training) => trainHead(training),
    rows: { of: store.labelledRows },
  };
  return createGate({ ...ports, heads, learn, pairs, watchGone: store.watchGone });
}

let interactions = 0;

/** @param options `platform` takes the place of one that remembers what it was asked to show */
export async function openStack(
  options: {
    rateLimit?: number;
    platform?: Platform;
    admins?: readonly string[];
    drafts?: "all" | "admins";
    /** In place of those above. */
    commands?: readonly Command[];
    drawSeed?: string;
    groups?: GroupsInForce;
    /** Has a gate, with these pairs of the audit. */
    pairs?: AuditPairs;
    /** Whether audits and insights can run; they are kept for as long as the stack is open. */
    measures?: boolean;
    rollUpEveryMs?: number;
  } = {},
): Promise<Stack> {
  const { rateLimit = 0, rollUpEveryMs } = options;
  const dataDir = await mkdtemp(join(tmpdir(), "fewshot-flows-"));
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const store = await openStore({
    ...{ dataDir, retentionDays: 90, log },
    ...(rollUpEveryMs === undefined ? {} : { rollUpEveryMs }),
  });
  const backend = createScriptedBackend();
  const deliveries: Delivery[] = [];
  const platform = {
    name: "web" as const,
    start: async () => {},
    stop: async () => {},
    deliver: vi.fn<Platform["deliver"]>(async (delivery) => void deliveries.push(delivery)),
  };
  const platforms = new Map([options.platform ?? platform].map((one) => [one.name, one]));
  const ports = {
    store,
    backend,
    model: createKnownModel(backend),
    platforms,
    commands: await openCatalogue({ files: unwatched(options.commands ?? commands), store, log }),
    metrics: noMetrics,
    log,
    now: () => new Date(),
    rateLimit,
    admins: new Set(options.admins),
    drafts: options.drafts ?? ("all" as const),
    ...(options.drawSeed === undefined ? {} : { drawSeed: options.drawSeed }),
    ...(options.groups === undefined ? {} : { groups: options.groups }),
  };
  ports.model.start();
  const reports = `${dataDir}-reports`;
  const heads = await openHeads(ports);
  const measurements = options.measures ? openRuns({ ...ports, heads, folder: reports }) : null;
  const gate = options.pairs && openGate({ ...ports, heads }, options.pairs);
  const bot = createBot({
    ...{ ...ports, heads },
    ...(gate ? { gate } : {}),
    ...(measurements ? { measurements } : {}),
  });
  const workerPorts = {
    ...ports,
    respond: createResponder(backend, heads),
  };
  await store.work(
    (askId, attempt) => processAsk(workerPorts, askId, attempt),
    (erased) => retractErased(workerPorts, erased),
  );
  const ask = ({ person = ada, place, interactionId, locale = "en", ...changes }: Partial<NewAsk> = {}) =>
    bot.handle(
      {
        kind: "ask",
        command: "sentiment",
        text: "great job, team!",
        author: null,
        native: place?.native ?? null,
        ...changes,
      },
      {
        interactionId: interactionId ?? `i${interactions++}`,
        person,
        channel: place?.channel ?? "web",
        locale,
      },
    );
  const untilDelivered = (askId: string) =>
    vi.waitFor(
      async () => {
        const record = await store.findAsk(askId);
        if (record?.deliveredAt == null) throw new Error("not delivered yet");
        return record;
      },
      { timeout: 60_000, interval: 20 },
    );
  return {
    bot,
    store,
    heads,
    backend,
    platform,
    shown: (askId) => deliveries.filter((delivery) => delivery.ask.id === askId),
    ask,
    async askAndWait(changes) {
      const outcome = await ask(changes);
      if (outcome.kind !== "accepted") throw new Error(JSON.stringify(outcome));
      return untilDelivered(outcome.ask.id);
    },
    untilDelivered,
    async erase(person) {
      const by = { interactionId: `i${interactions++}`, person, channel: "web", locale: "en" };
      const outcome = await bot.handle({ kind: "privacy", request: "erase", isConfirmed: true }, by);
      return outcome.kind === "notice" ? outcome.text : JSON.stringify(outcome);
    },
    processAsk: (askId, attempt) => processAsk(workerPorts, askId, attempt),
    async close() {
      gate?.close();
      heads.close();
      await measurements?.close();
      await store.close(5000);
      for (const folder of [dataDir, reports]) await rm(folder, { recursive: true, force: true });
    },
  };
}
