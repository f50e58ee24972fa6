/** Fetches a model from a hub: only the files the engine reads, resumed where a download was cut, checked by their checksums, kept in a cache. */

import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { listFiles, modelInfo } from "@huggingface/hub";
import { request } from "undici";
import { BotError } from "../../core/errors.ts";
import { checksum, ONNX_NAMES } from "./folder.ts";
import type { FindOptions, FoundModel } from "./models.ts";

export interface DownloadProgress {
  readonly file: string;
  readonly loadedBytes: number;
  readonly totalBytes: number | null;
}

interface HubFile {
  readonly path: string;
  readonly size: number;
  /** Large files: SHA-256 of the content. */
  readonly sha256: string | null;
  /** The others: git's own checksum. */
  readonly gitOid: string | null;
}

/** Small files of a model folder; only the first two must be there. */
const SMALL_FILES = [
  "config.json",
  "tokenizer.json",
  "tokenizer_config.json",
  "generation_config.json",
  "special_tokens_map.json",
];
const ATTEMPTS = 5;
/** Beside the revisions: names the newest one that is here whole. */
const WHOLE_FILE = "whole-revision";
/** A connection that gives nothing for this long is cut and resumed. */
const DEFAULT_STALL_MS = 20_000;

/** Fetches what is not in the cache yet.
 * @throws {BotError} CONFIG_MODEL when the hub has no such model or it has no ONNX export; BACKEND_UNREACHABLE after several tries */
export async function downloadModel(options: FindOptions): Promise<FoundModel> {
  const { model, cacheDir } = options;
  const endpoint = (options.hubEndpoint ?? "https://huggingface.co").replace(/\/+$/, "");
  const kept = join(cacheDir, ...model.split("/"));
  const whole = join(kept, WHOLE_FILE);
  const keptRevision = await readFile(whole, "utf8").catch(() => null);
  const listing = await listModel(options, endpoint, keptRevision === null ? ATTEMPTS : 1).catch(
    (error: BotError) => {
      if (keptRevision !== null && error.retryable) return null;
      throw error;
    },
  );
  // The hub is out of reach, and a whole copy is here.
  if (listing === null) return toModel(options, kept, keptRevision ?? "");
  const { revision, files } = listing;
  const onnx = ONNX_NAMES.find((name) => files.some(({ path }) => path === name));
  if (!onnx)
    throw new BotError(
      "CONFIG_MODEL",
      `${model} on ${endpoint} has no ONNX export (${ONNX_NAMES.slice(0, 2).join(", ")}); choose one that has, or export it and set MODEL to the folder`,
    );
  const path = join(kept, revision);
  const wanted = files.filter(
    (file) =>
      SMALL_FILES.includes(file.path) ||
      file.path === onnx ||
      file.path.startsWith(`${onnx}_data`) ||
      file.path === onnx.replace(/\.onnx$/, ".onnx_data"),
  );
  for (const file of wanted) await fetchFile({ ...options, endpoint, revision }, file, join(path, file.path));
  await writeFile(whole, revision);
  return toModel(options, kept, revision);
}

function toModel({ model }: FindOptions, kept: string, revision: string): FoundModel {
  return { path: join(kept, revision), name: model, revision: revision.slice(0, 12), isBuiltin: false };
}

async function listModel(
  options: FindOptions,
  endpoint: string,
  attempts: number,
): Promise<{ revision: string; files: HubFile[] }> {
  const { model, hubToken, signal } = options;
  const timed = (input: Parameters<typeof fetch>[0], init?: RequestInit) =>
    fetch(input, {
      ...init,
      signal: AbortSignal.any([signal, AbortSignal.timeout(options.stallMs ?? DEFAULT_STALL_MS)]),
    });
  const common = { hubUrl: endpoint, accessToken: hubToken, fetch: timed };
  return retried(
    signal,
    async () => {
      try {
        const info = await modelInfo({ name: model, additionalFields: ["sha"], ...common });
        const files: HubFile[] = [];
        for await (const file of listFiles({
          repo: { type: "model", name: model },
          revision: info.sha,
          recursive: true,
          ...common,
        }))
          if (file.type === "file")
            files.push({
              path: file.path,
              size: file.lfs?.size ?? file.size,
              sha256: file.lfs?.oid ?? null,
              gitOid: file.oid ?? null,
            });
        return { revision: info.sha, files };
      } catch (cause) {
        if (signal.aborted) throw new BotError("BACKEND_ABORTED", "the download was stopped", { cause });
        throw hubFault(
          (cause as { statusCode?: number }).statusCode ?? null,
          `${model} on ${endpoint}`,
          cause,
        );
      }
    },
    attempts,
  );
}

