/** What the store takes of an ask, and how that grows with what is stored: `npm run bench -- store [asks stored …]`. */

import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { EVERYWHERE } from "../src/core/command/saved-command.ts";
import { openCluster } from "../src/store/pglite/open.ts";
import { openStore, type StoreOptions } from "../src/store/store.ts";
import { startPostgres } from "../test/emulators/postgres.ts";
import { anAsk, answer, aPerson } from "../test/store/samples.ts";
import { describeTimes, print, printMachine, residentMiB } from "./report.ts";

const WARM_UP = 100;
const MEASURED = 500;
const BURST = 1_000;

/** @param args how many asks are stored before measuring; 1000 and 100000 by default. `on WHERE SIZE` measures in this process; the bench calls itself so, for memory of its own. */
export async function run(args: readonly string[]): Promise<void> {
  const [word, where = "", size = ""] = args;
  if (word === "on") return measure(`${size} asks stored`, JSON.parse(where) as StoreOptions);
  printMachine(["@electric-sql/pglite", "pg", "kysely"]);
  const sizes = args.length > 0 ? args.map(Number) : [1_000, 100_000];
  for (const size of sizes) {
    const dataDir = await mkdtemp(join(tmpdir(), "fewshot-bench-"));
    print("\nPGlite");
    await measureStart(dataDir);
    const cluster = await openCluster(join(dataDir, "cluster"));
    await cluster.executeSql(filling(size));
    await cluster.executeSql(RATING);
    await cluster.close();
    await measureApart({ dataDir }, size);
    await rm(dataDir, { recursive: true });
  }
  const server = await startPostgres();
  for (const size of sizes) {
    const databaseUrl = await server.createDatabase();
    await (await openStore({ databaseUrl })).close();
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    print(`\nPostgreSQL ${(await client.query("show server_version")).rows[0].server_version}`);
    await client.query(filling(size));
    await client.query(RATING);
    await client.end();
    await measureApart({ databaseUrl }, size);
  }
  await server.remove();
}

async function measureApart(where: StoreOptions, size: number): Promise<void> {
  const runner = new URL("./run.ts", import.meta.url).pathname;
  const child = spawn(process.execPath, [runner, "store", "on", JSON.stringify(where), String(size)], {
    stdio: "inherit",
  });
  await once(child, "exit");
}

async function measureStart(dataDir: string): Promise<void> {
  for (const name of ["new folder", "existing folder"]) {
    const startMs = performance.now();
    const store = await openStore({ dataDir });
    print(`  open, ${name}: ${Math.round(performance.now() - startMs)} ms`);
    await store.close();
  }
}

/** Asks of 100 people in 20 channels over 30 days, answered and delivered. */
export function filling(size: number): string {
  const kept = JSON.stringify({ ...answer, prompt: "x".repeat(1_500) });
  return `insert into fewshot.asks (id, platform, interaction_id, workspace, person_id, person_name, channel, place, command, text,
      settings, locale, created_at, expires_at, answer, answered_at, receipt, delivered_at)
    select 'filled-' || n, 'slack', 'filled-' || n, 'T1', 'P' || n % 100, 'Somebody', 'C' || n % 20, '{}', 'sentiment', 'text ' || n,
      '{}', 'en', at, at + interval '90 days', '${kept}', at, '{"ts": "1"}', at
    from (select n, now() - interval '30 days' * n / ${size} as at from generate_series(1, ${size}) as n) as filled`;
}

/** One of 10 answers is rated, and one of 200 is of a version that is tried, one of ten; statistics are as after a while. */
const RATING = `update fewshot.asks set command_version = 1 + n / 200 % 10, version_state = 'draft'
    from (select id as filled, split_part(id, '-', 2)::int as n from fewshot.asks where id like 'filled-%') as numbered
    where id = filled and n % 200 = 0;
  insert into fewshot.ratings (ask_id, platform, workspace, person_id, person_name, value, created_at)
    select id, platform, workspace, person_id, person_name, 'right', created_at from fewshot.asks
      where id like 'filled-%' and split_part(id, '-', 2)::int % 10 = 0;
  analyze fewshot.asks; analyze fewshot.ratings`;

async function measure(name: string, where: StoreOptions): Promise<void> {
  print(`  ${name}`);
  const startMs = performance.now();
  const store = await openStore(where);
  print(`  open             ${Math.round(performance.now() - startMs)} ms`);
  const receivedMs: number[] = [];
  const processedMs: number[] = [];
  const begun = new Map<string, number>();
  const done = new Map<string, () => void>();
  await store.work(async (id) => {
    const found = await store.findAsk(id);
    await store.keepDeliveryRecord(id, { posted: "root" });
    await store.recordAnswer(id, answer);
    await store.findAsk(id);
    await store.keepDeliveryRecord(id, { posted: "answer" });
    await store.recordDelivered(id);
    const beganMs = begun.get(found?.ask.interactionId ?? "");
    if (beganMs !== undefined) processedMs.push(performance.now() - beganMs);
    done.get(found?.ask.interactionId ?? "")?.();
  });
  const askOnce = async () => {
    const person = { ...aPerson(), platform: "slack", workspace: "T1" } as const;
    const interactionId = randomUUID();
    const delivered = new Promise<void>((resolve) => done.set(interactionId, resolve));
    const beganMs = performance.now();
    begun.set(interactionId, beganMs);
    await store.isOptedOut(person);
    await store.countAsk({ person, interactionId }, { limit: 10, windowMs: 60_000 });
    await store.recordAsk(anAsk({ interactionId, person, place: { channel: "C1", native: null } }));
    receivedMs.push(performance.now() - beganMs);
    await delivered;
  };
  for (let count = 0; count < WARM_UP; count++) await askOnce();
  receivedMs.length = 0;
  processedMs.length = 0;
  for (let count = 0; count < MEASURED; count++) {
    await askOnce();
    await sleep(2);
  }
  print(`  accepted         ${describeTimes(receivedMs)}: opt-out, rate limit, ask and job stored`);
  print(`  store's own time ${describeTimes(processedMs)}: accepted, processed, delivered`);
  const listedMs: number[] = [];
  for (let count = 0; count < 50; count++) {
    const beganMs = performance.now();
    await store.listAsks({ platform: "slack", channel: "C1", limit: 50 });
    listedMs.push(performance.now() - beganMs);
  }
  print(`  a page of 50     ${describeTimes(listedMs)}`);
  const countedMs: number[] = [];
  for (let count = 0; count < 50; count++) {
    const beganMs = performance.now();
    await store.countTrials("sentiment", EVERYWHERE);
    countedMs.push(performance.now() - beganMs);
  }
  print(`  count of trials  ${describeTimes(countedMs)}`);
  const burstMs = performance.now();
  await Promise.all(Array.from({ length: BURST }, askOnce));
  print(
    `  at once ${BURST}     ${Math.round(BURST / ((performance.now() - burstMs) / 1_000))} asks a second`,
  );
  print(`  memory           ${residentMiB()} MiB resident`);
  await store.close();
}
