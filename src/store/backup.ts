/**
 * A backup: all rows of a store as lines of JSON, the same from PGlite and PostgreSQL. The first line says what it is, the last line
 * how many rows there are and the checksum of all lines before it, so that half a file is never taken for a whole one.
 */

import { createHash } from "node:crypto";
import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { rename, rm, stat } from "node:fs/promises";
import { createInterface } from "node:readline";
import { finished } from "node:stream/promises";
import { type Kysely, sql, type Transaction } from "kysely";
import { z } from "zod";
import { BotError, toBotError } from "../core/errors.ts";
import { JSON_COLUMNS, TABLE_NAMES, TABLES, type TableName } from "./backup-tables.ts";
import { type StoreLog, silent } from "./database/database.ts";
import { diskFullIn, isDiskFull, toStoreError } from "./database/faults.ts";
import { openDatabase } from "./database/open-database.ts";
import { DRAFTS_AND_TRIALS, MIGRATION_NAMES } from "./schema/migrate.ts";
import { markOfReviews } from "./schema/migrations/drafts-and-trials.ts";
import { prepare } from "./schema/prepare.ts";
import type { Tables } from "./schema/tables.ts";

/** Of the file, not of the tables. */
const VERSION = 1;
/** Rows read and written at once. */
const BATCH = 200;

const headSchema = z.object({
  fewshot: z.literal("backup"),
  version: z.number(),
  migrations: z.array(z.string()),
});
const rowSchema = z.object({ table: z.string(), row: z.record(z.string(), z.json()) });
const endSchema = z.object({ end: z.literal(true), rows: z.number(), sha256: z.string() });

export interface CopyOptions {
  readonly databaseUrl?: string;
  readonly dataDir?: string;
  readonly file: string;
  readonly log?: StoreLog;
}

/** Rows by table. */
export type RowCounts = Readonly<Record<TableName, number>>;

/** Writes all rows of a store to a file that must not exist yet. The tables of an older release are updated first.
 * @throws {BotError} STORE_* ; INPUT_USAGE when the file exists or can't be written */
export async function backUp(options: CopyOptions): Promise<RowCounts> {
  const { file } = options;
  if (await exists(file))
    throw new BotError("INPUT_USAGE", `${file} exists already. Name another file, or remove it.`);
  return withDatabase({ ...options, isBeside: true }, async (db) => {
    const part = `${file}.part`;
    try {
      const counts = await writeAll(db, part);
      await rename(part, file);
      return counts;
    } catch (cause) {
      await rm(part, { force: true });
      throw toFileError(file, cause);
    }
  });
}

/** Reads a backup into an empty store; all of it or nothing.
 * @throws {BotError} STORE_* ; INPUT_USAGE when the file is no whole backup, is of a newer release, or the store is not empty */
export async function restore(options: CopyOptions): Promise<RowCounts> {
  const { file } = options;
  const { migrations } = await checkFile(file).catch((cause) => {
    throw toFileError(file, cause);
  });
  return withDatabase(options, (db) =>
    db.transaction().execute(async (transaction) => {
      await refuseFilled(transaction);
      const counts = emptyCounts();
      let batch: { table: TableName; rows: object[] } | null = null;
      const flush = async () => {
        if (batch) await insertRows(transaction, batch.table, batch.rows);
        batch = null;
      };
      for await (const line of readLines(file)) {
        const read = rowSchema.safeParse(line);
        if (!read.success) continue;
        const table = read.data.table as TableName;
        if (batch && (batch.table !== table || batch.rows.length >= BATCH)) await flush();
        batch ??= { table, rows: [] };
        batch.rows.push(read.data.row);
        counts[table] += 1;
      }
      await flush();
      for (const table of ["asks", "overrides", "command_events"])
        await sql`select setval(pg_get_serial_sequence(${`fewshot.${table}`}, 'seq'),
          (select coalesce(max(seq), 0) + 1 from ${sql.table(`fewshot.${table}`)}), false)`.execute(
          transaction,
        );
      if (!migrations.includes(DRAFTS_AND_TRIALS)) await markOfReviews(transaction);
      // Whoever held a job is not here.
      await sql`update fewshot.jobs set is_held = false`.execute(transaction);
      return counts;
    }),
  );
}

async function withDatabase<T>(
  options: CopyOptions & { readonly isBeside?: boolean },
  work: (db: Kysely<Tables>) => Promise<T>,
): Promise<T> {
  const { log = silent } = options;
  const { database } = await openDatabase(options, log);
  try {
    await prepare(database, log);
    return await work(database.kysely);
  } catch (cause) {
    throw toStoreError(cause);
  } finally {
    await database.close();
  }
}

async function writeAll(db: Kysely<Tables>, part: string): Promise<RowCounts> {
  const output = createWriteStream(part, { mode: 0o600, flags: "wx" });
  const failed = new Promise<never>((_, reject) => output.once("error", reject));
  failed.catch(() => {});
  const hash = createHash("sha256");
  const counts = emptyCounts();
  const write = async (line: object) => {
    // Node's readline ends a line at these two as well.
    const text = `${JSON.stringify(line).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029")}\n`;
    hash.update(text);
    if (!output.write(text)) await Promise.race([once(output, "drain"), failed]);
  };
  try {
    await write({ fewshot: "backup", version: VERSION, migrations: MIGRATION_NAMES });
    // One view of all tables, whatever is written meanwhile.
    await db
      .transaction()
      .setIsolationLevel("repeatable read")
      .execute(async (transaction) => {
        await sql`set local timezone = 'UTC'`.execute(transaction);
        for (const table of TABLE_NAMES)
          for await (const row of readRows(transaction, table)) {
            await write({ table, row });
            counts[table] += 1;
          }
      });
    const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
    output.end(`${JSON.stringify({ end: true, rows, sha256: hash.digest("hex") })}\n`);
    await finished(output);
    return counts;
  } finally {
    output.destroy();
  }
}

