/**
 * The queue of asks to carry: pg-boss's table, and the few statements on it that pg-boss has no call for.
 * Jobs hold an ask's id only, and are deleted when they are done: nothing of a person stays behind.
 */

import { type Kysely, type RawBuilder, sql } from "kysely";
import type { PgBoss } from "pg-boss";
import type { Database } from "../database.ts";
import { QUEUE } from "../prepare.ts";
import type { Tables } from "../tables.ts";

/** A job in hand. `id` and `attempt` together name one try: whoever lost the job to another can no longer settle it. */
export interface Job {
  readonly id: string;
  readonly askId: string;
  /** What made the job. */
  readonly about: About;
  /** Counts from 1. */
  readonly attempt: number;
}

/** Why an ask is carried: it is new, or its overrides changed. */
export type About = "ask" | "override";

export interface Queue {
  /** Takes up to `most` jobs that are due, oldest first, never one whose ask is being carried. */
  take(most: number): Promise<readonly Job[]>;
  /** Deletes finished jobs. */
  settle(jobs: readonly Job[]): Promise<void>;
  /** Puts a job back until `delayMs` from now, unless it is older than `mostAgeMs`: then it is deleted. Returns whether it will come again. */
  postpone(job: Job, wait: { readonly delayMs: number; readonly mostAgeMs: number }): Promise<boolean>;
  /** Says that these jobs are still being worked on. */
  touch(jobs: readonly Job[]): Promise<void>;
  /** Puts back active jobs that nobody has touched for `silentMs`; 0 for all. Returns how many. */
  takeBack(silentMs: number): Promise<number>;
  depth(): Promise<{ waiting: number; running: number; oldestMs: number }>;
}

/** A year in which a job may wait: pg-boss's own two weeks would lose the asks of a bot that was off for a month. */
const KEEP = sql`now() + interval '1 year'`;

/** Adds a job for each row of `source`, which has the ask's id in `column`: part of the statement that stores what the job is about,
 * so that both are kept or neither, in one round trip. pg-boss's own `send` would need a transaction of four. */
export function insertJobs(source: string, column: string, about: About): RawBuilder<Record<string, never>> {
  const askId = sql.ref(`${source}.${column}`);
  return sql<
    Record<string, never>
  >`(insert into fewshot_jobs.job (name, policy, singleton_key, data, keep_until)
    select ${sql.lit(QUEUE)}, 'singleton', ${askId}, jsonb_build_object('askId', ${askId}, 'about', ${sql.lit(about)}), ${KEEP} from ${sql.table(source)})`;
}

/** A job that was orphaned more often than this may be what kills its workers: it waits longer each time. */
const INNOCENT_DEATHS = 5;

export function createQueue(database: Database, boss: PgBoss): Queue {
  const db: Kysely<Tables> = database.kysely;
  const isMine = (job: Job) =>
    sql`name = ${QUEUE} and id = ${job.id}::uuid and state = 'active' and retry_count = ${job.attempt - 1}`;
  return {
    async take(most) {
      const jobs = await boss.fetch<{ askId: string; about: About }>(QUEUE, { batchSize: most });
      return jobs.map(({ id, data, retryCount }) => ({ id, ...data, attempt: retryCount + 1 }));
    },

    async settle(jobs) {
      if (jobs.length === 0) return;
      const tries = jobs.map(({ id, attempt }) => `${id}:${attempt - 1}`);
      const ids = jobs.map(({ id }) => id);
      await sql`delete from fewshot_jobs.job where name = ${QUEUE} and id = any(${ids}::uuid[]) and state = 'active'
        and id::text || ':' || retry_count = any(${tries}::text[])`.execute(db);
    },

    async postpone(job, { delayMs, mostAgeMs }) {
      // pg-boss fixes the delays of all tries when a job is made; here each failure decides its own.
      const { rows } = await sql<{ again: boolean }>`with tried as (
          update fewshot_jobs.job set state = 'retry', start_after = now() + ${delayMs} * interval '1 millisecond'
          where ${isMine(job)} and created_on + ${mostAgeMs} * interval '1 millisecond' > now() returning id
        ), ended as (
          delete from fewshot_jobs.job where ${isMine(job)} and created_on + ${mostAgeMs} * interval '1 millisecond' <= now() returning id
        ) select exists (select 1 from tried) as again`.execute(db);
      return rows[0]?.again ?? false;
    },

    async touch(jobs) {
      if (jobs.length === 0) return;
      const ids = jobs.map(({ id }) => id);
      await sql`update fewshot_jobs.job set heartbeat_on = now()
        where name = ${QUEUE} and id = any(${ids}::uuid[]) and state = 'active'`.execute(db);
    },

    async takeBack(silentMs) {
      const { numAffectedRows } = await sql`update fewshot_jobs.job set state = 'retry',
          start_after = now() + case when retry_count < ${INNOCENT_DEATHS} then interval '0'
            else least(power(2, retry_count - ${INNOCENT_DEATHS}), 60) * interval '1 second' end
        where name = ${QUEUE} and policy = 'singleton' and state = 'active'
          and coalesce(heartbeat_on, started_on) <= now() - ${silentMs} * interval '1 millisecond'`.execute(
        db,
      );
      return Number(numAffectedRows ?? 0);
    },

    async depth() {
      const { rows } = await sql<{ waiting: number; running: number; oldest: Date | null }>`
        select count(*) filter (where state < 'active')::int as waiting, count(*) filter (where state = 'active')::int as running,
          min(created_on) as oldest from fewshot_jobs.job where name = ${QUEUE} and state <= 'active'`.execute(
        db,
      );
      const { waiting = 0, running = 0, oldest = null } = rows[0] ?? {};
      return { waiting, running, oldestMs: oldest ? Math.max(0, Date.now() - oldest.getTime()) : 0 };
    },
  };
}
