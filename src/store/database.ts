/** What the store needs of a database. Two implementations: PGlite in the data folder, and PostgreSQL. */

import type { Kysely } from "kysely";
import type { Tables } from "./tables.ts";

/** The part of a pino logger that the store uses. */
export interface StoreLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface Listener {
  readonly channel: string;
  hear(payload: string): void;
  /** Called when the line was cut and is back: something may have been missed. */
  onReturn(): void;
}

export interface Database {
  readonly kysely: Kysely<Tables>;
  /** Name under which this process writes; it stands in the notices it causes. */
  readonly name: string;
  /** Whether other processes may work on the same database at the same time. */
  readonly isShared: boolean;
  /** Runs SQL outside of any transaction; several statements when there are no values. For pg-boss, which writes its own SQL. */
  executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
  /** Hears NOTIFY from all processes until close. */
  listen(listeners: readonly Listener[]): Promise<void>;
  /** Frees the room of rows that are gone, where the database doesn't do it by itself. Called every hour. */
  tidy(): Promise<void>;
  close(): Promise<void>;
}
