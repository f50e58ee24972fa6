/** Two bots and two workers on one PostgreSQL, one of them killed every 20 seconds and PostgreSQL restarted twice: `npm run bench -- soak [minutes]`. */

import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { startModelServer } from "../test/emulators/model-server/server.ts";
import { startPostgres } from "../test/emulators/postgres.ts";
import { type Supervised, supervise } from "./processes.ts";
import { describeTimes, print, printMachine, readNumber } from "./report.ts";

const MODEL_MS = 200;
const KILL_EVERY_MS = 20_000;
const ASK_EVERY_MS = 200;

export async function run(args: readonly string[]): Promise<void> {
  printMachine(["pg"]);
  await soak(readNumber(args[0] ?? "10"));
}

export async function soak(minutes: number): Promise<void> {
  const postgres = await startPostgres();
  const databaseUrl = await postgres.createDatabase();
  const model = await startModelServer({ delayMs: MODEL_MS });
  const settings = { DATABASE_URL: databaseUrl, INFERENCE_URL: model.url, MODEL: "stub-neo" };
  const machines = (["start", "start", "worker", "worker"] as const).map((kind) => supervise(kind, settings));
  await Promise.all(machines.map((machine) => machine.up));
  const bots = machines.filter(({ kind }) => kind === "start");
  const cookie = await readCookie(bots[0]?.url() ?? "");
  const endMs = performance.now() + minutes * 60_000;
  const acknowledged = new Set<string>();
  const ackMs: number[] = [];
  const sending = new Set<Promise<void>>();
  let kills = 0;
  const killing = setInterval(() => {
    machines[Math.floor(Math.random() * machines.length)]?.kill();
    kills++;
  }, KILL_EVERY_MS);
  const restarts = [1 / 3, 2 / 3].map((share) =>
    sleep(minutes * 60_000 * share)
      .then(() => postgres.stop())
      .then(() => postgres.start()),
  );
  for (let count = 0; performance.now() < endMs; count++) {
    const text = `soak-${count}-end`;
    const sent = send(bots, { text, cookie }).then((tookMs) => {
      acknowledged.add(text);
      ackMs.push(tookMs);
      sending.delete(sent);
    });
    sending.add(sent);
    await sleep(ASK_EVERY_MS);
  }
  clearInterval(killing);
  await Promise.all([...restarts, ...sending]);
  const kept = await untilDone(databaseUrl);
  for (const machine of machines) await machine.stop();
  await model.close();
  await postgres.remove();
  const asked = model.requests.map(({ body }) => /soak-\d+-end/.exec(body.inputs ?? "")?.[0]);
  const texts = new Set(kept.map(({ text }) => text));
  print(
    `\nsoak of ${minutes} minutes: 2 bots, 2 workers, ${kills} kills, PostgreSQL restarted ${restarts.length} times`,
  );
  print(
    `  acknowledged     ${acknowledged.size} asks, ${describeTimes(ackMs)} with retries at the other bot`,
  );
  print(
    `  kept             ${kept.length}; lost ${[...acknowledged].filter((text) => !texts.has(text)).length}, twice ${kept.length - texts.size}`,
  );
  print(
    `  answered         ${kept.filter(({ answered }) => answered).length}, shown ${kept.filter(({ delivered }) => delivered).length}, failed ${kept.filter(({ failed }) => failed).length}`,
  );
  print(
    `  the model was called ${asked.length - new Set(asked).size} times more than there are asks: work that died under a kill`,
  );
}

async function readCookie(url: string): Promise<string> {
  const first = await fetch(url);
  return first.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
}

/** Sends one ask until a bot acknowledges it, always under the same id. Returns the time that took in milliseconds. */
async function send(
  bots: readonly Supervised[],
  { text, cookie }: { readonly text: string; readonly cookie: string },
): Promise<number> {
  const startMs = performance.now();
  for (let tries = Math.round(Math.random()); ; tries++) {
    const url = bots[tries % bots.length]?.url();
    if (url) {
      const headers = { "content-type": "application/json", accept: "application/json", origin: url, cookie };
      const body = JSON.stringify({ text: `/sentiment ${text}`, interactionId: text });
      const sent = await fetch(`${url}/asks`, { method: "POST", headers, body }).catch(() => null);
      if (sent?.ok) return performance.now() - startMs;
      await sent?.body?.cancel();
    }
    await sleep(100);
  }
}

interface Kept {
  readonly text: string;
  readonly answered: boolean;
  readonly failed: boolean;
  readonly delivered: boolean;
}

/** What became of the asks, as soon as all are shown, or after two minutes. */
async function untilDone(connectionString: string): Promise<Kept[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  let kept: Kept[] = [];
  for (let tries = 0; tries < 240; tries++) {
    const { rows } =
      await client.query<Kept>(`select text, answer is not null as answered, failure_code is not null as failed,
      delivered_at is not null as delivered from fewshot.asks`);
    kept = rows;
    if (kept.every(({ delivered }) => delivered)) break;
    await sleep(500);
  }
  await client.end();
  return kept;
}
