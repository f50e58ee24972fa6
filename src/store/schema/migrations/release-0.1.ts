/** The first migration. */

import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/** The tables as release 0.1 made them. Never edited: stores made by it exist. */
export const release01: Migration = {
  async up(db) {
    for (const statement of [
      `create table fewshot.asks (
        id text primary key,
        seq bigint generated always as identity unique,
        platform text not null,
        interaction_id text not null,
        workspace text not null,
        person_id text not null,
        person_name text not null,
        author_workspace text,
        author_id text,
        author_name text,
        channel text not null,
        place jsonb not null,
        command text not null,
        text text not null,
        settings jsonb not null,
        locale text not null,
        created_at timestamptz not null,
        expires_at timestamptz,
        answer jsonb,
        failure_code text,
        answered_at timestamptz,
        receipt jsonb,
        delivered_at timestamptz,
        unique (platform, interaction_id),
        constraint one_end check (answer is null or failure_code is null)
      )`,
      "create index asks_by_person on fewshot.asks (platform, workspace, person_id, created_at)",
      "create index asks_by_author on fewshot.asks (platform, author_workspace, author_id) where author_id is not null",
      "create index asks_by_channel on fewshot.asks (platform, channel, seq)",
      "create index asks_by_expiry on fewshot.asks (expires_at) where expires_at is not null",
      `create table fewshot.presses (
        platform text not null,
        interaction_id text not null,
        ask_id text not null references fewshot.asks on delete cascade,
        workspace text not null,
        person_id text not null,
        primary key (platform, interaction_id)
      )`,
      "create index presses_by_ask on fewshot.presses (ask_id)",
      "create index presses_by_person on fewshot.presses (platform, workspace, person_id)",
      `create table fewshot.ratings (
        ask_id text not null references fewshot.asks on delete cascade,
        platform text not null,
        workspace text not null,
        person_id text not null,
        person_name text not null,
        value text not null check (value in ('right', 'wrong')),
        reason text,
        created_at timestamptz not null,
        primary key (ask_id, platform, workspace, person_id)
      )`,
      "create index ratings_by_person on fewshot.ratings (platform, workspace, person_id)",
      `create table fewshot.overrides (
        id text primary key,
        seq bigint generated always as identity,
        ask_id text not null references fewshot.asks on delete cascade,
        platform text not null,
        workspace text not null,
        person_id text not null,
        person_name text not null,
        value text not null,
        reason text,
        may_reuse boolean not null,
        created_at timestamptz not null,
        withdrawn_at timestamptz
      )`,
      "create index overrides_by_ask on fewshot.overrides (ask_id, seq)",
      "create index overrides_by_person on fewshot.overrides (platform, workspace, person_id)",
      `create table fewshot.opt_outs (
        platform text not null,
        workspace text not null,
        person_id text not null,
        primary key (platform, workspace, person_id)
      )`,
      "create table fewshot.settings (key text primary key, value jsonb not null)",
      `create function fewshot.tell_of_ask() returns trigger language plpgsql as $$
      begin
        perform pg_notify('fewshot_ask', case when tg_op = 'DELETE' then old.id else new.id end);
        return null;
      end $$`,
      `create function fewshot.tell_of_feedback() returns trigger language plpgsql as $$
      begin
        perform pg_notify('fewshot_ask', case when tg_op = 'DELETE' then old.ask_id else new.ask_id end);
        return null;
      end $$`,
      `create function fewshot.tell_of_job() returns trigger language plpgsql as $$
      begin
        perform pg_notify('fewshot_job', current_setting('application_name'));
        return null;
      end $$`,
      "create trigger told after insert or delete on fewshot.asks for each row execute function fewshot.tell_of_ask()",
      `create trigger told_of_change after update on fewshot.asks for each row
        when (old.answered_at is distinct from new.answered_at or old.delivered_at is distinct from new.delivered_at)
        execute function fewshot.tell_of_ask()`,
      "create trigger told after insert or update or delete on fewshot.ratings for each row execute function fewshot.tell_of_feedback()",
      "create trigger told after insert or update or delete on fewshot.overrides for each row execute function fewshot.tell_of_feedback()",
      "create trigger told_of_job after insert on fewshot.asks for each row execute function fewshot.tell_of_job()",
      "create trigger told_of_job after insert or update on fewshot.overrides for each row execute function fewshot.tell_of_job()",
    ])
      await sql.raw(statement).execute(db);
  },
};
