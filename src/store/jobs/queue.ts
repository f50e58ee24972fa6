/**
 * The queue of asks to carry: pg-boss's table, and the few statements on it that pg-boss has no call for.
 * Jobs hold an ask's id only, and are deleted when they are done: nothing of a person stays behind.
 */

import { type Kysely, sql, type Transaction } from "kysely";
import { fromKysely, type PgBoss } from "pg-boss";
import type { Database } from "../database.ts";
import { QUEUE } from "../prepare.ts";
import type { Tables } from "../tables.ts";

/** A job in hand. `id` and `attempt` together name one try: whoever lost the job to another can no longer settle it. */
export interface Job {
  readonly id: string;
  readonly askId: string;
  /** Counts from 1. */
  readonly attempt: number;
}

export interface Queue {
  /** Adds a job in a transaction of the caller's. */
  add(transaction: Transaction<Tables>, askId: string): Promise<void>;
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

/** A job that was orphaned more often than this may be what kills its workers: it waits longer each time. */
const INNOCENT_DEATHS = 5;

export function createQueue(database: Database, boss: PgBoss): Queue {
  const db: Kysely<Tables> = database.kysely;
  const isMine = (job: Job) =>
    sql`name = ${QUEUE} and id = ${job.id}::uuid and state = 'active' and retry_count = ${job.attempt - 1}`;
  return {
    async add(transaction, askId) {
      await boss.send(QUEUE, { askId }, { singletonKey: askId, db: fromKysely(transaction) });
    },

    async take(most) {
      const jobs = await boss.fetch<{ askId: string }>(QUEUE, { batchSize: most });
      return jobs.map(({ id, data, retryCount }) => ({ id, askId: data.askId, attempt: retryCount + 1 }));
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
