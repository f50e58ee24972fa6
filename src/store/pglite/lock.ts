/** One process a data folder, and a sentence for the second. */

import { BotError } from "../../core/errors.ts";
import { tryLock } from "../../files/file-lock.ts";
import { diskFullIn, freeBytes, isDiskFull } from "../database/faults.ts";

/** SQLite writes a page or two for a lock. */
const NEEDED_BYTES = 16_384;

/** Takes the lock and holds it until the returned function is called, or the process ends.
 * @throws {BotError} STORE_LOCKED with a sentence that says who holds it; STORE_UNWRITABLE */
export async function takeLock(
  file: string,
  { folder, describeHolder }: { readonly folder: string; readonly describeHolder: () => Promise<string> },
): Promise<() => void> {
  let unlock: (() => void) | null;
  try {
    unlock = tryLock(file);
  } catch (cause) {
    if (isDiskFull(cause) || (await freeBytes(folder)) < NEEDED_BYTES) throw diskFullIn(folder, cause);
    throw new BotError(
      "STORE_UNWRITABLE",
      `The data folder ${folder} can't be locked (${(cause as Error).message}). Make it writable for this user, or set DATA_DIR to another folder.`,
      { cause },
    );
  }
  if (unlock === null)
    throw new BotError(
      "STORE_LOCKED",
      `The data folder ${folder} is in use by ${await describeHolder()}. Stop that process, or set DATA_DIR to another folder.`,
    );
  return unlock;
}
