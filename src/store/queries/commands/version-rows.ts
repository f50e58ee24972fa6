/** Rows of saved commands to the values of `core/`. */

import type { Selectable } from "kysely";
import type { Person } from "../../../core/ask.ts";
import type { SavedVersion, Scope, VersionEvent } from "../../../core/command/saved-command.ts";
import type { CommandEventsTable, CommandVersionsTable } from "../../schema/command-tables.ts";
import { storable } from "../json.ts";

export const scopeOf = ({ platform, workspace, channel }: Scope): Scope => ({ platform, workspace, channel });

/** A scope as its columns hold it. */
export const scopeColumns = ({ platform, workspace, channel }: Scope): Scope => ({
  platform: storable(platform),
  workspace: storable(workspace),
  channel: storable(channel),
});

export function toVersion(row: Selectable<CommandVersionsTable>): SavedVersion {
  return {
    id: row.id,
    name: row.name,
    number: row.number,
    state: row.state,
    scope: scopeOf(row),
    source: row.source,
    note: row.note,
    author: toPerson([row.author_platform, row.author_workspace, row.author_id, row.author_name]),
    createdAt: row.created_at,
    fileRevision: row.file_revision,
    replaced: row.replaced,
    isOfReviews: row.of_reviews,
  };
}

export function toEvent(row: Selectable<CommandEventsTable>): VersionEvent {
  return {
    name: row.name,
    number: row.number,
    action: row.action,
    scope: scopeOf(row),
    person: toPerson([row.person_platform, row.person_workspace, row.person_id, row.person_name]),
    note: row.note,
    at: row.at,
  };
}

function toPerson([platform, workspace, id, name]: (string | null | undefined)[]): Person | null {
  if (platform == null || workspace == null || id == null) return null;
  return { platform, workspace, id, name: name ?? "" };
}
