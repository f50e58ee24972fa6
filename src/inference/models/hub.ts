/** Fetches a model from a hub into a cache that several processes may share: only the files the engine reads, and one process at a time. */

import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { listFiles, modelInfo } from "@huggingface/hub";
import { BotError } from "../../core/errors.ts";
import { tryLock } from "../../file-lock.ts";
import { DEFAULT_STALL_MS, fetchFile, type HubFile, isWhole, sizeOf } from "./fetch-file.ts";
import type { FindOptions, FoundModel } from "./find.ts";
import { ATTEMPTS, fileFault, hubFault, pause, retried, stopped } from "./hub-errors.ts";
import { chooseGraph } from "./layout.ts";

export interface DownloadProgress {
  readonly file: string;
  readonly loadedBytes: number;
  readonly totalBytes: number | null;
}

/** Small files of a model folder; only the first two must be there. */
const SMALL_FILES = [
  "config.json",
  "tokenizer.json",
  "tokenizer_config.json",
  "generation_config.json",
  "special_tokens_map.json",
];
/** Beside the revisions: names the newest one that is here whole. */
const WHOLE_FILE = "whole-revision";
/** Beside the revisions: held by the process that fetches. */
const LOCK_FILE = "lock.db";
/** A commit's hash: it becomes a folder's name. */
const REVISION = /^[0-9a-f]{40}$/;
const LOOK_AGAIN_MS = 250;
/** Whoever fetches may stall and resume, and check a large file, before others think it stuck. */
const STALLS = 6;

/** What is in the cache already. */
interface Kept {
  readonly folder: string;
  /** Of the newest model that is here whole; null when none is. */
  readonly revision: string | null;
}

/** Fetches what is not in the cache yet. Where that fails and an older model is here whole, that one is used.
 * @throws {BotError} CONFIG_MODEL when the hub has no such model, it has no ONNX export, or the cache can't be written;
 * BACKEND_UNREACHABLE after several tries */
export async function downloadModel(options: FindOptions): Promise<FoundModel> {
  const { model, cacheDir, log } = options;
  const endpoint = (options.hubEndpoint ?? "https://huggingface.co").replace(/\/+$/, "");
  const kept = await readKept(join(cacheDir, ...model.split("/")));
  const toModel = (revision: string): FoundModel => ({
    path: join(kept.folder, revision),
    name: model,
    revision: revision.slice(0, 12),
    isBuiltin: false,
  });
  let isListed = false;
  try {
    const { revision, files } = await listModel(options, endpoint, kept.revision === null ? ATTEMPTS : 1);
    isListed = true;
    const wanted = chooseFiles(files, `${model} on ${endpoint}`);
    await fetchOnce({ ...options, endpoint, revision }, wanted, kept);
    return toModel(revision);
  } catch (cause) {
    if (kept.revision === null || !(cause instanceof BotError) || cause.code === "BACKEND_ABORTED")
      throw cause;
    // A hub that gives this model no more, or not to us, has said so on purpose.
    if (!isListed && !cause.retryable) throw cause;
    log?.warn({ reason: cause.message, revision: kept.revision }, "the model in the cache is used");
    return toModel(kept.revision);
  }
}

async function readKept(folder: string): Promise<Kept> {
  const noted = await readFile(join(folder, WHOLE_FILE), "utf8").catch(() => "");
  const revision = noted.trim();
  const isHere = (file: string) => existsSync(join(folder, revision, file));
  const isUsable = REVISION.test(revision) && isHere("config.json");
  return { folder, revision: isUsable ? revision : null };
}

/** The files that the engine reads. @throws {BotError} CONFIG_MODEL when there is no graph among them */
function chooseFiles(files: readonly HubFile[], what: string): HubFile[] {
  const { path: onnx } = chooseGraph(files, what);
  // What does not fit into one file: model.onnx_data, model.onnx_data_1 and so on. No other name may lead out of the folder.
  const isData = (path: string) =>
    path.startsWith(`${onnx}_data`) && /^(_\d+)?$/.test(path.slice(onnx.length + 5));
  return files.filter(({ path }) => SMALL_FILES.includes(path) || path === onnx || isData(path));
}

/** Fetches the files that are missing, while no other process does; most often that one has fetched them all by then. */
async function fetchOnce(
  options: FindOptions & { endpoint: string; revision: string },
  files: readonly HubFile[],
  kept: Kept,
): Promise<void> {
  const { revision } = options;
  const targetOf = (file: HubFile) => join(kept.folder, revision, file.path);
  const isHere = async () =>
    (await Promise.all(files.map((file) => isWhole(targetOf(file), file)))).every(Boolean);
  if (kept.revision === revision && (await isHere())) return;
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  let unlock: (() => void) | null = null;
  try {
    await mkdir(kept.folder, { recursive: true });
    unlock = await waitForLock(join(kept.folder, LOCK_FILE), options);
    for (const file of files) await fetchFile(options, file, targetOf(file));
    const whole = join(kept.folder, WHOLE_FILE);
    await writeFile(`${whole}.part`, revision);
    await rename(`${whole}.part`, whole);
  } catch (cause) {
    if (cause instanceof BotError) throw cause;
    throw (
      fileFault(cause, kept.folder, bytes) ??
      new BotError("CONFIG_MODEL", `${kept.folder} can't be written (${(cause as Error).message})`, { cause })
    );
  } finally {
    unlock?.();
  }
}

/** Waits as long as whoever has the lock gets on. Some network drives know no locks, which looks like one that is held for ever.
 * @throws {BotError} CONFIG_MODEL when nothing was fetched for too long, or the file can't be locked */
async function waitForLock(
  file: string,
  { model, signal, log, stallMs = DEFAULT_STALL_MS }: FindOptions,
): Promise<() => void> {
  const remedy = "set MODEL_CACHE_DIR to a folder on a local disk that this user may write";
  let bytes = -1;
  let grewAtMs = performance.now();
  for (let looks = 0; ; looks++) {
    let unlock: (() => void) | null;
    try {
      unlock = tryLock(file);
    } catch (cause) {
      throw new BotError("CONFIG_MODEL", `${file} can't be locked (${(cause as Error).message}); ${remedy}`, {
        cause,
      });
    }
    if (unlock) return unlock;
    if (looks === 0) log?.info({ model }, "the model seems to be fetched already; waiting for that");
    const now = await bytesUnder(dirname(file));
    if (now !== bytes) grewAtMs = performance.now();
    bytes = now;
    if (performance.now() - grewAtMs > STALLS * stallMs)
      throw new BotError(
        "CONFIG_MODEL",
        `${file} is locked, and nothing is fetched there; end the process that holds it, or ${remedy}`,
        { retryable: true },
      );
    await pause(LOOK_AGAIN_MS, signal);
  }
}

async function bytesUnder(folder: string): Promise<number> {
  let sum = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) sum += await sizeOf(join(entry.parentPath, entry.name));
  return sum;
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
        if (!REVISION.test(info.sha))
          throw new BotError("CONFIG_MODEL", `${endpoint} names no commit of ${model}; check HF_ENDPOINT`);
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
        if (cause instanceof BotError) throw cause;
        if (signal.aborted) throw stopped(cause);
        const { statusCode = null } = cause as { statusCode?: number };
        throw hubFault(statusCode, `${model} on ${endpoint}`, { cause });
      }
    },
    attempts,
  );
}
