/** Writes what a report holds beside what it prints. */

import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { BotError } from "../../core/errors.ts";
import { say } from "./output.ts";

/** Writes a file, and its folder where that is missing.
 * @param option named in the error
 * @throws {BotError} INPUT_USAGE where it can't be written */
export async function writeReport(option: string, path: string, content: string | Uint8Array): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? "unknown error";
    throw new BotError("INPUT_USAGE", `${option} ${path} can't be written (${code}).`, { cause });
  }
  say(`Wrote ${path}.`);
}
