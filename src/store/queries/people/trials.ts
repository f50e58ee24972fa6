/** How people rate answers of versions that they try. */

import { type Kysely, sql } from "kysely";
import type { RatingValue } from "../../../core/ask.ts";
import type { VersionState } from "../../../core/command/saved-command.ts";
import type { Store } from "../../../flows/ports/store.ts";
import type { Tables } from "../../schema/tables.ts";
import { storable } from "../json.ts";
import { isAskUsable, isRatingUsable, isWithin } from "../review/scope.ts";

/** Release 0.1 had no saved versions, and 0.2 called every version that was tried a draft until it noted this. */
export const stateWhenTried = sql<VersionState>`coalesce(asks.version_state, 'draft')`;

export function createTrials(db: Kysely<Tables>): Pick<Store, "countTrials"> {
  return {
    async countTrials(command, scope) {
      const times = (value: RatingValue) => sql<number>`count(*) filter (where value = ${value})::int`;
      return db
        .selectFrom("ratings")
        .innerJoin("asks", "asks.id", "ratings.ask_id")
        .select(({ ref }) => [
          ref("asks.command_version").$notNull().as("version"),
          stateWhenTried.as("state"),
          ...[times("right").as("right"), times("wrong").as("wrong")],
        ])
        .where("asks.command", "=", storable(command))
        .where("asks.command_version", "is not", null)
        .where(isWithin(scope))
        .where(isAskUsable)
        .where(isRatingUsable)
        .groupBy(["asks.command_version", "state"])
        .orderBy("asks.command_version", "desc")
        .orderBy("state")
        .execute();
    },
  };
}
