/**
 * The queues: of asks to work on, and of erased asks whose posts are to be taken back. One row an ask in a table of our own, taken
 * with `for update skip locked` and deleted when it is done: nothing of a person stays behind.
 */

import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Tables } from "../schema/tables.ts";

/** A job that was taken. `taken` names this time: a process that lost the job to another can no longer settle it. */
export interface Job {
  /** The ask's id, or whatever else the job is about. */
  readonly id: string;
  /** Counts from 1; starts again with every new reason. */
  readonly attempt: number;
  readonly taken: number;
  /** Grows when there is a new reason to work on the ask: a job that changed meanwhile is done once more. */
  readonly wanted: number;
}

/** Why an ask is worked on: it is new, or its overrides changed. */
export type About = "ask" | "override";

export interface Queue {
  /** What a job's id is called in the log. */
  readonly idName: "askId" | "rollUp";
  /** Takes up to `limit` jobs that are due, oldest first. */
  take(limit: number): Promise<readonly Job[]>;
  /** Deletes finished jobs; one that is wanted again is due at once. Returns whether there is one. */
  settle(jobs: readonly Job[]): Promise<boolean>;
  /** Puts a job back until `delayMs` from now, unless it is older than `maxAgeMs`: then it is deleted. Returns whether it will come again. */
  postpone(job: Job, wait: { readonly delayMs: number; readonly maxAgeMs: number }): Promise<boolean>;
  /** Says that these jobs are still being worked on. */
  touch(jobs: readonly Job[]): Promise<void>;
  /** Puts back jobs that their holder has not touched for `silentMs`, 0 for all, but none of `except`. Returns how many. */
  takeBack(silentMs: number, except?: readonly Job[]): Promise<number>;
  depth(): Promise<{ waiting: number; running: number; oldestMs: number }>;
}

/** Version of the rows that this release writes. Rows of a newer one are left to the process that understands them. */
const JOB_VERSION = 1;
/** A job that was orphaned more often than this may be what kills its workers: it waits longer each time. */
const MAX_ORPHANED = 5;

/** Asks that were being worked on when they were erased may still be posted: their retraction waits until the worker is done with
 * them, or for so long. */
const IN_WORK_SECONDS = 60;

/** Adds a retraction for each row of `source`, which holds the erased asks with `was_in_work`: part of the statement that erases. */
export function insertRetractions(source: string): RawBuilder<Record<string, never>> {
  return sql<Record<string, never>>`(insert into fewshot.retractions
      (ask_id, version, platform, channel, place, command, locale, receipt, due_at)
    select id, ${sql.lit(JOB_VERSION)}, platform, channel, place, command, locale, receipt,
      now() + case when was_in_work then ${sql.lit(IN_WORK_SECONDS)} else 0 end * interval '1 second'
    from ${sql.table(source)} on conflict do nothing)`;
}

/** Notes what was posted of an ask after it was erased: it is taken back once more. */
export async function updateRetraction(db: Kysely<Tables>, askId: string, receipt: string): Promise<void> {
  await sql`update fewshot.retractions set receipt = ${receipt}::jsonb, wanted = wanted + 1 where ask_id = ${askId}`.execute(
    db,
  );
}

/** Adds a job for each row of `source`, which has the ask's id in `column`: part of the statement that stores what the job is about,
 * so that both are stored or neither, in one round trip. */
export function insertJobs(source: string, column: string, about: About): RawBuilder<Record<string, never>> {
  return sql<Record<string, never>>`(insert into fewshot.jobs as job (ask_id, version, about)
    select ${sql.ref(`${source}.${column}`)}, ${sql.lit(JOB_VERSION)}, ${sql.lit(about)} from ${sql.table(source)}
    on conflict (ask_id) do update set wanted = job.wanted + 1, about = excluded.about, version = excluded.version,
      due_at = least(job.due_at, now()),
      created_at = case when job.is_held then job.created_at else now() end,
      attempt = case when job.is_held then job.attempt else 0 end)`;
}

/** The queues, with the column that says what a job is about. */
const KEYS = { jobs: "ask_id", retractions: "ask_id", rollup_jobs: "unit" } as const;

