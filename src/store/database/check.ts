/** What `fewshot doctor` says of the store. Opens the data folder only while no bot has it open. */

import { constants } from "node:fs";
import { access, readFile, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { sql } from "kysely";
import { openPGlite } from "../pglite/open.ts";
import { openPostgres } from "../postgres/open.ts";
import { isUpToDate } from "../schema/migrate.ts";
import { type Database, silent } from "./database.ts";
import { toStoreError } from "./faults.ts";

export interface StoreCheck {
  readonly ok: boolean;
  readonly lines: readonly string[];
}

/** Tries the database, or examines the data folder from outside. */
export async function checkStore(options: {
  readonly databaseUrl?: string;
  readonly dataDir: string;
}): Promise<StoreCheck> {
  return options.databaseUrl === undefined
    ? checkFolder(resolve(options.dataDir))
    : checkServer(options.databaseUrl);
}

async function checkServer(url: string): Promise<StoreCheck> {
  try {
    const database = await openPostgres({ url, name: "fewshot-doctor", log: silent });
    try {
      const { rows } = await database.executeSql("show server_version", []);
      return {
        ok: true,
        lines: [
          `PostgreSQL ${(rows[0] as { server_version: string }).server_version} answers`,
          await describeUse(database),
        ],
      };
    } finally {
      await database.close();
    }
  } catch (cause) {
    return { ok: false, lines: [toStoreError(cause).message] };
  }
}

/** Whose tables are there, who works on them, and what waits. */
async function describeUse(database: Database): Promise<string> {
  if (!(await isUpToDate(database.kysely))) return "the tables are made or updated at the next start";
  const { rows } = await sql<{ processes: number; waiting: number }>`select
      (select count(distinct application_name)::int from pg_stat_activity
        where datname = current_database() and application_name ~ '^fewshot-[0-9a-f]{12}$') as processes,
      (select count(*)::int from fewshot.jobs where not is_held) as waiting`.execute(database.kysely);
  const { processes = 0, waiting = 0 } = rows[0] ?? {};
  return `${processes === 1 ? "1 process is" : `${processes} processes are`} connected, ${waiting === 1 ? "1 ask waits" : `${waiting} asks wait`}`;
}

async function checkFolder(folder: string): Promise<StoreCheck> {
  const existing = await nearestExisting(folder);
  const isWritable = await access(existing, constants.W_OK).then(
    () => true,
    () => false,
  );
  if (!isWritable)
    return {
      ok: false,
      lines: [`${existing} can't be written by this user; set DATA_DIR to a folder that can`],
    };
  if (existing !== folder) return { ok: true, lines: ["will be made at the first start"] };
  const holder = await readHolder(join(folder, "holder.json"));
  if (holder !== null) return { ok: true, lines: [`in use by ${holder}`] };
  const owner = await stat(join(folder, "cluster")).then(
    ({ uid }) => uid,
    () => null,
  );
  if (owner === null) return { ok: true, lines: ["its database will be made at the first start"] };
  // Opening it as another user would leave files that the bot can't write.
  if (process.getuid && process.getuid() !== owner)
    return { ok: true, lines: ["no bot is running on it; run doctor as its owner to try the database"] };
  return tryFolder(folder);
}

/** Opens the database as a start would: nothing else shows whether it is whole. */
async function tryFolder(folder: string): Promise<StoreCheck> {
  try {
    const database = await openPGlite(folder, { log: silent, onFatal() {} });
    await database.close();
    return { ok: true, lines: ["no bot is running on it", "its database opens"] };
  } catch (cause) {
    const error = toStoreError(cause);
    return { ok: error.code === "STORE_LOCKED", lines: [error.message] };
  }
}

async function nearestExisting(path: string): Promise<string> {
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  return exists || dirname(path) === path ? path : nearestExisting(dirname(path));
}

/** The process that noted itself as the folder's holder, while it lives. */
async function readHolder(file: string): Promise<string | null> {
  try {
    const { pid, url } = JSON.parse(await readFile(file, "utf8")) as { pid: number; url: string | null };
    process.kill(pid, 0);
    return `process ${pid}${url ? `, on ${url}` : ""}`;
  } catch {
    return null;
  }
}
