/** Makes `template.bin`: a database with all tables, so that a new data folder is ready in a second. Run by `npm run template` after a change of tables or of PGlite. */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { prepare } from "../schema/prepare.ts";
import { TEMPLATE } from "./data-folder.ts";
import { openCluster } from "./open.ts";
import { packFolder } from "./pack.ts";

const folder = await mkdtemp(join(tmpdir(), "fewshot-template-"));
const cluster = join(folder, "cluster");
// Segments of 1 MB instead of 16: the log of a small database.
const empty = await PGlite.create({ dataDir: cluster, initDbStartParams: ["--wal-segsize=1"] });
await empty.exec("update pg_database set datistemplate = false where datname = 'template0'");
await empty.exec("drop database template0");
await empty.close();
const database = await openCluster(cluster);
await prepare(database, console);
await database.executeSql("vacuum full");
await database.executeSql("checkpoint");
await database.close();
const packed = await packFolder(cluster);
await writeFile(TEMPLATE, packed);
await rm(folder, { recursive: true });
process.stderr.write(`template.bin: ${packed.length} bytes\n`);