/** All rows of a table in a fixed order, a batch at a time. */
async function* readRows(transaction: Transaction<Tables>, table: TableName): AsyncGenerator<object> {
  const keys = sql.join(TABLES[table].map((column) => sql.ref(column)));
  let after: readonly unknown[] | null = null;
  for (;;) {
    const where: ReturnType<typeof sql> = after === null ? sql`true` : sql`(${keys}) > (${sql.join(after)})`;
    const { rows } = await sql<{ row: Record<string, unknown> }>`
      select to_jsonb(stored) as row from ${sql.table(`fewshot.${table}`)} as stored
      where ${where} order by ${keys} limit ${BATCH}`.execute(transaction);
    for (const { row } of rows) yield row;
    const last = rows.at(-1)?.row;
    if (rows.length < BATCH || last === undefined) return;
    after = TABLES[table].map((column) => last[column]);
  }
}

async function insertRows(transaction: Transaction<Tables>, table: TableName, rows: readonly object[]) {
  // A row of an older release lacks columns, which then take their defaults.
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const names = sql.join(columns.map((column) => sql.ref(column)));
  const values = sql.join(
    columns.map((column) =>
      JSON_COLUMNS.has(`${table}.${column}`)
        ? sql`coalesce(${sql.ref(column)}, 'null'::jsonb)`
        : sql.ref(column),
    ),
  );
  const target = sql.table(`fewshot.${table}`);
  const conflict = table === "settings" ? sql`on conflict (key) do update set value = excluded.value` : sql``;
  await sql`insert into ${target} (${names}) overriding system value
    select ${values} from jsonb_populate_recordset(null::${target}, ${JSON.stringify(rows)}::jsonb) ${conflict}`.execute(
    transaction,
  );
}

/** @throws {BotError} INPUT_USAGE when people's data is there already */
async function refuseFilled(transaction: Transaction<Tables>): Promise<void> {
  const { rows } = await sql<{ filled: boolean }>`select exists (select from fewshot.asks)
    or exists (select from fewshot.opt_outs) or exists (select from fewshot.command_versions) as filled`.execute(
    transaction,
  );
  if (rows[0]?.filled)
    throw new BotError(
      "INPUT_USAGE",
      "The store holds asks, opt-outs or saved commands already. Restore into an empty one: set DATA_DIR to a new folder, or DATABASE_URL to an empty database.",
    );
}

/** Reads the whole file before anything is written.
 * @throws {BotError} INPUT_USAGE */
async function checkFile(file: string): Promise<z.infer<typeof headSchema>> {
  const refuse = (why: string) => new BotError("INPUT_USAGE", `${file} ${why}`);
  const hash = createHash("sha256");
  let head: z.infer<typeof headSchema> | null = null;
  let end: z.infer<typeof endSchema> | null = null;
  let rows = 0;
  let lineNumber = 0;
  for await (const { line, text } of readTexts(file)) {
    lineNumber += 1;
    if (head === null) {
      const read = headSchema.safeParse(line);
      if (!read.success) throw refuse("is no backup of Fewshot.");
      head = read.data;
      if (head.version > VERSION || head.migrations.some((name) => !MIGRATION_NAMES.includes(name)))
        throw refuse("was made by a newer version of Fewshot. Restore it with that version.");
    } else if (end !== null) throw refuse(`has more lines after its end, from line ${lineNumber} on.`);
    else {
      const ended = endSchema.safeParse(line);
      const row = rowSchema.safeParse(line);
      if (ended.success) end = ended.data;
      else if (!row.success || !(row.data.table in TABLES))
        throw refuse(`is damaged at line ${lineNumber}. Use another backup.`);
      else rows += 1;
    }
    if (end === null) hash.update(`${text}\n`);
  }
  if (head === null) throw refuse("is empty.");
  if (end === null) throw refuse("ends too early: it was not written to its end. Use another backup.");
  if (end.rows !== rows || end.sha256 !== hash.digest("hex"))
    throw refuse("was changed after it was made: its checksum is wrong. Use another backup.");
  return head;
}

async function* readTexts(file: string): AsyncGenerator<{ line: unknown; text: string }> {
  const input = createReadStream(file, "utf8");
  const failed = new Promise<never>((_, reject) => input.once("error", reject));
  failed.catch(() => {});
  await Promise.race([once(input, "open"), failed]);
  for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY }))
    yield { line: parse(text), text };
}

async function* readLines(file: string): AsyncGenerator<unknown> {
  for await (const { line } of readTexts(file)) yield line;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function emptyCounts(): Record<TableName, number> {
  return Object.fromEntries(TABLE_NAMES.map((table) => [table, 0])) as Record<TableName, number>;
}

function toFileError(file: string, cause: unknown): BotError {
  if (cause instanceof BotError) return cause;
  if (isDiskFull(cause)) return diskFullIn(file, cause);
  const { code } = cause as { code?: string };
  if (code && /^E[A-Z]+$/.test(code))
    return new BotError("INPUT_USAGE", `${file} can't be used: the system said ${code}.`, { cause });
  return toBotError(toStoreError(cause));
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
