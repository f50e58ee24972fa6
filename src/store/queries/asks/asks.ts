/** Asks and what becomes of them: recorded with their job, answered once, delivered. */

import { type Kysely, type SqlBool, sql } from "kysely";
import { jsonArrayFrom, jsonObjectFrom } from "kysely/helpers/postgres";
import type { NewAsk } from "../../../core/ask.ts";
import type { RecordedAsk, Store } from "../../../flows/ports/store.ts";
import { insertJobs, updateRetraction } from "../../jobs/queue.ts";
import type { Tables } from "../../schema/tables.ts";
import { storable, toJsonText } from "../json.ts";
import { limitKey, newId, personColumns, type RecordRow, toAsk, toListedRecord, toRecord } from "./rows.ts";
import { toStoredAnswer } from "./stored-answer.ts";

const DAY_MS = 24 * 60 * 60_000;
/** By so much the clocks of two machines may differ. */
const MAX_SKEW_MS = 10_000;

type Asks = Pick<
  Store,
  | "recordAsk"
  | "findAsk"
  | "listAsks"
  | "countAsk"
  | "recordAnswer"
  | "recordFailure"
  | "keepDeliveryRecord"
  | "recordDelivered"
>;

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a list of short queries
export function createAsks(options: {
  readonly db: Kysely<Tables>;
  readonly retentionDays: number | null;
  /** Called after a job was added. */
  readonly onJob: () => void;
}): Asks {
  const { db, retentionDays, onJob } = options;
  return {
    async recordAsk(newAsk) {
      const row = toRow(newAsk, retentionDays);
      // The ask and its job are one statement, and so one transaction.
      const inserted = await db
        .with("ask", (insert) =>
          insert
            .insertInto("asks")
            .values(row)
            .onConflict((conflict) =>
              conflict.columns(["platform", "workspace", "person_id", "interaction_id"]).doNothing(),
            )
            .returningAll(),
        )
        .with("job", () => insertJobs("ask", "id", "ask"))
        .with("drawn", (insert) =>
          insert
            .insertInto("spot_checks")
            .columns(["ask_id"])
            .expression((drawn) =>
              drawn
                .selectFrom("ask")
                .select("id")
                .where(sql<SqlBool>`${newAsk.isSpotCheck === true}`),
            ),
        )
        .selectFrom("ask")
        .selectAll()
        .executeTakeFirst();
      if (inserted) {
        onJob();
        return { ask: toAsk(inserted), isNew: true };
      }
      return findFirst(db, newAsk, () => this.recordAsk(newAsk));
    },

    async findAsk(askId) {
      const row = await selectRecords(db)
        .where("asks.id", "=", storable(askId))
        .where(isAlive)
        .executeTakeFirst();
      return row ? toRecord(row) : null;
    },

    async listAsks({ platform, channel, limit, before }) {
      let query = selectRecords(db)
        .where("asks.platform", "=", platform)
        .where("asks.channel", "=", storable(channel))
        .where(isAlive)
        .orderBy("asks.seq", "desc")
        .limit(limit);
      if (before !== undefined)
        query = query.where("asks.seq", "<", (page) =>
          page.selectFrom("asks as first").select("first.seq").where("first.id", "=", storable(before)),
        );
      const rows = await query.execute();
      return rows.map(toListedRecord).reverse();
    },

    async countAsk({ person, interactionId }, { limit, windowMs }) {
      const key = limitKey(person);
      const now = new Date();
      const since = new Date(now.getTime() - windowMs);
      // Times in the future are of a clock that was set back; they don't count. Those of other processes may be a little ahead.
      const until = new Date(now.getTime() + MAX_SKEW_MS);
      const recent = sql`select asked_at from unnest(known.times) as asked_at where asked_at > ${since} and asked_at <= ${until}`;
      const { rows } = await sql<{ isAllowed: boolean; oldest: Date | null }>`with told_before as (
          select 1 from fewshot.asks where platform = ${person.platform} and workspace = ${storable(person.workspace)}
            and person_id = ${key.person_id} and interaction_id = ${storable(interactionId)}
        ), allowed as (
          insert into fewshot.ask_times as known (platform, workspace, person_id, times)
            select ${key.platform}::text, ${key.workspace}::text, ${key.person_id}::text, array[${now}::timestamptz]
              where not exists (select from told_before)
            on conflict (platform, workspace, person_id) do update set times = array(${recent}) || ${now}::timestamptz
              where (select count(*) from (${recent}) as recent) < ${limit}
            returning 1
        ) select exists (select from allowed union all select from told_before) as "isAllowed",
            (select min(asked_at) from fewshot.ask_times as known, lateral (${recent}) as recent
              where platform = ${key.platform} and workspace = ${key.workspace} and person_id = ${key.person_id}) as oldest`.execute(
        db,
      );
      const [{ isAllowed, oldest } = { isAllowed: true, oldest: null }] = rows;
      return isAllowed ? null : new Date((oldest ?? now).getTime() + windowMs);
    },

    recordAnswer: (askId, answer) => endAsk(db, askId, { answer: toStoredAnswer(answer) }),
    recordFailure: (askId, { code }) => endAsk(db, askId, { failure_code: code }),

    async keepDeliveryRecord(askId, deliveryRecord) {
      const receipt = toJsonText(deliveryRecord);
      const { numUpdatedRows } = await db
        .updateTable("asks")
        .set({ receipt })
        .where("id", "=", storable(askId))
        .executeTakeFirst();
      // Erased while it was being posted: its retraction has to know of the new posts.
      if (numUpdatedRows === 0n) await updateRetraction(db, askId, receipt);
    },

    async recordDelivered(askId) {
      await db
        .updateTable("asks")
        .set({ delivered_at: new Date() })
        .where("id", "=", storable(askId))
        .where("delivered_at", "is", null)
        .execute();
    },
  };
}

