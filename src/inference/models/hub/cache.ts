/**
 * The cache that Python's huggingface_hub keeps, in its layout, so that both share what either fetched:
 * `models--owner--name/blobs/CHECKSUM`, `snapshots/COMMIT/PATH` as links to them, and `refs/BRANCH` with the commit.
 * @see https://huggingface.co/docs/huggingface_hub/guides/manage-cache
 */

import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { makeFolder } from "../../../files/make-folder.ts";
import { readModelFolder } from "../folder.ts";
import type { Dtype } from "../layout.ts";
import { COMMIT, type HubFile } from "./listing.ts";

export interface RepoCache {
  /** Of this model. */
  readonly folder: string;
  /** Held by the process that fetches. */
  readonly lockFile: string;
  snapshot(commit: string): string;
  /** Where a file's content is kept. */
  blob(file: HubFile): string;
  /** The commit that a branch or tag had when it was last fetched; a commit is itself. Null when there is none. */
  readRef(revision: string): Promise<string | null>;
  writeRef(revision: string, commit: string): Promise<void>;
  /** Gives a blob its name in a snapshot. */
  link(file: HubFile, commit: string): Promise<void>;
}

/** @param model owner/name */
export function openRepoCache(cacheDir: string, model: string): RepoCache {
  const name = `models--${model.replaceAll("/", "--")}`;
  const folder = join(cacheDir, name);
  const snapshot = (commit: string) => join(folder, "snapshots", commit);
  const blob = (file: HubFile) =>
    join(folder, "blobs", file.sha256 ?? file.gitOid ?? createHash("sha256").update(file.path).digest("hex"));
  const refFile = (revision: string) => join(folder, "refs", ...revision.split("/"));
  return {
    folder,
    lockFile: join(cacheDir, ".locks", name, "fewshot.lock"),
    snapshot,
    blob,
    async readRef(revision) {
      if (COMMIT.test(revision)) return revision;
      const commit = (await readFile(refFile(revision), "utf8").catch(() => "")).trim();
      return COMMIT.test(commit) ? commit : null;
    },
    async writeRef(revision, commit) {
      if (COMMIT.test(revision)) return;
      const file = refFile(revision);
      await makeFolder(dirname(file));
      await writeFile(`${file}.part`, commit);
      await rename(`${file}.part`, file);
    },
    async link(file, commit) {
      const pointer = join(snapshot(commit), ...file.path.split("/"));
      const target = blob(file);
      await makeFolder(dirname(pointer));
      await rm(pointer, { force: true });
      try {
        await symlink(relative(dirname(pointer), target), pointer);
      } catch (cause) {
        // Windows lets only some users make links: then the file itself is put there, as Python does.
        if ((cause as NodeJS.ErrnoException).code !== "EPERM" || process.platform !== "win32") throw cause;
        await rename(target, pointer);
      }
    },
  };
}

/** The folder of a model that is in the cache with all that the engine reads; null when it is not.
 * @param revision branch, tag or commit */
export async function findSnapshot(
  cacheDir: string,
  { model, revision, dtype }: { model: string; revision: string; dtype?: Dtype },
): Promise<{ path: string; commit: string } | null> {
  const repo = openRepoCache(cacheDir, model);
  const commit = await repo.readRef(revision);
  if (commit === null) return null;
  const path = repo.snapshot(commit);
  return (await snapshotFault(path, dtype)) === null ? { path, commit } : null;
}

/** Why a model that is in the cache can't be used; null when none of its files is there.
 * @param revision branch, tag or commit */
export async function explainSnapshot(
  cacheDir: string,
  { model, revision, dtype }: { model: string; revision: string; dtype?: Dtype },
): Promise<string | null> {
  const repo = openRepoCache(cacheDir, model);
  const commit = await repo.readRef(revision);
  if (commit === null || !existsSync(join(repo.snapshot(commit), "config.json"))) return null;
  return snapshotFault(repo.snapshot(commit), dtype);
}

async function snapshotFault(path: string, dtype: Dtype | undefined): Promise<string | null> {
  return readModelFolder(path, {}, dtype).then(
    () => null,
    (fault: Error) => fault.message,
  );
}

/** The tokenizer's folder of a model in the cache, whatever else is there of it; null when it is not. */
export async function findTokenizer(cacheDir: string, model: string): Promise<string | null> {
  const repo = openRepoCache(cacheDir, model);
  const commit = await repo.readRef("main");
  const path = commit === null ? null : repo.snapshot(commit);
  return path !== null && existsSync(join(path, "tokenizer.json")) ? path : null;
}
