/** What people decide about their data. An opt-out outlives everything else of a person. */

import { type ExpressionBuilder, type Kysely, sql } from "kysely";
import { hasGlobalId, type Person } from "../../../core/ask.ts";
import type { ErasedAsk } from "../../../flows/ports/platform.ts";
import type { ExportItem, Store } from "../../../flows/ports/store.ts";
import { insertJobs, insertRetractions } from "../../jobs/queue.ts";
import type { Tables } from "../../schema/tables.ts";
import { selectRecords } from "../asks/asks.ts";
import { toListedRecord, toOverride, toPreference, toRating } from "../asks/rows.ts";
import { toVersion } from "../commands/version-rows.ts";
import { storable } from "../json.ts";
import { forgetReviewer, reviewsOf } from "../review/reviews.ts";
import { forgetGroups, groupsOf, type MemberOf } from "./groups.ts";

type Privacy = Pick<Store, "isOptedOut" | "setOptedOut" | "decisionsOf" | "erasePerson">;

export function createPrivacy({
  db,
  memberOf,
  onJob,
}: {
  readonly db: Kysely<Tables>;
  readonly memberOf: MemberOf;
  /** Called after a job was added. */
  readonly onJob: () => void;
}): Privacy {
  const isOptedOut = async (person: Person) => {
    const row = await db
      .selectFrom("opt_outs")
      .select("person_id")
      .where((row) => row.and(rowsOf(person)))
      .executeTakeFirst();
    return row !== undefined;
  };
  return {
    isOptedOut,

    async setOptedOut(person, optedOut) {
      if (optedOut) {
        const member = await memberOf(person);
        await db.transaction().execute(async (transaction) => {
          await transaction
            .insertInto("opt_outs")
            .values(idOf(person))
            .onConflict((conflict) => conflict.doNothing())
            .execute();
          await forgetGroups(transaction, member);
        });
      } else
        await db
          .deleteFrom("opt_outs")
          .where((row) => row.and(rowsOf(person)))
          .execute();
    },

    async decisionsOf(person, limit) {
      const rows = await selectRecords(db)
        .where((ask) => isOf(ask, person))
        .where(
          sql<boolean>`(asks.answered_at is not null and (asks.expires_at is null or asks.expires_at > now()))`,
        )
        .orderBy("asks.seq", "desc")
        .limit(limit)
        .execute();
      return rows.map(toListedRecord);
    },

    async erasePerson(person, { isPosted }) {
      const member = await memberOf(person);
      const erased = await db.transaction().execute(async (transaction) => {
        // A person may have more asks than the usual time of a statement is enough for.
        await sql`set local statement_timeout = '5min'`.execute(transaction);
        for (const table of ["ratings", "preferences", "presses", "ask_times"] as const)
          await transaction
            .deleteFrom(table)
            .where((row) => row.and(rowsOf(person)))
            .execute();
        // The commands belong to the team; only who made them goes.
        await transaction
          .updateTable("command_versions")
          .set({ ...NO_AUTHOR, note: null })
          .where((row) => row.and(authorOf(person)))
          .execute();
        await transaction
          .updateTable("command_events")
          .set({ ...NO_PERSON, note: null })
          .where((row) => row.and(actorOf(person)))
          .execute();
        await forgetReviewer(transaction, person);
        await forgetGroups(transaction, member);
        // What was posted of other people's asks shows the erased overrides until it is shown again.
        await transaction
          .with("gone", (gone) =>
            gone
              .deleteFrom("overrides")
              .where((row) => row.and(rowsOf(person)))
              .returning("ask_id"),
          )
          .with("changed", (changed) => changed.selectFrom("gone").select("ask_id").distinct())
          .with("job", () => insertJobs("changed", "ask_id", "override"))
          .selectFrom("changed")
          .select("ask_id")
          .execute();
        const { count } = await transaction
          .with("gone", (gone) =>
            gone
              .deleteFrom("asks")
              .where((ask) => isOf(ask, person))
              .returning(["id", "platform", "channel", "place", "command", "locale", "receipt", WAS_IN_WORK]),
          )
          .with("retraction", () => (isPosted ? insertRetractions("gone") : sql`(select 1)`))
          .selectFrom("gone")
          .select(({ fn }) => fn.countAll().as("count"))
          .executeTakeFirstOrThrow();
        return Number(count);
      });
      onJob();
      return erased;
    },
  };
}

/** Rows read at once, in an export: an ask may come with a hundred long overrides. */
const EXPORT_BATCH = 20;

