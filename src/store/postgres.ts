/** PostgreSQL as the store's database: a pool of connections, and one more that listens and is replaced when it is lost. */

import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import { BotError } from "../core/errors.ts";
import type { Database, Listener, StoreLog } from "./database.ts";
import type { Tables } from "./schema/tables.ts";

const MAX_CONNECTIONS = 10;
const CONNECT_TIMEOUT_MS = 5_000;
/** A statement that waits this long for a lock, or runs this long, is given up: whoever asks gets an error, not silence. */
const LOCK_TIMEOUT_MS = 4_000;
const STATEMENT_TIMEOUT_MS = 10_000;
/** How long a lost LISTEN connection waits before it connects again; doubles up to the maximum. */
const MIN_WAIT_MS = 100;
const MAX_WAIT_MS = 3_000;
/** The LISTEN connection is probed this often: one that is lost may never report it. */
const LISTEN_CHECK_MS = 10_000;

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
  const pool = new pg.Pool({
    ...settings,
    max: MAX_CONNECTIONS,
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
  try {
    await pool.query("select 1");
  } catch (cause) {
    await pool.end();
    const message = describeRefusal(url, cause);
    if (isSetting(cause)) throw new BotError("CONFIG_INVALID", message);
    throw new BotError("STORE_UNAVAILABLE", message, { retryable: true });
  }
  const kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  let stopListening = async () => {};
  return {
    kysely,
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
      await kysely.destroy();
    },
  };
}

/** Holds one connection for LISTEN; reconnects for as long as it takes. Resolves when it listens first. */
async function keepListening(options: {
  readonly settings: pg.ClientConfig;
  readonly listeners: readonly Listener[];
  readonly log: StoreLog;
}): Promise<() => Promise<void>> {
  const { settings, listeners, log } = options;
  let isClosed = false;
  let current: pg.Client | null = null;
  let timer: NodeJS.Timeout | undefined;
  let waitMs = MIN_WAIT_MS;

  const connect = async () => {
    const client = new pg.Client(settings);
    let isLost = false;
    const lose = (reason: string) => {
      if (isLost || isClosed) return;
      isLost = true;
      current = null;
      clearInterval(check);
      client.end().catch(() => {});
      log.warn({ reason }, "the LISTEN connection was lost; reconnecting");
      retry();
    };
    const check = setInterval(() => {
      const late = setTimeout(() => lose("no sign of life"), CONNECT_TIMEOUT_MS);
      client.query("select 1").then(
        () => clearTimeout(late),
        () => clearTimeout(late),
      );
    }, LISTEN_CHECK_MS);
    check.unref();
    client.on("error", (error) => lose(error.message));
    client.on("end", () => lose("connection ended"));
    client.on("notification", ({ channel, payload }) => {
      for (const listener of listeners) if (listener.channel === channel) listener.onNotice(payload ?? "");
    });
    try {
      await client.connect();
      for (const { channel } of listeners) await client.query(`listen ${channel}`);
    } catch (cause) {
      isLost = true;
      clearInterval(check);
      client.end().catch(() => {});
      throw cause;
    }
    current = client;
    waitMs = MIN_WAIT_MS;
    if (isClosed) await client.end();
  };
  const retry = () => {
    timer = setTimeout(() => {
      connect().then(
        () => {
          for (const listener of listeners) listener.onReturn();
        },
        () => !isClosed && retry(),
      );
    }, waitMs);
    waitMs = Math.min(waitMs * 2, MAX_WAIT_MS);
  };

  await connect();
  return async () => {
    isClosed = true;
    clearTimeout(timer);
    await current?.end();
  };
}

/** SQLSTATEs of a server that works and refuses: user, password, access rule, or the database's name. */
const REFUSALS = /^(28...|3D000)$/;
/** What the driver itself says of settings: an address that is none, a password that is missing, TLS that the server does not have or
 * whose certificate is not trusted. */
const SETTING_WORDS =
  /invalid url|must be a string|does not support SSL|self.signed|unable to (get|verify)|certificate|hostname\/ip does not match/i;

/** Whether a person has to change DATABASE_URL, or what it names; waiting won't help. */
function isSetting(cause: unknown): boolean {
  const { code = "", message = "" } = cause as { code?: string; message?: string };
  return REFUSALS.test(code) || SETTING_WORDS.test(message);
}

/** Who refused us and why, without user info or password. */
function describeRefusal(url: string, cause: unknown): string {
  const { code, message } = cause as { code?: string; message?: string };
  const place = describePlace(url);
  const reason =
    code === "28P01" || code === "28000"
      ? "it refused the user or the password"
      : code === "3D000"
        ? "the database does not exist there"
        : code === "ECONNREFUSED"
          ? "nothing listens there"
          : code === "ENOTFOUND" || code === "EAI_AGAIN"
            ? "the host's name is unknown"
            : `it could not be reached (${code ?? hideSecrets(message ?? "unknown error", url)})`;
  return `PostgreSQL at ${place}: ${reason}. Check DATABASE_URL and that the server is running.`;
}

function describePlace(url: string): string {
  try {
    const { hostname, port, pathname } = new URL(url);
    return `${hostname || "localhost"}:${port || "5432"}${pathname}`;
  } catch {
    return "the address in DATABASE_URL";
  }
}

function hideSecrets(message: string, url: string): string {
  let clean = message.replaceAll(url, "DATABASE_URL");
  if (URL.canParse(url)) {
    const { password } = new URL(url);
    for (const secret of [password, decodeURIComponent(password)])
      if (secret) clean = clean.replaceAll(secret, "…");
  }
  return clean;
}
