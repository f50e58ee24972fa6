/** PGlite in the data folder as the store's database. */

import { Kysely, PGliteDialect } from "kysely";
import { BotError } from "../../core/errors.ts";
import {
  type Database,
  type DatabaseOptions,
  type Listener,
  type StoreLog,
  silent,
} from "../database/database.ts";
import { diskFullIn, freeBytes, isDiskFull } from "../database/faults.ts";
import type { Tables } from "../schema/tables.ts";
import { connectBeside } from "./beside/connect.ts";
import { type Serving, serveVerbs } from "./beside/server.ts";
import { openDataFolder, readHolder } from "./data-folder.ts";
import { type Client, createClient, openClient } from "./thread/client.ts";

/** Statements after which a vacuum is worth its time: PGlite has no process that does it by itself. */
const WORTH_VACUUM = 10_000;
/** PostgreSQL writes this much at once when it opens: with less space on the disk, that is the reason why it can't. */
const NEEDED_BYTES = 4 * 1024 * 1024;

export interface FolderDatabase extends Database {
  /** Notes the address of this process's page in the folder, for the message to other processes. */
  noteUrl(url: string): Promise<void>;
  /** Lets verbs of the terminal work with the database while this process has it. Where no socket can be made, they are refused with a sentence that says when they can run. */
  serve(): Promise<void>;
}

interface ClusterDatabase extends Database {
  readonly client: Client;
  /** Receives every notice, whoever listens here. */
  onEveryNotice(listener: (channel: string, payload: string) => void): void;
}

/** Opens the database of a data folder, which is made when it isn't there.
 * @throws {BotError} STORE_LOCKED, STORE_UNWRITABLE, STORE_FULL, STORE_FOREIGN, STORE_UNAVAILABLE when it is damaged */
export async function openPGlite(dataDir: string, options: DatabaseOptions): Promise<FolderDatabase> {
  const folder = await openDataFolder(dataDir);
  try {
    const { client, onEveryNotice, ...database } = await openCluster(folder.cluster, options);
    let serving: Serving | null = null;
    return {
      ...database,
      noteUrl: (url) => folder.note({ url }),
      async serve() {
        try {
          serving = await serveVerbs(folder.path, client);
          onEveryNotice(serving.notify);
          const { address, secret } = serving;
          await folder.note({ address, secret });
        } catch (cause) {
          const reason = (cause as NodeJS.ErrnoException).code ?? "unknown";
          options.log.warn(
            { reason },
            "no socket can be made for verbs of the terminal: they have to wait until the bot stops",
          );
        }
      },
      async close() {
        await serving?.close();
        await database.close();
        await folder.release();
      },
    };
  } catch (error) {
    await folder.release();
    throw error;
  }
}

/** Why the database files can't be opened. */
async function explainOpening(cluster: string, cause: Error): Promise<BotError> {
  if (isDiskFull(cause) || (await freeBytes(cluster)) < NEEDED_BYTES) return diskFullIn(cluster, cause);
  return new BotError(
    "STORE_UNAVAILABLE",
    `The database in ${cluster} can't be opened; it is damaged (${cause.message.split("\n")[0]}). Restore the data folder from a backup, or move it away to begin anew.`,
    { cause },
  );
}

/** Opens the database files themselves; the caller sees to it that nobody else does.
 * @throws {BotError} STORE_FULL; STORE_UNAVAILABLE when they are damaged */
export async function openCluster(
  cluster: string,
  { log = silent, onFatal = () => {} }: Partial<DatabaseOptions> = {},
): Promise<ClusterDatabase> {
  let listeners: readonly Listener[] = [];
  let vacuumedAt = 0;
  let forward: (channel: string, payload: string) => void = () => {};
  const explain = (cause: Error) => explainOpening(cluster, cause);
  const client = await openClient(cluster, {
    log,
    onNotice: (channel, payload) => {
      for (const listener of listeners) if (listener.channel === channel) listener.onNotice(payload);
      forward(channel, payload);
    },
    onReopened: () => {
      for (const listener of listeners) listener.onReturn();
    },
    explain,
    onFatal,
  }).catch(async (cause: Error) => {
    throw await explain(cause);
  });
  return {
    ...databaseOver(client, (given) => {
      listeners = given;
    }),
    client,
    onEveryNotice(listener) {
      forward = listener;
    },
    async vacuum() {
      if (client.statements() - vacuumedAt < WORTH_VACUUM) return;
      vacuumedAt = client.statements();
      await client.exec("vacuum");
    },
  };
}

function databaseOver(client: Client, onListen: (listeners: readonly Listener[]) => void) {
  const kysely = new Kysely<Tables>({ dialect: new PGliteDialect({ pglite: client }) });
  const background = new Kysely<Tables>({ dialect: new PGliteDialect({ pglite: client.background }) });
  return {
    kysely,
    background,
    name: "fewshot",
    isShared: false,
    async executeSql(text: string, values?: unknown[]) {
      return values?.length ? client.query(text, values) : client.exec(text);
    },
    async listen(given: readonly Listener[]) {
      onListen(given);
      for (const { channel } of given) await client.listen(channel);
    },
    lostMs: () => client.lostMs(),
    async close() {
      await kysely.destroy();
      await client.close();
    },
  };
}

/** The database of a data folder that another process has, and lets verbs use; null where none does.
 * @throws {BotError} STORE_LOCKED where that process is of another release */
export async function openBeside(dataDir: string, log: StoreLog): Promise<Database | null> {
  const address = await readHolder(dataDir);
  if (address === null) return null;
  let listeners: readonly Listener[] = [];
  const connection = await connectBeside(address, (channel, payload) => {
    for (const listener of listeners) if (listener.channel === channel) listener.onNotice(payload);
  });
  if (connection === null) return null;
  let isClosed = false;
  const files = {
    current: async () => connection,
    remember() {},
    lostMs: () => 0,
    get isClosed() {
      return isClosed;
    },
    close() {
      isClosed = true;
      return connection;
    },
  };
  const database = databaseOver(createClient(files, log), (given) => {
    listeners = given;
  });
  return { ...database, isShared: true, isPrepared: true, async vacuum() {} };
}
