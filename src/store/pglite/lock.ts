/**
 * One process a folder: a lock that the system itself lets go when its holder dies, however it dies.
 * Node can't lock files, but its SQLite does, the same on every system and across containers that share a volume.
 * @see https://www.sqlite.org/lockingv3.html
 */

import { DatabaseSync } from "node:sqlite";
import { BotError } from "../../core/errors.ts";

/** SQLite's result code for a file that another process has locked. */
const SQLITE_BUSY = 5;

/** Takes the lock and holds it until the returned function is called, or the process ends.
 * @throws {BotError} STORE_LOCKED with a sentence that says who holds it; STORE_UNWRITABLE */
export async function takeLock(
  file: string,
  { folder, describeHolder }: { readonly folder: string; readonly describeHolder: () => Promise<string> },
): Promise<() => void> {
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(file, { timeout: 0 });
    // Nothing is ever written: the open transaction is the lock.
    database.exec("begin exclusive");
    const held = database;
    return () => held.close();
  } catch (cause) {
    database?.close();
    const { errcode, message } = cause as { errcode?: number; message?: string };
    if (errcode === SQLITE_BUSY)
      throw new BotError(
        "STORE_LOCKED",
        `The data folder ${folder} is in use by ${await describeHolder()}. Stop that process, or set DATA_DIR to another folder.`,
      );
    throw new BotError(
      "STORE_UNWRITABLE",
      `The data folder ${folder} can't be locked (${message}). Make it writable for this user, or set DATA_DIR to another folder.`,
      { cause },
    );
  }
}
