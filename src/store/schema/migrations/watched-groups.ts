/** Groups that people belong to, apart from all texts, and what was posted about groups. */

import { sql } from "kysely";
import type { Migration } from "kysely/migration";

const STATEMENTS = [
  // "member" is a keyed hash of a person: no other table holds it.
  `create table fewshot.group_members (
    member text not null,
    source text not null check (source in ('declared', 'mapped')),
    place text not null,
    name text not null,
    noted_at timestamptz not null,
    primary key (member, source, place, name)
  )`,
  `create table fewshot.group_alerts (
    id text primary key,
    week text not null,
    source text not null,
    name text not null,
    command text not null,
    measure text not null,
    platform text not null,
    channel text not null,
    locale text not null,
    receipt jsonb,
    attempt integer not null default 0,
    claimed_until timestamptz,
    created_at timestamptz not null,
    ended_at timestamptz,
    unique (week, source, name, command, measure, platform, channel)
  )`,
  "create index group_alerts_open on fewshot.group_alerts (created_at) where ended_at is null",
  "set local statement_timeout = 0",
  "create index asks_by_time on fewshot.asks (created_at, seq)",
];

export const watchedGroups: Migration = {
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};