/** All that is stored about a person. No transaction is held meanwhile: what is stored or erased during an export may be missing. */
export async function* exportPerson(
  { db, memberOf }: { readonly db: Kysely<Tables>; readonly memberOf: MemberOf },
  person: Person,
): AsyncGenerator<ExportItem> {
  let seq = 0;
  const asks = () =>
    selectRecords(db)
      .where((ask) => isOf(ask, person))
      .where("asks.seq", ">", seq)
      .orderBy("asks.seq")
      .limit(EXPORT_BATCH)
      .execute();
  for await (const row of inBatches(asks)) {
    seq = row.seq;
    yield { list: "asks", value: toListedRecord(row) };
  }
  let rated = { ask_id: "", workspace: "" };
  const ratings = () =>
    db
      .selectFrom("ratings")
      .selectAll()
      .where((row) => row.and(rowsOf(person)))
      .where(({ eb, refTuple, tuple }) =>
        eb(refTuple("ask_id", "workspace"), ">", tuple(rated.ask_id, rated.workspace)),
      )
      .orderBy("ask_id")
      .orderBy("workspace")
      .limit(EXPORT_BATCH)
      .execute();
  for await (const row of inBatches(ratings)) {
    rated = row;
    yield { list: "ratings", value: toRating(row) };
  }
  seq = 0;
  const overrides = () =>
    db
      .selectFrom("overrides")
      .selectAll()
      .where((row) => row.and(rowsOf(person)))
      .where("seq", ">", seq)
      .orderBy("seq")
      .limit(EXPORT_BATCH)
      .execute();
  for await (const row of inBatches(overrides)) {
    seq = row.seq;
    yield { list: "overrides", value: toOverride(row) };
  }
  let preferred = { ask_id: "", workspace: "" };
  const preferences = () =>
    db
      .selectFrom("preferences")
      .selectAll()
      .where((row) => row.and(rowsOf(person)))
      .where(({ eb, refTuple, tuple }) =>
        eb(refTuple("ask_id", "workspace"), ">", tuple(preferred.ask_id, preferred.workspace)),
      )
      .orderBy("ask_id")
      .orderBy("workspace")
      .limit(EXPORT_BATCH)
      .execute();
  for await (const row of inBatches(preferences)) {
    preferred = row;
    yield { list: "preferences", value: toPreference(row) };
  }
  let id = "";
  const versions = () =>
    db
      .selectFrom("command_versions")
      .selectAll()
      .where((row) => row.and(authorOf(person)))
      .where("id", ">", id)
      .orderBy("id")
      .limit(EXPORT_BATCH)
      .execute();
  for await (const row of inBatches(versions)) {
    id = row.id;
    yield { list: "versions", value: toVersion(row) };
  }
  let after = "";
  for await (const { key, ...value } of inBatches(() =>
    reviewsOf(db, person, { after, limit: EXPORT_BATCH }),
  )) {
    after = key;
    yield { list: "reviews", value };
  }
  for (const value of await groupsOf(db, await memberOf(person))) yield { list: "groups", value };
}

/** @param read gives the rows after the last one that was yielded */
async function* inBatches<Row>(read: () => Promise<readonly Row[]>): AsyncGenerator<Row> {
  for (;;) {
    const rows = await read();
    yield* rows;
    if (rows.length < EXPORT_BATCH) return;
  }
}

/** What is known of an erased ask whose posts are to be taken back; null when that is done. */
export async function findErased(db: Kysely<Tables>, askId: string): Promise<ErasedAsk | null> {
  const row = await db
    .selectFrom("retractions")
    .select(["platform", "channel", "place", "command", "locale", "receipt"])
    .where("ask_id", "=", askId)
    .executeTakeFirst();
  if (!row) return null;
  const { platform, channel, place, command, locale, receipt } = row;
  return { id: askId, platform, place: { channel, native: place }, command, locale, deliveryRecord: receipt };
}

/** Whether a worker had the ask in hand when it was erased. */
const WAS_IN_WORK =
  sql<boolean>`exists (select from fewshot.jobs where jobs.ask_id = asks.id and is_held)`.as("was_in_work");

function idOf({ platform, workspace, id }: Person) {
  return { platform, workspace: storable(workspace), person_id: storable(id) };
}

/** What a person's rows have: where ids are global, rows of every workspace, also those of release 0.1. */
function rowsOf(person: Person) {
  const { platform, workspace, person_id } = idOf(person);
  return hasGlobalId(person) ? { platform, person_id } : { platform, workspace, person_id };
}

const NO_AUTHOR = { author_platform: null, author_workspace: null, author_id: null, author_name: null };
const NO_PERSON = { person_platform: null, person_workspace: null, person_id: null, person_name: null };

/** Versions that a person saved. */
function authorOf(person: Person) {
  const { platform: author_platform, workspace, person_id: author_id } = idOf(person);
  return hasGlobalId(person)
    ? { author_platform, author_id }
    : { author_platform, author_workspace: workspace, author_id };
}

/** What a person did to versions. */
function actorOf(person: Person) {
  const { platform: person_platform, workspace, person_id } = idOf(person);
  return hasGlobalId(person)
    ? { person_platform, person_id }
    : { person_platform, person_workspace: workspace, person_id };
}

/** Asks that a person made, and those made on what the person wrote. */
function isOf(ask: ExpressionBuilder<Tables, "asks">, person: Person) {
  const { platform, workspace, person_id } = idOf(person);
  const asked = { "asks.platform": platform, "asks.person_id": person_id };
  const wrote = { "asks.platform": platform, "asks.author_id": person_id };
  return hasGlobalId(person)
    ? ask.or([ask.and(asked), ask.and(wrote)])
    : ask.or([
        ask.and({ ...asked, "asks.workspace": workspace }),
        ask.and({ ...wrote, "asks.author_workspace": workspace }),
      ]);
}
