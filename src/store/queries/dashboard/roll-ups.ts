/**
 * Counts the asks of a day and a command anew where something about them changed: an ask came, was answered, rated, overridden, reviewed,
 * erased or expired, or a person opted out. Triggers note each change with it; what was noted becomes one job a day and command.
 */

import { setTimeout as sleep } from "node:timers/promises";
import { type Kysely, sql } from "kysely";
import { type AskFacts, createSumming, type RollUp } from "../../../core/statistics/roll-up.ts";
import type { Database } from "../../database/database.ts";
import type { Tables } from "../../schema/tables.ts";
import { toJsonText } from "../json.ts";
import { isOfOptedOut, optedOut } from "../review/scope.ts";

/** Grows when asks are counted in another way: all days are then counted again. */
const ROLL_UP_FORMAT = 1;
/** Changes that become jobs at once. */
const MAX_CHANGES = 5_000;
/** Asks read at once: about five milliseconds on PGlite, for which an ask that comes in meanwhile waits. */
const CHUNK = 100;

export interface RollUps {
  /** Makes jobs of what changed; one for each day and command. Returns how many. */
  collect(): Promise<number>;
  /** Notes what a release that counted in another way has left. */
  noteOutdated(): Promise<void>;
  /** Counts a day of a command anew, in small steps, and stores it if the job is still held.
   * @param unit "2026-11-27 triage"
   * @param taken names the hold */
  rollUp(unit: string, taken: number): Promise<void>;
}

export function createRollUps({
  background: db,
  isShared,
}: Pick<Database, "background" | "isShared">): RollUps {
  return {
    async collect() {
      let jobs = 0;
      for (;;) {
        const { rows } = await sql<{ changes: number; jobs: number }>`with gone as (
            delete from fewshot.rollup_changes where seq in (
              select seq from fewshot.rollup_changes order by seq limit ${MAX_CHANGES} for update skip locked)
            returning day, command
          ), made as (
            insert into fewshot.rollup_jobs as job (unit, version)
              select distinct to_char(day, 'YYYY-MM-DD') || ' ' || command as unit, ${sql.lit(ROLL_UP_FORMAT)}::smallint from gone order by unit
              on conflict (unit) do update set wanted = job.wanted + 1, due_at = least(job.due_at, now()), version = excluded.version
            returning 1
          ) select (select count(*)::int from gone) as changes, (select count(*)::int from made) as jobs`.execute(
          db,
        );
        jobs += rows[0]?.jobs ?? 0;
        if ((rows[0]?.changes ?? 0) < MAX_CHANGES) return jobs;
      }
    },

    async noteOutdated() {
      await sql`insert into fewshot.rollup_changes (day, command)
        select distinct day, command from fewshot.rollups where format <> ${sql.lit(ROLL_UP_FORMAT)}`.execute(
        db,
      );
    },

    async rollUp(unit, taken) {
      const [day, command] = [unit.slice(0, 10), unit.slice(11)];
      const summing = createSumming();
      let last: { at: string; seq: number } | null = null;
      for (;;) {
        const startMs = performance.now();
        const rows = await readFacts(db, { day, command, last });
        for (const row of rows) summing.add(toFacts(row));
        const end = rows.at(-1);
        if (rows.length < CHUNK || end === undefined) break;
        last = end;
        // A server is left to others for at least as long. On PGlite asks go first anyway.
        if (isShared) await sleep(performance.now() - startMs);
      }
      await replace(db, { unit, taken, day, command, rollUps: summing.rollUps() });
    },
  };
}

interface FactsRow {
  readonly at: string;
  readonly seq: number;
  readonly platform: string;
  readonly workspace: string;
  readonly failureCode: string | null;
  readonly tookMs: number | null;
  readonly isAnswered: boolean;
  readonly label: string | null;
  readonly doubt: string | null;
  readonly top: string | null;
  readonly topScore: string | null;
  readonly model: string | null;
  readonly modelRevision: string | null;
  readonly hasHead: boolean;
  readonly revision: string | null;
  readonly version: string | null;
  readonly modelMs: string | null;
  readonly cachedTokens: string | null;
  readonly rights: number;
  readonly wrongs: number;
  readonly isOverridden: boolean;
  readonly isDrawn: boolean;
  readonly isDecided: boolean;
  readonly checkLabel: string | null;
}

/** The next asks of a day, drafts that were tried left out. What belongs to an ask is looked up for each: without statistics, as PGlite has
 * none, a join would read all of it for every chunk. All of an answer is read as text: one that can't be read must not stop the others. */
