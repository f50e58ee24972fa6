/** Runs of audits and insights, each once for all processes. */

import { sql } from "kysely";
import type { Migration } from "kysely/migration";

const STATEMENTS = [
  `create table fewshot.runs (
    id text primary key,
    kind text not null,
    command text not null,
    version integer,
    revision text not null,
    against text,
    model text not null,
    head jsonb,
    request jsonb not null,
    state text not null check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
    done integer not null default 0,
    total integer not null default 0,
    started_at timestamptz not null default now(),
    ended_at timestamptz,
    failure text,
    passed boolean,
    report jsonb,
    holder text,
    claimed_until timestamptz
  )`,
  "create index runs_open on fewshot.runs (started_at) where ended_at is null",
];

export const runs: Migration = {
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};
