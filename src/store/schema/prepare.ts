/** Makes a database ready for use. Safe with several processes that start at the same time. */

import { setTimeout as sleep } from "node:timers/promises";
import { type Kysely, sql } from "kysely";
import type { Database, StoreLog } from "../database/database.ts";
import { migrate } from "./migrate.ts";
import type { Tables } from "./tables.ts";

/** Any number, the same in every Fewshot: whoever holds it makes tables. */
const PREPARE_LOCK = 7_305_117_221;
const LOCK_RETRY_MS = 50;
/** One log line every five seconds. */
const TRIES_A_LINE = 100;

/** @throws {BotError} STORE_FOREIGN when a newer Fewshot has been here */
export async function prepare(database: Database, log: StoreLog): Promise<void> {
  if (database.isPrepared) return;
  if (!database.isShared) return migrate(database.kysely);
  await database.kysely.connection().execute(async (connection) => {
    await takeLock(connection, log);
    try {
      await migrate(database.kysely);
    } finally {
      await sql`select pg_advisory_unlock(${sql.lit(PREPARE_LOCK)})`.execute(connection);
    }
  });
}

/** Waits until no other process makes tables. */
async function takeLock(connection: Kysely<Tables>, log: StoreLog): Promise<void> {
  for (let tries = 1; ; tries++) {
    const { rows } = await sql<{ taken: boolean }>`
      select pg_try_advisory_lock(${sql.lit(PREPARE_LOCK)}) as taken`.execute(connection);
    if (rows[0]?.taken) return;
    if (tries % TRIES_A_LINE === 0) log.warn({}, "another process prepares the database; waiting for it");
    await sleep(LOCK_RETRY_MS);
  }
}
