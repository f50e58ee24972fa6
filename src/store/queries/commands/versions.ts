/** Saved versions of commands. One transaction at a time changes the versions of a name. */

import type { Kysely, Transaction } from "kysely";
import { liveBefore } from "../../../core/command/live-before.ts";
import type { Scope } from "../../../core/command/saved-command.ts";
import type { Change, VersionStore } from "../../../flows/commands/versions/ports.ts";
import type { CommandVersionsTable } from "../../schema/command-tables.ts";
import type { Tables } from "../../schema/tables.ts";
import { storable } from "../json.ts";
import { noteEvent, onName } from "./on-name.ts";
import { createVersionReads } from "./read-versions.ts";
import { saveVersion } from "./save-version.ts";
import { scopeColumns, scopeOf, toVersion } from "./version-rows.ts";

type Versions = Omit<VersionStore, "watchVersions">;
export function createVersions(db: Kysely<Tables>): Versions {
  return {
    ...createVersionReads(db),

    saveVersion: (version) => onName(db, version.name, (transaction) => saveVersion(transaction, version)),

    publishVersion: ({ name, number }, { scope, instead, ...change }) =>
      onName(db, name, async (transaction) => {
        const wanted = await find(transaction, { name, number });
        if (!wanted) return null;
        const live = await liveIn(transaction, name, scope);
        if (live?.number === number) return toVersion(live);
        if (instead !== undefined && (live?.number ?? null) !== instead) return null;
        if (live) await setState(transaction, live.id, { state: "retired" });
        const replaced = live?.number ?? null;
        const row = await setState(transaction, wanted.id, {
          state: "live",
          replaced,
          ...scopeColumns(scope),
        });
        await noteEvent(transaction, { name, number, action: "published" }, { scope, ...change });
        return toVersion(row);
      }),

    retireVersion: (name, { scope, from: seen, ...change }) =>
      onName(db, name, async (transaction) => {
        const live = await liveIn(transaction, name, scope);
        if (!live || live.number !== (seen ?? live.number)) return null;
        const row = await setState(transaction, live.id, { state: "retired" });
        await noteEvent(transaction, { name, number: live.number, action: "retired" }, { scope, ...change });
        return toVersion(row);
      }),

    stepBack: (name, { scope, from: seen, ...change }) =>
      onName(db, name, async (transaction) => {
        const live = await liveIn(transaction, name, scope);
        if (!live || live.number !== (seen ?? live.number)) return null;
        const before = await findBefore(transaction, name, scope);
        const from = toVersion(await setState(transaction, live.id, { state: "retired" }));
        if (!before) {
          await noteEvent(
            transaction,
            { name, number: live.number, action: "retired" },
            { scope, ...change },
          );
          return { from, to: null };
        }
        const to = toVersion(await setState(transaction, before.id, { state: "live" }));
        await noteEvent(
          transaction,
          { name, number: before.number, action: "restored" },
          { scope, ...change },
        );
        return { from, to };
      }),

    deleteVersion: (version, by) =>
      onName(db, version.name, (transaction) => deleteVersion(transaction, version, { by, note: null })),
  };
}

/** Deletes a draft or a retired version; its line in the history stays. Returns whether there was one. */
export async function deleteVersion(
  transaction: Transaction<Tables>,
  { name, number }: { readonly name: string; readonly number: number },
  change: Change,
): Promise<boolean> {
  const gone = await transaction
    .deleteFrom("command_versions")
    .where("name", "=", storable(name))
    .where("number", "=", number)
    .where("state", "!=", "live")
    .returningAll()
    .executeTakeFirst();
  if (!gone) return false;
  await noteEvent(transaction, { name, number, action: "deleted" }, { scope: scopeOf(gone), ...change });
  return true;
}

const find = (transaction: Transaction<Tables>, { name, number }: { name: string; number: number }) =>
  transaction
    .selectFrom("command_versions")
    .selectAll()
    .where("name", "=", storable(name))
    .where("number", "=", number)
    .executeTakeFirst();

const liveIn = (transaction: Transaction<Tables>, name: string, scope: Scope) =>
  transaction
    .selectFrom("command_versions")
    .selectAll()
    .where("name", "=", storable(name))
    .where("state", "=", "live")
    .where((row) => row.and(scopeColumns(scope)))
    .executeTakeFirst();

/** The version that was live before in a scope; undefined for the file. */
async function findBefore(transaction: Transaction<Tables>, name: string, scope: Scope) {
  const events = await transaction
    .selectFrom("command_events")
    .select(["number", "action", "platform", "workspace", "channel"])
    .where("name", "=", storable(name))
    .where("action", "in", ["published", "restored", "retired", "deleted"])
    .orderBy("seq")
    .execute();
  const done = events.map(({ number, action, ...where }) => ({ number, action, scope: where }));
  for (const number of liveBefore(done, scopeColumns(scope))) {
    const version = await find(transaction, { name, number });
    if (version?.state === "retired" && isIn(version, scope)) return version;
  }
  return undefined;
}

const setState = (
  transaction: Transaction<Tables>,
  id: string,
  changed: Partial<Pick<CommandVersionsTable, "state" | "replaced" | "platform" | "workspace" | "channel">>,
) =>
  transaction
    .updateTable("command_versions")
    .set(changed)
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirstOrThrow();

const isIn = (row: Scope, scope: Scope) =>
  row.platform === scope.platform && row.workspace === scope.workspace && row.channel === scope.channel;
