/** The third migration: saved versions of commands, what was done to them, and the draft that an ask tries. */

import { sql } from "kysely";
import type { Migration } from "kysely/migration";

const STATEMENTS = [
  // The scope: all three empty is everywhere, an empty channel a whole workspace.
  `create table fewshot.command_versions (
    id text primary key,
    name text not null,
    number integer not null,
    state text not null check (state in ('draft', 'live', 'retired')),
    platform text not null,
    workspace text not null,
    channel text not null,
    source text not null,
    note text,
    author_platform text,
    author_workspace text,
    author_id text,
    author_name text,
    created_at timestamptz not null,
    file_revision text,
    replaced integer,
    unique (name, number)
  )`,
  `create unique index one_live_version on fewshot.command_versions (name, platform, workspace, channel)
    where state = 'live'`,
  "create index command_versions_by_author on fewshot.command_versions (author_platform, author_id, created_at)",
  "create index command_versions_by_workspace on fewshot.command_versions (platform, workspace)",
  // No reference to the version: the history outlives a version that was deleted.
  `create table fewshot.command_events (
    seq bigint generated always as identity primary key,
    name text not null,
    number integer not null,
    action text not null check (action in ('saved', 'published', 'retired', 'restored', 'deleted')),
    platform text not null,
    workspace text not null,
    channel text not null,
    person_platform text,
    person_workspace text,
    person_id text,
    person_name text,
    note text,
    at timestamptz not null
  )`,
  "create index command_events_by_name on fewshot.command_events (name, seq)",
  "create index command_events_by_person on fewshot.command_events (person_platform, person_id)",
  `create function fewshot.tell_of_command() returns trigger language plpgsql as $$
    begin perform pg_notify('fewshot_command', new.name); return null; end $$`,
  // Drafts are read when they are tried: only a change of what is or was live sends a notice.
  `create trigger live_command after update of state, platform, workspace, channel on fewshot.command_versions
    for each row when (old.state = 'live' or new.state = 'live') execute function fewshot.tell_of_command()`,
  "alter table fewshot.asks add column command_version integer",
];

export const savedCommands: Migration = {
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};
