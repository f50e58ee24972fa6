/** PostgreSQL as the store's database: a pool of connections, and one more that listens and is replaced when it is lost. */

import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import { BotError } from "../../core/errors.ts";
import type { Database, StoreLog } from "../database/database.ts";
import type { Tables } from "../schema/tables.ts";
import { CONNECT_TIMEOUT_MS, keepListening } from "./listen.ts";
import { preparing } from "./prepared.ts";
import { describeRefusal, isSetting } from "./refusal.ts";

const MAX_CONNECTIONS = 10;
/** More for long reads: however many pages of figures are read, asks have connections of their own, and the server has at most so many
 * of these to work on at once. */
const MAX_BACKGROUND_CONNECTIONS = 2;
/** A statement that waits this long for a lock, or runs this long, is given up: whoever asks gets an error, not silence. */
const LOCK_TIMEOUT_MS = 4_000;
const STATEMENT_TIMEOUT_MS = 10_000;

/** Opens a database on a server.
 * @throws {BotError} STORE_UNAVAILABLE, retryable, when it can't be reached; CONFIG_INVALID when it refuses us. The password is never in the
 * message */
export async function openPostgres(options: {
  readonly url: string;
  readonly name: string;
  readonly log: StoreLog;
}): Promise<Database> {
  const { url, name, log } = options;
  const settings = {
    connectionString: url,
    application_name: name,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    // The system's own default is two hours.
    keepAliveInitialDelayMillis: 10_000,
  };
  const pool = openPool({ ...settings, max: MAX_CONNECTIONS }, log);
  try {
    await pool.query("select 1");
  } catch (cause) {
    await pool.end();
    const message = describeRefusal(url, cause);
    if (isSetting(cause)) throw new BotError("CONFIG_INVALID", message);
    throw new BotError("STORE_UNAVAILABLE", message, { retryable: true });
  }
  const reading = openPool({ ...settings, max: MAX_BACKGROUND_CONNECTIONS }, log);
  const kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: preparing(pool) }) });
  const background = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: preparing(reading) }) });
  let stopListening = async () => {};
  return {
    kysely,
    background,
    name,
    isShared: true,
    async executeSql(text, values) {
      const result: pg.QueryResult | pg.QueryResult[] = await pool.query(text, values);
      // Several statements at once give several results.
      return { rows: Array.isArray(result) ? result.flatMap(({ rows }) => rows) : result.rows };
    },
    async listen(listeners) {
      stopListening = await keepListening({ settings, listeners, log });
    },
    // PostgreSQL has its own process for this.
    async vacuum() {},
    // It comes back by itself.
    lostMs: () => 0,
    async close() {
      await stopListening();
      await Promise.all([kysely.destroy(), background.destroy()]);
    },
  };
}

function openPool(settings: pg.PoolConfig, log: StoreLog): pg.Pool {
  const pool = new pg.Pool({
    ...settings,
    idleTimeoutMillis: 60_000,
    lock_timeout: LOCK_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
  });
  // The pool listens for errors of idle connections only. One that is lost between two statements of a transaction
  // would raise an unhandled error event, which ends the process. The pool replaces either at the next use.
  pool.on("connect", (client) =>
    client.on("error", (error) => log.warn({ reason: error.message }, "a connection to PostgreSQL was lost")),
  );
  // The same error again, for an idle connection.
  pool.on("error", () => {});
  return pool;
}
