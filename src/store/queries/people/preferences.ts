/** Which of two compared versions people prefer. One person has one choice on one text, however often they press. */

import { type Kysely, sql } from "kysely";
import type { Preferred } from "../../../core/ask.ts";
import type { Store } from "../../../flows/ports/store.ts";
import type { Tables } from "../../schema/tables.ts";
import { insertPress } from "../asks/feedback.ts";
import { personSelection } from "../asks/rows.ts";
import { storable } from "../json.ts";
import { isAskUsable, isPreferenceUsable, isWithin } from "../review/scope.ts";
import { stateWhenTried } from "./trials.ts";

type Preferences = Pick<Store, "recordPreference" | "countPreferences">;

export function createPreferences(db: Kysely<Tables>): Preferences {
  return {
    async recordPreference({ interactionId, askId, person, preferred, draft, live }) {
      await db
        .with("press", (press) => insertPress(press, { interactionId, askId, person }))
        .insertInto("preferences")
        .columns([
          ...(["ask_id", "platform", "workspace", "person_id", "person_name"] as const),
          ...(["preferred", "draft", "live", "created_at"] as const),
        ])
        .expression((preference) =>
          preference
            .selectFrom("press")
            .select([
              "ask_id",
              ...personSelection(person),
              sql<Preferred>`${preferred}::text`.as("preferred"),
              sql<number>`${draft}::int`.as("draft"),
              sql<number | null>`${live}::int`.as("live"),
              sql<Date>`${new Date()}::timestamptz`.as("created_at"),
            ]),
        )
        .onConflict((conflict) =>
          conflict.columns(["ask_id", "platform", "workspace", "person_id"]).doUpdateSet((update) => ({
            person_name: update.ref("excluded.person_name"),
            preferred: update.ref("excluded.preferred"),
            created_at: update.ref("excluded.created_at"),
          })),
        )
        .execute();
    },

    async countPreferences(command, scope) {
      const times = (preferred: Preferred) =>
        sql<number>`count(*) filter (where preferred = ${preferred})::int`;
      return db
        .selectFrom("preferences")
        .innerJoin("asks", "asks.id", "preferences.ask_id")
        .select([
          ...(["preferences.draft", "preferences.live"] as const),
          stateWhenTried.as("state"),
          ...[times("draft").as("forDraft"), times("live").as("forLive")],
        ])
        .where("asks.command", "=", storable(command))
        .where(isWithin(scope))
        .where(isAskUsable)
        .where(isPreferenceUsable)
        .groupBy(["preferences.draft", "preferences.live", "state"])
        .orderBy("preferences.draft", "desc")
        .orderBy("preferences.live", "desc")
        .orderBy("state")
        .execute();
    },
  };
}
