/** What a reviewer decides of a correction; an example or a test is kept with the draft that has it. */

import { type Kysely, sql } from "kysely";
import type { Person } from "../../../core/ask.ts";
import type { CorrectionDecision } from "../../../core/review.ts";
import type { NewVersion } from "../../../flows/commands/versions/ports.ts";
import type { AcceptedCorrection, DecisionOutcome, ReviewStore } from "../../../flows/review/ports.ts";
import type { Tables } from "../../schema/tables.ts";
import { onName } from "../commands/on-name.ts";
import { lastChange } from "../commands/read-versions.ts";
import { saveVersion } from "../commands/save-version.ts";
import { storable } from "../json.ts";
import { isAskUsable, isOverrideUsable } from "./scope.ts";

type Decision = Parameters<ReviewStore["decideCorrection"]>[0];
type Outcome = DecisionOutcome<CorrectionDecision>;

export const reviewerColumns = ({ platform, workspace, id, name }: Person) => ({
  reviewer_platform: platform,
  reviewer_workspace: storable(workspace),
  reviewer_id: storable(id),
  reviewer_name: storable(name),
});

export async function decideCorrection(
  db: Kysely<Tables>,
  { overrideId, decision, by }: Decision,
): Promise<Outcome> {
  const id = storable(overrideId);
  const reviewer = Object.entries(reviewerColumns(by));
  const { rows: made } =
    await sql`insert into fewshot.correction_reviews (override_id, ask_id, decision, decided_at,
      ${sql.join(reviewer.map(([column]) => sql.ref(column)))})
    select overrides.id, overrides.ask_id, ${decision}::text, ${new Date()}::timestamptz,
        ${sql.join(reviewer.map(([, value]) => sql`${value}::text`))}
      from fewshot.overrides join fewshot.asks on asks.id = overrides.ask_id
      where overrides.id = ${id} and ${isAskUsable} and ${isOverrideUsable}
    on conflict (override_id) do nothing returning override_id`.execute(db);
  if (made.length > 0) return { kind: "decided" };
  const { rows } = await sql<{
    decision: CorrectionDecision;
  }>`select decision from fewshot.correction_reviews where override_id = ${id}`.execute(db);
  return rows[0] ? { kind: "known", decision: rows[0].decision } : { kind: "gone" };
}

/** Takes back the draft that was saved first. */
class NotDecided extends Error {
  readonly outcome: Exclude<Outcome, { readonly kind: "decided" }>;
  constructor(outcome: NotDecided["outcome"]) {
    super("the correction was decided before, or is gone");
    this.outcome = outcome;
  }
}

export async function acceptCorrection(
  db: Kysely<Tables>,
  correction: Decision,
  { draft, seen }: { readonly draft: NewVersion; readonly seen: number },
): Promise<AcceptedCorrection> {
  try {
    return await onName(db, draft.name, async (transaction) => {
      if ((await lastChange(transaction, draft.name)) !== seen) return { kind: "moved" };
      const saved = await saveVersion(transaction, draft);
      if (!("version" in saved)) return saved;
      const decided = await decideCorrection(transaction, correction);
      if (decided.kind !== "decided") throw new NotDecided(decided);
      return { kind: "decided", version: saved.version };
    });
  } catch (cause) {
    if (cause instanceof NotDecided) return cause.outcome;
    throw cause;
  }
}
