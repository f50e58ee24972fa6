/** Opens the database that the configuration names: PostgreSQL on a server, or PGlite in the data folder. */

import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { BotError } from "../../core/errors.ts";
import { openBeside, openPGlite } from "../pglite/open.ts";
import type { Database, DatabaseOptions, StoreLog } from "./database.ts";

export interface DatabaseChoice {
  /** postgres://…; without it the store is PGlite in `dataDir`. */
  readonly databaseUrl?: string;
  readonly dataDir?: string;
  /** Called once when the open store was lost and can't be opened again: the process can only end. */
  readonly onFatal?: DatabaseOptions["onFatal"];
  /** Whether the data folder may be used beside the process that has it, by statements that run there. */
  readonly isBeside?: boolean;
}

export interface OpenedDatabase {
  readonly database: Database;
  /** The address of this process's page, for the message to whoever finds the data folder in use. */
  readonly noteUrl: (url: string) => Promise<void>;
  /** Lets verbs of the terminal work with it beside this process, where they could not otherwise. */
  readonly serve: () => Promise<void>;
}

/** A bot that starts has the folder for a moment before it serves verbs, and another verb has it for a moment. */
const WAIT_MS = 5_000;
const LOOK_EVERY_MS = 100;

/** @throws {BotError} STORE_*; CONFIG_INVALID when nothing is named */
export async function openDatabase(
  { databaseUrl, dataDir, onFatal = () => {}, isBeside = false }: DatabaseChoice,
  log: StoreLog,
): Promise<OpenedDatabase> {
  if (databaseUrl !== undefined) {
    const name = `fewshot-${randomBytes(6).toString("hex")}`;
    const { openPostgres } = await import("../postgres/open.ts");
    return {
      database: await openPostgres({ url: databaseUrl, name, log }),
      noteUrl: nothing,
      serve: nothing,
    };
  }
  if (dataDir === undefined)
    throw new BotError("CONFIG_INVALID", "The store needs DATABASE_URL or DATA_DIR; neither is set.");
  const open = async () => {
    const database = await openPGlite(dataDir, { log, onFatal });
    return { database, noteUrl: database.noteUrl, serve: database.serve };
  };
  return isBeside ? openOrBeside(dataDir, open, log) : open();
}

const nothing = async () => {};

/** Takes the data folder, or works beside the process that has it. */
async function openOrBeside(
  dataDir: string,
  open: () => Promise<OpenedDatabase>,
  log: StoreLog,
): Promise<OpenedDatabase> {
  const startMs = performance.now();
  for (;;) {
    try {
      return await open();
    } catch (cause) {
      if (!(cause instanceof BotError) || cause.code !== "STORE_LOCKED") throw cause;
      const database = await openBeside(dataDir, log);
      if (database) return { database, noteUrl: nothing, serve: nothing };
      if (performance.now() - startMs > WAIT_MS) throw cause;
      await sleep(LOOK_EVERY_MS);
    }
  }
}
