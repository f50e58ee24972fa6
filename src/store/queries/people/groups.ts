/** Groups of people. A person is a keyed hash here: the tables of texts hold no such key, and this table no account. */

import { type Kysely, type SqlBool, sql, type Transaction } from "kysely";
import type { Person } from "../../../core/ask.ts";
import type { GroupAsk, GroupMembership, GroupStore } from "../../../flows/monitoring/groups/ports.ts";
import type { SettingStore } from "../../../flows/ports/settings.ts";
import type { Tables } from "../../schema/tables.ts";
import { storable } from "../json.ts";
import { isAskUsable, isOverrideCounted, isRatingUsable } from "../review/scope.ts";
import type { OpenHashes } from "./keyed-hash.ts";

/** Asks read at once: no request waits long for the thread meanwhile. */
const BATCH = 500;
const WINDOW_MS = 60 * 60_000;

/** The key of a person in these tables. */
export type MemberOf = (person: Pick<Person, "platform" | "workspace" | "id">) => Promise<string>;

export const createMembers =
  (hashes: OpenHashes): MemberOf =>
  async (person) =>
    (await hashes()).member(person);

export function createGroups({
  db,
  memberOf,
  readSetting,
}: {
  readonly db: Kysely<Tables>;
  readonly memberOf: MemberOf;
  readonly readSetting: SettingStore["readSetting"];
}): Pick<
  GroupStore,
  "groupMembers" | "declaredGroups" | "declareGroups" | "noteMappedGroups" | "isClockDoubted"
> {
  return {
    async groupMembers(source) {
      const rows = await db
        .selectFrom("group_members")
        .select(["member", "name"])
        .where("source", "=", source)
        .execute();
      const members = new Map<string, Set<string>>();
      for (const { member, name } of rows) members.set(member, (members.get(member) ?? new Set()).add(name));
      return members;
    },

    async declaredGroups(person) {
      const rows = await db
        .selectFrom("group_members")
        .select("name")
        .where("member", "=", await memberOf(person))
        .where("source", "=", "declared")
        .orderBy("name")
        .execute();
      return rows.map(({ name }) => name);
    },

    async declareGroups(person, names) {
      const member = await memberOf(person);
      await replace(db, { member, source: "declared", place: "" }, names, person);
    },

    async noteMappedGroups(person, names) {
      const place = `${person.platform}:${storable(person.workspace)}`;
      const key = { member: await memberOf(person), source: "mapped", place } as const;
      const rows = await db
        .selectFrom("group_members")
        .select("name")
        .where((row) => row.and(key))
        .execute();
      const known = new Set(rows.map(({ name }) => name));
      // Most asks change nothing.
      if (known.size !== names.length || names.some((name) => !known.has(name)))
        await replace(db, key, names, person);
    },

    async isClockDoubted() {
      const note = (await readSetting("expiry-clock")) as { readonly doubtedMs?: unknown } | null;
      return typeof note?.doubtedMs === "number";
    },
  };
}

/** Puts the groups of one person and place in the place of those before, in one transaction: of two at once, one comes last. Nothing is kept of
 * somebody who has opted out. */
async function replace(
  db: Kysely<Tables>,
  key: { readonly member: string; readonly source: "declared" | "mapped"; readonly place: string },
  names: readonly string[],
  person: Person,
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await takeTurn(transaction, key.member);
    await transaction
      .deleteFrom("group_members")
      .where((row) => row.and(key))
      .execute();
    if (names.length === 0 || (await isOptedOut(transaction, person))) return;
    const noted_at = new Date();
    await transaction
      .insertInto("group_members")
      .values([...new Set(names)].map((name) => ({ ...key, name: storable(name), noted_at })))
      .execute();
  });
}

async function isOptedOut(db: Kysely<Tables>, { platform, workspace, id }: Person): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`select exists (select from fewshot.opt_outs
      where platform = ${platform} and person_id = ${storable(id)}
        and (platform in ('discord', 'slack') or workspace = ${storable(workspace)})) as found`.execute(db);
  return rows[0]?.found ?? false;
}

