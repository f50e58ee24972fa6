/** What may go wrong between a hub and the cache: which of it passes, and what to do about the rest. */

import { setTimeout as sleep } from "node:timers/promises";
import { BotError } from "../../core/errors.ts";

export const ATTEMPTS = 5;

/** Codes of the file system that no second try mends. */
const FILE_CODES = new Set([
  "ENOSPC",
  "EDQUOT",
  "EACCES",
  "EPERM",
  "EROFS",
  "ENOTDIR",
  "EEXIST",
  "EISDIR",
  "ENOENT",
]);

/** Tries again what may pass, a few times, waiting longer each time. */
export async function retried<T>(
  signal: AbortSignal,
  attempt: () => Promise<T>,
  attempts = ATTEMPTS,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (signal.aborted) throw stopped(error);
      if (!(error instanceof BotError) || !error.retryable || tries >= attempts) throw error;
      const waitMs = Math.min(error.retryAfterMs ?? 250 * 2 ** tries, 30_000) * (0.75 + Math.random() / 2);
      await pause(waitMs, signal);
    }
  }
}

/** @throws {BotError} BACKEND_ABORTED at once when the signal fires */
export async function pause(waitMs: number, signal: AbortSignal): Promise<void> {
  await sleep(waitMs, undefined, { signal }).catch((cause) => {
    throw stopped(cause);
  });
}

/** A download that was told to stop: the next start goes on with it. */
export const stopped = (cause: unknown) =>
  new BotError("BACKEND_ABORTED", "the download was stopped", { retryable: true, cause });

/** What a hub's refusal means. @param status null when it did not answer */
export function hubFault(
  status: number | null,
  what: string,
  { cause, retryAfterMs }: { cause?: unknown; retryAfterMs?: number } = {},
): BotError {
  if (status === 401 || status === 403)
    return new BotError("CONFIG_CREDENTIAL", `the hub wants another HF_TOKEN for ${what} (${status})`, {
      cause,
    });
  if (status === 404)
    return new BotError("CONFIG_MODEL", `the hub has no ${what} (404); check the spelling of MODEL`, {
      cause,
    });
  if (status === 429)
    return new BotError("BACKEND_RATE_LIMITED", `the hub takes no more requests for ${what} just now (429)`, {
      retryable: true,
      retryAfterMs,
      cause,
    });
  return new BotError(
    "BACKEND_UNREACHABLE",
    `the hub did not give ${what} (${status ?? (cause as Error | undefined)?.message ?? "no answer"})`,
    { retryable: true, cause },
  );
}

/** What a fault of the file system means for a download; null when it is none.
 * @param neededBytes of the file that could not be written */
export function fileFault(cause: unknown, target: string, neededBytes: number): BotError | null {
  const { code = "", syscall } = cause as NodeJS.ErrnoException;
  // A firewall refuses with the file system's codes.
  if (!FILE_CODES.has(code) || syscall === "connect") return null;
  const remedy =
    code === "ENOSPC" || code === "EDQUOT"
      ? `it needs ${Math.ceil(neededBytes / 2 ** 20)} MiB: make room, or set MODEL_CACHE_DIR to another disk`
      : "make MODEL_CACHE_DIR writable for this user, or set it to another folder";
  return new BotError("CONFIG_MODEL", `${target} can't be written (${code}); ${remedy}`, { cause });
}
