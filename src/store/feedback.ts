/** Ratings and overrides. One press is one row however often the platform tells of it; an override is never changed, only withdrawn. */

import { type Kysely, sql } from "kysely";
import { hasGlobalId, type Person } from "../core/ask.ts";
import type { Store } from "../flows/ports.ts";
import { insertJobs } from "./jobs/queue.ts";
import { newId, personColumns, storable, toOverride } from "./rows.ts";
import type { Tables } from "./tables.ts";

type Feedback = Pick<Store, "recordRating" | "recordOverride" | "withdrawOverride">;

export function createFeedback(options: {
  readonly db: Kysely<Tables>;
  readonly onJob: () => void;
}): Feedback {
  const { db, onJob } = options;
  return {
    async recordRating({ interactionId, askId, person, value, reason }) {
      const row = { ...personColumns(person), value, reason: reason && storable(reason) };
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
              sql<Person["platform"]>`${row.platform}::text`.as("platform"),
              sql<string>`${row.workspace}::text`.as("workspace"),
              sql<string>`${row.person_id}::text`.as("person_id"),
              sql<string>`${row.person_name}::text`.as("person_name"),
              sql<"right" | "wrong">`${row.value}::text`.as("value"),
              sql<string | null>`${row.reason}::text`.as("reason"),
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

    async recordOverride({ interactionId, askId, person, value, reason, mayReuse }) {
      const { platform, workspace, person_id, person_name } = personColumns(person);
      const row = await db
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
                  sql<Person["platform"]>`${platform}::text`.as("platform"),
                  sql<string>`${workspace}::text`.as("workspace"),
                  sql<string>`${person_id}::text`.as("person_id"),
                  sql<string>`${person_name}::text`.as("person_name"),
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
      if (!row) return null;
      onJob();
      return toOverride(row);
    },

    async withdrawOverride(overrideId, person) {
      const { platform, workspace, id } = person;
      const row = await db
        .with("withdrawn", (update) =>
          update
            .updateTable("overrides")
            .set({ withdrawn_at: new Date() })
            .where("id", "=", overrideId)
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

/** Notes a press on a living ask; gives back nothing when it was noted before or the ask is gone. */
function insertPress(
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
        .where("id", "=", press.askId)
        // The ask stays until this press is stored.
        .forKeyShare(),
    )
    .onConflict((conflict) => conflict.doNothing())
    .returning("ask_id");
}