/** Rows with all that became of each ask. */
export function selectRecords(db: Kysely<Tables>) {
  return db
    .selectFrom("asks")
    .selectAll("asks")
    .select((ask) => [
      jsonArrayFrom(
        ask.selectFrom("overrides").selectAll().whereRef("overrides.ask_id", "=", "asks.id").orderBy("seq"),
      ).as("overrides"),
      jsonArrayFrom(
        ask
          .selectFrom("ratings")
          .selectAll()
          .whereRef("ratings.ask_id", "=", "asks.id")
          .orderBy("created_at"),
      ).as("ratings"),
      jsonArrayFrom(
        ask
          .selectFrom("preferences")
          .selectAll()
          .whereRef("preferences.ask_id", "=", "asks.id")
          .orderBy("created_at"),
      ).as("preferences"),
      jsonObjectFrom(
        ask
          .selectFrom("contests")
          .select([
            ...(["platform", "workspace", "person_id", "person_name", "reason", "created_at"] as const),
            ...(["outcome", "label", "decided_at"] as const),
          ])
          .whereRef("contests.ask_id", "=", "asks.id"),
      ).as("contest"),
    ])
    .$castTo<RecordRow>();
}

const isAlive = sql<SqlBool>`(expires_at is null or expires_at > now())`;

function toRow(ask: NewAsk, retentionDays: number | null) {
  const createdAt = new Date();
  return {
    id: newId(),
    interaction_id: storable(ask.interactionId),
    ...personColumns(ask.person),
    author_workspace: ask.author && storable(ask.author.workspace),
    author_id: ask.author && storable(ask.author.id),
    author_name: ask.author && storable(ask.author.name),
    channel: storable(ask.place.channel),
    place: toJsonText(ask.place.native),
    command: storable(ask.command),
    text: storable(ask.text),
    settings: toJsonText(ask.settings),
    command_version: ask.version ?? null,
    version_state: ask.versionState ?? null,
    compares: ask.compares ?? false,
    locale: storable(ask.locale),
    created_at: createdAt,
    expires_at: retentionDays === null ? null : new Date(createdAt.getTime() + retentionDays * DAY_MS),
  };
}

/** The ask that an interaction made the first time; when that is gone meanwhile, the interaction counts as new. */
async function findFirst(
  db: Kysely<Tables>,
  { person, interactionId }: NewAsk,
  recordAgain: () => Promise<RecordedAsk>,
): Promise<RecordedAsk> {
  const row = await db
    .selectFrom("asks")
    .selectAll()
    .where("platform", "=", person.platform)
    .where("workspace", "=", storable(person.workspace))
    .where("person_id", "=", storable(person.id))
    .where("interaction_id", "=", storable(interactionId))
    .executeTakeFirst();
  return row ? { ask: toAsk(row), isNew: false } : recordAgain();
}

/** Ends an ask that has not ended yet. */
async function endAsk(
  db: Kysely<Tables>,
  askId: string,
  end: { readonly answer: string } | { readonly failure_code: string },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("asks")
    .set({ ...end, answered_at: new Date() })
    .where("id", "=", storable(askId))
    .where("answered_at", "is", null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
