/**
 * PGlite with the part of its interface that kysely's own dialect needs. It runs in a worker thread, which is ended, so that it is opened
 * again, when PGlite can no longer run any statement, as after a full disk.
 */

import { setTimeout as sleep } from "node:timers/promises";
import type { PGlite, PGliteQueryResults, PGliteTransaction } from "kysely";
import type { StoreLog } from "../../database/database.ts";
import type { Connection } from "./connection.ts";
import type { Request, Result } from "./messages.ts";
import { keepOpen, type Reopening, type ReopeningOptions } from "./reopening.ts";
import { createTurns, type Turns } from "./turns.ts";

/** A thread that works on one statement for this long is stuck and is ended. */
const STUCK_MS = 120_000;
/** The same, after an error that may mean that it can run nothing any more. */
const PROBE_MS = 2_000;
/** A vacuum of a large database takes long. */
const SLOW_STUCK_MS = 10 * 60_000;
/** A close that takes longer is cut short: what is committed is on disk. */
const CLOSE_MS = 10_000;

export interface Client extends PGlite {
  /** The same database for whatever may wait: its statements let those of asks go first. */
  readonly background: PGlite;
  /** Runs statements without values, outside of any transaction. */
  exec(text: string): Promise<Result>;
  listen(channel: string): Promise<void>;
  /** How long the oldest statement of an ask has been waiting for its turn, in milliseconds. */
  waitingMs(): number;
  /** Statements so far. */
  statements(): number;
  /** How long the database has been lost, in milliseconds; 0 while it is open. */
  lostMs(): number;
}

/** Opens the database files in a folder.
 * @throws {PGliteError} when PGlite can't open them */
export async function openClient(folder: string, options: ReopeningOptions): Promise<Client> {
  return createClient(await keepOpen(folder, options), options.log);
}

/** @param files what is open: files in a thread of this process, or another process that has them */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: short functions that share one thread
export function createClient(files: Reopening, log: StoreLog): Client {
  let statements = 0;
  const { current } = files;

  async function send(to: Connection, request: Request, limitMs = STUCK_MS): Promise<Result> {
    statements += 1;
    const stuck = setTimeout(() => {
      log.warn({ limitMs }, "the database does not answer; ending its thread");
      void to.terminate();
    }, limitMs);
    try {
      return await to.request(request);
    } catch (cause) {
      if (isSuspect(cause) && !(await canStillRun(to))) await to.terminate();
      throw cause;
    } finally {
      clearTimeout(stuck);
    }
  }

  const turns = createTurns();
  const query = async (to: Connection, text: string, values: readonly unknown[] = []) =>
    ({
      ...(await send(to, { kind: "query", text, values })),
      fields: [],
    }) as unknown as PGliteQueryResults<never>;

  async function transact<T>(work: (transaction: PGliteTransaction) => Promise<T>): Promise<T> {
    // kysely waits for the callback, also when there is no connection or BEGIN fails: then every statement in it fails.
    const begun = current().then(async (own) => {
      await send(own, { kind: "exec", text: "begin" });
      return own;
    });
    begun.catch(() => {});
    const end = async (word: "commit" | "rollback") =>
      void (await send(await begun, { kind: "exec", text: word }));
    const transaction: PGliteTransaction = {
      query: async (text, values) => query(await begun, text, values),
      rollback: () => end("rollback"),
    };
    try {
      const result = await work(transaction);
      await end("commit");
      return result;
    } catch (cause) {
      await end("rollback").catch(() => {});
      throw cause;
    }
  }

  async function close(): Promise<void> {
    if (files.isClosed) return;
    await turns.foreground(async () => {
      const connection = files.close();
      const closed = connection.request({ kind: "close" }).catch(() => {});
      await Promise.race([closed, sleep(CLOSE_MS, undefined, { ref: false })]);
      await connection.terminate();
    });
  }

  const inTurn = (turn: Turns["foreground"]): PGlite => ({
    ready: true,
    waitReady: Promise.resolve(),
    get closed() {
      return files.isClosed;
    },
    query: (text, values) => turn(async () => query(await current(), text, values)),
    transaction: (work) => turn(() => transact(work)),
    close,
  });

  return {
    ...inTurn(turns.foreground),
    // A spread would read it once.
    get closed() {
      return files.isClosed;
    },
    background: inTurn(turns.background),
    waitingMs: turns.waitingMs,
    statements: () => statements,
    lostMs: files.lostMs,
    exec: (text) =>
      turns.foreground(async () => send(await current(), { kind: "exec", text }, SLOW_STUCK_MS)),
    async listen(channel) {
      files.remember(channel);
      await turns.foreground(async () => send(await current(), { kind: "listen", channel }));
    },
  };
}

/** Whether an error may mean more than that one statement: PostgreSQL's internal (XX), system (58) and resource (53) errors, and any that isn't PostgreSQL's. */
function isSuspect(cause: unknown): boolean {
  const code = (cause as { code?: string | null }).code ?? null;
  return code === null || /^(XX|58|53)/.test(code);
}

/** Whether PGlite still runs statements. In a transaction that failed it refuses them with a code of its own, which is as good a sign. */
async function canStillRun(connection: Connection): Promise<boolean> {
  try {
    const answered = connection.request({ kind: "query", text: "select 1", values: [] }).then(() => true);
    return await Promise.race([answered, sleep(PROBE_MS, false, { ref: false })]);
  } catch (cause) {
    const code = (cause as { code?: string | null }).code ?? null;
    return code !== null && !/^(XX|58|08)/.test(code);
  }
}
