/** What the store needs of a database. Two implementations: PGlite in the data folder, and PostgreSQL. */

import type { Kysely } from "kysely";
import type { BotError } from "../../core/errors.ts";
import type { Tables } from "../schema/tables.ts";

/** The part of a pino logger that the store uses. */
export interface StoreLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export const silent: StoreLog = { info() {}, warn() {}, error() {} };

export interface DatabaseOptions {
  readonly log: StoreLog;
  /** Called once when an open database was lost and can't be opened again. */
  readonly onFatal: (error: BotError) => void;
}

export interface Listener {
  readonly channel: string;
  onNotice(payload: string): void;
  /** Called when the connection was lost and is back: notices may have been missed. */
  onReturn(): void;
}

export interface Database {
  readonly kysely: Kysely<Tables>;
  /** For long reads that may wait: pages of figures, counts, exports. Statements of asks go before these, so each of these is to be short. */
  readonly background: Kysely<Tables>;
  /** Name under which this process writes; the notices that it causes name it. */
  readonly name: string;
  /** Whether other processes may work on the same database at the same time. */
  readonly isShared: boolean;
  /** Whether the process that has it open has made its tables, which are this release's. */
  readonly isPrepared?: boolean;
  /** Runs SQL outside of any transaction; several statements when there are no values. */
  executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
  /** Receives NOTIFY from all processes until close. */
  listen(listeners: readonly Listener[]): Promise<void>;
  /** Frees the space of deleted rows, where the database doesn't do it by itself. Called every hour. */
  vacuum(): Promise<void>;
  /** How long the database has been lost, in milliseconds, where it takes this process to bring it back; else 0. */
  lostMs(): number;
  close(): Promise<void>;
}
