/** Answers for others to check. What may not leave is not read: texts without their writer's consent, names, reasons, prompts. */

import { createHash } from "node:crypto";
import { type Kysely, sql } from "kysely";
import type { Answer, RatingValue } from "../../../core/ask.ts";
import { toBotError } from "../../../core/errors.ts";
import type { ExportedAsk, ExportStore } from "../../../flows/ports/exports.ts";
import type { Tables } from "../../schema/tables.ts";
import { storable } from "../json.ts";
import { isAskUsable, isOverrideUsable, isRatingUsable, isWritersOverride } from "../review/scope.ts";
import { readStoredAnswer } from "./stored-answer.ts";

/** Asks read at once. */
const BATCH = 100;

interface Row {
  readonly seq: number;
  readonly id: string;
  readonly command: string;
  readonly created_at: Date;
  readonly text: string | null;
  readonly answer: unknown;
  readonly ratings: readonly { readonly by: string; readonly value: RatingValue; readonly at: string }[];
  readonly corrections: readonly { readonly id: string; readonly value: string; readonly at: string }[];
  readonly check_label: string | null;
  readonly decided_at: Date | null;
}

/** Whether whoever wrote the text allowed its use: by an override of their own on this answer. */
const IS_AGREED = sql`exists (select from fewshot.overrides
    where overrides.ask_id = asks.id and ${isOverrideUsable} and ${isWritersOverride})`;

export async function* exportedAsks(
  db: Kysely<Tables>,
  { commands, onlyAgreed }: Parameters<ExportStore["exportedAsks"]>[0],
): AsyncGenerator<ExportedAsk> {
  const isOfCommands =
    commands === null ? sql`true` : sql`asks.command = any(${commands.map(storable)}::text[])`;
  for (let after = 0; ; ) {
    const { rows } = await sql<Row>`select found.*, spot_checks.label as check_label, decided_at,
        (select coalesce(json_agg(json_build_object('by', concat_ws(' ', platform, workspace, person_id), 'value', value,
            'at', created_at) order by created_at), '[]')
          from fewshot.ratings where ratings.ask_id = found.id and ${isRatingUsable}) as ratings,
        (select coalesce(json_agg(json_build_object('id', id, 'value', value, 'at', created_at) order by seq), '[]')
          from fewshot.overrides where found.text is not null and overrides.ask_id = found.id and ${isOverrideUsable}) as corrections
      from (
        select seq, id, command, created_at, answer - 'prompt' - 'inForce' as answer,
          case when ${IS_AGREED} then text end as text
        from fewshot.asks
        where seq > ${after} and answer is not null and ${isOfCommands} and ${isAskUsable}
          and (${!onlyAgreed}::boolean or ${IS_AGREED})
        order by seq limit ${BATCH}
      ) as found left join fewshot.spot_checks on spot_checks.ask_id = found.id
      order by seq`.execute(db);
    for (const row of rows) {
      const answer = readAnswer(row);
      if (answer !== null) yield toExported(row, answer);
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < BATCH) return;
    after = last.seq;
  }
}

/** @returns null for an answer that can't be read: it must not keep back the others
 * @throws {BotError} STORE_FOREIGN for an answer of a newer release, which that release can export */
function readAnswer({ answer }: Row): Answer | null {
  try {
    return readStoredAnswer(answer);
  } catch (cause) {
    if (toBotError(cause).code === "STORE_FOREIGN") throw cause;
    return null;
  }
}

function toExported(row: Row, answer: Answer): ExportedAsk {
  const { id, text } = row;
  return {
    askId: id,
    command: row.command,
    askedAt: new Date(row.created_at),
    text,
    answer: text === null ? { ...answer, text: null } : answer,
    ratings: row.ratings.map(({ by, value, at }) => ({
      // The ask's id can't be guessed, so that nobody finds the person by trying accounts.
      key: createHash("sha256").update(`${id} ${by}`).digest("hex"),
      value,
      ratedAt: new Date(at),
    })),
    corrections: row.corrections.map(({ id: overrideId, value, at }) => ({
      overrideId,
      value,
      correctedAt: new Date(at),
    })),
    spotCheck:
      row.decided_at === null ? null : { label: row.check_label, decidedAt: new Date(row.decided_at) },
  };
}
