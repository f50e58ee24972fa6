/** JSON files of a model folder, read and checked; and how its faults are worded. */

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { z } from "zod";
import { BotError } from "../../core/errors.ts";

/** A JSON file of a model folder. @param otherwise the text of a file that does not exist; without it the file must exist
 * @throws {BotError} CONFIG_MODEL naming the file, the keys and what is wrong with them */
export async function readChecked<T>(
  schema: z.ZodType<T>,
  { path, file, otherwise }: { path: string; file: string; otherwise?: string },
): Promise<T> {
  const checked = schema.safeParse(parseJson(await readText(path, file, otherwise), path, file));
  if (checked.success) return checked.data;
  const faults = checked.error.issues.map(({ path: keys, message }) => `${keys.join(".")} ${message}`.trim());
  throw modelFault(`${join(path, file)}: ${faults.slice(0, 3).join("; ")}`);
}

/** A text file of a model folder. @param otherwise the text of a file that does not exist; without it the file must exist
 * @throws {BotError} CONFIG_MODEL naming the file */
export async function readText(path: string, file: string, otherwise?: string): Promise<string> {
  try {
    return await readFile(join(path, file), "utf8");
  } catch (cause) {
    if (otherwise !== undefined && (cause as NodeJS.ErrnoException).code === "ENOENT") return otherwise;
    throw modelFault(
      `${join(path, file)} is missing or can't be read (${(cause as NodeJS.ErrnoException).code})`,
    );
  }
}

/** @throws {BotError} CONFIG_MODEL naming the file when its text is not JSON */
export function parseJson(text: string, path: string, file: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (cause) {
    throw modelFault(
      isPointer(text)
        ? pointerFault(join(path, file))
        : `${join(path, file)} is not JSON; it may be cut short`,
      cause,
    );
  }
}

/** Whether a text is what Git keeps in the place of a large file. @see https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md */
export const isPointer = (text: string) => text.startsWith("version https://git-lfs.github.com/spec/");

export const pointerFault = (file: string) =>
  `${file} is a pointer of Git LFS, not the file itself: run git lfs pull in the model's repository`;

/** SHA-256 of a file, in hex. */
export async function checksum(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}

export function modelFault(message: string, cause?: unknown): BotError {
  return new BotError("CONFIG_MODEL", message, cause === undefined ? {} : { cause });
}

/** The first line of what a native library said: the rest is a trace. */
export function firstLine(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).split("\n", 1)[0]?.slice(0, 200) ?? "";
}
