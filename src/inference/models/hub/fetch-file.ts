/** Fetches one file of a model from a hub: resumed where a download was cut, and kept only when its checksum is right. */

import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { readFile, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { request } from "undici";
import { BotError } from "../../../core/errors.ts";
import { makeFolder } from "../../../files/make-folder.ts";
import { checksum } from "../json.ts";
import type { HubConnection } from "./connection.ts";
import { fileFault, hubFault, retried, stopped, unreachable } from "./errors.ts";
import type { HubFile } from "./listing.ts";

export interface DownloadProgress {
  readonly file: string;
  readonly loadedBytes: number;
  readonly totalBytes: number | null;
}

export interface FetchOptions {
  readonly hub: HubConnection;
  readonly model: string;
  /** The commit. */
  readonly revision: string;
  /** A connection that gives nothing for this long is cut and resumed. */
  readonly stallMs: number;
  readonly signal: AbortSignal;
  readonly onDownload?: (progress: DownloadProgress) => void;
}

const MAX_REDIRECTS = 5;

/** Into `target`, once it is whole and right. The caller holds the lock: nobody else writes the part beside it.
 * @throws {BotError} CONFIG_MODEL for a checksum that stays wrong or a disk that can't be written; BACKEND_UNREACHABLE after several tries */
export async function fetchFile(options: FetchOptions, file: HubFile, target: string): Promise<void> {
  const { signal, onDownload } = options;
  if ((await sizeOf(target)) === file.size) return;
  const part = `${target}.fewshot-part`;
  await retried(signal, async () => {
    try {
      await makeFolder(dirname(target));
      const have = await sizeOf(part);
      if (have < file.size) await fetchRest(options, file, part);
      const size = await sizeOf(part);
      if (size < file.size)
        throw new BotError(
          "BACKEND_UNREACHABLE",
          `${file.path} was cut after ${size} of ${file.size} bytes`,
          { retryable: true },
        );
      if (size > file.size || !(await isRight(part, file))) {
        await rm(part, { force: true });
        throw new BotError(
          "CONFIG_MODEL",
          `${file.path} of ${options.model} does not have the ${size > file.size ? "size" : "checksum"} that the hub states; it was thrown away, try again`,
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

/** @see https://git-scm.com/book/en/v2/Git-Internals-Git-Objects */
async function isRight(part: string, file: HubFile): Promise<boolean> {
  if (file.sha256 !== null) return (await checksum(part)) === file.sha256;
  if (file.gitOid === null) return true;
  const content = await readFile(part);
  return createHash("sha1").update(`blob ${content.length}\0`).update(content).digest("hex") === file.gitOid;
}

/** Continues where the part ends. */
async function fetchRest(options: FetchOptions, file: HubFile, part: string): Promise<void> {
  const { hub, model, signal, stallMs, onDownload } = options;
  const have = await sizeOf(part);
  const stall = new AbortController();
  let timer = setTimeout(() => stall.abort(), stallMs);
  try {
    const { body, isResumed } = await requestFile(options, file, { have, stall: stall.signal });
    let loadedBytes = isResumed ? have : 0;
    const watch = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        clearTimeout(timer);
        timer = setTimeout(() => stall.abort(), stallMs);
        loadedBytes += chunk.length;
        onDownload?.({ file: file.path, loadedBytes, totalBytes: file.size });
        // One byte more than stated shows that the hub is wrong; what follows could fill the disk.
        const rest = file.size + 1 - (loadedBytes - chunk.length);
        if (chunk.length <= rest) return done(null, chunk);
        this.push(chunk.subarray(0, Math.max(0, rest)));
        done(new EndlessFile());
      },
    });
    await pipeline(Readable.from(body), watch, createWriteStream(part, { flags: isResumed ? "a" : "w" }));
  } catch (cause) {
    if (cause instanceof BotError) throw cause;
    if (signal.aborted) throw stopped(cause);
    const question = { what: `${file.path} of ${model}`, model, endpoint: hub.endpoint, hasToken: false };
    if (cause instanceof EndlessFile) {
      await rm(part, { force: true });
      throw new BotError(
        "CONFIG_MODEL",
        `${hub.endpoint} sends more of ${question.what} than the ${file.size} bytes that it states; check HF_ENDPOINT`,
      );
    }
    throw (
      fileFault(cause, part, file.size) ??
      unreachable(
        question,
        stall.signal.aborted ? new Error("the connection gave nothing for too long") : cause,
      )
    );
  } finally {
    clearTimeout(timer);
  }
}

class EndlessFile extends Error {}

/** Requests what is not there yet, wherever the hub keeps it. */
async function requestFile(
  { hub, model, revision, signal }: FetchOptions,
  file: HubFile,
  { have, stall }: { have: number; stall: AbortSignal },
) {
  const { endpoint, authorization, dispatcher } = hub;
  const range: Record<string, string> = have > 0 ? { range: `bytes=${have}-` } : {};
  let headers = { ...range, ...(authorization ? { authorization } : {}) };
  const path = file.path.split("/").map(encodeURIComponent).join("/");
  let url = `${endpoint}/${model}/resolve/${revision}/${path}`;
  for (let hop = 0; hop < MAX_REDIRECTS; hop++) {
    const answered = await request(url, { headers, dispatcher, signal: AbortSignal.any([signal, stall]) });
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
    const question = { what: `${file.path} of ${model}`, model, endpoint, hasToken: authorization !== null };
    throw hubFault(statusCode, question, {
      errorCode: [answered.headers["x-error-code"]].flat()[0],
      retryAfter: [answered.headers["retry-after"]].flat()[0],
    });
  }
  throw new BotError("CONFIG_MODEL", `${file.path} of ${model} is redirected without end`);
}

/** In bytes; 0 where there is no such file. */
export const sizeOf = (file: string) =>
  stat(file).then(
    ({ size }) => size,
    () => 0,
  );