async function readFacts(
  db: Kysely<Tables>,
  {
    day,
    command,
    last,
  }: { readonly day: string; readonly command: string; readonly last: { at: string; seq: number } | null },
): Promise<FactsRow[]> {
  const begin = sql`(${day}::date::timestamp at time zone 'UTC')`;
  const after =
    last === null
      ? sql`true`
      : sql`(asks.created_at, asks.seq) > (${last.at}::timestamptz, ${last.seq}::bigint)`;
  const { rows } =
    await sql<FactsRow>`select asks.created_at::text as at, asks.seq, asks.platform, asks.workspace,
      asks.failure_code as "failureCode", (extract(epoch from asks.answered_at - asks.created_at) * 1000)::float8 as "tookMs",
      asks.answer is not null as "isAnswered", given.label, given.doubt, given.scores #>> '{0,label}' as top, given.scores #>> '{0,score}' as "topScore",
      given.model ->> 'name' as model, given.model ->> 'revision' as "modelRevision",
      coalesce(jsonb_typeof(given.head) = 'object', false) as "hasHead", given."commandRevision" as revision, given."commandVersion" as version,
      given."durationMs" as "modelMs", given."cachedTokens",
      said.rights, said.wrongs,
      corrected.overrides > 0 as "isOverridden",
      checked.ask_id is not null as "isDrawn", checked.decided_at is not null as "isDecided", checked.label as "checkLabel"
    from fewshot.asks
    cross join lateral jsonb_to_record(case when jsonb_typeof(asks.answer) = 'object' then asks.answer else '{}'::jsonb end)
      as given (label text, doubt text, scores jsonb, model jsonb, head jsonb, "commandRevision" text, "commandVersion" text,
        "durationMs" text, "cachedTokens" text)
    cross join lateral (
      select (count(*) filter (where value = 'right'))::int as rights, (count(*) filter (where value = 'wrong'))::int as wrongs
        from fewshot.ratings where ratings.ask_id = asks.id and not ${optedOut("ratings")}
    ) as said
    cross join lateral (
      select count(*) as overrides from fewshot.overrides
        where overrides.ask_id = asks.id and withdrawn_at is null and not ${optedOut("overrides")}
    ) as corrected
    left join lateral (select * from fewshot.spot_checks where ask_id = asks.id limit 1) as checked on true
    where asks.command = ${command} and asks.created_at >= ${begin} and asks.created_at < ${begin} + interval '1 day'
      and asks.command_version is null and not ${isOfOptedOut} and ${after}
    order by asks.created_at, asks.seq limit ${CHUNK}`.execute(db);
  return rows;
}

function toFacts(row: FactsRow): AskFacts {
  const { platform, workspace, failureCode, tookMs, rights, wrongs, isOverridden } = row;
  const version = Number(row.version ?? Number.NaN);
  const cached = Number(row.cachedTokens ?? Number.NaN);
  const score = Number(row.topScore ?? Number.NaN);
  return {
    ...{ platform, workspace, failureCode, tookMs, rights, wrongs, isOverridden },
    answer: row.isAnswered
      ? {
          version: Number.isInteger(version) ? version : null,
          revision: row.revision ?? "unknown",
          model: `${row.model ?? "unknown"} ${row.modelRevision ?? "unknown"}`,
          hasHead: row.hasHead,
          label: row.label,
          isDoubtful: row.doubt !== null || row.top !== null,
          likeliest: row.top === null || Number.isNaN(score) ? null : { label: row.top, score },
          modelMs: Number(row.modelMs) || 0,
          cachedTokens: Number.isNaN(cached) ? null : cached,
        }
      : null,
    check: row.isDrawn ? { isDecided: row.isDecided, label: row.checkLabel } : null,
  };
}

/** Puts the counts in place of those that were there, in one transaction. Whoever lost the job to another process changes nothing: the
 * other's counts are newer. */
async function replace(
  db: Kysely<Tables>,
  {
    unit,
    taken,
    day,
    command,
    rollUps,
  }: {
    readonly unit: string;
    readonly taken: number;
    readonly day: string;
    readonly command: string;
    readonly rollUps: readonly RollUp[];
  },
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const { rows } = await sql`select 1 from fewshot.rollup_jobs
      where unit = ${unit} and taken = ${taken} and is_held for update`.execute(transaction);
    if (rows.length === 0) return;
    await sql`delete from fewshot.rollups where day = ${day}::date and command = ${command}`.execute(
      transaction,
    );
    if (rollUps.length === 0) return;
    await sql`insert into fewshot.rollups
        (day, command, format, level, platform, workspace, version, revision, model, has_head, counts, spread, checks)
      select ${day}::date, ${command}::text, ${sql.lit(ROLL_UP_FORMAT)}, level, platform, workspace, version, revision, model, "hasHead",
          counts, spread, checks
        from jsonb_to_recordset(${toJsonText(rollUps)}::jsonb) as made (level text, platform text, workspace text, version integer,
          revision text, model text, "hasHead" boolean, counts jsonb, spread jsonb, checks jsonb)`.execute(
      transaction,
    );
  });
}
