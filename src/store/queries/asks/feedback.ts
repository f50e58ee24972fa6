/** Ratings and overrides. One press is one row however often the platform sends it; an override is never changed, only withdrawn. */

import { type Kysely, sql } from "kysely";
import { hasGlobalId, type Person } from "../../../core/ask.ts";
import type { NewOverride, RecordedOverride, Store } from "../../../flows/ports/store.ts";
import { insertJobs } from "../../jobs/queue.ts";
import type { Tables } from "../../schema/tables.ts";
import { storable } from "../json.ts";
import { newId, personColumns, personSelection, toOverride } from "./rows.ts";

type Feedback = Pick<Store, "recordRating" | "recordOverride" | "withdrawOverride">;

/** Overrides kept of one person, and of all, on one ask, withdrawn ones included: the page reads them all. */
const MAX_OVERRIDES_OF_PERSON = 10;
const MAX_OVERRIDES = 100;

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a list of short queries
export function createFeedback(options: {
  readonly db: Kysely<Tables>;
  readonly onJob: () => void;
}): Feedback {
  const { db, onJob } = options;
  return {
    async recordRating({ interactionId, askId, person, value, reason }) {
      await db
        .with("press", (press) => insertPress(press, { interactionId, askId, person }))
        .insertInto("ratings")
        .columns([
          "ask_id",
          "platform",
          "workspace",
          "person_id",
          "person_name",
          "value",
          "reason",
          "created_at",
        ])
        .expression((rating) =>
          rating
            .selectFrom("press")
            .select([
              "ask_id",
              ...personSelection(person),
              sql<"right" | "wrong">`${value}::text`.as("value"),
              sql<string | null>`${reason && storable(reason)}::text`.as("reason"),
              sql<Date>`${new Date()}::timestamptz`.as("created_at"),
            ]),
        )
        .onConflict((conflict) =>
          conflict.columns(["ask_id", "platform", "workspace", "person_id"]).doUpdateSet((update) => ({
            person_name: update.ref("excluded.person_name"),
            value: update.ref("excluded.value"),
            reason: update.ref("excluded.reason"),
            created_at: update.ref("excluded.created_at"),
          })),
        )
        .execute();
    },

    recordOverride: (override) =>
      db
        .transaction()
        .execute(async (transaction): Promise<RecordedOverride> => {
          // One at a time for an ask: the count below sees all that came before.
          const ask = await transaction
            .selectFrom("asks")
            .select("id")
            .where("id", "=", storable(override.askId))
            .forNoKeyUpdate()
            .executeTakeFirst();
          if (!ask) return { kind: "known" };
          const { platform, person_id } = personColumns(override.person);
          const counted = await transaction
            .selectFrom("overrides")
            .select([
              sql<number>`count(*)::int`.as("all"),
              sql<number>`count(*) filter (where platform = ${platform} and person_id = ${person_id})::int`.as(
                "own",
              ),
            ])
            .where("ask_id", "=", ask.id)
            .executeTakeFirstOrThrow();
          if (counted.own >= MAX_OVERRIDES_OF_PERSON || counted.all >= MAX_OVERRIDES) {
            const isKnown = await isPressKnown(transaction, override);
            return { kind: isKnown ? "known" : "too-many" };
          }
          const row = await insertOverride(transaction, override);
          return row ? { kind: "stored", override: toOverride(row) } : { kind: "known" };
        })
        .then((recorded) => {
          if (recorded.kind === "stored") onJob();
          return recorded;
        }),

    async withdrawOverride(overrideId, person) {
      const { platform, workspace, id } = person;
      const row = await db
        .with("withdrawn", (update) =>
          update
            .updateTable("overrides")
            .set({ withdrawn_at: new Date() })
            .where("id", "=", storable(overrideId))
            .where("platform", "=", platform)
            .$if(!hasGlobalId(person), (query) => query.where("workspace", "=", storable(workspace)))
            .where("person_id", "=", storable(id))
            .where("withdrawn_at", "is", null)
            .returning("ask_id"),
        )
        .with("job", () => insertJobs("withdrawn", "ask_id", "override"))
        .selectFrom("withdrawn")
        .select("ask_id")
        .executeTakeFirst();
      if (row) onJob();
      return row !== undefined;
    },
  };
}

/** Stores an override with its press and its job; null when the press was known. */
async function insertOverride(db: Kysely<Tables>, given: NewOverride) {
  const { interactionId, askId, person, value, reason, mayReuse } = given;
  return db
    .with("press", (press) => insertPress(press, { interactionId, askId, person }))
    .with("override", (insert) =>
      insert
        .insertInto("overrides")
        .columns([
          "id",
          "ask_id",
          "platform",
          "workspace",
          "person_id",
          "person_name",
          "value",
          "reason",
          "may_reuse",
          "created_at",
        ])
        .expression((made) =>
          made
            .selectFrom("press")
            .select([
              sql<string>`${newId()}::text`.as("id"),
              "ask_id",
              ...personSelection(person),
              sql<string>`${storable(value)}::text`.as("value"),
              sql<string | null>`${reason && storable(reason)}::text`.as("reason"),
              sql<boolean>`${mayReuse}::boolean`.as("may_reuse"),
              sql<Date>`${new Date()}::timestamptz`.as("created_at"),
            ]),
        )
        .returningAll(),
    )
    .with("job", () => insertJobs("override", "ask_id", "override"))
    .selectFrom("override")
    .selectAll()
    .executeTakeFirst();
}

async function isPressKnown(
  db: Kysely<Tables>,
  { interactionId, person }: Pick<NewOverride, "interactionId" | "person">,
): Promise<boolean> {
  const { platform, workspace, person_id } = personColumns(person);
  const row = await db
    .selectFrom("presses")
    .select("ask_id")
    .where((press) => press.and({ platform, workspace, person_id, interaction_id: storable(interactionId) }))
    .executeTakeFirst();
  return row !== undefined;
}

/** Notes a press on a living ask; gives back nothing when it was noted before or the ask is gone. */
export function insertPress(
  db: Pick<Kysely<Tables>, "insertInto">,
  press: { readonly interactionId: string; readonly askId: string; readonly person: Person },
) {
  const { platform, workspace, person_id } = personColumns(press.person);
  return db
    .insertInto("presses")
    .columns(["platform", "interaction_id", "ask_id", "workspace", "person_id"])
    .expression((noted) =>
      noted
        .selectFrom("asks")
        .select([
          sql<Person["platform"]>`${platform}::text`.as("platform"),
          sql<string>`${storable(press.interactionId)}::text`.as("interaction_id"),
          "id as ask_id",
          sql<string>`${workspace}::text`.as("workspace"),
          sql<string>`${person_id}::text`.as("person_id"),
        ])
        .where("id", "=", storable(press.askId))
        // The ask stays until this press is stored.
        .forKeyShare(),
    )
    .onConflict((conflict) => conflict.doNothing())
    .returning("ask_id");
}
