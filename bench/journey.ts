/**
 * The journey of an ask over the real store and a stub model server of 50 ms: acknowledgement, the bot's own time, saturation,
 * memory, and how they grow with what is stored. `npm run bench -- journey [asks stored …]`
 */

import { fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { loadCommands } from "../src/commands/load.ts";
import { fixedCommands } from "../src/commands/watch.ts";
import { createKnownModel } from "../src/flows/asks/answer/known-model.ts";
import { createResponder } from "../src/flows/asks/answer/respond.ts";
import { processAsk } from "../src/flows/asks/ask.ts";
import { createBot } from "../src/flows/bot/create-bot.ts";
import type { Platform } from "../src/flows/ports/platform.ts";
import { openServerBackend } from "../src/inference/server/backend.ts";
import { openCluster } from "../src/store/pglite/open.ts";
import { openStore, type StoreOptions } from "../src/store/store.ts";
import { startPostgres } from "../test/emulators/postgres.ts";
import { noMetrics } from "../test/no-metrics.ts";
import { describeTimes, print, printMachine, processorMs, readNumber, residentMiB } from "./report.ts";
import { filling } from "./store.ts";

const MODEL_MS = 50;
const SECONDS = 15;
const BURST = 500;
const silent = { debug() {}, info() {}, warn() {}, error() {} };

export async function run(args: readonly string[]): Promise<void> {
  printMachine(["@electric-sql/pglite", "pg", "undici"]);
  print(`model     a stub server of ${MODEL_MS} ms in a process of its own, the plain huggingface call`);
  const sizes = args.length > 0 ? args.map(readNumber) : [1_000, 100_000];
  const stub = fork(resolve("test/emulators/model-server/process.ts"), [String(MODEL_MS)], {
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const [line] = (await once(stub.stdout as NodeJS.ReadableStream, "data")) as [Buffer];
  const modelUrl = line.toString().trim();
  for (const size of sizes) {
    const dataDir = await mkdtemp(join(tmpdir(), "fewshot-journey-"));
    await (await openStore({ dataDir })).close();
    const cluster = await openCluster(join(dataDir, "cluster"));
    await cluster.executeSql(filling(size));
    await cluster.close();
    await measure(`PGlite, ${size} asks stored`, { store: { dataDir }, asksASecond: 20, modelUrl });
    await rm(dataDir, { recursive: true });
  }
  const server = await startPostgres();
  for (const size of sizes) {
    const databaseUrl = await server.createDatabase();
    await (await openStore({ databaseUrl })).close();
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    await client.query(filling(size));
    await client.end();
    await measure(`PostgreSQL, ${size} asks stored`, {
      store: { databaseUrl },
      asksASecond: 100,
      modelUrl,
      serverPid: server.pid(),
    });
  }
  await server.remove();
  stub.disconnect();
}

interface Setting {
  readonly store: StoreOptions;
  readonly asksASecond: number;
  readonly modelUrl: string;
  /** Of PostgreSQL. */
  readonly serverPid?: number | undefined;
}

async function measure(
  name: string,
  { store: where, asksASecond, modelUrl, serverPid }: Setting,
): Promise<void> {
  const store = await openStore({ ...where, retentionDays: 90 });
  const backend = openServerBackend({ url: modelUrl, protocol: "huggingface", model: "stub-neo" });
  const begun = new Map<string, number>();
  const done = new Map<string, () => void>();
  const acknowledgedMs: number[] = [];
  const ownMs: number[] = [];
  /** A platform whose posts take no time: what is left is the bot. */
  const platform: Platform = {
    name: "web",
    start: async () => {},
    stop: async () => {},
    async deliver({ ask, message }) {
      if (message.state === "waiting") return;
      const record = await store.findAsk(ask.id);
      ownMs.push(
        performance.now() - (begun.get(ask.interactionId) ?? Number.NaN) - (record?.answer?.durationMs ?? 0),
      );
      done.get(ask.interactionId)?.();
    },
  };
  const { commands } = await loadCommands("commands");
  const ports = {
    store,
    backend,
    model: createKnownModel(backend),
    commands: fixedCommands(commands),
    metrics: noMetrics,
    log: silent,
    now: () => new Date(),
    rateLimit: 1_000_000,
  };
  ports.model.start();
  const bot = createBot(ports);
  const workerPorts = {
    ...ports,
    platforms: new Map([["web" as const, platform]]),
    respond: createResponder(backend),
  };
  await store.work((askId, attempt) => processAsk(workerPorts, askId, attempt));

  const askOnce = async (n: number) => {
    const interactionId = randomUUID();
    const delivered = new Promise<void>((resolve) => done.set(interactionId, resolve));
    const beganMs = performance.now();
    begun.set(interactionId, beganMs);
    await bot.handle(
      { kind: "ask", command: "sentiment", text: `great job, team number ${n}!`, author: null, native: null },
      {
        interactionId,
        person: { platform: "web", workspace: "web", id: `p${n % 50}`, name: "Somebody" },
        channel: "web",
        locale: "en",
      },
    );
    acknowledgedMs.push(performance.now() - beganMs);
    await delivered;
    begun.delete(interactionId);
    done.delete(interactionId);
  };
  const clear = () => {
    acknowledgedMs.length = 0;
    ownMs.length = 0;
  };

  for (let n = 0; n < 50; n++) await askOnce(n);
  clear();
  const memoryBefore = residentMiB();
  const asked: Promise<void>[] = [];
  const startMs = performance.now();
  for (let n = 0; n < SECONDS * asksASecond; n++) {
    await sleep(Math.max(0, startMs + (n * 1_000) / asksASecond - performance.now()));
    asked.push(askOnce(n));
  }
  await Promise.all(asked);
  print(`\n${name}, ${asksASecond} asks a second for ${SECONDS} s`);
  print(`  acknowledged     ${describeTimes(acknowledgedMs)}`);
  print(`  bot's own time   ${describeTimes(ownMs)}: received to delivered, less the model`);
  print(`  memory           ${memoryBefore} MiB before, ${residentMiB()} MiB after`);
  clear();
  const pids = serverPid === undefined ? [process.pid] : [process.pid, serverPid];
  const before = pids.map(processorMs);
  const burstMs = performance.now();
  await Promise.all(Array.from({ length: BURST }, (_, n) => askOnce(n)));
  print(
    `  ${BURST} at once      ${Math.round(BURST / ((performance.now() - burstMs) / 1_000))} asks a second; acknowledged ${describeTimes(acknowledgedMs)}`,
  );
  const used = pids.map((pid, at) => ((processorMs(pid) - (before[at] ?? 0)) / BURST).toFixed(2));
  print(`  processor time   ${used.join(" ms an ask, and in PostgreSQL ")} ms an ask`);
  await store.close();
  await backend.close();
}
