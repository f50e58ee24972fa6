/** Reads saved versions of commands and their history. */

import { type ExpressionBuilder, type Kysely, sql } from "kysely";
import type { CommandPlace, Scope } from "../../../core/command/saved-command.ts";
import type { VersionStore } from "../../../flows/commands/versions/ports.ts";
import type { Tables } from "../../schema/tables.ts";
import { storable } from "../json.ts";
import { scopeColumns, toEvent, toVersion } from "./version-rows.ts";

export type VersionReads = Pick<
  VersionStore,
  | "liveVersions"
  | "findVersion"
  | "findSeen"
  | "listVersions"
  | "savedNames"
  | "listVersionEvents"
  | "sinceLive"
  | "lastVersionChange"
>;

export function createVersionReads(db: Kysely<Tables>): VersionReads {
  const select = () => db.selectFrom("command_versions").selectAll();
  return {
    async liveVersions() {
      const rows = await select().where("state", "=", "live").orderBy("name").orderBy("number").execute();
      return rows.map(toVersion);
    },

    async findVersion(name, number) {
      const row = await select()
        .where("name", "=", storable(name))
        .where("number", "=", number)
        .executeTakeFirst();
      return row ? toVersion(row) : null;
    },

    async findSeen(name, which, place) {
      let query = select().where("name", "=", storable(name)).where(isSeenIn(place));
      if (typeof which === "number") query = query.where("number", "=", which);
      else query = query.where("state", "=", which);
      if (which === "draft") {
        const live = await this.findSeen(name, "live", place);
        query = query.where("number", ">", live?.number ?? 0);
      }
      // The narrowest comes first: an empty channel or workspace sorts below any other.
      if (which === "live") query = query.orderBy("channel", "desc").orderBy("workspace", "desc");
      const row = await query.orderBy("number", "desc").limit(1).executeTakeFirst();
      return row ? toVersion(row) : null;
    },

    async listVersions(name) {
      let query = select().orderBy("name").orderBy("number", "desc");
      if (name !== null) query = query.where("name", "=", storable(name));
      return (await query.execute()).map(toVersion);
    },

    async savedNames(place) {
      const rows = await db
        .selectFrom("command_versions")
        .select("name")
        .distinct()
        .where(isSeenIn(place))
        .orderBy("name")
        .execute();
      return rows.map(({ name }) => name);
    },

    async listVersionEvents(name) {
      const rows = await db
        .selectFrom("command_events")
        .selectAll()
        .where("name", "=", storable(name))
        .orderBy("seq")
        .execute();
      return rows.map(toEvent);
    },

    sinceLive: (name, scope) => sinceLive(db, name, scope),
    lastVersionChange: (name) => lastChange(db, name),
  };
}

async function sinceLive(db: Kysely<Tables>, name: string, scope: Scope): Promise<number> {
  const row = await db
    .selectFrom("command_events")
    .select(sql<number>`(extract(epoch from clock_timestamp() - at) * 1000)::float8`.as("ms"))
    .where("name", "=", storable(name))
    .where("action", "in", ["published", "restored"])
    .where((event) => event.and(scopeColumns(scope)))
    .orderBy("seq", "desc")
    .limit(1)
    .executeTakeFirst();
  return row?.ms ?? Number.POSITIVE_INFINITY;
}

/** Number of the newest line in the history of a name; 0 for none. */
export async function lastChange(db: Kysely<Tables>, name: string): Promise<number> {
  const { rows } = await sql<{ last: number }>`select coalesce(max(seq), 0)::float8 as last
    from fewshot.command_events where name = ${storable(name)}`.execute(db);
  return rows[0]?.last ?? 0;
}

/** Whether a version's scope covers a place. */
const isSeenIn = (place: CommandPlace) => (row: ExpressionBuilder<Tables, "command_versions">) => {
  const { platform, workspace, channel } = scopeColumns(place);
  return row.and([
    row("platform", "in", ["", platform]),
    row("workspace", "in", ["", workspace]),
    row("channel", "in", ["", channel]),
  ]);
};
