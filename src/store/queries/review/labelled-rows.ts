/** The rows that a command learns from, read from asks and what people said about their answers. */

import { type Kysely, sql } from "kysely";
import type { LabelledRow, LabelledRows, RowSource } from "../../../learning/rows.ts";
import type { Tables } from "../../schema/tables.ts";
import { storable } from "../json.ts";
import { isAskUsable, isOverrideUsable, isRatingUsable, isWithin, isWritersOverride } from "./scope.ts";

/** Of one command; the newest are read. */
const MAX_ROWS = 10_000;

/** The label that the model found likeliest, whether or not it was sure. */
const GIVEN = sql`coalesce(asks.answer #>> '{scores,0,label}', asks.answer ->> 'label')`;

/**
 * One row for each ask. What a reviewer found in a spot check counts before an accepted override, and this before a rating Right: were a
 * spot check a row of another kind as well, what is measured on it would have been learned from it. A rating Right counts where nobody
 * said otherwise. Corrections that were accepted as an example or a test are in the command itself.
 */
export function createLabelledRows(db: Kysely<Tables>): { readonly labelledRows: LabelledRows["of"] } {
  return {
    async labelledRows(command, { scope, labels }) {
      if (labels.length === 0) return [];
      const { rows } = await sql<{
        id: string;
        text: string;
        label: string;
        given: string | null;
        source: RowSource;
        shown: boolean;
      }>`with candidates as materialized (
          select ask_id from fewshot.spot_checks where decided_at is not null
          union select ask_id from fewshot.correction_reviews where decision = 'row'
          union select ask_id from fewshot.ratings where value = 'right'
        ), newest as materialized (
          select seq, id, text, platform, workspace, person_id, author_workspace, author_id,
              ${GIVEN} as given, asks.answer ->> 'label' as label
            from candidates join fewshot.asks on asks.id = ask_id
            where asks.command = ${storable(command)} and asks.answer is not null and ${isWithin(scope)} and ${isAskUsable}
        ), found as (
          select asks.seq, asks.id, asks.text, asks.given,
              case when checked.ask_id is not null then 'spot-check' when accepted.value is not null then 'override' else 'right' end as source,
              case when checked.ask_id is not null then checked.label when accepted.value is not null then accepted.value
                when said.rights > 0 and said.wrongs = 0 and not said.contradicted then asks.label end as label,
              (coalesce(accepted.is_authors, false) and (checked.ask_id is null or checked.label = accepted.value)) as shown
            from newest as asks
            left join fewshot.spot_checks as checked on checked.ask_id = asks.id and checked.decided_at is not null
            left join lateral (
              select value, ${isWritersOverride} as is_authors from fewshot.overrides
                join fewshot.correction_reviews on override_id = overrides.id and decision = 'row'
                where overrides.ask_id = asks.id and ${isOverrideUsable}
                order by overrides.seq desc limit 1
            ) as accepted on true
            left join lateral (
              select count(*) filter (where value = 'right' and ${isRatingUsable}) as rights,
                count(*) filter (where value = 'wrong') as wrongs,
                exists (select from fewshot.overrides where overrides.ask_id = asks.id and withdrawn_at is null
                  and overrides.value is distinct from asks.label) as contradicted
                from fewshot.ratings where ratings.ask_id = asks.id
            ) as said on true
        ) select * from found where label in (${sql.join(labels.map(storable))}) order by seq desc limit ${MAX_ROWS}`.execute(
        db,
      );
      return rows.reverse().map(
        ({ id, text, label, given, source, shown }): LabelledRow => ({
          id,
          text,
          label,
          given,
          source,
          mayBeShown: shown,
        }),
      );
    },
  };
}
