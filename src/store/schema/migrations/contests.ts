/** Contested answers: a person asked for a person's review. Apart from spot checks, which measure. */

import { sql } from "kysely";
import type { Migration } from "kysely/migration";

const STATEMENTS = [
  // One for an answer: asked for by the asker or the author of the text. Decided without a label: the answer is wrong, and no label fits.
  `create table fewshot.contests (
    ask_id text primary key references fewshot.asks on delete cascade,
    platform text not null,
    workspace text not null,
    person_id text not null,
    person_name text not null,
    reason text,
    created_at timestamptz not null,
    outcome text check (outcome in ('upheld', 'changed', 'rejected')),
    label text,
    reviewer_platform text,
    reviewer_workspace text,
    reviewer_id text,
    reviewer_name text,
    decided_at timestamptz
  )`,
  "create index contests_waiting on fewshot.contests (created_at) where decided_at is null",
  "create index contests_by_reviewer on fewshot.contests (reviewer_platform, reviewer_id) where reviewer_id is not null",
  `create trigger changed after insert or update on fewshot.contests
    for each row execute function fewshot.tell_of_feedback()`,
];

export const contests: Migration = {
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};
