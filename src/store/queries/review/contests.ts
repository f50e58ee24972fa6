/** Contested answers: asked for once, decided once. Never part of what spot checks measure. */

import { type Kysely, sql } from "kysely";
import type { ReviewQuery, ReviewStore } from "../../../flows/review/ports.ts";
import { insertJobs } from "../../jobs/queue.ts";
import type { Tables } from "../../schema/tables.ts";
import { selectRecords } from "../asks/asks.ts";
import { insertPress } from "../asks/feedback.ts";
import { newId, personColumns, toListedRecord } from "../asks/rows.ts";
import { storable } from "../json.ts";
import { isAskOf, isAskUsable, isWithin } from "./scope.ts";

type Contests = Pick<ReviewStore, "recordContest" | "waitingContests" | "findContest" | "decideContest">;

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a list of queries
export function createContests({
  db,
  onJob,
}: {
  readonly db: Kysely<Tables>;
  readonly onJob: () => void;
}): Contests {
  return {
    async recordContest({ interactionId, askId, person, reason }) {
      const { platform, workspace, person_id, person_name } = personColumns(person);
      const row = await db
        .with("press", (press) => insertPress(press, { interactionId, askId, person }))
        .with("contest", (insert) =>
          insert
            .insertInto("contests")
            .columns(["ask_id", "platform", "workspace", "person_id", "person_name", "reason", "created_at"])
            .expression((made) =>
              made
                .selectFrom("press")
                .select([
                  "ask_id",
                  sql<string>`${platform}::text`.as("platform"),
                  sql<string>`${workspace}::text`.as("workspace"),
                  sql<string>`${person_id}::text`.as("person_id"),
                  sql<string>`${person_name}::text`.as("person_name"),
                  sql<string | null>`${reason && storable(reason)}::text`.as("reason"),
                  sql<Date>`${new Date()}::timestamptz`.as("created_at"),
                ]),
            )
            .onConflict((conflict) => conflict.doNothing())
            .returning("ask_id"),
        )
        .with("job", () => insertJobs("contest", "ask_id", "override"))
        .selectFrom("contest")
        .select("ask_id")
        .executeTakeFirst();
      if (row) onJob();
      return row !== undefined;
    },

    async waitingContests({ after, limit, ...query }) {
      let select = selectRecords(db).where(waitsAsContest(query)).orderBy("asks.seq", "asc").limit(limit);
      if (after !== null)
        select = select.where(
          sql<boolean>`asks.seq > coalesce((select first.seq from fewshot.asks as first where first.id = ${storable(after)}), -1)`,
        );
      return (await select.execute()).map(toListedRecord);
    },

    async findContest(askId) {
      const row = await selectRecords(db)
        .where("asks.id", "=", storable(askId))
        .where(isAskUsable)
        .where(sql<boolean>`exists (select from fewshot.contests where contests.ask_id = asks.id)`)
        .executeTakeFirst();
      return row ? toListedRecord(row) : null;
    },

    async decideContest({ askId, outcome, label, by }) {
      const decided = await db.transaction().execute(async (transaction) => {
        const { platform, workspace, person_id, person_name } = personColumns(by);
        const row = await transaction
          .with("decided", (update) =>
            update
              .updateTable("contests")
              .set({
                ...{ outcome, label: label === null ? null : storable(label), decided_at: new Date() },
                ...{ reviewer_platform: platform, reviewer_workspace: workspace },
                ...{ reviewer_id: person_id, reviewer_name: person_name },
              })
              .from("asks")
              .whereRef("asks.id", "=", "contests.ask_id")
              .where("contests.ask_id", "=", storable(askId))
              .where("contests.decided_at", "is", null)
              .where(isAskUsable)
              .returning("contests.ask_id"),
          )
          .with("job", () => insertJobs("decided", "ask_id", "override"))
          .selectFrom("decided")
          .select("ask_id")
          .executeTakeFirst();
        if (row === undefined) return false;
        // What a person decides is shown before the model's answer, as every override is.
        if (outcome === "changed" && label !== null)
          await transaction
            .insertInto("overrides")
            .values({
              ...{
                id: newId(),
                ask_id: row.ask_id,
                ...personColumns(by),
                value: storable(label),
                reason: null,
              },
              ...{ may_reuse: false, created_at: new Date(), withdrawn_at: null },
            })
            .execute();
        return true;
      });
      if (decided) {
        onJob();
        return { kind: "decided" };
      }
      const { contest = null } = (await this.findContest(askId)) ?? {};
      return contest?.decision ? { kind: "known", decision: contest.decision } : { kind: "gone" };
    },
  };
}

/** A contest shows that somebody doubts the answer: that of a spot check waits until this is decided. */
export const waitsAsContest = ({
  scope,
  command,
  except,
}: Pick<ReviewQuery, "scope" | "command" | "except">) => sql<boolean>`(asks.answer is not null
    and exists (select from fewshot.contests where contests.ask_id = asks.id and decided_at is null)
    and not exists (select from fewshot.spot_checks where spot_checks.ask_id = asks.id and decided_at is null)
    and ${command === null ? sql`true` : sql`asks.command = ${storable(command)}`} and ${isWithin(scope)} and ${isAskUsable}
    and ${except === null ? sql`true` : sql`not ${isAskOf(except)}`})`;
