/**
 * Answers of a measurement, kept in a file while it runs: an interrupted one continues where it stopped, and the same measurement is not
 * asked twice. One line of JSON an answer; the file's name is a hash of all that decides the answers. A line that is cut off is left out.
 */

import { createHash } from "node:crypto";
import { type FileHandle, open as openFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { BotError } from "../../core/errors.ts";
import { makeFolder } from "../../files/make-folder.ts";

/** Of the file's lines. */
const VERSION = 1;
/** Texts of a command's tests may be in there. */
const FILE_MODE = 0o600;

export interface KeptAnswers<T> {
  /** What is known of a text already. */
  find(text: string): T | undefined;
  /** Keeps an answer, so that it outlives this process. Never throws. */
  keep(text: string, value: T): Promise<void>;
  /** Closes the file.
   * @param options `forget` deletes it */
  close(options?: { readonly forget?: boolean }): Promise<void>;
}

/** @param folder made where it is missing
 * @param about all that decides the answers: model, command, settings
 * @throws {BotError} CONFIG_INVALID where the folder can't be written */
export async function openKeptAnswers<T>(
  folder: string,
  about: object,
  schema: z.ZodType<T>,
): Promise<KeptAnswers<T>> {
  const name = createHash("sha256").update(JSON.stringify({ VERSION, about })).digest("hex").slice(0, 24);
  const path = join(folder, `${name}.jsonl`);
  const known = new Map<string, T>();
  const line = z.object({ text: z.string(), value: schema });
  let content: string;
  let file: FileHandle;
  try {
    await makeFolder(folder);
    file = await openFile(path, "a+", FILE_MODE);
    content = await file.readFile("utf8");
    if (content === "") await file.appendFile(`${JSON.stringify({ about })}\n`);
    // A process that was killed may have left half a line.
    else if (!content.endsWith("\n")) await file.appendFile("\n");
  } catch (cause) {
    throw unwritable(folder, cause);
  }
  for (const text of content.split("\n").slice(1)) {
    const read = line.safeParse(parseOrNull(text));
    if (read.success) known.set(read.data.text, read.data.value);
  }
  return {
    find: (text) => known.get(text),
    async keep(text, value) {
      known.set(text, value);
      // On a disk that is full now, the measurement goes on; what is not kept is asked again another time.
      await file.appendFile(`${JSON.stringify({ text, value })}\n`).catch(() => {});
    },
    async close({ forget = false } = {}) {
      await file.close();
      if (forget) await rm(path, { force: true });
    },
  };
}

function unwritable(folder: string, cause: unknown): BotError {
  const code = (cause as NodeJS.ErrnoException).code ?? "unknown error";
  return new BotError(
    "CONFIG_INVALID",
    `The folder for reports ${folder} can't be written (${code}). Set REPORTS_DIR to another folder.`,
    { cause },
  );
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
