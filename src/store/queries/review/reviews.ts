/** Spot checks and corrections: what waits, and what reviewers decided. */

import { type Kysely, sql } from "kysely";
import type { Answer, Person } from "../../../core/ask.ts";
import type {
  Correction,
  CorrectionDecision,
  Review,
  SpotCheck,
  WaitingReviews,
} from "../../../core/review.ts";
import type { ReviewQuery, ReviewStore } from "../../../flows/review/ports.ts";
import type { Tables } from "../../schema/tables.ts";
import { selectRecords } from "../asks/asks.ts";
import { type OverrideRow, toListedRecord, toOverride } from "../asks/rows.ts";
import { readStoredAnswer } from "../asks/stored-answer.ts";
import { storable } from "../json.ts";
import type { OpenHashes } from "../people/keyed-hash.ts";
import { waitsAsContest } from "./contests.ts";
import { acceptCorrection, decideCorrection, reviewerColumns, undoCorrection } from "./decide-correction.ts";
import { isAskOf, isAskUsable, isOverrideUsable, isPerson, isReviewer, isWithin } from "./scope.ts";

type Reviews = Omit<
  ReviewStore,
  | "labelledRows"
  | "watchRows"
  | "watchGone"
  | "recordContest"
  | "waitingContests"
  | "findContest"
  | "decideContest"
>;

