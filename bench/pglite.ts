/** What our statements and our template save against PGlite's own `query` and `dumpDataDir`: `npm run bench -- pglite`. */

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { unpackFolder } from "../src/store/pglite/template/pack.ts";
import { createStatements } from "../src/store/pglite/thread/statements.ts";
import { median, print, printMachine } from "./report.ts";

const WARM_UP = 100;
const MEASURED = 500;
const STARTS = 5;

export async function run(): Promise<void> {
  printMachine(["@electric-sql/pglite"]);
  const folder = await mkdtemp(join(tmpdir(), "fewshot-bench-"));
  const template = await readFile(new URL("../src/store/pglite/template/template.bin", import.meta.url));
  await unpackFolder(template, join(folder, "database"));
  const db = await PGlite.create(join(folder, "database"));
  await measureStatements(db);
  const dump = await db.dumpDataDir("gzip");
  await db.close();

  const own: number[] = [];
  const library: number[] = [];
  for (let start = 0; start < STARTS; start++) {
    own.push(
      await timeOf(async () => {
        const dataDir = join(folder, `own-${start}`);
        await unpackFolder(template, dataDir);
        await (await PGlite.create(dataDir)).close();
      }),
    );
    library.push(
      await timeOf(async () => {
        const dataDir = join(folder, `library-${start}`);
        await (await PGlite.create({ dataDir, loadDataDir: dump })).close();
      }),
    );
  }
  const mb = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
  print(
    `new data folder, opened and closed, ${STARTS} times: template ${median(own).toFixed(0)} ms (${mb(template.length)}),`,
  );
  print(`  loadDataDir ${median(library).toFixed(0)} ms (${mb(dump.size)})`);
  await rm(folder, { recursive: true });
}

/** In turns, so that whatever else the machine does falls on both. */
async function measureStatements(db: PGlite): Promise<void> {
  await db.exec("create table bench (id text primary key, value jsonb, at timestamptz default now())");
  const runOwn = createStatements(db);
  const kinds: [name: string, text: string, values: (id: string) => unknown[]][] = [
    ["insert", "insert into bench (id, value) values ($1, $2) returning id, at", (id) => [id, { id }]],
    ["select", "select * from bench where id = $1", (id) => [id]],
  ];
  for (const [name, text, values] of kinds) {
    const own: number[] = [];
    const library: number[] = [];
    for (let n = 0; n < WARM_UP + MEASURED; n++) {
      own.push(await timeOf(() => runOwn(text, values(`own ${n}`))));
      library.push(await timeOf(() => db.query(text, values(`library ${n}`))));
    }
    const [ours, theirs] = [own, library].map((times) => median(times.slice(WARM_UP))) as [number, number];
    print(
      `${name}, ${MEASURED} times, p50: ours ${ours.toFixed(3)} ms, PGlite.query ${theirs.toFixed(3)} ms (${(theirs / ours).toFixed(1)} times)`,
    );
  }
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}
