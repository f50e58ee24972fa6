/** The second migration: jobs and limits of our own, keys by person, and one notice for many changes. */

import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Up to this many deleted rows of one statement get a notice each; more get one notice, "many". */
const MAX_TOLD = 20;

/** Sends the ids of deleted rows, or one "many" a platform.
 * @param id the column that holds the ask's id */
const tellOfDeleted = (
  name: string,
  id: string,
) => `create function fewshot.${name}() returns trigger language plpgsql as $$
  begin
    if (select count(*) from (select 1 from gone limit ${MAX_TOLD + 1}) as few) > ${MAX_TOLD} then
      perform pg_notify('fewshot_change', platform || ':') from (select distinct platform from gone) as platforms;
    else
      perform pg_notify('fewshot_change', platform || ':' || ${id}) from gone;
    end if;
    return null;
  end $$`;

const STATEMENTS = [
  // A large store takes longer than a statement may take otherwise.
  "set local statement_timeout = 0",

  // The same interaction id from two people is two asks.
  "alter table fewshot.asks drop constraint asks_platform_interaction_id_key",
  "alter table fewshot.asks add constraint one_ask unique (platform, workspace, person_id, interaction_id)",
  "alter table fewshot.presses drop constraint presses_pkey",
  "alter table fewshot.presses add constraint one_press primary key (platform, workspace, person_id, interaction_id)",
  "drop index fewshot.presses_by_person",

  // When a person asked lately: the limit is counted and kept in one statement.
  `create table fewshot.ask_times (
    platform text not null,
    workspace text not null,
    person_id text not null,
    times timestamptz[] not null,
    primary key (platform, workspace, person_id)
  )`,

  // One job an ask. "wanted" grows when there is a new reason for it while it is held; "taken" names one hold.
  `create table fewshot.jobs (
    ask_id text primary key references fewshot.asks on delete cascade,
    version smallint not null,
    about text not null,
    wanted integer not null default 1,
    taken integer not null default 0,
    attempt integer not null default 0,
    orphaned integer not null default 0,
    is_held boolean not null default false,
    seen_at timestamptz,
    created_at timestamptz not null default now(),
    due_at timestamptz not null default now()
  )`,
  "create index jobs_by_due on fewshot.jobs (due_at) where not is_held",
  "create index jobs_held on fewshot.jobs (seen_at) where is_held",

  // The triggers of release 0.1 sent a notice for every deleted row.
  "drop trigger told on fewshot.asks",
  "drop trigger told_of_change on fewshot.asks",
  "drop trigger told_of_job on fewshot.asks",
  "drop trigger told on fewshot.ratings",
  "drop trigger told on fewshot.overrides",
  "drop trigger told_of_job on fewshot.overrides",
  "drop function fewshot.tell_of_ask()",
  "drop function fewshot.tell_of_feedback()",
  "drop function fewshot.tell_of_job()",
  `create function fewshot.tell_of_ask() returns trigger language plpgsql as $$
    begin perform pg_notify('fewshot_change', new.platform || ':' || new.id); return null; end $$`,
  `create function fewshot.tell_of_feedback() returns trigger language plpgsql as $$
    begin perform pg_notify('fewshot_change', new.platform || ':' || new.ask_id); return null; end $$`,
  `create function fewshot.tell_of_job() returns trigger language plpgsql as $$
    begin perform pg_notify('fewshot_job', current_setting('application_name')); return null; end $$`,
  tellOfDeleted("tell_of_deleted_asks", "id"),
  tellOfDeleted("tell_of_deleted_feedback", "ask_id"),
  "create trigger new_ask after insert on fewshot.asks for each row execute function fewshot.tell_of_ask()",
  `create trigger changed_ask after update on fewshot.asks for each row
    when (old.answered_at is distinct from new.answered_at or old.delivered_at is distinct from new.delivered_at)
    execute function fewshot.tell_of_ask()`,
  `create trigger deleted_asks after delete on fewshot.asks referencing old table as gone
    for each statement execute function fewshot.tell_of_deleted_asks()`,
  ...["ratings", "overrides"].flatMap((table) => [
    `create trigger changed after insert or update on fewshot.${table} for each row execute function fewshot.tell_of_feedback()`,
    // Feedback that is deleted with its ask gets no notice of its own.
    `create trigger deleted after delete on fewshot.${table} referencing old table as gone
      for each statement when (pg_trigger_depth() = 0) execute function fewshot.tell_of_deleted_feedback()`,
  ]),
  "create trigger new_job after insert or update of wanted on fewshot.jobs for each row execute function fewshot.tell_of_job()",

  // Release 0.1 kept its jobs in tables of pg-boss, in a schema of its own.
  `do $$
    begin
      if to_regclass('fewshot_jobs.job') is not null then
        insert into fewshot.jobs (ask_id, version, about, created_at, due_at)
          select distinct on (asks.id) asks.id, 1, coalesce(job.data ->> 'about', 'ask'), job.created_on,
              case when job.state = 'retry' then least(job.start_after, now()) else now() end
            from fewshot_jobs.job join fewshot.asks on asks.id = job.data ->> 'askId'
            where job.name = 'carry' and job.state in ('created', 'retry', 'active')
            order by asks.id, job.created_on;
      end if;
    end $$`,
  "drop schema if exists fewshot_jobs cascade",
];

export const release02: Migration = {
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};
