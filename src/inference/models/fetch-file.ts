/** Fetches one file of a model from a hub: resumed where a download was cut, and kept only when its checksum is right. */

import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { request } from "undici";
import { BotError } from "../../core/errors.ts";
import type { FindOptions } from "./find.ts";
import { fileFault, hubFault, retried, stopped } from "./hub-errors.ts";
import { checksum } from "./json.ts";

export interface HubFile {
  readonly path: string;
  readonly size: number;
  /** Large files: SHA-256 of the content. */
  readonly sha256: string | null;
  /** The others: git's own checksum. */
  readonly gitOid: string | null;
}

export interface FetchOptions extends FindOptions {
  readonly endpoint: string;
  readonly revision: string;
}

/** A connection that gives nothing for this long is cut and resumed. */
export const DEFAULT_STALL_MS = 20_000;
const MAX_REDIRECTS = 5;

/** Into `target`, once it is whole and right. The caller holds the lock: nobody else writes the part beside it.
 * @throws {BotError} CONFIG_MODEL for a checksum that stays wrong or a disk that can't be written; BACKEND_UNREACHABLE after several tries */
export async function fetchFile(options: FetchOptions, file: HubFile, target: string): Promise<void> {
  const { signal, onDownload } = options;
  if (await isWhole(target, file)) return;
  const part = `${target}.part`;
  await retried(signal, async () => {
    try {
      await mkdir(dirname(target), { recursive: true });
      const have = await sizeOf(part);
      if (have < file.size) await fetchRest(options, file, part);
      const size = await sizeOf(part);
      if (size < file.size)
        throw new BotError(
          "BACKEND_UNREACHABLE",
          `${file.path} was cut after ${size} of ${file.size} bytes`,
          {
            retryable: true,
          },
        );
      if (size > file.size || !(await isRight(part, file))) {
        await rm(part, { force: true });
        throw new BotError(
          "CONFIG_MODEL",
          `${file.path} of ${options.model} does not have the checksum that the hub states; it was thrown away, try again`,
          { retryable: true },
        );
      }
      await rename(part, target);
    } catch (cause) {
      throw fileFault(cause, target, file.size) ?? cause;
    }
  });
  onDownload?.({ file: file.path, loadedBytes: file.size, totalBytes: file.size });
}

/** Whether a file stands in the cache: it is given its name only once its checksum was right. */
export async function isWhole(target: string, file: HubFile): Promise<boolean> {
  return (await sizeOf(target)) === file.size;
}

/** @see https://git-scm.com/book/en/v2/Git-Internals-Git-Objects */
async function isRight(part: string, file: HubFile): Promise<boolean> {
  if (file.sha256 !== null) return (await checksum(part)) === file.sha256;
  if (file.gitOid === null) return true;
  const content = await readFile(part);
  return createHash("sha1").update(`blob ${content.length}\0`).update(content).digest("hex") === file.gitOid;
}

/** Goes on where the part ends. */
async function fetchRest(options: FetchOptions, file: HubFile, part: string): Promise<void> {
  const { signal, onDownload, stallMs = DEFAULT_STALL_MS } = options;
  const have = await sizeOf(part);
  const stall = new AbortController();
  let timer = setTimeout(() => stall.abort(), stallMs);
  try {
    const { body, isResumed } = await ask(options, file, { have, stall: stall.signal });
    let loadedBytes = isResumed ? have : 0;
    const watch = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        clearTimeout(timer);
        timer = setTimeout(() => stall.abort(), stallMs);
        loadedBytes += chunk.length;
        onDownload?.({ file: file.path, loadedBytes, totalBytes: file.size });
        done(null, chunk);
      },
    });
    await pipeline(Readable.from(body), watch, createWriteStream(part, { flags: isResumed ? "a" : "w" }));
  } catch (cause) {
    if (cause instanceof BotError) throw cause;
    if (signal.aborted) throw stopped(cause);
    throw (
      fileFault(cause, part, file.size) ??
      new BotError(
        "BACKEND_UNREACHABLE",
        `${file.path} of ${options.model}: ${stall.signal.aborted ? "the connection gave nothing for too long" : (cause as Error).message}`,
        { retryable: true, cause },
      )
    );
  } finally {
    clearTimeout(timer);
  }
}

/** Asks for what is not there yet, wherever the hub keeps it. */
async function ask(
  { endpoint, model, revision, hubToken, signal }: FetchOptions,
  file: HubFile,
  { have, stall }: { have: number; stall: AbortSignal },
) {
  const range: Record<string, string> = have > 0 ? { range: `bytes=${have}-` } : {};
  let headers = { ...range, ...(hubToken ? { authorization: `Bearer ${hubToken}` } : {}) };
  let url = `${endpoint}/${model}/resolve/${revision}/${file.path}`;
  for (let hop = 0; hop < MAX_REDIRECTS; hop++) {
    const answered = await request(url, { headers, signal: AbortSignal.any([signal, stall]) });
    const { statusCode, body } = answered;
    const location = [answered.headers.location].flat()[0];
    if (statusCode >= 300 && statusCode < 400 && location) {
      await body.dump();
      const next = new URL(location, url);
      // The hub hands large files to a store of its own: the token stays with the hub.
      if (next.origin !== new URL(url).origin) headers = range;
      url = next.href;
      continue;
    }
    if (statusCode === 200 || statusCode === 206) return { body, isResumed: statusCode === 206 };
    await body.dump();
    const retryAfterMs = Number([answered.headers["retry-after"]].flat()[0]) * 1000 || undefined;
    throw hubFault(statusCode, `${file.path} of ${model}`, { retryAfterMs });
  }
  throw new BotError("CONFIG_MODEL", `${file.path} of ${model} is redirected without end`);
}

/** In bytes; 0 where there is no such file. */
export const sizeOf = (file: string) =>
  stat(file).then(
    ({ size }) => size,
    () => 0,
  );
