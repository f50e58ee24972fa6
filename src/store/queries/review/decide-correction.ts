/** What a reviewer decides of a correction; an example or a test is kept with the draft that has it. */

import { type Kysely, sql, type Transaction } from "kysely";
import type { Person } from "../../../core/ask.ts";
import type { CorrectionDecision } from "../../../core/review.ts";
import type { NewVersion } from "../../../flows/commands/versions/ports.ts";
import type {
  AcceptedCorrection,
  DecisionOutcome,
  DraftWithout,
  ReviewStore,
  UndoneCorrection,
} from "../../../flows/review/ports.ts";
import type { Tables } from "../../schema/tables.ts";
import { keepAccepted } from "../commands/accepted-texts.ts";
import { onName } from "../commands/on-name.ts";
import { lastChange } from "../commands/read-versions.ts";
import { saveVersion } from "../commands/save-version.ts";
import { deleteVersion } from "../commands/versions.ts";
import { storable } from "../json.ts";
import type { Hashes } from "../people/keyed-hash.ts";
import { isAskUsable, isOverrideUsable, isReviewer } from "./scope.ts";

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

/** Takes back what was done to drafts first. */
class RolledBack<T> extends Error {
  readonly outcome: T;
  constructor(outcome: T) {
    super("the correction was decided in another way, or is gone");
    this.outcome = outcome;
  }
}

async function orRolledBack<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    if (cause instanceof RolledBack) return cause.outcome as T;
    throw cause;
  }
}

export async function acceptCorrection(
  db: Kysely<Tables>,
  correction: Decision,
  { draft, seen }: { readonly draft: NewVersion; readonly seen: number },
): Promise<AcceptedCorrection> {
  return orRolledBack(
    onName<AcceptedCorrection>(db, draft.name, async (transaction) => {
      if ((await lastChange(transaction, draft.name)) !== seen) return { kind: "moved" };
      const saved = await saveVersion(transaction, draft);
      if (!("version" in saved)) return saved;
      const decided = await decideCorrection(transaction, correction);
      if (decided.kind !== "decided") throw new RolledBack<AcceptedCorrection>(decided);
      return { kind: "decided", version: saved.version };
    }),
  );
}

type Undoing = Parameters<ReviewStore["undoCorrection"]>[0];

/** What was decided may be decided anew. Where it gives anything but "undone", the caller rolls back: the texts were noted first. */
async function deleteDecision(
  transaction: Transaction<Tables>,
  { overrideId, decision, by }: Undoing,
  hashes: Hashes,
): Promise<"undone" | "not-theirs" | "moved"> {
  const decided = sql`override_id = ${storable(overrideId)} and decision = ${decision}`;
  const { rows: about } = await sql<{
    id: string;
  }>`select ask_id as id from fewshot.correction_reviews where ${decided}`.execute(transaction);
  await keepAccepted(
    transaction,
    about.map(({ id }) => id),
    hashes,
  );
  const { rows } = await sql`delete from fewshot.correction_reviews
    where ${decided} and ${by === null ? sql`true` : isReviewer(by)} returning override_id`.execute(
    transaction,
  );
  if (rows.length > 0) return "undone";
  const { rows: others } = await sql`select from fewshot.correction_reviews where ${decided}`.execute(
    transaction,
  );
  return others.length > 0 ? "not-theirs" : "moved";
}

export async function undoCorrection(
  db: Kysely<Tables>,
  correction: Undoing,
  { without, hashes }: { readonly without: DraftWithout | null; readonly hashes: Hashes },
): Promise<UndoneCorrection> {
  const undo = async (transaction: Transaction<Tables>) => {
    const kind = await deleteDecision(transaction, correction, hashes);
    if (kind !== "undone") throw new RolledBack<UndoneCorrection>({ kind });
    return kind;
  };
  if (without === null)
    return orRolledBack(
      db
        .transaction()
        .execute<UndoneCorrection>(async (transaction) => ({ kind: await undo(transaction), version: null })),
    );
  return orRolledBack(
    onName<UndoneCorrection>(db, without.name, async (transaction) => {
      if ((await lastChange(transaction, without.name)) !== without.seen) return { kind: "moved" };
      const saved =
        without.kind === "saves" ? await saveVersion(transaction, without.draft) : { version: null };
      if (!("version" in saved)) return saved;
      if (without.kind === "deletes")
        await deleteVersion(transaction, without, { by: without.by, note: null });
      return { kind: await undo(transaction), version: saved.version };
    }),
  );
}
