/** Saved versions of commands. One transaction at a time changes the versions of a name. */

import { type ExpressionBuilder, type Insertable, type Kysely, sql, type Transaction } from "kysely";
import { type CommandPlace, OPERATOR, type Scope } from "../../../core/command/saved-command.ts";
import type {
  Change,
  NewVersion,
  SavedOutcome,
  VersionStore,
} from "../../../flows/commands/versions/ports.ts";
import type { CommandEventsTable, CommandVersionsTable, Tables } from "../../schema/tables.ts";
import { newId } from "../asks/rows.ts";
import { storable } from "../json.ts";
import { scopeOf, toEvent, toVersion } from "./version-rows.ts";

/** Versions that one person may save in an hour, and that one workspace may have. The operator at the terminal may save any number. */
const MAX_OF_PERSON_AN_HOUR = 30;
const MAX_OF_WORKSPACE = 1_000;
const HOUR_MS = 60 * 60_000;
/** First key of the lock on a name; the second is the name's hash. */
const NAME_LOCK = 73_051;

type Versions = Omit<VersionStore, "watchVersions">;
type Event = Pick<Insertable<CommandEventsTable>, "name" | "number" | "action">;

export function createVersions(db: Kysely<Tables>): Versions {
  const select = () => db.selectFrom("command_versions").selectAll();
  return {
    saveVersion: (version) => onName(db, version.name, (transaction) => save(transaction, version)),

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

    publishVersion: ({ name, number }, { scope, ...change }) =>
      onName(db, name, async (transaction) => {
        const wanted = await find(transaction, { name, number });
        if (!wanted) return null;
        const live = await liveIn(transaction, name, scope);
        if (live?.number === number) return toVersion(live);
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

    retireVersion: (name, { scope, ...change }) =>
      onName(db, name, async (transaction) => {
        const live = await liveIn(transaction, name, scope);
        if (!live) return null;
        const row = await setState(transaction, live.id, { state: "retired" });
        await noteEvent(transaction, { name, number: live.number, action: "retired" }, { scope, ...change });
        return toVersion(row);
      }),

    stepBack: (name, { scope, ...change }) =>
      onName(db, name, async (transaction) => {
        const live = await liveIn(transaction, name, scope);
        if (!live) return null;
        const before =
          live.replaced === null ? null : await find(transaction, { name, number: live.replaced });
        const from = toVersion(await setState(transaction, live.id, { state: "retired" }));
        const isUsable = before?.state === "retired" && isIn(before, scope);
        if (!before || !isUsable) {
          await noteEvent(
            transaction,
            { name, number: live.number, action: "retired" },
            { scope, ...change },
          );
          return { from, to: null };
        }
        // It keeps what it replaced itself, so that a further step goes further back.
        const to = toVersion(await setState(transaction, before.id, { state: "live" }));
        await noteEvent(
          transaction,
          { name, number: before.number, action: "restored" },
          { scope, ...change },
        );
        return { from, to };
      }),

    deleteVersion: ({ name, number }, by) =>
      onName(db, name, async (transaction) => {
        const gone = await transaction
          .deleteFrom("command_versions")
          .where("name", "=", storable(name))
          .where("number", "=", number)
          .where("state", "!=", "live")
          .returningAll()
          .executeTakeFirst();
        if (!gone) return false;
        await noteEvent(
          transaction,
          { name, number, action: "deleted" },
          { scope: scopeOf(gone), by, note: null },
        );
        return true;
      }),
  };
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

async function save(transaction: Transaction<Tables>, version: NewVersion): Promise<SavedOutcome> {
  const { name, scope, source, note: text, author, fileRevision } = version;
  const own = { author_platform: author.platform, author_id: storable(author.id) };
  const newest = await transaction
    .selectFrom("command_versions")
    .selectAll()
    .where("name", "=", storable(name))
    .where((row) => row.and(own))
    .where((row) => row.and(scopeColumns(scope)))
    .orderBy("number", "desc")
    .limit(1)
    .executeTakeFirst();
  if (newest?.source === storable(source) && newest.state === "draft")
    return { kind: "known", version: toVersion(newest) };
  const full = await limitPassed(transaction, version);
  if (full) return { kind: full };
  // Numbers of deleted versions are in the history, and not given again.
  const { rows } = await sql<{ number: number }>`select (1 + greatest(
      (select coalesce(max(number), 0) from fewshot.command_versions where name = ${storable(name)}),
      (select coalesce(max(number), 0) from fewshot.command_events
        where name = ${storable(name)} and action not in ('head-on', 'head-off', 'changed'))))::int as number`.execute(
    transaction,
  );
  const number = rows[0]?.number ?? 1;
  const row = await transaction
    .insertInto("command_versions")
    .values({
      id: newId(),
      name: storable(name),
      number,
      state: "draft",
      ...scopeColumns(scope),
      source: storable(source),
      note: text && storable(text),
      ...own,
      author_workspace: storable(author.workspace),
      author_name: storable(author.name),
      created_at: new Date(),
      file_revision: fileRevision,
      replaced: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  await noteEvent(transaction, { name, number, action: "saved" }, { scope, by: author, note: text });
  return { kind: "saved", version: toVersion(row) };
}

async function limitPassed(
  transaction: Transaction<Tables>,
  { author, scope }: NewVersion,
): Promise<"too-many-of-person" | "too-many-of-workspace" | null> {
  if (author.platform === OPERATOR.platform) return null;
  const { platform, workspace } = scopeColumns(scope);
  const since = new Date(Date.now() - HOUR_MS);
  const { rows } = await sql<{ own: number; all: number }>`select
      (select count(*)::int from fewshot.command_events where action = 'saved' and person_platform = ${author.platform}
        and person_id = ${storable(author.id)} and at > ${since}) as own,
      (select count(*)::int from fewshot.command_versions where platform = ${platform} and workspace = ${workspace}) as "all"`.execute(
    transaction,
  );
  const { own = 0, all = 0 } = rows[0] ?? {};
  if (own >= MAX_OF_PERSON_AN_HOUR) return "too-many-of-person";
  return all >= MAX_OF_WORKSPACE ? "too-many-of-workspace" : null;
}

/** Works on the versions of one name while nobody else does. */
export function onName<T>(
  db: Kysely<Tables>,
  name: string,
  work: (transaction: Transaction<Tables>) => Promise<T>,
): Promise<T> {
  return db.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(${sql.lit(NAME_LOCK)}, hashtext(${storable(name)}))`.execute(
      transaction,
    );
    return work(transaction);
  });
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

export async function noteEvent(
  transaction: Transaction<Tables>,
  event: Event,
  { scope, by, note: text }: Change & { readonly scope: Scope },
): Promise<void> {
  await transaction
    .insertInto("command_events")
    .values({
      ...event,
      name: storable(event.name),
      ...scopeColumns(scope),
      person_platform: by.platform,
      person_workspace: storable(by.workspace),
      person_id: storable(by.id),
      person_name: storable(by.name),
      note: text && storable(text),
      at: new Date(),
    })
    .execute();
}

export const scopeColumns = ({ platform, workspace, channel }: Scope): Scope => ({
  platform: storable(platform),
  workspace: storable(workspace),
  channel: storable(channel),
});

const isIn = (row: Scope, scope: Scope) =>
  row.platform === scope.platform && row.workspace === scope.workspace && row.channel === scope.channel;
