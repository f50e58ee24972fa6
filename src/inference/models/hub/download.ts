/** Fetches a model from a hub into a cache that several programs may share: only the files the engine reads, and one process at a time. */

import { stat } from "node:fs/promises";
import { join } from "node:path";
import { BotError } from "../../../core/errors.ts";
import type { Log } from "../../../flows/bot/context.ts";
import { beside } from "../folder.ts";
import { readGraphFile } from "../graph-file.ts";
import { modelFault } from "../json.ts";
import { chooseGraph, type Dtype, folderOf } from "../layout.ts";
import { explainSnapshot, findSnapshot, openRepoCache, type RepoCache } from "./cache.ts";
import { connectHub, type HubConnection } from "./connection.ts";
import { ATTEMPTS, fileFault } from "./errors.ts";
import { type DownloadProgress, fetchFile } from "./fetch-file.ts";
import { COMMIT, type HubFile, type Listing, listModel } from "./listing.ts";
import { waitForLock } from "./lock.ts";

export interface DownloadOptions {
  /** owner/name */
  readonly model: string;
  /** Branch, tag or commit. */
  readonly revision: string;
  readonly dtype?: Dtype;
  readonly cacheDir: string;
  readonly hubEndpoint?: string;
  readonly hubToken?: string;
  /** Whether nothing may be fetched. */
  readonly isOffline?: boolean;
  /** A connection that gives nothing for this long is cut and resumed, in milliseconds. Default 20,000. */
  readonly stallMs?: number;
  readonly signal: AbortSignal;
  readonly onDownload?: (progress: DownloadProgress) => void;
  readonly log?: Log;
}

export interface Downloaded {
  readonly path: string;
  readonly commit: string;
  /** As the hub says; null where it does not, or was not asked. */
  readonly parameters: number | null;
}

/** Small files of a model; only the first two must be there. */
const SMALL_FILES = [
  "config.json",
  "tokenizer.json",
  "tokenizer_config.json",
  "generation_config.json",
  "special_tokens_map.json",
];
const DEFAULT_STALL_MS = 20_000;
/** A hub that does not answer must not hold back a start with a model that is here. */
const CHECK_MS = 3_000;

/** Fetches what is not in the cache yet. Where that fails and the model is in the cache whole, that one is used.
 * @throws {BotError} CONFIG_MODEL when the hub has no such model, it has no ONNX export, the cache can't be written, or nothing may be
 * fetched; CONFIG_CREDENTIAL; BACKEND_UNREACHABLE after several tries */
export async function downloadModel(options: DownloadOptions): Promise<Downloaded> {
  const { revision, cacheDir, stallMs = DEFAULT_STALL_MS, log } = options;
  const cached = await findSnapshot(cacheDir, options);
  if (cached && (options.isOffline || COMMIT.test(revision))) return { ...cached, parameters: null };
  if (options.isOffline) throw await offline(options);
  const hub = connectHub(options.hubEndpoint, options.hubToken);
  let isListed = false;
  try {
    const listing = await listModel(hub, {
      ...options,
      attempts: cached ? 1 : ATTEMPTS,
      timeoutMs: cached ? Math.min(CHECK_MS, stallMs) : stallMs,
    });
    isListed = true;
    return await fetchListed({ ...options, stallMs }, hub, listing);
  } catch (cause) {
    if (cached === null || !(cause instanceof BotError) || cause.code === "BACKEND_ABORTED") throw cause;
    // A hub that gives this model no more, or not to us, has said so on purpose.
    if (!isListed && !cause.retryable) throw cause;
    log?.warn({ reason: cause.message, revision: cached.commit }, "the model in the cache is used");
    return { ...cached, parameters: null };
  } finally {
    await hub.close();
  }
}

