/**
 * How long it takes from accepting a correction to the first ask that a head answers which has learned from it, with two bots on one
 * PostgreSQL: `npm run bench -- accept [ROWS]`. The rows are an examples file of so many sentences, 64 where it is left out.
 */

import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Answer, NewAsk } from "../src/core/ask.ts";
import { type OpenedStore, openStore } from "../src/store/store.ts";
import { startPostgres } from "../test/emulators/postgres.ts";
import { runVerb } from "./learning/run-verb.ts";
import { startProduct } from "./product.ts";
import { describeTimes, print, printMachine, readNumber } from "./report.ts";

const ROUNDS = 12;
/** Between two rounds: a head rests after a training. */
const PAUSE_MS = 4_000;
const WORDS = {
  North: ["parcel", "courier", "delivery", "box"],
  South: ["invoice", "refund", "charge", "card"],
};
const ENDS = [
  "is late",
  "never came",
  "is wrong",
  "was lost",
  "needs help",
  "came twice",
  "is unclear",
  "was not mine",
];

const person = () => ({ platform: "web", workspace: "web", id: randomUUID(), name: "Ada" });
const asked = (text: string): NewAsk => ({
  ...{ interactionId: randomUUID(), person: person(), author: null, place: { channel: "web", native: null } },
  ...{ command: "desk", text, settings: {}, locale: "en" },
});

export async function run(args: readonly string[]): Promise<void> {
  const rows = args[0] === undefined ? 64 : readNumber(args[0]);
  printMachine(["pg"]);
  const folder = await mkdtemp(join(tmpdir(), "fewshot-accept-"));
  const postgres = await startPostgres();
  const settings = {
    DATABASE_URL: await postgres.createDatabase(),
    COMMANDS_DIR: join(folder, "commands"),
    HOME: folder,
  };
  await writeCommand(settings.COMMANDS_DIR, rows);
  const bots = [startProduct(settings), startProduct(settings)];
  const store = await openStore({ databaseUrl: settings.DATABASE_URL });
  await runVerb(["learn", "desk", "--publish"], settings);
  const times: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    // A rating Right beside each correction, since overrides alone do not count.
    const right = await ask(store, `the parcel ${ENDS[round % ENDS.length]} in round ${round}`);
    await store.recordRating({
      ...{ interactionId: randomUUID(), askId: right.id, person: person() },
      value: "right",
      reason: null,
    });
    const wrong = await ask(store, `the card ${ENDS[round % ENDS.length]} in round ${round}`);
    await sleep(PAUSE_MS);
    const timeMs = await accept(store, wrong.id);
    // The first round loads and compiles.
    if (round > 0) times.push(timeMs);
    await sleep(PAUSE_MS);
  }
  print(
    `from Accept to the next ask that uses it, two bots, ${rows} rows and ${ROUNDS} corrections: ${describeTimes(times)}`,
  );
  for (const bot of bots) await bot.stop();
  await store.close();
  await postgres.remove();
  await rm(folder, { recursive: true, force: true });
}

async function accept(store: OpenedStore, askId: string): Promise<number> {
  const record = await store.findAsk(askId);
  const by = record?.ask.person ?? person();
  const made = await store.recordOverride({
    ...{ interactionId: randomUUID(), askId, person: by, value: "South", reason: null, mayReuse: true },
  });
  if (made.kind !== "stored") throw new Error(made.kind);
  const before = (await store.liveHeads())[0]?.rows ?? 0;
  const startMs = performance.now();
  await store.decideCorrection({ overrideId: made.override.id, decision: "row", by: person() });
  while (((await ask(store, "the card is late")).answer.head?.rows ?? 0) <= before) await sleep(10);
  return performance.now() - startMs;
}

/** One ask, answered by whichever bot has time. */
async function ask(store: OpenedStore, text: string): Promise<{ id: string; answer: Answer }> {
  const { ask: recorded } = await store.recordAsk(asked(text));
  for (;;) {
    const record = await store.findAsk(recorded.id);
    if (record?.answer) return { id: recorded.id, answer: record.answer };
    await sleep(5);
  }
}

async function writeCommand(folder: string, rows: number): Promise<void> {
  const all = Object.entries(WORDS).flatMap(([output, words]) =>
    words.flatMap((word) => ENDS.map((end) => ({ word, end, output }))),
  );
  const lines = Array.from({ length: rows }, (_, at) => {
    const { word, end, output } = all[(at * 37) % all.length] as (typeof all)[number];
    return JSON.stringify({ input: `the ${word} ${end}, number ${at}`, output });
  });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "desk.jsonl"), lines.join("\n"));
  await writeFile(
    join(folder, "desk.yaml"),
    "summary: Which desk?\ndescription: Choose the desk.\ninput: Request\noutput: Desk\nlabels: [North, South]\nexamples_file: desk.jsonl\n",
  );
}
