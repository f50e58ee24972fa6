/** Makes `template.bin`: a database with all tables, so that a new data folder is ready in a second. Run by `npm run template` after a change of tables or of PGlite. */

import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { prepare } from "../../schema/prepare.ts";
import { TEMPLATE } from "../data-folder.ts";
import { openCluster } from "../open.ts";
import { packFolder } from "./pack.ts";

// Of 1 MB instead of 16: the log of a small database.
const SEGMENT_BYTES = 2 ** 20;

const folder = await mkdtemp(join(tmpdir(), "fewshot-template-"));
const cluster = join(folder, "cluster");
const empty = await PGlite.create({
  dataDir: cluster,
  initDbStartParams: [`--wal-segsize=${SEGMENT_BYTES / 2 ** 20}`],
});
// Only CREATE DATABASE reads these two. They would be half of the files.
for (const name of ["template0", "template1"]) {
  await empty.exec(`update pg_database set datistemplate = false where datname = '${name}'`);
  await empty.exec(`drop database ${name}`);
}
await empty.close();
const database = await openCluster(cluster);
await prepare(database, console);
await database.executeSql("vacuum full");
await database.executeSql("checkpoint");
const { rows } = await database.executeSql("select pg_walfile_name(pg_current_wal_insert_lsn()) as name");
const [{ name: current }] = rows as [{ name: string }];
await database.close();
// Segments of the log that are kept to be written again: on a full disk they let a statement fail alone, where PostgreSQL would end
// without space for its log. What they hold is of no use.
const log = join(cluster, "pg_wal");
for (const segment of await readdir(log))
  if (segment.length === current.length && segment > current)
    await writeFile(join(log, segment), Buffer.alloc(SEGMENT_BYTES));
const packed = await packFolder(cluster);
await writeFile(TEMPLATE, packed);
await rm(folder, { recursive: true });
process.stderr.write(`template.bin: ${packed.length} bytes\n`);
