/** What each command was answered with, so that another model, or another text of its file, can be compared with it. */

import { sql } from "kysely";
import type { Migration } from "kysely/migration";

const STATEMENTS = [
  `create table fewshot.kept_answers (
    name text not null,
    platform text not null,
    workspace text not null,
    channel text not null,
    model text not null,
    revision text not null,
    since timestamptz not null,
    kept jsonb not null,
    primary key (name, platform, workspace, channel, model, revision)
  )`,
  "alter table fewshot.command_events drop constraint command_events_action_check",
  `alter table fewshot.command_events add constraint command_events_action_check
    check (action in ('saved', 'published', 'retired', 'restored', 'deleted', 'head-on', 'head-off', 'changed'))`,
];

export const keptAnswers: Migration = {
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};