async function offline(options: DownloadOptions): Promise<BotError> {
  const { model, revision, cacheDir, dtype } = options;
  const what = `${model}${revision === "main" ? "" : `@${revision}`}${dtype ? ` in ${dtype}` : ""}`;
  const reason = await explainSnapshot(cacheDir, options);
  if (reason !== null)
    return modelFault(`${what} is in ${cacheDir} and can't be used, and HF_HUB_OFFLINE is set: ${reason}`);
  return modelFault(
    `${what} is not in ${cacheDir}, and HF_HUB_OFFLINE is set: start once without it to fetch the model, or set MODEL to a folder`,
  );
}

/** Fetches the files that are missing, while no other process does; most often that one has fetched them all by then. */
async function fetchListed(
  options: DownloadOptions & { readonly stallMs: number },
  hub: HubConnection,
  { revision: commit, files, parameters }: Listing,
): Promise<Downloaded> {
  const { model, cacheDir } = options;
  const repo = openRepoCache(cacheDir, model);
  const path = repo.snapshot(commit);
  const { graph, wanted } = chooseFiles(files, `${model} on ${hub.endpoint}`, options.dtype);
  const found = { path, commit, parameters };
  const known = await findSnapshot(cacheDir, { ...options, revision: commit });
  const isCurrent = (await repo.readRef(options.revision)) === commit;
  if (known && isCurrent && (await areHere(path, wanted))) return found;
  let unlock: (() => void) | null = null;
  try {
    unlock = await waitForLock({ ...options, file: repo.lockFile, folder: repo.folder });
    const fetchAll = async (some: readonly HubFile[]) => {
      for (const file of some) await fetchInto(repo, commit, { hub, options, file });
    };
    await fetchAll(wanted);
    // Only the graph says which files hold its weights.
    await fetchAll(dataFilesOf(join(path, ...graph.split("/")), graph, { files, model }));
    await repo.writeRef(options.revision, commit);
  } catch (cause) {
    if (cause instanceof BotError) throw cause;
    const bytes = wanted.reduce((sum, { size }) => sum + size, 0);
    throw (
      fileFault(cause, repo.folder, bytes) ??
      modelFault(`${repo.folder} can't be written (${(cause as Error).message})`, cause)
    );
  } finally {
    unlock?.();
  }
  return found;
}

/** The graph and the small files. @throws {BotError} CONFIG_MODEL when there is no graph among them */
function chooseFiles(files: readonly HubFile[], what: string, dtype: Dtype | undefined) {
  const { path: graph } = chooseGraph(files, what, dtype);
  // Where each export has a config of its own, it lies beside the graph.
  const home = files.some(({ path }) => path === "config.json") ? "" : folderOf(graph);
  const small = SMALL_FILES.map((file) => (home === "" ? file : `${home}/${file}`));
  return { graph, wanted: files.filter(({ path }) => path === graph || small.includes(path)) };
}

async function areHere(path: string, files: readonly HubFile[]): Promise<boolean> {
  for (const file of files) {
    const found = await stat(join(path, ...file.path.split("/"))).catch(() => null);
    if (found?.size !== file.size) return false;
  }
  return true;
}

async function fetchInto(
  repo: RepoCache,
  commit: string,
  {
    hub,
    options,
    file,
  }: { hub: HubConnection; options: DownloadOptions & { readonly stallMs: number }; file: HubFile },
): Promise<void> {
  if (await areHere(repo.snapshot(commit), [file])) return;
  await fetchFile({ ...options, hub, revision: commit }, file, repo.blob(file));
  await repo.link(file, commit);
}

function dataFilesOf(
  onnxFile: string,
  graph: string,
  { files, model }: { files: readonly HubFile[]; model: string },
): HubFile[] {
  return readGraphFile(onnxFile).dataFiles.map((name) => {
    const wanted = beside(graph, name);
    const file = files.find(({ path }) => path === wanted);
    if (!file)
      throw modelFault(`${model} lacks ${wanted}, which holds weights of ${graph}; choose another export`);
    return file;
  });
}