interface FetchOptions extends FindOptions {
  readonly endpoint: string;
  readonly revision: string;
}

/** One file, into `target` when it is whole and right. */
async function fetchFile(options: FetchOptions, file: HubFile, target: string): Promise<void> {
  const { signal, onDownload } = options;
  if ((await sizeOf(target)) === file.size) return;
  const part = `${target}.part`;
  await mkdir(dirname(target), { recursive: true });
  await retried(signal, async () => {
    const have = await sizeOf(part);
    if (have < file.size || file.size === 0) await fetchRest(options, file, part);
    const size = await sizeOf(part);
    if (size < file.size)
      throw new BotError("BACKEND_UNREACHABLE", `${file.path} was cut after ${size} of ${file.size} bytes`, {
        retryable: true,
      });
    if (size > file.size || !(await isRight(part, file))) {
      await rm(part, { force: true });
      throw new BotError(
        "CONFIG_MODEL",
        `${file.path} of ${options.model} does not have the checksum that the hub states; it was thrown away, try again`,
        { retryable: true },
      );
    }
    await rename(part, target);
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

/** Goes on where the part ends. */
async function fetchRest(options: FetchOptions, file: HubFile, part: string): Promise<void> {
  const { endpoint, model, revision, hubToken, signal, onDownload } = options;
  const have = await sizeOf(part);
  const stall = new AbortController();
  const stallMs = options.stallMs ?? DEFAULT_STALL_MS;
  let timer = setTimeout(() => stall.abort(), stallMs);
  try {
    let url = `${endpoint}/${model}/resolve/${revision}/${file.path}`;
    let headers: Record<string, string> = {
      ...(have > 0 ? { range: `bytes=${have}-` } : {}),
      ...(hubToken ? { authorization: `Bearer ${hubToken}` } : {}),
    };
    for (let hop = 0; hop < 5; hop++) {
      const {
        statusCode,
        headers: answered,
        body,
      } = await request(url, { headers, signal: AbortSignal.any([signal, stall.signal]) });
      const location = [answered.location].flat()[0];
      if (statusCode >= 300 && statusCode < 400 && location) {
        await body.dump();
        const next = new URL(location, url);
        // The hub hands large files to a store of its own: the token stays with the hub.
        if (next.origin !== new URL(url).origin) headers = have > 0 ? { range: `bytes=${have}-` } : {};
        url = next.href;
        continue;
      }
      if (statusCode !== 200 && statusCode !== 206) {
        await body.dump();
        throw hubFault(
          statusCode,
          `${file.path} of ${model}`,
          null,
          Number([answered["retry-after"]].flat()[0]) * 1000 || undefined,
        );
      }
      const isResumed = statusCode === 206;
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
      return;
    }
    throw new BotError("CONFIG_MODEL", `${file.path} of ${model} is redirected without end`);
  } catch (cause) {
    if (cause instanceof BotError) throw cause;
    if (signal.aborted) throw new BotError("BACKEND_ABORTED", "the download was stopped", { cause });
    throw new BotError(
      "BACKEND_UNREACHABLE",
      `${file.path} of ${model}: ${stall.signal.aborted ? "the connection gave nothing for too long" : (cause as Error).message}`,
      { retryable: true, cause },
    );
  } finally {
    clearTimeout(timer);
  }
}

/** Tries again what may pass, a few times, waiting longer each time. */
async function retried<T>(signal: AbortSignal, attempt: () => Promise<T>, attempts = ATTEMPTS): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof BotError) || !error.retryable || tries >= attempts || signal.aborted)
        throw error;
      await sleep(
        Math.min(error.retryAfterMs ?? 250 * 2 ** tries, 30_000) * (0.75 + Math.random() / 2),
        undefined,
        { signal },
      );
    }
  }
}

function hubFault(status: number | null, what: string, cause: unknown, retryAfterMs?: number): BotError {
  if (status === 401 || status === 403)
    return new BotError("CONFIG_CREDENTIAL", `the hub wants another HF_TOKEN for ${what} (${status})`, {
      cause,
    });
  if (status === 404)
    return new BotError("CONFIG_MODEL", `the hub has no ${what} (404); check the spelling of MODEL`, {
      cause,
    });
  if (status === 429)
    return new BotError("BACKEND_RATE_LIMITED", `the hub takes no more requests for ${what} just now (429)`, {
      retryable: true,
      retryAfterMs,
      cause,
    });
  return new BotError(
    "BACKEND_UNREACHABLE",
    `the hub did not give ${what} (${status ?? (cause as Error | null)?.message ?? "no answer"})`,
    { retryable: true, cause },
  );
}

const sizeOf = (file: string) =>
  stat(file).then(
    ({ size }) => size,
    () => 0,
  );
