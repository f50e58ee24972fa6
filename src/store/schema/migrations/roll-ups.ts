/** Counts by day and command, the log of what changed since they were counted, and the jobs that count again. */

import { sql } from "kysely";
import type { Migration } from "kysely/migration";

const DAY = (column: string) => `(${column} at time zone 'UTC')::date`;

/** Notes the day and the command of an ask: a day's counts are made from its asks anew, so that it does not matter what changed.
 * Each change is a row of its own: were it one row a day, all asks of a day would wait for each other. */
const STATEMENTS = [
  "set local statement_timeout = 0",
  `create table fewshot.rollup_changes (
    seq bigint generated always as identity primary key,
    day date not null,
    command text not null
  )`,
  // The same columns of jobs as "jobs" and "retractions" have. "unit" is a day and a command: "2026-11-27 triage".
  `create table fewshot.rollup_jobs (
    unit text primary key,
    version smallint not null,
    wanted integer not null default 1,
    taken integer not null default 0,
    attempt integer not null default 0,
    orphaned integer not null default 0,
    is_held boolean not null default false,
    seen_at timestamptz,
    created_at timestamptz not null default now(),
    due_at timestamptz not null default now()
  )`,
  "create index rollup_jobs_by_due on fewshot.rollup_jobs (due_at) where not is_held",
  `create table fewshot.rollups (
    day date not null,
    command text not null,
    format smallint not null,
    level text not null check (level in ('all', 'platform', 'workspace')),
    platform text not null,
    workspace text not null,
    version integer,
    revision text not null,
    model text not null,
    has_head boolean not null,
    counts jsonb not null,
    spread jsonb not null,
    checks jsonb not null
  )`,
  "create index rollups_by_command on fewshot.rollups (command, day, level)",
  "create index rollups_by_day on fewshot.rollups (level, day)",
  "create index rollups_by_place on fewshot.rollups (workspace, platform, day) where level = 'workspace'",
  "create index asks_by_command on fewshot.asks (command, created_at, seq)",
  "create index asks_failed on fewshot.asks (created_at) where failure_code is not null",

  `create function fewshot.note_asks() returns trigger language plpgsql as $$
    begin
      insert into fewshot.rollup_changes (day, command)
        select distinct ${DAY("created_at")}, command from changed;
      return null;
    end $$`,
  `create function fewshot.note_ask() returns trigger language plpgsql as $$
    begin
      insert into fewshot.rollup_changes (day, command) values (${DAY("new.created_at")}, new.command);
      if old.created_at <> new.created_at then
        insert into fewshot.rollup_changes (day, command) values (${DAY("old.created_at")}, old.command);
      end if;
      return null;
    end $$`,
  // What goes with its ask is noted with the ask.
  `create function fewshot.note_feedback() returns trigger language plpgsql as $$
    declare about text;
    begin
      if tg_op = 'DELETE' then about := old.ask_id; else about := new.ask_id; end if;
      insert into fewshot.rollup_changes (day, command)
        select ${DAY("created_at")}, command from fewshot.asks where id = about;
      return null;
    end $$`,
  // Of every workspace: to count a day again without need does no harm.
  `create function fewshot.note_opt_out() returns trigger language plpgsql as $$
    declare person fewshot.opt_outs;
    begin
      if tg_op = 'DELETE' then person := old; else person := new; end if;
      insert into fewshot.rollup_changes (day, command)
        select ${DAY("created_at")}, command from fewshot.asks
          where platform = person.platform and person_id = person.person_id
        union select ${DAY("created_at")}, command from fewshot.asks
          where platform = person.platform and author_id = person.person_id
        union select ${DAY("asks.created_at")}, command from fewshot.ratings join fewshot.asks on asks.id = ask_id
          where ratings.platform = person.platform and ratings.person_id = person.person_id
        union select ${DAY("asks.created_at")}, command from fewshot.overrides join fewshot.asks on asks.id = ask_id
          where overrides.platform = person.platform and overrides.person_id = person.person_id;
      return null;
    end $$`,
  `create trigger note_new after insert on fewshot.asks referencing new table as changed
    for each statement execute function fewshot.note_asks()`,
  `create trigger note_deleted after delete on fewshot.asks referencing old table as changed
    for each statement execute function fewshot.note_asks()`,
  `create trigger note_changed after update on fewshot.asks for each row
    when (old.answered_at is distinct from new.answered_at or old.created_at is distinct from new.created_at)
    execute function fewshot.note_ask()`,
  "create trigger note after insert or update or delete on fewshot.ratings for each row execute function fewshot.note_feedback()",
  "create trigger note after insert or update of withdrawn_at or delete on fewshot.overrides for each row execute function fewshot.note_feedback()",
  "create trigger note after update on fewshot.spot_checks for each row execute function fewshot.note_feedback()",
  "create trigger note after insert or delete on fewshot.opt_outs for each row execute function fewshot.note_opt_out()",

  `insert into fewshot.rollup_changes (day, command) select distinct ${DAY("created_at")}, command from fewshot.asks`,
];

export const rollUps: Migration = {
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};
