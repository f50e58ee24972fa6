/** The two databases a store can have, each ready to be opened, closed, opened again and read. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { openCluster } from "../../src/store/pglite/open.ts";
import { type OpenedStore, openStore, type StoreOptions } from "../../src/store/store.ts";
import { type PostgresServer, startPostgres } from "../emulators/postgres.ts";

export interface Backing {
  /** Opens a store on the same data. */
  open(options?: Omit<StoreOptions, "databaseUrl" | "dataDir">): Promise<OpenedStore>;
  /** Runs SQL beside the store, which must be closed for it. */
  query(statement: string): Promise<Record<string, unknown>[]>;
  remove(): Promise<void>;
}

export async function createPGliteBacking(): Promise<Backing> {
  const dataDir = await mkdtemp(join(tmpdir(), "fewshot-store-"));
  return {
    open: (options) => openStore({ dataDir, ...options }),
    async query(statement) {
      const database = await openCluster(join(dataDir, "cluster"));
      try {
        return (await database.executeSql(statement)).rows as Record<string, unknown>[];
      } finally {
        await database.close();
      }
    },
    remove: () => rm(dataDir, { recursive: true }),
  };
}

export async function createPostgresBacking(shared?: PostgresServer): Promise<Backing> {
  const server = shared ?? (await startPostgres());
  const databaseUrl = await server.createDatabase();
  return {
    open: (options) => openStore({ databaseUrl, ...options }),
    query: (statement) => queryAt(databaseUrl, statement),
    remove: async () => {
      if (!shared) await server.remove();
    },
  };
}

export async function queryAt(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}
