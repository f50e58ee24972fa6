/**
 * The data folder: ours alone while we run, made whole or not at all, and refused when it is somebody else's.
 * It holds `fewshot.json` (what the folder is), `cluster/` (the database), `lock.db` and `holder.json` (who has it open), and `socket/`, where
 * verbs of the terminal are served.
 */

import { chmod, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { z } from "zod";
import { BotError } from "../../core/errors.ts";
import { makeFolder } from "../../files/make-folder.ts";
import { diskFullIn, isDiskFull } from "../database/faults.ts";
import { takeLock } from "./lock.ts";
import { unpackFolder } from "./template/pack.ts";

/** How the folder is laid out; a higher number than ours comes from a newer Fewshot. */
const LAYOUT = 1;
/** The PostgreSQL release whose files PGlite reads. */
const POSTGRES = "18";
const MARKER = "fewshot.json";
const HOLDER = "holder.json";
/** Texts of people and the secret that signs cookies are in there: nobody else may read them, as PostgreSQL itself demands. */
const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;
/** What may be in a folder that was never finished. */
const OURS = new Set([
  MARKER,
  HOLDER,
  `${HOLDER}.new`,
  "socket",
  "lock.db",
  "lock.db-journal",
  "cluster",
  "cluster.new",
]);
/** A database with all tables, made by `npm run template`. */
export const TEMPLATE = new URL("./template/template.bin", import.meta.url);

/** What `holder.json` says beside who has the folder. */
interface Holder {
  readonly url: string;
  /** Where verbs are served, and the secret that they say. */
  readonly address: string;
  readonly secret: string;
}

export interface DataFolder {
  /** Path of the database files. */
  readonly cluster: string;
  readonly path: string;
  /** Notes in the folder what other processes should know: the page's address, and where verbs of the terminal are served. */
  note(known: Partial<Holder>): Promise<void>;
  release(): Promise<void>;
}

/** Takes a data folder, and makes it when it isn't there.
 * @throws {BotError} STORE_LOCKED when another process has it; STORE_UNWRITABLE; STORE_FOREIGN when it holds other things */
export async function openDataFolder(dataDir: string): Promise<DataFolder> {
  const folder = resolve(dataDir);
  const cluster = join(folder, "cluster");
  const holderFile = join(folder, HOLDER);
  await writing(folder, () => makeFolder(folder, FOLDER_MODE));
  // Release 0.1 made it readable for all. On a volume that somebody else owns this is the owner's to decide.
  await chmod(folder, FOLDER_MODE).catch(() => {});
  await refuseForeign(folder);
  const unlock = await takeLock(join(folder, "lock.db"), {
    folder,
    describeHolder: () => describeHolder(holderFile),
  });
  const since = new Date().toISOString();
  let holder: object = { pid: process.pid, since, url: null };
  const note = (known: Partial<Holder>) => {
    holder = { ...holder, ...known };
    return writing(folder, async () => {
      // Whoever reads it finds all of it.
      const part = `${holderFile}.new`;
      await writeFile(part, JSON.stringify(holder), { mode: FILE_MODE });
      await rename(part, holderFile);
    });
  };
  try {
    await note({});
    if (!(await hasCluster(cluster))) await makeCluster(folder, cluster);
  } catch (error) {
    unlock();
    throw error;
  }
  return {
    path: folder,
    cluster,
    note,
    async release() {
      await rm(holderFile, { force: true });
      unlock();
    },
  };
}

/** Refuses a folder with files that aren't ours, and one of a newer release. */
async function refuseForeign(folder: string): Promise<void> {
  const names = await writing(folder, () => readdir(folder));
  const marker = await readFile(join(folder, MARKER), "utf8").catch(() => null);
  if (marker === null) {
    const foreign = names.filter((name) => !OURS.has(name));
    if (foreign.length === 0) return;
    const some = foreign.slice(0, 3).join(", ");
    throw new BotError(
      "STORE_FOREIGN",
      `The data folder ${folder} holds files that aren't Fewshot's (${some}${foreign.length > 3 ? ", …" : ""}). Set DATA_DIR to an empty folder, or to one that Fewshot made.`,
    );
  }
  const layout = readLayout(marker);
  if (layout === LAYOUT) return;
  throw new BotError(
    "STORE_FOREIGN",
    layout === null
      ? `${join(folder, MARKER)} is not what Fewshot wrote there. Restore it from a backup, or set DATA_DIR to another folder.`
      : `The data folder ${folder} was made by a newer Fewshot (layout ${layout}; this one knows ${LAYOUT}). Start that version, or set DATA_DIR to another folder.`,
  );
}

function readLayout(marker: string): number | null {
  try {
    const { layout } = JSON.parse(marker) as { layout?: unknown };
    return typeof layout === "number" ? layout : null;
  } catch {
    return null;
  }
}

async function hasCluster(cluster: string): Promise<boolean> {
  const names = await readdir(cluster).catch(() => null);
  if (names === null) return false;
  const version = await readFile(join(cluster, "PG_VERSION"), "utf8").catch(() => null);
  if (version === null)
    throw new BotError(
      "STORE_UNAVAILABLE",
      `The database in ${cluster} is damaged: PG_VERSION is missing. Restore the data folder from a backup, or move it away to begin anew.`,
    );
  if (version.trim() === POSTGRES) return true;
  throw new BotError(
    "STORE_FOREIGN",
    `The database in ${cluster} is of PostgreSQL ${version.trim()}; this Fewshot reads ${POSTGRES}. Start the version that made it, or set DATA_DIR to another folder.`,
  );
}

/** Unpacks beside, then renames: a folder that was interrupted has no cluster rather than half of one. */
async function makeCluster(folder: string, cluster: string): Promise<void> {
  const fresh = `${cluster}.new`;
  await writing(folder, async () => {
    const marker = `${JSON.stringify({ layout: LAYOUT, postgres: POSTGRES })}\n`;
    await writeFile(join(folder, MARKER), marker, { mode: FILE_MODE });
    await rm(fresh, { recursive: true, force: true });
    await unpackFolder(await readFile(TEMPLATE), fresh);
    await rename(fresh, cluster);
  });
}

const addressSchema = z.object({ address: z.string(), secret: z.string() });

/** Where the process that has a data folder serves verbs; null where none says so. */
export async function readHolder(dataDir: string): Promise<z.infer<typeof addressSchema> | null> {
  try {
    return addressSchema.parse(JSON.parse(await readFile(join(resolve(dataDir), HOLDER), "utf8")));
  } catch {
    return null;
  }
}

async function describeHolder(holderFile: string): Promise<string> {
  try {
    const { pid, since, url } = JSON.parse(await readFile(holderFile, "utf8")) as Record<string, unknown>;
    return `process ${pid}, since ${since}${url ? `, on ${url}` : ""}`;
  } catch {
    return "another process";
  }
}

/** Runs what touches the disk, and says in words what the system refused. */
async function writing<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? "unknown error";
    if (isDiskFull(cause)) throw diskFullIn(folder, cause);
    if (code === "EMFILE" || code === "ENFILE")
      throw new BotError(
        "STORE_UNWRITABLE",
        `The data folder ${folder} can't be made: too many open files (${code}). Raise the limit of open files, e.g. with "ulimit -n 1024".`,
        { cause },
      );
    const reason = REASONS[code] ?? `the system said ${code}`;
    throw new BotError(
      "STORE_UNWRITABLE",
      `The data folder ${folder} can't be written: ${reason}. Make it writable for this user, or set DATA_DIR to another folder.`,
      { cause },
    );
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
  ENOTDIR: "part of the path is a file",
  EEXIST: "it is a file",
};
