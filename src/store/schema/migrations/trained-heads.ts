/** Classifier heads, and in the history of commands who switched them on and off. */

import { sql } from "kysely";
import type { Migration } from "kysely/migration";

const STATEMENTS = [
  `create table fewshot.heads (
    id text primary key,
    name text not null,
    number integer not null,
    state text not null check (state in ('draft', 'live', 'retired')),
    platform text not null,
    workspace text not null,
    channel text not null,
    model text not null,
    prompt_digest text not null,
    labels jsonb not null,
    rows integer not null,
    measured jsonb,
    weights text not null,
    created_at timestamptz not null,
    claimed_until timestamptz,
    unique (name, number)
  )`,
  `create unique index one_live_head on fewshot.heads (name, platform, workspace, channel) where state = 'live'`,
  "alter table fewshot.command_events drop constraint command_events_action_check",
  `alter table fewshot.command_events add constraint command_events_action_check
    check (action in ('saved', 'published', 'retired', 'restored', 'deleted', 'head-on', 'head-off'))`,
  // Drafts are in force nowhere.
  `create trigger live_head after insert on fewshot.heads
    for each row when (new.state = 'live') execute function fewshot.tell_of_command()`,
  `create trigger changed_head after update of state on fewshot.heads
    for each row when (old.state = 'live' or new.state = 'live') execute function fewshot.tell_of_command()`,
];

export const trainedHeads: Migration = {
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};
