/** PGlite in the data folder as the store's database. */

import { Kysely } from "kysely";
import { BotError } from "../../core/errors.ts";
import type { Database } from "../database.ts";
import type { Tables } from "../tables.ts";
import { openDataFolder } from "./data-folder.ts";
import { createDialect } from "./dialect.ts";
import { openEngine } from "./engine.ts";
import { createTurns } from "./turns.ts";

/** Statements after which a vacuum is worth its time: PGlite has no process that does it by itself. */
const WORTH_TIDYING = 10_000;

/** Opens the database of a data folder, which is made when it isn't there.
 * @throws {BotError} STORE_LOCKED, STORE_UNWRITABLE, STORE_FOREIGN */
export async function openPGlite(
  dataDir: string,
): Promise<Database & { noteUrl(url: string): Promise<void> }> {
  const folder = await openDataFolder(dataDir);
  try {
    const database = await openCluster(folder.cluster).catch((cause: Error) => {
      throw new BotError(
        "STORE_UNAVAILABLE",
        `The database in ${folder.cluster} can't be opened; it is damaged (${cause.message.split("\n")[0]}). Restore the data folder from a backup, or move it away to begin anew.`,
        { cause },
      );
    });
    return {
      ...database,
      noteUrl: (url) => folder.noteUrl(url),
      async close() {
        await database.close();
        await folder.release();
      },
    };
  } catch (error) {
    await folder.release();
    throw error;
  }
}

/** Opens the database files themselves; the caller sees to it that nobody else does. */
export async function openCluster(cluster: string): Promise<Database> {
  const engine = await openEngine(cluster);
  const turns = createTurns();
  let tidiedAt = 0;
  const kysely = new Kysely<Tables>({ dialect: createDialect(engine, turns) });
  return {
    kysely,
    name: "fewshot",
    isShared: false,
    async executeSql(text, values) {
      if (values?.length) {
        const giveBack = await turns.share();
        return engine.ask({ kind: "execute", text, values }).finally(giveBack);
      }
      const giveBack = await turns.own();
      try {
        return await engine.ask({ kind: "script", text });
      } catch (error) {
        // pg-boss expects each call to have a connection of its own; a script that failed inside BEGIN … COMMIT leaves ours spoilt.
        await engine.ask({ kind: "script", text: "rollback" });
        throw error;
      } finally {
        giveBack();
      }
    },
    async listen(listeners) {
      engine.onNotice((channel, payload) => {
        for (const listener of listeners) if (listener.channel === channel) listener.hear(payload);
      });
      for (const { channel } of listeners) await engine.ask({ kind: "listen", channel });
    },
    async tidy() {
      if (engine.asked() - tidiedAt < WORTH_TIDYING) return;
      tidiedAt = engine.asked();
      const giveBack = await turns.own();
      try {
        await engine.ask({ kind: "script", text: "vacuum" });
      } finally {
        giveBack();
      }
    },
    async close() {
      await kysely.destroy();
      await engine.close();
    },
  };
}
