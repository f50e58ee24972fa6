/** Asks and what becomes of them: recorded with their job, answered once, delivered. */

import { type Kysely, type SqlBool, sql } from "kysely";
import { jsonArrayFrom } from "kysely/helpers/postgres";
import type { NewAsk } from "../core/ask.ts";
import type { RecordedAsk, Store } from "../flows/ports.ts";
import { insertJobs } from "./jobs/queue.ts";
import { newId, personColumns, type RecordRow, storable, toAsk, toJsonText, toRecord } from "./rows.ts";
import type { Tables } from "./tables.ts";

const DAY_MS = 24 * 60 * 60_000;

type Asks = Pick<
  Store,
  | "recordAsk"
  | "findAsk"
  | "listAsks"
  | "countAsks"
  | "recordAnswer"
  | "recordFailure"
  | "keepReceipt"
  | "recordDelivered"
>;

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
            .onConflict((conflict) => conflict.columns(["platform", "interaction_id"]).doNothing())
            .returningAll(),
        )
        .with("job", () => insertJobs("ask", "id", "ask"))
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
      const row = await selectRecords(db).where("asks.id", "=", askId).where(isAlive).executeTakeFirst();
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
          page.selectFrom("asks as first").select("first.seq").where("first.id", "=", before),
        );
      const rows = await query.execute();
      return rows.map(toRecord).reverse();
    },

    async countAsks({ platform, workspace, id }, since) {
      const found = await db
        .selectFrom("asks")
        .select([sql<number>`count(*)::int`.as("count"), sql<Date | null>`min(created_at)`.as("oldest")])
        .where("platform", "=", platform)
        .where("workspace", "=", storable(workspace))
        .where("person_id", "=", storable(id))
        .where("created_at", ">=", since)
        .executeTakeFirst();
      return { count: found?.count ?? 0, oldest: found?.oldest ?? null };
    },

    recordAnswer: (askId, answer) => endAsk(db, askId, { answer: toJsonText(answer) }),
    recordFailure: (askId, { code }) => endAsk(db, askId, { failure_code: code }),

    async keepReceipt(askId, receipt) {
      await db
        .updateTable("asks")
        .set({ receipt: toJsonText(receipt) })
        .where("id", "=", askId)
        .execute();
    },

    async recordDelivered(askId) {
      await db
        .updateTable("asks")
        .set({ delivered_at: new Date() })
        .where("id", "=", askId)
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
    locale: storable(ask.locale),
    created_at: createdAt,
    expires_at: retentionDays === null ? null : new Date(createdAt.getTime() + retentionDays * DAY_MS),
  };
}

/** The ask that an interaction made when it was heard first; when that is gone meanwhile, the interaction counts as new. */
async function findFirst(
  db: Kysely<Tables>,
  { person, interactionId }: NewAsk,
  recordAgain: () => Promise<RecordedAsk>,
): Promise<RecordedAsk> {
  const row = await db
    .selectFrom("asks")
    .selectAll()
    .where("platform", "=", person.platform)
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
    .where("id", "=", askId)
    .where("answered_at", "is", null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
