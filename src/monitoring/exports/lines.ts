/** Files of one JSON object a line (JSONL), written as the objects come. */

import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { finished } from "node:stream/promises";
import { BotError } from "../../core/errors.ts";

export interface LinesFile {
  /** @throws what the file system says, here or from `close` */
  write(row: object): Promise<void>;
  close(): Promise<void>;
}

export function openLines(path: string): LinesFile {
  const stream = createWriteStream(path);
  const done = finished(stream);
  done.catch(() => {});
  return {
    async write(row) {
      if (stream.write(`${JSON.stringify(row)}\n`)) return;
      await Promise.race([new Promise<void>((go) => stream.once("drain", go)), done]);
    },
    async close() {
      stream.end();
      await done;
    },
  };
}

/** Writes all objects into a new file, which takes the place of an old one when it is whole.
 * @returns how many there were
 * @throws {BotError} INPUT_USAGE where the file can't be written */
export async function writeLines(path: string, rows: AsyncIterable<object>): Promise<number> {
  const part = `${path}.part`;
  let count = 0;
  try {
    const file = openLines(part);
    try {
      for await (const row of rows) {
        await file.write(row);
        count += 1;
      }
    } finally {
      await file.close();
    }
    await rename(part, path);
    return count;
  } catch (cause) {
    await rm(part, { force: true }).catch(() => {});
    throw cause instanceof BotError ? cause : unwritable(path, cause);
  }
}

export function unwritable(path: string, cause: unknown): BotError {
  const code = (cause as NodeJS.ErrnoException).code ?? "unknown error";
  return new BotError("INPUT_USAGE", `${path} can't be written (${code}).`, { cause });
}
