/** What a page of the dashboard takes over many asks, and what asks that come in meanwhile wait for it:
 * `npm run bench -- dashboard [asks] [pglite|postgres]`. */

import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { openCluster } from "../src/store/pglite/open.ts";
import { openStore } from "../src/store/store.ts";
import { startPostgres } from "../test/emulators/postgres.ts";
import { fillStatements } from "./dashboard/fill.ts";
import { supervise } from "./processes.ts";
import { print, printMachine, quantile, readNumber, residentMiB } from "./report.ts";

const TOKEN = "the-token-of-the-bench";
const SIZE = 1_000_000;
const WARM_UP = 3;
const PAGES = 60;
/** Quiet and reading take turns, so that what else the machine does is shared by both. */
const ROUNDS = 5;
const ASKS_A_ROUND = 60;
/** Asks come so far apart. */
const ASK_EVERY_MS = 50;
const READ_EVERY_MS = 200;
const QUERIES = {
  "all commands, 30 days": "days=30",
  "all commands, 90 days": "days=90",
  "one command, 30 days": "command=command0&days=30",
  "one command, 90 days": "command=command0&days=90",
  "one command, one workspace, 90 days": "command=command0&platform=slack&workspace=W0&days=90",
};

/** @param args how many asks are stored, 1,000,000 by default; and on which database, both by default */
export async function run(args: readonly string[]): Promise<void> {
  const size = args[0] === undefined ? SIZE : readNumber(args[0]);
  printMachine(["@electric-sql/pglite", "pg"]);
  print(`\n${size} asks over 90 days, eight commands, twelve workspaces`);
  if (args[1] !== "pglite") await onPostgres(size);
  if (args[1] !== "postgres") await onPGlite(size);
}

async function onPostgres(size: number): Promise<void> {
  const server = await startPostgres();
  const databaseUrl = await server.createDatabase();
  await (await openStore({ databaseUrl })).close();
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  print(`\nPostgreSQL ${(await client.query("show server_version")).rows[0].server_version}`);
  await fill(size, (statement) => client.query(statement));
  await client.end();
  await measure({ DATABASE_URL: databaseUrl });
  await server.remove();
}

async function onPGlite(size: number): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), "fewshot-bench-"));
  await (await openStore({ dataDir })).close();
  const cluster = await openCluster(join(dataDir, "cluster"));
  print("\nPGlite");
  await fill(size, (statement) => cluster.executeSql(statement));
  await cluster.close();
  await measure({ DATA_DIR: dataDir });
  await rm(dataDir, { recursive: true });
}

/** PGlite takes at most so many asks in one statement before it is taken for stuck. */
const FILL_AT_ONCE = 100_000;

async function fill(size: number, execute: (statement: string) => Promise<unknown>): Promise<void> {
  const startMs = performance.now();
  for (const statement of fillStatements(size, FILL_AT_ONCE)) await execute(statement);
  print(`  filled in ${((performance.now() - startMs) / 1_000).toFixed(0)} s`);
}

/** @param where settings that name the store */
async function measure(where: Record<string, string>): Promise<void> {
  const startMs = performance.now();
  const bot = supervise("start", { ...where, ADMIN_TOKEN: TOKEN, LOG_LEVEL: "error", RETENTION_DAYS: "0" });
  await bot.up;
  const url = bot.url() as string;
  for (let ask = 0; ask < WARM_UP; ask++) await acknowledge(url);
  const counting = await acknowledgeMany(url, ROUNDS * ASKS_A_ROUND);
  const isCounting = () => readPage(url, "days=7").then(({ text }) => text.includes(FIRST_COUNT));
  if (!(await isCounting())) print("  all was counted before the asks below were over");
  print(`  asks accepted, days being counted          ${describe(counting)}`);
  while (await isCounting()) await sleep(1_000);
  print(
    `  all days counted ${((performance.now() - startMs) / 1_000).toFixed(0)} s after the start of the process`,
  );
  for (const [name, query] of Object.entries(QUERIES)) {
    for (let page = 0; page < WARM_UP; page++) await readPage(url, query);
    const timesMs: number[] = [];
    for (let page = 0; page < PAGES; page++) timesMs.push((await readPage(url, query)).tookMs);
    print(`  page: ${name.padEnd(36)} ${describe(timesMs)}`);
  }
  const quiet: number[] = [];
  const beside: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    quiet.push(...(await acknowledgeMany(url, ASKS_A_ROUND)));
    const stop = keepReading(url);
    beside.push(...(await acknowledgeMany(url, ASKS_A_ROUND)));
    await stop();
  }
  print(`  asks accepted, nothing else                ${describe(quiet)}`);
  print(`  asks accepted, pages read ${READ_EVERY_MS} ms apart     ${describe(beside)}`);
  print(`  memory ${residentMiB(bot.pid())} MiB resident`);
  await bot.stop();
}

/** What the page says while asks are counted for the first time. */
const FIRST_COUNT = "counted for the first time";

/** @returns how to stop */
function keepReading(url: string): () => Promise<void> {
  let isReading = true;
  const reading = (async () => {
    while (isReading) {
      for (const query of Object.values(QUERIES)) {
        if (isReading) await readPage(url, query);
        await sleep(READ_EVERY_MS);
      }
    }
  })();
  return async () => {
    isReading = false;
    await reading;
  };
}

async function readPage(url: string, query: string): Promise<{ tookMs: number; text: string }> {
  const startMs = performance.now();
  const page = await fetch(`${url}/dashboard?${query}`, {
    headers: { authorization: `Bearer ${TOKEN}`, "accept-language": "en" },
  });
  const text = await page.text();
  if (page.status !== 200) throw new Error(`no page: ${page.status}`);
  return { tookMs: performance.now() - startMs, text };
}

async function acknowledgeMany(url: string, asks: number): Promise<number[]> {
  const timesMs: number[] = [];
  for (let ask = 0; ask < asks; ask++) {
    timesMs.push(await acknowledge(url));
    await sleep(ASK_EVERY_MS);
  }
  return timesMs;
}

async function acknowledge(url: string): Promise<number> {
  const startMs = performance.now();
  const answer = await fetch(`${url}/asks`, {
    method: "POST",
    headers: {
      ...{ authorization: `Bearer ${TOKEN}`, origin: url },
      ...{ "content-type": "application/json", accept: "application/json" },
    },
    body: JSON.stringify({ command: "sentiment", text: "great job, team!", interactionId: randomUUID() }),
  });
  if (answer.status !== 202) throw new Error(`not accepted: ${answer.status}`);
  await answer.arrayBuffer();
  return performance.now() - startMs;
}

const describe = (timesMs: readonly number[]) =>
  `p50 ${quantile(timesMs, 0.5).toFixed(1)}  p95 ${quantile(timesMs, 0.95).toFixed(1)}  p99 ${quantile(timesMs, 0.99).toFixed(1)} ms (n ${timesMs.length})`;
