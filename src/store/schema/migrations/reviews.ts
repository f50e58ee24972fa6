/** Spot checks, what became of corrections, and notices when rows to learn from changed. */

import { sql } from "kysely";
import type { Migration } from "kysely/migration";

const REVIEWER = `reviewer_platform text,
    reviewer_workspace text,
    reviewer_id text,
    reviewer_name text`;

const STATEMENTS = [
  // A row for each ask that was drawn. Decided without a label: none of the labels fits.
  `create table fewshot.spot_checks (
    ask_id text primary key references fewshot.asks on delete cascade,
    label text,
    ${REVIEWER},
    decided_at timestamptz
  )`,
  "create index spot_checks_by_reviewer on fewshot.spot_checks (reviewer_platform, reviewer_id) where reviewer_id is not null",
  `create table fewshot.correction_reviews (
    override_id text primary key references fewshot.overrides on delete cascade,
    ask_id text not null references fewshot.asks on delete cascade,
    decision text not null check (decision in ('example', 'test', 'row', 'dismissed')),
    ${REVIEWER},
    decided_at timestamptz not null
  )`,
  "create index correction_reviews_by_ask on fewshot.correction_reviews (ask_id)",
  "create index correction_reviews_by_reviewer on fewshot.correction_reviews (reviewer_platform, reviewer_id) where reviewer_id is not null",
  // "overrides" has no index for what waits: few of all overrides may be used.
  "create index overrides_for_review on fewshot.overrides (seq) where may_reuse and withdrawn_at is null",

  `create function fewshot.tell_of_rows() returns trigger language plpgsql as $$
    declare about text;
    begin
      if tg_op = 'DELETE' then about := old.ask_id; else about := new.ask_id; end if;
      perform pg_notify('fewshot_rows', command) from fewshot.asks where id = about;
      return null;
    end $$`,
  `create function fewshot.tell_of_deleted_rows() returns trigger language plpgsql as $$
    begin
      perform pg_notify('fewshot_rows', command) from (select distinct command from gone) as commands;
      return null;
    end $$`,
  `create function fewshot.tell_of_all_rows() returns trigger language plpgsql as $$
    begin perform pg_notify('fewshot_rows', ''); return null; end $$`,
  "create trigger rows after update on fewshot.spot_checks for each row execute function fewshot.tell_of_rows()",
  "create trigger rows after insert or update or delete on fewshot.correction_reviews for each row execute function fewshot.tell_of_rows()",
  "create trigger rows after insert or update or delete on fewshot.ratings for each row execute function fewshot.tell_of_rows()",
  "create trigger rows after insert or update of withdrawn_at or delete on fewshot.overrides for each row execute function fewshot.tell_of_rows()",
  `create trigger deleted_rows after delete on fewshot.asks referencing old table as gone
    for each statement execute function fewshot.tell_of_deleted_rows()`,
  "create trigger rows after insert or delete on fewshot.opt_outs for each statement execute function fewshot.tell_of_all_rows()",
];

export const reviews: Migration = {
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};
