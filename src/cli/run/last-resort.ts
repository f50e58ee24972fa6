/**
 * Last-resort handlers: what no other code caught is logged, and ends the process in order or not at all.
 * Messages of foreign errors may quote what people wrote, so the log gets name, code and place only.
 */

import type { Log } from "../../flows/bot/context.ts";

/** Frames of a stack that are logged: enough to find the place. */
const MAX_FRAMES = 6;

/** Installs the handlers for the life of the process.
 * @param end called for an exception after which the process should not go on; a rejected promise nobody awaited is logged only,
 *   since it belongs to one request */
export function installLastResort(log: Log, end: () => void): void {
  process.on("unhandledRejection", (cause) => {
    log.error(
      { cause: describeCause(cause) },
      "a promise was rejected and nothing handled it; the process continues",
    );
  });
  process.on("uncaughtException", (cause) => {
    log.error({ cause: describeCause(cause) }, "an exception reached no handler; stopping");
    end();
  });
}

/** Name, code and place of an error, never its message. */
export function describeCause(cause: unknown): { error: string; code?: string; at: string[] } {
  if (!(cause instanceof Error)) return { error: typeof cause, at: [] };
  const { code } = cause as NodeJS.ErrnoException;
  const at = String(cause.stack)
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line.startsWith("at "))
    .slice(0, MAX_FRAMES);
  return { error: cause.name, ...(typeof code === "string" ? { code } : {}), at };
}
