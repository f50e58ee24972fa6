/** What may go wrong between a hub and the cache: which of it passes, and what to do about the rest. */

import { setTimeout as sleep } from "node:timers/promises";
import { BotError } from "../../../core/errors.ts";

export const ATTEMPTS = 5;

/** Codes of the file system where a second try can't help. */
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

/** A download that was stopped: the next start continues it. */
export const stopped = (cause: unknown) =>
  new BotError("BACKEND_ABORTED", "the download was stopped", { retryable: true, cause });

/** What was asked of which hub. */
export interface HubQuestion {
  /** "config.json of a/b", or the model alone. */
  readonly what: string;
  readonly model: string;
  /** Without credentials. */
  readonly endpoint: string;
  readonly hasToken: boolean;
}

/** What a hub's refusal means.
 * @param headers of its answer: `x-error-code` and `retry-after`
 * @see https://huggingface.co/docs/huggingface_hub/package_reference/utilities#huggingface_hub.errors */
export function hubFault(
  status: number,
  { what, model, endpoint, hasToken }: HubQuestion,
  headers: { readonly errorCode?: string | null; readonly retryAfter?: string | null } = {},
): BotError {
  const { errorCode } = headers;
  const page = `${endpoint}/${model}`;
  const credential = (sentence: string) => new BotError("CONFIG_CREDENTIAL", sentence);
  if (errorCode === "GatedRepo")
    return credential(
      `${model} is gated (${status}): open ${page}, accept its licence there, and set HF_TOKEN to a token of that account`,
    );
  if (errorCode === "RevisionNotFound")
    return new BotError(
      "CONFIG_MODEL",
      `${model} has no such revision (${status}); check what follows @ in MODEL`,
    );
  // The hub does not say to strangers whether a repository is private or missing.
  if (status === 401 && !hasToken)
    return new BotError(
      "CONFIG_MODEL",
      `${endpoint} shows no ${model} (401): check the spelling of MODEL, or set HF_TOKEN if it is private`,
    );
  if (status === 401)
    return credential(
      `${endpoint} refuses HF_TOKEN for ${what} (401): make a new token, or check the spelling of MODEL`,
    );
  if (status === 403)
    return credential(
      hasToken
        ? `HF_TOKEN may not read ${what} (403): give the token access to this repository, and accept the licence on ${page} if it asks for that`
        : `${endpoint} does not give ${what} to everybody (403): accept the licence on ${page} if it asks for that, and set HF_TOKEN`,
    );
  if (status === 404)
    return new BotError("CONFIG_MODEL", `the hub has no ${what} (404); check the spelling of MODEL`);
  if (status === 429)
    return new BotError("BACKEND_RATE_LIMITED", `the hub takes no more requests for ${what} just now (429)`, {
      retryable: true,
      retryAfterMs: Number(headers.retryAfter) * 1000 || undefined,
    });
  return new BotError("BACKEND_UNREACHABLE", `the hub did not give ${what} (${status})`, { retryable: true });
}

/** For a hub that did not answer. */
export function unreachable({ what, endpoint }: HubQuestion, cause: unknown): BotError {
  return new BotError(
    "BACKEND_UNREACHABLE",
    `${what} can't be fetched from ${endpoint} (${reasonOf(cause)})`,
    {
      retryable: true,
      cause,
    },
  );
}

/** fetch says "fetch failed", and why only in its cause. */
function reasonOf(cause: unknown): string {
  const {
    message = String(cause),
    code,
    name,
    cause: inner,
  } = cause as NodeJS.ErrnoException & { cause?: unknown };
  if (inner && /^fetch failed$/.test(message)) return reasonOf(inner);
  if (name === "TimeoutError") return "no answer in time";
  return code && !message.includes(code) ? `${message || "failed"}, ${code}` : message || String(code);
}

/** What a fault of the file system means for a download; null when it is none.
 * @param neededBytes of the file that could not be written */
export function fileFault(cause: unknown, target: string, neededBytes: number): BotError | null {
  const { code = "", syscall } = cause as NodeJS.ErrnoException;
  // A firewall refuses with the file system's codes.
  if (!FILE_CODES.has(code) || syscall === "connect") return null;
  const remedy =
    code === "ENOSPC" || code === "EDQUOT"
      ? `it needs ${Math.ceil(neededBytes / 2 ** 20)} MiB: free some space, or set MODEL_CACHE_DIR to another disk`
      : "make MODEL_CACHE_DIR writable for this user, or set it to another folder";
  return new BotError("CONFIG_MODEL", `${target} can't be written (${code}); ${remedy}`, { cause });
}