const NO_REVIEWER = {
  reviewer_platform: null,
  reviewer_workspace: null,
  reviewer_id: null,
  reviewer_name: null,
};

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a list of short queries
export function createReviews(db: Kysely<Tables>, hashes: OpenHashes): Reviews {
  return {
    async waitingSpotChecks({ after, limit, ...query }) {
      let select = selectRecords(db).where(waitsAsSpotCheck(query)).orderBy("asks.seq", "desc").limit(limit);
      if (after !== null) select = select.where(sql<boolean>`asks.seq < ${seqOfAsk(after)}`);
      return (await select.execute()).map(toListedRecord);
    },

    async waitingCorrections({ after, limit, ...query }) {
      const behind = after === null ? sql`true` : sql`overrides.seq < ${seqOfOverride(after)}`;
      const { rows } = await sql<OverrideRow>`select overrides.* from fewshot.overrides
        join fewshot.asks on asks.id = overrides.ask_id
        where ${waitsAsCorrection(query)} and ${behind}
        order by overrides.seq desc limit ${limit}`.execute(db);
      return joinRecords(db, rows);
    },

    async decidedCorrections({ scope, command, limit }) {
      const { rows } = await sql<OverrideRow & { decision: CorrectionDecision }>`select overrides.*, decision
        from fewshot.correction_reviews
        join fewshot.overrides on overrides.id = override_id
        join fewshot.asks on asks.id = overrides.ask_id
        where ${isAskUsable} and ${isOverrideUsable} and asks.answer is not null
          and ${isOfCommand(command)} and ${isWithin(scope)}
        order by decided_at desc, overrides.seq desc limit ${limit}`.execute(db);
      const decisions = new Map(rows.map(({ id, decision }) => [id, decision]));
      return (await joinRecords(db, rows)).flatMap((one) => {
        const decision = decisions.get(one.override.id);
        return decision === undefined ? [] : [{ ...one, decision }];
      });
    },

    async waitingTexts({ limit, ...query }) {
      const { rows } = await sql<OverrideRow & { command: string; text: string }>`
        select overrides.*, asks.command, asks.text from fewshot.overrides join fewshot.asks on asks.id = overrides.ask_id
        where ${waitsAsCorrection({ ...query, except: null })} order by overrides.seq desc limit ${limit}`.execute(
        db,
      );
      return rows.map(({ command, text, ...row }) => ({ override: toOverride(row), command, text }));
    },

    async countWaiting(query) {
      const { rows } = await sql<WaitingReviews>`select
          (select count(*)::int from fewshot.asks where ${waitsAsContest(query)}) as contests,
          (select count(*)::int from fewshot.asks where ${waitsAsSpotCheck(query)}) as "spotChecks",
          (select count(*)::int from fewshot.overrides join fewshot.asks on asks.id = overrides.ask_id
            where ${waitsAsCorrection(query)}) as corrections`.execute(db);
      return rows[0] ?? { contests: 0, spotChecks: 0, corrections: 0 };
    },

    async findSpotCheck(askId) {
      const row = await selectRecords(db)
        .where("asks.id", "=", storable(askId))
        .where(isAskUsable)
        .where("asks.answer", "is not", null)
        .where(sql<boolean>`exists (select from fewshot.spot_checks where ask_id = asks.id)`)
        .executeTakeFirst();
      return row ? toListedRecord(row) : null;
    },

    async findDecision(askId, by) {
      const { rows } = await sql<{ label: string | null }>`select label from fewshot.spot_checks
        where ask_id = ${storable(askId)} and ${isReviewer(by)}`.execute(db);
      return rows[0] ?? null;
    },

    async findCorrection(overrideId) {
      const { rows } = await sql<
        OverrideRow & { decision: CorrectionDecision | null }
      >`select overrides.*, decision
        from fewshot.overrides join fewshot.asks on asks.id = overrides.ask_id
        left join fewshot.correction_reviews on override_id = overrides.id
        where overrides.id = ${storable(overrideId)} and ${isAskUsable} and ${isOverrideUsable}
          and asks.answer is not null`.execute(db);
      const [found] = await joinRecords(db, rows);
      return found ? { ...found, decision: rows[0]?.decision ?? null } : null;
    },

    async decideSpotCheck({ askId, label, by }) {
      const set = {
        label: label === null ? null : storable(label),
        ...reviewerColumns(by),
        decided_at: new Date(),
      };
      const isThis = sql`ask_id = ${storable(askId)} and asks.id = ask_id and asks.answer is not null and ${isAskUsable}`;
      const { rows: changed } = await sql`update fewshot.spot_checks
        set ${sql.join(Object.entries(set).map(([column, value]) => sql`${sql.ref(column)} = ${value}`))}
        from fewshot.asks where ${isThis} and (decided_at is null or ${isReviewer(by)}) returning ask_id`.execute(
        db,
      );
      if (changed.length > 0) return { kind: "decided" };
      // A statement of its own: the one above waited for whoever was first, and does not see what they decided.
      const { rows } = await sql<{ label: string | null }>`select spot_checks.label
        from fewshot.spot_checks, fewshot.asks where ${isThis} and decided_at is not null`.execute(db);
      return rows[0] ? { kind: "known", decision: rows[0].label } : { kind: "gone" };
    },

    decideCorrection: (correction) => decideCorrection(db, correction),
    acceptCorrection: (correction, made) => acceptCorrection(db, correction, made),
    undoCorrection: async (correction, without) =>
      undoCorrection(db, correction, { without, hashes: await hashes() }),

    async hasOtherReviewers(scope, person) {
      const { rows } = await sql<{ found: boolean }>`select exists (
          select from (
            select ask_id, reviewer_platform, reviewer_workspace, reviewer_id from fewshot.spot_checks
            union all select ask_id, reviewer_platform, reviewer_workspace, reviewer_id from fewshot.correction_reviews
            union all select ask_id, reviewer_platform, reviewer_workspace, reviewer_id from fewshot.contests
          ) as decided join fewshot.asks on asks.id = decided.ask_id
          where reviewer_id is not null and not ${isReviewer(person)} and ${isWithin(scope)}
        ) as found`.execute(db);
      return rows[0]?.found ?? false;
    },

    async spotChecksOf(command, scope) {
      const { rows } = await sql<{
        id: string;
        created_at: Date;
        answer: unknown;
        label: string | null;
        decided_at: Date | null;
      }>`select asks.id, asks.created_at, asks.answer - 'prompt' as answer, label, decided_at
        from fewshot.spot_checks join fewshot.asks on asks.id = ask_id
        where asks.command = ${storable(command)} and ${isWithin(scope)} and ${isAskUsable}
        order by asks.seq`.execute(db);
      return rows.flatMap(({ id, created_at, answer, label, decided_at }): SpotCheck[] => {
        const known = tryRead(answer);
        if (known === undefined) return [];
        const decision = decided_at === null ? null : { label, decidedAt: new Date(decided_at) };
        return [{ ...{ askId: id, command, askedAt: new Date(created_at), decision }, answer: known }];
      });
    },
  };
}

/** @returns undefined for an answer that can't be read: it must not hide the others */
function tryRead(stored: unknown): Answer | null | undefined {
  try {
    return readStoredAnswer(stored);
  } catch {
    return undefined;
  }
}

type Waiting = Pick<ReviewQuery, "scope" | "command" | "except">;

const isOfCommand = (command: string | null) =>
  command === null ? sql`true` : sql`asks.command = ${storable(command)}`;