/** @param table the queue; all have the same columns of jobs */
export function createQueue(db: Kysely<Tables>, table: keyof typeof KEYS = "jobs"): Queue {
  const all = sql.table(`fewshot.${table}`);
  const key = sql.ref(KEYS[table]);
  // Days that became due together are counted from the newest on: pages are mostly about these.
  const isByDay = table === "rollup_jobs";
  const ids = (jobs: readonly Job[]) => sql`${jobs.map(({ id }) => id)}::text[]`;
  /** The rows of these holds. */
  const held = (jobs: readonly Job[]) => sql`exists (
    select 1 from unnest(${ids(jobs)}, ${jobs.map(({ taken }) => taken)}::integer[])
      as hold (id, taken) where hold.id = job.${key} and hold.taken = job.taken) and job.is_held`;
  return {
    idName: isByDay ? "rollUp" : "askId",

    async take(limit) {
      // A job that was made in the future is due as well: the clock was set back.
      const { rows } = await sql<Job & { dueAt: Date }>`with due as (
          select ${key} as id from ${all} where not is_held and (due_at <= now() or created_at > now()) and version <= ${sql.lit(JOB_VERSION)}
          order by due_at${isByDay ? sql`, unit desc` : sql``} limit ${limit} for update skip locked
        ) update ${all} as job set is_held = true, seen_at = now(), taken = taken + 1, attempt = attempt + 1
          from due where job.${key} = due.id
          returning job.${key} as id, attempt, taken, wanted, due_at as "dueAt"`.execute(db);
      return rows.sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime());
    },

    async settle(jobs) {
      if (jobs.length === 0) return false;
      const done = await sql`delete from ${all} as job where job.${key} = any(${ids(jobs)}) and ${held(jobs)}
        and exists (select 1 from unnest(${ids(jobs)}, ${jobs.map(({ wanted }) => wanted)}::integer[])
          as known (id, wanted) where known.id = job.${key} and known.wanted = job.wanted)`.execute(db);
      if (Number(done.numAffectedRows ?? 0) === jobs.length) return false;
      // The others are wanted again, lost to another process, or erased with their ask. Whatever is posted of these is posted now.
      if (table === "jobs")
        await sql`update fewshot.retractions set due_at = now(), wanted = wanted + 1
          where ask_id = any(${ids(jobs)})`.execute(db);
      const again =
        await sql`update ${all} as job set is_held = false, attempt = 0, orphaned = 0, due_at = now(), created_at = now()
        where job.${key} = any(${ids(jobs)}) and ${held(jobs)}`.execute(db);
      return Number(again.numAffectedRows ?? 0) > 0;
    },

    async postpone(job, { delayMs, maxAgeMs }) {
      const { rows } = await sql<{ again: boolean }>`with kept as (
          update ${all} as job set is_held = false, created_at = least(created_at, now()),
            due_at = case when wanted = ${job.wanted} then now() + ${delayMs} * interval '1 millisecond' else now() end
          where ${held([job])} and created_at + ${maxAgeMs} * interval '1 millisecond' > now() returning 1
        ), ended as (
          delete from ${all} as job
          where ${held([job])} and created_at + ${maxAgeMs} * interval '1 millisecond' <= now() returning 1
        ) select exists (select 1 from kept) as again`.execute(db);
      return rows[0]?.again ?? false;
    },

    async touch(jobs) {
      if (jobs.length === 0) return;
      await sql`update ${all} as job set seen_at = now()
        where job.${key} = any(${ids(jobs)}) and ${held(jobs)}`.execute(db);
    },

    async takeBack(silentMs, except = []) {
      const { numAffectedRows } = await sql`update ${all} set is_held = false, orphaned = orphaned + 1,
          due_at = now() + case when orphaned < ${MAX_ORPHANED} then interval '0'
            else least(power(2, orphaned - ${MAX_ORPHANED}), 60) * interval '1 second' end
        where is_held and (seen_at <= now() - ${silentMs} * interval '1 millisecond' or ${silentMs === 0}::boolean)
          and ${key} <> all(${ids(except)})`.execute(db);
      return Number(numAffectedRows ?? 0);
    },

    async depth() {
      const { rows } = await sql<{ waiting: number; running: number; oldest: Date | null }>`
        select count(*) filter (where not is_held)::int as waiting, count(*) filter (where is_held)::int as running,
          min(created_at) as oldest from ${all}`.execute(db);
      const { waiting = 0, running = 0, oldest = null } = rows[0] ?? {};
      return { waiting, running, oldestMs: oldest ? Math.max(0, Date.now() - oldest.getTime()) : 0 };
    },
  };
}
