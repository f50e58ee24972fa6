/** Holds the database files open: when the thread that runs PGlite is gone, they are opened in another. */

import { setTimeout as sleep } from "node:timers/promises";
import type { BotError } from "../../../core/errors.ts";
import type { StoreLog } from "../../database/database.ts";
import { type Connection, LOST, openConnection, PGliteError } from "./connection.ts";

/** While the database is being opened again, a statement waits this long before it fails: the person waits for an acknowledgement. */
const MAX_WAIT_MS = 1_500;
/** A database that could not be opened again for this long is given up, unless it only waits for space on the disk. */
const GIVE_UP_MS = 60_000;
const MIN_RETRY_MS = 100;
const MAX_RETRY_MS = 5_000;

export interface ReopeningOptions {
  readonly onNotice: (channel: string, payload: string) => void;
  /** Called after the database was lost and is open again: notices may have been missed. */
  readonly onReopened: () => void;
  /** Why the files can't be opened. */
  readonly explain: (cause: Error) => Promise<BotError>;
  /** Called once when they could not be opened again. */
  readonly onFatal: (error: BotError) => void;
  readonly log: StoreLog;
}

export interface Reopening {
  /** The connection, once it is there.
   * @throws {PGliteError} when it is lost, or closed
   * @throws {BotError} STORE_FULL while the database waits for space */
  current(): Promise<Connection>;
  /** A channel to listen on, now and after every opening. */
  remember(channel: string): void;
  /** How long the database has been lost, in milliseconds; 0 while it is open. */
  lostMs(): number;
  readonly isClosed: boolean;
  /** Opens it no more.
   * @returns the connection that is left to close */
  close(): Connection;
}

/** @throws {PGliteError} when PGlite can't open the files */
export async function keepOpen(folder: string, options: ReopeningOptions): Promise<Reopening> {
  const { onNotice, onReopened, explain, onFatal, log } = options;
  const channels: string[] = [];
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

  return {
    async current() {
      if (reopening) await Promise.race([reopening, sleep(MAX_WAIT_MS, undefined, { ref: false })]);
      if (isClosed || reopening) throw whyLost?.code === "STORE_FULL" ? whyLost : new PGliteError(LOST);
      return connection;
    },
    remember: (channel) => void channels.push(channel),
    lostMs: () => (reopening ? performance.now() - lostAtMs : 0),
    get isClosed() {
      return isClosed;
    },
    close() {
      isClosed = true;
      return connection;
    },
  };
}
