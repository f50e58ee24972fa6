/** Opens the database that the configuration names: PostgreSQL on a server, or PGlite in the data folder. */

import { randomBytes } from "node:crypto";
import { BotError } from "../../core/errors.ts";
import { openPGlite } from "../pglite/open.ts";
import { openPostgres } from "../postgres/open.ts";
import type { Database, DatabaseOptions, StoreLog } from "./database.ts";

export interface DatabaseChoice {
  /** postgres://…; without it the store is PGlite in `dataDir`. */
  readonly databaseUrl?: string;
  readonly dataDir?: string;
  /** Called once when the open store was lost and can't be opened again: the process can only end. */
  readonly onFatal?: DatabaseOptions["onFatal"];
}

export interface OpenedDatabase {
  readonly database: Database;
  /** The address of this process's page, for the message to whoever finds the data folder in use. */
  readonly noteUrl: (url: string) => Promise<void>;
}

/** @throws {BotError} STORE_*; CONFIG_INVALID when nothing is named */
export async function openDatabase(
  { databaseUrl, dataDir, onFatal = () => {} }: DatabaseChoice,
  log: StoreLog,
): Promise<OpenedDatabase> {
  if (databaseUrl !== undefined) {
    const name = `fewshot-${randomBytes(6).toString("hex")}`;
    return { database: await openPostgres({ url: databaseUrl, name, log }), noteUrl: async () => {} };
  }
  if (dataDir === undefined)
    throw new BotError("CONFIG_INVALID", "The store needs DATABASE_URL or DATA_DIR; neither is set.");
  const database = await openPGlite(dataDir, { log, onFatal });
  return { database, noteUrl: (url) => database.noteUrl(url) };
}
