/** Lets one process fetch a model at a time. */

import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { BotError } from "../../../core/errors.ts";
import { tryLock } from "../../../files/file-lock.ts";
import { makeFolder } from "../../../files/make-folder.ts";
import type { Log } from "../../../flows/bot/context.ts";
import { pause } from "./errors.ts";
import { sizeOf } from "./fetch-file.ts";

const CHECK_EVERY_MS = 250;
/** Whoever fetches may stall and resume, and check a large file, before others think it stuck. */
const STALLS = 6;

export interface LockOptions {
  readonly file: string;
  /** Where the model is fetched to: it grows while whoever holds the lock gets on. */
  readonly folder: string;
  readonly model: string;
  readonly stallMs: number;
  readonly signal: AbortSignal;
  readonly log?: Log;
}

/** Waits as long as the holder of the lock makes progress. Some network drives support no locks, which seems like a lock that is never released.
 * @returns how to release it
 * @throws {BotError} CONFIG_MODEL when nothing was fetched for too long, or the file can't be locked */
export async function waitForLock({
  file,
  folder,
  model,
  stallMs,
  signal,
  log,
}: LockOptions): Promise<() => void> {
  const remedy = "set MODEL_CACHE_DIR to a folder on a local disk that this user may write";
  await makeFolder(dirname(file));
  let bytes = -1;
  let grewAtMs = performance.now();
  for (let checks = 0; ; checks++) {
    let unlock: (() => void) | null;
    try {
      unlock = tryLock(file);
    } catch (cause) {
      throw new BotError("CONFIG_MODEL", `${file} can't be locked (${(cause as Error).message}); ${remedy}`, {
        cause,
      });
    }
    if (unlock) return unlock;
    if (checks === 0) log?.info({ model }, "another process seems to fetch the model; waiting for that");
    const now = await bytesUnder(folder);
    if (now !== bytes) grewAtMs = performance.now();
    bytes = now;
    if (performance.now() - grewAtMs > STALLS * stallMs)
      throw new BotError(
        "CONFIG_MODEL",
        `${file} is locked, and nothing is fetched there; end the process that holds it, or ${remedy}`,
        { retryable: true },
      );
    await pause(CHECK_EVERY_MS, signal);
  }
}

async function bytesUnder(folder: string): Promise<number> {
  let sum = 0;
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of entries) if (entry.isFile()) sum += await sizeOf(join(entry.parentPath, entry.name));
  return sum;
}
