/**
 * One PostgreSQL, several worker processes and a stub model server of 200 ms: asks a second, what the queue adds, 10,000 waiting asks,
 * and a soak with kills. `npm run bench -- scale [minutes of soak]`; 10 minutes by default, 0 for none; `scale few` only the rates where the workers are the limit.
 */

import { fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { openStore } from "../src/store/store.ts";
import { startModelServer } from "../test/emulators/model-server/server.ts";
import { type PostgresServer, startPostgres } from "../test/emulators/postgres.ts";
import { anAsk } from "../test/store/samples.ts";
import { type Supervised, supervise } from "./processes.ts";
import { describeTimes, print, printMachine, readNumber, residentMiB } from "./report.ts";
import { soak } from "./soak.ts";

const MODEL_MS = 200;
/** Asks at once in a worker where the worker is the limit: what a model server with four slots would get. */
const FEW = 4;
/** A worker's usual number of asks at once. */
const MANY = 64;
const WAITING = 10_000;

export async function run(args: readonly string[]): Promise<void> {
  const isFewOnly = args[0] === "few";
  const minutes = isFewOnly ? 0 : readNumber(args[0] ?? "10");
  printMachine(["pg", "kysely", "undici"]);
  const postgres = await startPostgres();
  const model = fork(resolve("test/emulators/model-server/process.ts"), [String(MODEL_MS)], { silent: true });
  try {
    const [said] = (await once(model.stdout ?? model, "data")) as [Buffer];
    const modelUrl = said.toString().trim();
    await measureRates({ postgres, modelUrl }, isFewOnly ? [FEW] : [FEW, MANY]);
    if (isFewOnly) return;
    await measureQueue(postgres);
    await measureBacklog({ postgres, modelUrl });
  } finally {
    model.disconnect();
    await postgres.remove();
  }
  if (minutes > 0) await soak(minutes);
}

interface Place {
  readonly postgres: PostgresServer;
  readonly modelUrl: string;
}

async function measureRates(place: Place, concurrencies: readonly number[]): Promise<void> {
  for (const concurrency of concurrencies) {
    print(`\nasks a second, ${concurrency} at once in a worker, a model of ${MODEL_MS} ms`);
    let one = 0;
    for (const workers of [1, 2, 4]) {
      const waiting = concurrency === FEW ? 200 * workers : 3_000;
      const { rate } = await drain(place, { workers, concurrency, waiting });
      if (workers === 1) one = rate;
      print(
        `  ${workers} worker${workers > 1 ? "s" : " "}  ${rate.toFixed(1)}  (${(rate / one).toFixed(2)} times one)`,
      );
    }
  }
}

async function measureBacklog(place: Place): Promise<void> {
  print(`\n${WAITING} waiting asks, 4 workers of 64 at once`);
  const { rate, seconds, mostMiB, queueMs } = await drain(place, {
    workers: 4,
    concurrency: MANY,
    waiting: WAITING,
  });
  print(
    `  drained in       ${seconds.toFixed(1)} s, from the first answer to the last (${rate.toFixed(0)} a second)`,
  );
  print(`  memory           ${mostMiB} MiB resident in the largest worker`);
  print(`  a query of the queue while all wait: ${describeTimes(queueMs)}`);
}

/** Fills a new database with asks, then lets workers at it. `rate` is between the tenth and the ninetieth part of the deliveries. */
async function drain(
  { postgres, modelUrl }: Place,
  { workers, concurrency, waiting }: { workers: number; concurrency: number; waiting: number },
): Promise<{ rate: number; seconds: number; mostMiB: number; queueMs: number[] }> {
  const databaseUrl = await postgres.createDatabase();
  const store = await openStore({ databaseUrl });
  for (let count = 0; count < waiting; count += 50)
    await Promise.all(Array.from({ length: Math.min(50, waiting - count) }, () => store.recordAsk(webAsk())));
  const queueMs: number[] = [];
  for (let count = 0; count < 50; count++) {
    const startMs = performance.now();
    await store.queue();
    queueMs.push(performance.now() - startMs);
  }
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  // Nobody begins before all are up.
  await client.query("update fewshot.jobs set due_at = now() + interval '1 hour'");
  const settings = {
    DATABASE_URL: databaseUrl,
    INFERENCE_URL: modelUrl,
    MODEL: "stub-neo",
    WORKER_CONCURRENCY: String(concurrency),
  };
  const running: Supervised[] = Array.from({ length: workers }, () => supervise("worker", settings));
  await Promise.all(running.map(({ up }) => up));
  await client.query("update fewshot.jobs set due_at = now()");
  let mostMiB = 0;
  for (;;) {
    await sleep(500);
    for (const worker of running) mostMiB = Math.max(mostMiB, residentMiB(worker.pid()));
    const { waiting: left, running: inHand } = await store.queue();
    if (left + inHand === 0) break;
  }
  await Promise.all(running.map((worker) => worker.stop()));
  await store.close();
  const { rows } = await client.query<{ at: Date }>(
    "select delivered_at as at from fewshot.asks where delivered_at is not null order by 1",
  );
  await client.end();
  if (rows.length !== waiting) throw new Error(`${rows.length} of ${waiting} asks were delivered`);
  const at = (share: number) => rows[Math.floor((rows.length - 1) * share)]?.at.getTime() ?? Number.NaN;
  const rate = ((rows.length - 1) * 0.8 * 1_000) / (at(0.9) - at(0.1));
  return { rate, seconds: (at(1) - at(0)) / 1_000, mostMiB, queueMs };
}

/** From the moment an ask is recorded here until its prompt is at the model's door, through another process. */
async function measureQueue(postgres: PostgresServer): Promise<void> {
  const databaseUrl = await postgres.createDatabase();
  const model = await startModelServer({ delayMs: MODEL_MS });
  const store = await openStore({ databaseUrl });
  const worker = supervise("worker", {
    DATABASE_URL: databaseUrl,
    INFERENCE_URL: model.url,
    MODEL: "stub-neo",
  });
  await worker.up;
  const recorded = new Map<string, number>();
  const began = new Map<string, number>();
  const answer = model.answer;
  // The stub calls this when its time is over: the request came that much earlier.
  model.answer = (request, response) => {
    const text = /queued-[\w-]{36}/.exec(request.body.inputs ?? "")?.[0] ?? "";
    began.set(text, performance.now() - MODEL_MS);
    return answer(request, response);
  };
  const wholeMs: number[] = [];
  const done = new Map<string, (id: string) => void>();
  store.watch(({ askId }) => askId !== null && done.get(askId)?.(askId));
  for (let count = 0; count < 250; count++) {
    const text = `queued-${randomUUID()}`;
    const startMs = performance.now();
    const { ask } = await store.recordAsk(webAsk(text));
    recorded.set(text, performance.now());
    const shown = new Promise<void>((resolve) => {
      done.set(ask.id, async (id) => {
        if ((await store.findAsk(id))?.deliveredAt) resolve();
      });
    });
    if (count % 5 === 4) {
      await shown;
      wholeMs.push(performance.now() - startMs - MODEL_MS);
    } else await sleep(60);
  }
  await sleep(1_000);
  const addedMs = [...recorded].slice(50).map(([text, atMs]) => (began.get(text) ?? Number.NaN) - atMs);
  print(`\nadded by the queue, ten asks a second, one worker in another process`);
  print(`  recorded to model         ${describeTimes(addedMs)}`);
  print(
    `  all but the model's time  ${describeTimes(wholeMs.slice(10))}: recorded here, processed there, reported here`,
  );
  await worker.stop();
  await store.close();
  await model.close();
}

function webAsk(text = `text ${randomUUID()}`) {
  return anAsk({ text, interactionId: randomUUID(), command: "sentiment" });
}
