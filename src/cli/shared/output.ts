/** How the terminal speaks: sentences to stderr, results to stdout, and the exit code that fits. */

import { readLogLevel } from "../../config/config.ts";
import { BotError, type ErrorCode } from "../../core/errors.ts";

/** A check that ran and failed: exit code 1, nothing more to say. */
export class CheckFailed extends Error {
  override readonly name = "CheckFailed";
}

/** Prints an error as a sentence and returns the exit code. A stack trace is printed only with LOG_LEVEL=debug. */
export function explainExit(error: unknown): number {
  if (error instanceof CheckFailed) return exitCodeOf(error);
  const isDebug = readLogLevel() === "debug";
  if (error instanceof BotError) {
    say(error.message);
    if (isDebug) say(String(error.stack));
    return exitCodeOf(error);
  }
  say(`Something went wrong inside Fewshot: ${error instanceof Error ? error.message : String(error)}`);
  say(isDebug && error instanceof Error ? String(error.stack) : "Set LOG_LEVEL=debug to see where.");
  return exitCodeOf(error);
}

/** "Try again later", as sendmail and others have it. @see https://man.freebsd.org/cgi/man.cgi?sysexits */
const TEMPORARY = 75;

/** What passes when another process ends or a disk has space again. */
const PASSING: ReadonlySet<ErrorCode> = new Set(["STORE_LOCKED", "STORE_FULL"]);

/** 75 where a service can't be reached now or the data folder is in use or full and the same may work later, 2 where configuration or
 * usage is wrong or the store can't be used, else 1. */
export function exitCodeOf(error: unknown): number {
  if (!(error instanceof BotError)) return 1;
  if (error.retryable || PASSING.has(error.code)) return TEMPORARY;
  return /^(CONFIG|INPUT|STORE)_/.test(error.code) ? 2 : 1;
}

/** "1 row", "2 rows". */
export function count(n: number, thing: string): string {
  return `${n} ${thing}${n === 1 ? "" : "s"}`;
}

export function say(sentence: string): void {
  process.stderr.write(`${withoutControls(sentence)}\n`);
}

export function print(line: string): void {
  process.stdout.write(`${withoutControls(line)}\n`);
}

/** Colours are the only escape sequences that a terminal gets from us: a model's or a server's words could contain others, which
 * write to the clipboard, set the title or clear the screen. */
function withoutControls(text: string): string {
  return text.replace(CONTROLS, (match) => (match.startsWith("\u001b[") ? match : "\ufffd"));
}

/** A colour as picocolors writes it, or any control character but tab and line feed (C0, DEL, C1). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const CONTROLS = /\u001b\[\d{1,2}m|[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** One JSON object, the only thing on stdout. */
export function printJson(value: object): void {
  print(JSON.stringify(value));
}
