/** How the terminal speaks: sentences to stderr, results to stdout, and the exit code that fits. */

import { readLogLevel } from "../config/config.ts";
import { BotError } from "../core/errors.ts";

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

/** 2 where configuration or usage is wrong, else 1: a supervisor that restarts the process may stop at 2. */
export function exitCodeOf(error: unknown): number {
  return error instanceof BotError && /^(CONFIG|INPUT|STORE)_/.test(error.code) ? 2 : 1;
}

export function say(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}

export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** One JSON object, the only thing on stdout. */
export function printJson(value: object): void {
  print(JSON.stringify(value));
}