const waitsAsSpotCheck = ({ scope, command, except }: Waiting) => sql<boolean>`(asks.answer is not null
    and exists (select from fewshot.spot_checks where ask_id = asks.id and decided_at is null)
    and ${isOfCommand(command)} and ${isWithin(scope)} and ${isAskUsable}
    and ${except === null ? sql`true` : sql`not ${isAskOf(except)}`})`;

/** A correction shows what somebody says of the answer: that of a spot check waits until this is decided. */
const waitsAsCorrection = ({ scope, command, except }: Waiting) => sql<boolean>`(asks.answer is not null
    and ${isOverrideUsable} and ${isAskUsable}
    and not exists (select from fewshot.correction_reviews where override_id = overrides.id)
    and not exists (select from fewshot.spot_checks where spot_checks.ask_id = asks.id and decided_at is null)
    and ${isOfCommand(command)} and ${isWithin(scope)}
    and ${
      except === null
        ? sql`true`
        : sql`not (${isAskOf(except)} or ${isPerson(except, {
            platform: "overrides.platform",
            workspace: "overrides.workspace",
            id: "overrides.person_id",
          })})`
    })`;

/** What is gone meanwhile is behind nothing: the list then begins anew. */
const seqOfAsk = (id: string) =>
  sql`coalesce((select first.seq from fewshot.asks as first where first.id = ${storable(id)}), 9223372036854775807)`;
const seqOfOverride = (id: string) =>
  sql`coalesce((select first.seq from fewshot.overrides as first where first.id = ${storable(id)}), 9223372036854775807)`;

async function joinRecords(db: Kysely<Tables>, rows: readonly OverrideRow[]): Promise<Correction[]> {
  if (rows.length === 0) return [];
  const records = await selectRecords(db)
    .where(
      "asks.id",
      "in",
      rows.map(({ ask_id: id }) => id),
    )
    .execute();
  const byId = new Map(records.map((row) => [row.id, toListedRecord(row)]));
  const checks = await db
    .selectFrom("spot_checks")
    .select(["ask_id", "label"])
    .where(
      "ask_id",
      "in",
      rows.map(({ ask_id: id }) => id),
    )
    .where("decided_at", "is not", null)
    .execute();
  const checkedById = new Map(checks.map(({ ask_id: id, label }) => [id, { label }]));
  return rows.flatMap((row) => {
    const record = byId.get(row.ask_id);
    return record
      ? [{ override: toOverride(row), record, checked: checkedById.get(row.ask_id) ?? null }]
      : [];
  });
}

/** Takes a person off their decisions, which stay. */
export async function forgetReviewer(db: Kysely<Tables>, person: Person): Promise<void> {
  for (const table of ["spot_checks", "correction_reviews", "contests"] as const)
    await db.updateTable(table).set(NO_REVIEWER).where(isReviewer(person)).execute();
}

/** All reviews of a person's words, and all that the person made, after the last one that was read. */
export async function reviewsOf(
  db: Kysely<Tables>,
  person: Person,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<readonly (Review & { readonly key: string })[]> {
  const { rows } = await sql<Review & { readonly key: string }>`select * from (
      select 's' || ask_id as key, 'spot-check' as about, ask_id as "askId", null as "overrideId",
        case when decided_at is null then null when label is null then 'no-label' else 'label' end as decision,
        label, decided_at as "decidedAt", ${isReviewer(person)} as "isOwnDecision"
        from fewshot.spot_checks join fewshot.asks on asks.id = ask_id where ${isReviewer(person)} or ${isAskOf(person)}
      union all select 'c' || override_id, 'correction', correction_reviews.ask_id, override_id, decision,
        null, decided_at, ${isReviewer(person)}
        from fewshot.correction_reviews join fewshot.asks on asks.id = correction_reviews.ask_id
          join fewshot.overrides on overrides.id = override_id
        where ${isReviewer(person)} or ${isAskOf(person)} or ${isPerson(person, {
          platform: "overrides.platform",
          workspace: "overrides.workspace",
          id: "overrides.person_id",
        })}
      union all select 'o' || ask_id, 'contest', ask_id, null, outcome, contests.label, decided_at, ${isReviewer(person)}
        from fewshot.contests join fewshot.asks on asks.id = ask_id where ${isReviewer(person)} or ${isAskOf(person)}
    ) as found where key > ${after} order by key limit ${limit}`.execute(db);
  return rows;
}
