/** Asks that compare two versions of a command, and which one each person prefers. */

import { sql } from "kysely";
import type { Migration } from "kysely/migration";

const STATEMENTS = [
  "alter table fewshot.asks add column compares boolean not null default false",
  `create table fewshot.preferences (
    ask_id text not null references fewshot.asks on delete cascade,
    platform text not null,
    workspace text not null,
    person_id text not null,
    person_name text not null,
    preferred text not null check (preferred in ('draft', 'live')),
    draft integer not null,
    live integer,
    created_at timestamptz not null,
    primary key (ask_id, platform, workspace, person_id)
  )`,
  "create index preferences_by_person on fewshot.preferences (platform, person_id)",
  `create trigger changed after insert or update on fewshot.preferences
    for each row execute function fewshot.tell_of_feedback()`,
  `create trigger deleted after delete on fewshot.preferences referencing old table as gone
    for each statement when (pg_trigger_depth() = 0) execute function fewshot.tell_of_deleted_feedback()`,
];

export const preferences: Migration = {
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};
