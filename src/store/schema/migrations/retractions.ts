/** The third migration: what has to be taken back on a platform after an erasure is a job of its own. */

import { sql } from "kysely";
import type { Migration } from "kysely/migration";

const STATEMENTS = [
  // No text and no name: where the posts of an erased ask are. The row is deleted when they are taken back.
  `create table fewshot.retractions (
    ask_id text primary key,
    version smallint not null,
    platform text not null,
    channel text not null,
    place jsonb not null,
    command text not null,
    locale text not null,
    receipt jsonb,
    wanted integer not null default 1,
    taken integer not null default 0,
    attempt integer not null default 0,
    orphaned integer not null default 0,
    is_held boolean not null default false,
    seen_at timestamptz,
    created_at timestamptz not null default now(),
    due_at timestamptz not null default now()
  )`,
  "create index retractions_by_due on fewshot.retractions (due_at) where not is_held",
  "create index retractions_held on fewshot.retractions (seen_at) where is_held",
  "create trigger new_job after insert or update of wanted on fewshot.retractions for each row execute function fewshot.tell_of_job()",
];

export const retractions: Migration = {
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};
