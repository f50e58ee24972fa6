/** Makes a database ready for use: the store's tables, pg-boss's, and the queue. Safe with several processes starting at once. */

import { setTimeout as sleep } from "node:timers/promises";
import { type Kysely, sql } from "kysely";
import { PgBoss } from "pg-boss";
import type { Database, StoreLog } from "./database.ts";
import { migrate } from "./migrations.ts";
import { JOBS_SCHEMA, type Tables } from "./tables.ts";

/** The one queue. Its jobs hold an ask's id and nothing of its text. */
export const QUEUE = "carry";
/** Any number, the same in every Fewshot: whoever holds it makes tables. */
const PREPARE_LOCK = 7_305_117_221;
const LOCK_RETRY_MS = 50;
/** One log line every five seconds. */
const TRIES_A_LINE = 100;

/** @returns pg-boss, started
 * @throws {BotError} STORE_FOREIGN when a newer Fewshot has been here */
export async function prepare(database: Database, log: StoreLog): Promise<PgBoss> {
  const boss = new PgBoss({
    db: { executeSql: (text, values) => database.executeSql(text, values) },
    backend: database.isShared ? "postgres" : "pglite",
    schema: JOBS_SCHEMA,
    // What pg-boss would do by the minute (expiry, clean-up, statistics) is done here at once or not needed: finished jobs are deleted.
    supervise: false,
    schedule: false,
    registerInstance: false,
    openTelemetry: { enabled: false },
  });
  boss.on("error", (error) => log.warn({ reason: error.message }, "pg-boss reported a fault"));
  if (!database.isShared) {
    await prepareAlone(database, boss);
    return boss;
  }
  await database.kysely.connection().execute(async (connection) => {
    await takeLock(connection, log);
    try {
      await prepareAlone(database, boss);
    } finally {
      await sql`select pg_advisory_unlock(${sql.lit(PREPARE_LOCK)})`.execute(connection);
    }
  });
  return boss;
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

async function prepareAlone(database: Database, boss: PgBoss): Promise<void> {
  await migrate(database.kysely);
  await boss.start();
  // "singleton" with an ask's id as key: one active job an ask, any number waiting.
  await boss.createQueue(QUEUE, { policy: "singleton" });
}
