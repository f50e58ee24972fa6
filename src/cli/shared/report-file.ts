/** Writes what a report holds beside what it prints. */

import { access, constants, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { BotError } from "../../core/errors.ts";
import { makeFolder } from "../../files/make-folder.ts";
import { say } from "./output.ts";

/** Writes a file, and its folder where that is missing.
 * @param option named in the error
 * @throws {BotError} INPUT_USAGE where it can't be written */
export async function writeReport(option: string, path: string, content: string | Uint8Array): Promise<void> {
  await orRefuse(option, path, async () => {
    await makeFolder(dirname(path));
    await writeFile(path, content);
  });
  say(`Wrote ${path}.`);
}

/** Checks before a long piece of work that a file can be written after it. Its folder is made; a file that is there is not touched.
 * @param path left out for an option that was not given
 * @throws {BotError} INPUT_USAGE where it can't be written */
export async function checkFileTarget(option: string, path: string | undefined): Promise<void> {
  if (path === undefined) return;
  await orRefuse(option, path, async () => {
    const found = await stat(path).catch(() => null);
    if (found?.isDirectory()) throw Object.assign(new Error("a folder"), { code: "EISDIR" });
    // A pipe is opened once alone.
    if (found) return found.isFile() ? access(path, constants.W_OK) : undefined;
    await makeFolder(dirname(path));
    await writeFile(path, "", { flag: "wx" });
    await rm(path);
  });
}

/** The same for a folder that files are written into.
 * @throws {BotError} INPUT_USAGE where it can't be made, or written into */
export async function checkFolderTarget(option: string, folder: string | undefined): Promise<void> {
  if (folder === undefined) return;
  await orRefuse(option, folder, async () => {
    await makeFolder(folder);
    await access(folder, constants.W_OK);
  });
}

async function orRefuse(option: string, path: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? "unknown error";
    throw new BotError("INPUT_USAGE", `${option} ${path} can't be written (${code}).`, { cause });
  }
}
