/** How people rate answers of versions that they try. */

import { type Kysely, sql } from "kysely";
import type { RatingValue } from "../../../core/ask.ts";
import type { Store } from "../../../flows/ports/store.ts";
import type { Tables } from "../../schema/tables.ts";
import { storable } from "../json.ts";
import { isAskUsable, isRatingUsable } from "../review/scope.ts";

export function createTrials(db: Kysely<Tables>): Pick<Store, "countTrials"> {
  return {
    async countTrials(command) {
      const times = (value: RatingValue) => sql<number>`count(*) filter (where value = ${value})::int`;
      return db
        .selectFrom("ratings")
        .innerJoin("asks", "asks.id", "ratings.ask_id")
        .select(({ ref }) => [
          ref("asks.command_version").$notNull().as("version"),
          ...[times("right").as("right"), times("wrong").as("wrong")],
        ])
        .where("asks.command", "=", storable(command))
        .where("asks.command_version", "is not", null)
        .where(isAskUsable)
        .where(isRatingUsable)
        .groupBy("asks.command_version")
        .orderBy("asks.command_version", "desc")
        .execute();
    },
  };
}
