/**
 * A lock on a file, that the system itself lets go when its holder dies, however it dies.
 * Node can't lock files, but its SQLite does, on every system and across containers that share a volume. Network drives without locks
 * are seen as locked by another.
 * @see https://www.sqlite.org/lockingv3.html
 */

import type { DatabaseSync } from "node:sqlite";

/** SQLite's result code for a file that another process has locked. */
const SQLITE_BUSY = 5;

/** Takes the lock and holds it until the returned function is called, or the process ends; null while another holds it.
 * @throws what SQLite says of a file that can't be made or written */
export function tryLock(file: string): (() => void) | null {
  let database: DatabaseSync | null = null;
  try {
    database = openFile(file);
    // Nothing is ever written: the open transaction is the lock.
    database.exec("begin exclusive");
    const held = database;
    return () => held.close();
  } catch (cause) {
    database?.close();
    if ((cause as { errcode?: number }).errcode === SQLITE_BUSY) return null;
    throw cause;
  }
}

/** Node 22 prints a warning when SQLite is loaded, which says nothing to whoever starts the bot. */
function openFile(file: string): DatabaseSync {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    const sqlite = process.getBuiltinModule("node:sqlite");
    return new sqlite.DatabaseSync(file, { timeout: 0 });
  } finally {
    process.emitWarning = emitWarning;
  }
}
