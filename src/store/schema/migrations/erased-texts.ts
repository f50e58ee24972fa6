/** Which texts were accepted into commands, for as long as a command holds them, and notices that texts are gone. */

import { sql } from "kysely";
import type { Migration } from "kysely/migration";

const STATEMENTS = [
  // Texts and people are keyed hashes; the place is that of the ask. Without "member" the person has erased their data; there is a row once the ask is gone, or the decision was taken back.
  `create table fewshot.accepted_texts (
    id text primary key,
    name text not null,
    platform text not null,
    workspace text not null,
    channel text not null,
    text text not null,
    member text,
    noted_at timestamptz not null,
    erased_at timestamptz,
    check ((member is null) = (erased_at is not null))
  )`,
  "create index accepted_texts_by_member on fewshot.accepted_texts (member) where member is not null",
  "alter table fewshot.command_events drop constraint command_events_action_check",
  `alter table fewshot.command_events add constraint command_events_action_check check (action in
    ('saved', 'published', 'retired', 'restored', 'deleted', 'head-on', 'head-off', 'changed', 'text-erased'))`,

  // What a process remembers of texts has to go with them.
  `create or replace function fewshot.tell_of_deleted_rows() returns trigger language plpgsql as $$
    begin
      perform pg_notify('fewshot_rows', command), pg_notify('fewshot_gone', command)
        from (select distinct command from gone) as commands;
      return null;
    end $$`,
  `create or replace function fewshot.tell_of_all_rows() returns trigger language plpgsql as $$
    begin
      perform pg_notify('fewshot_rows', ''), pg_notify('fewshot_gone', '');
      return null;
    end $$`,
  `create function fewshot.tell_of_gone_override() returns trigger language plpgsql as $$
    begin perform pg_notify('fewshot_gone', command) from fewshot.asks where id = old.ask_id; return null; end $$`,
  `create trigger gone after update of withdrawn_at or delete on fewshot.overrides
    for each row execute function fewshot.tell_of_gone_override()`,
  `create function fewshot.tell_of_gone_source() returns trigger language plpgsql as $$
    begin perform pg_notify('fewshot_gone', old.name); return null; end $$`,
  `create trigger gone after update of source or delete on fewshot.command_versions
    for each row execute function fewshot.tell_of_gone_source()`,
];

export const erasedTexts: Migration = {
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};
