/**
 * PGlite with the part of its interface that kysely's own dialect needs. It runs in a worker thread, and is opened again when that
 * thread ends or when PGlite can no longer run any statement, as after a full disk.
 */

import { setTimeout as sleep } from "node:timers/promises";
import type { PGlite, PGliteQueryResults, PGliteTransaction } from "kysely";
import type { BotError } from "../../core/errors.ts";
import type { StoreLog } from "../database.ts";
import { type Connection, LOST, openConnection, PGliteError } from "./connection.ts";
import type { Request, Result } from "./thread/messages.ts";

/** While the database is being opened again, a statement waits this long before it fails: the person waits for an acknowledgement. */
const MAX_WAIT_MS = 1_500;
/** A database that could not be opened again for this long is given up, unless it only waits for space on the disk. */
const GIVE_UP_MS = 60_000;
const MIN_RETRY_MS = 100;
const MAX_RETRY_MS = 5_000;
/** A thread that works on one statement for this long is stuck and is ended. */
const STUCK_MS = 120_000;
/** The same, after an error that may mean that it can run nothing any more. */
const PROBE_MS = 2_000;
/** A vacuum of a large database takes long. */
const SLOW_STUCK_MS = 10 * 60_000;
/** A close that takes longer is cut short: what is committed is on disk. */
const CLOSE_MS = 10_000;

export interface Client extends PGlite {
  /** Runs statements without values, outside of any transaction. */
  exec(text: string): Promise<Result>;
  listen(channel: string): Promise<void>;
  /** Statements so far. */
  statements(): number;
  /** How long the database has been lost, in milliseconds; 0 while it is open. */
  lostMs(): number;
}

export interface ClientOptions {
  readonly onNotice: (channel: string, payload: string) => void;
  /** Called after the database was lost and is open again: notices may have been missed. */
  readonly onReopened: () => void;
  /** Why the files can't be opened. */
  readonly explain: (cause: Error) => Promise<BotError>;
  /** Called once when they could not be opened again. */
  readonly onFatal: (error: BotError) => void;
  readonly log: StoreLog;
}

/** Opens the database files in a folder.
 * @throws {PGliteError} when PGlite can't open them */
export async function openClient(folder: string, options: ClientOptions): Promise<Client> {
  const { onNotice, onReopened, explain, onFatal, log } = options;
  const channels: string[] = [];
  let statements = 0;
  let isClosed = false;
  let reopening: Promise<void> | null = null;
  let lostAtMs = 0;
  let whyLost: BotError | null = null;
  let connection = await openConnection(folder, onNotice);
  watch(connection);

  function watch(opened: Connection): void {
    void opened.gone.then((reason) => {
      if (isClosed || opened !== connection || reopening) return;
      log.warn({ reason: reason.message }, "the database was lost; opening it again");
      lostAtMs = performance.now();
      reopening = reopen().finally(() => {
        reopening = null;
        whyLost = null;
      });
    });
  }

  async function reopen(): Promise<void> {
    for (let waitMs = MIN_RETRY_MS; !isClosed; waitMs = Math.min(waitMs * 2, MAX_RETRY_MS)) {
      try {
        const opened = await openConnection(folder, onNotice);
        for (const channel of channels) await opened.request({ kind: "listen", channel });
        connection = opened;
        watch(opened);
        log.info({ tookMs: Math.round(performance.now() - lostAtMs) }, "the database is open again");
        onReopened();
        return;
      } catch (cause) {
        const why = await explain(cause as Error);
        if (why.message !== whyLost?.message)
          log.warn({ reason: why.message }, "the database can't be opened again yet; trying further");
        whyLost = why;
        if (why.code !== "STORE_FULL" && performance.now() - lostAtMs > GIVE_UP_MS) {
          onFatal(why);
          return;
        }
        await sleep(waitMs);
      }
    }
  }

  /** The connection, once it is there. */
  async function current(): Promise<Connection> {
    if (reopening) await Promise.race([reopening, sleep(MAX_WAIT_MS, undefined, { ref: false })]);
    if (isClosed || reopening) throw whyLost?.code === "STORE_FULL" ? whyLost : new PGliteError(LOST);
    return connection;
  }

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

  const inTurn = createTurns();
  const query = async (to: Connection, text: string, values: readonly unknown[] = []) =>
    ({
      ...(await send(to, { kind: "query", text, values })),
      fields: [],
    }) as unknown as PGliteQueryResults<never>;

  return {
    ready: true,
    waitReady: Promise.resolve(),
    get closed() {
      return isClosed;
    },
    statements: () => statements,
    lostMs: () => (reopening ? performance.now() - lostAtMs : 0),
    query: (text, values) => inTurn(async () => query(await current(), text, values)),
    exec: (text) => inTurn(async () => send(await current(), { kind: "exec", text }, SLOW_STUCK_MS)),
    transaction: (work) =>
      inTurn(async () => {
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
      }),
    async listen(channel) {
      channels.push(channel);
      await inTurn(async () => send(await current(), { kind: "listen", channel }));
    },
    async close() {
      if (isClosed) return;
      await inTurn(async () => {
        isClosed = true;
        const closed = connection.request({ kind: "close" }).catch(() => {});
        await Promise.race([closed, sleep(CLOSE_MS, undefined, { ref: false })]);
        await connection.terminate();
      });
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

/** One at a time, first come, first served: there is one connection. */
function createTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work);
    last = turn.catch(() => {});
    return turn;
  };
}