/** Until the transaction ends nobody else changes the groups of this person: an opt-out leaves nothing that was written beside it. */
async function takeTurn(transaction: Transaction<Tables>, member: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext(${member}))`.execute(transaction);
}

/** Deletes all groups of a person. */
export async function forgetGroups(transaction: Transaction<Tables>, member: string): Promise<void> {
  await takeTurn(transaction, member);
  await transaction.deleteFrom("group_members").where("member", "=", member).execute();
}

/** All groups of a person, for their export. */
export async function groupsOf(db: Kysely<Tables>, member: string): Promise<readonly GroupMembership[]> {
  const rows = await db
    .selectFrom("group_members")
    .select(["source", "place", "name", "noted_at"])
    .where("member", "=", member)
    .orderBy("source")
    .orderBy("place")
    .orderBy("name")
    .execute();
  return rows.map(({ noted_at, ...row }) => ({ ...row, notedAt: new Date(noted_at) }));
}

/** The ask has ended, was no trial of a draft, and nobody who has a part in it has opted out. */
const isCounted = sql<SqlBool>`(asks.answered_at is not null and asks.command_version is null and not asks.compares and ${isAskUsable})`;

interface AskRow {
  readonly command: string;
  readonly platform: string;
  readonly writer_workspace: string;
  readonly writer_id: string;
  readonly total: string;
  readonly text: string | null;
  readonly answered: boolean;
  readonly not_sure: boolean;
  readonly overridden: boolean;
  readonly rated: boolean;
  readonly wrong: boolean;
  /** Whether a reviewer found another label right; null where none has looked, and where no label was given. */
  readonly checked_wrong: boolean | null;
}

/** Reads the asks of a week. */
export async function* readGroupAsks(
  { db, memberOf }: { readonly db: Kysely<Tables>; readonly memberOf: MemberOf },
  { from, to, closesAt }: Parameters<GroupStore["groupAsks"]>[0],
  { withTexts }: Parameters<GroupStore["groupAsks"]>[1],
): AsyncGenerator<readonly GroupAsk[]> {
  // Numbers first, then a batch by its numbers: a batch that were looked for by time would be sorted out of all that is left.
  for await (const batch of readNumbers(db, from, to)) {
    const { rows } = await sql<AskRow>`select asks.command, asks.platform,
        coalesce(asks.author_workspace, asks.workspace) as writer_workspace,
        coalesce(asks.author_id, asks.person_id) as writer_id,
        concat_ws(' ', asks.platform, asks.workspace, (asks.created_at at time zone 'UTC')::date,
          asks.answer ->> 'commandVersion', asks.answer ->> 'commandRevision',
          asks.answer #>> '{model,name}', asks.answer #>> '{model,revision}', jsonb_typeof(asks.answer -> 'head')) as total,
        ${withTexts ? sql`asks.text` : sql`null::text`} as text,
        asks.answer is not null as answered,
        coalesce(asks.answer ->> 'doubt', '') <> '' as not_sure,
        exists (select from fewshot.overrides where ask_id = asks.id and created_at < ${closesAt} and ${isOverrideCounted}) as overridden,
        coalesce(said.rated, false) as rated, coalesce(said.wrong, false) as wrong,
        case when asks.answer ->> 'label' is not null then (select label is distinct from coalesce(
            asks.answer #>> '{scores,0,label}', asks.answer ->> 'label') from fewshot.spot_checks
          where ask_id = asks.id and decided_at < ${closesAt}) end as checked_wrong
      from fewshot.asks left join lateral (
        select count(*) > 0 as rated, bool_or(value = 'wrong') as wrong from fewshot.ratings
          where ask_id = asks.id and created_at < ${closesAt} and ${isRatingUsable}) as said on true
      where asks.seq = any(${batch}::bigint[]) and ${isCounted} order by asks.created_at, asks.seq`.execute(
      db,
    );
    yield await Promise.all(rows.map((row) => toGroupAsk(row, memberOf)));
  }
}

/** The numbers of a week's asks, in the order of time: of an hour at once, since one statement over all would hold up asks. */
async function* readNumbers(db: Kysely<Tables>, from: Date, to: Date): AsyncGenerator<number[]> {
  const found: number[] = [];
  for (let atMs = from.getTime(); atMs < to.getTime(); atMs += WINDOW_MS) {
    const end = new Date(Math.min(atMs + WINDOW_MS, to.getTime()));
    const { rows } = await sql<{ seq: number }>`select asks.seq from fewshot.asks
      where asks.created_at >= ${new Date(atMs)} and asks.created_at < ${end} and ${isCounted}
      order by asks.created_at, asks.seq`.execute(db);
    found.push(...rows.map(({ seq }) => seq));
    while (found.length >= BATCH) yield found.splice(0, BATCH);
  }
  if (found.length > 0) yield found;
}

async function toGroupAsk(row: AskRow, memberOf: MemberOf): Promise<GroupAsk> {
  const { command, total, text, answered, rated, overridden, platform, writer_workspace: workspace } = row;
  const ofAnswered = (value: boolean) => (answered ? value : null);
  return {
    ...{ command, total, text },
    member: await memberOf({ platform, workspace, id: row.writer_id }),
    failed: {
      "no-answer": !answered,
      "not-sure": ofAnswered(row.not_sure),
      overridden: ofAnswered(overridden),
      wrong: answered && rated ? row.wrong : null,
      "spot-check": row.checked_wrong,
      feedback: ofAnswered(rated || overridden),
    },
  };
}
