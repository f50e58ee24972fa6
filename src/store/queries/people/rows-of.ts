/** Which rows are a person's. */

import type { ExpressionBuilder } from "kysely";
import { hasGlobalId, type Person } from "../../../core/ask.ts";
import type { Tables } from "../../schema/tables.ts";
import { storable } from "../json.ts";

export function idOf({ platform, workspace, id }: Person) {
  return { platform, workspace: storable(workspace), person_id: storable(id) };
}

/** What a person's rows have: where ids are global, rows of every workspace, also those of release 0.1. */
export function rowsOf(person: Person) {
  const { platform, workspace, person_id } = idOf(person);
  return hasGlobalId(person) ? { platform, person_id } : { platform, workspace, person_id };
}

export const NO_AUTHOR = {
  author_platform: null,
  author_workspace: null,
  author_id: null,
  author_name: null,
};
export const NO_PERSON = {
  person_platform: null,
  person_workspace: null,
  person_id: null,
  person_name: null,
};

/** Versions that a person saved. */
export function authorOf(person: Person) {
  const { platform: author_platform, workspace, person_id: author_id } = idOf(person);
  return hasGlobalId(person)
    ? { author_platform, author_id }
    : { author_platform, author_workspace: workspace, author_id };
}

/** What a person did to versions. */
export function actorOf(person: Person) {
  const { platform: person_platform, workspace, person_id } = idOf(person);
  return hasGlobalId(person)
    ? { person_platform, person_id }
    : { person_platform, person_workspace: workspace, person_id };
}

/** Asks that a person made, and those made on what the person wrote. */
export function isOf(ask: ExpressionBuilder<Tables, "asks">, person: Person) {
  const { platform, workspace, person_id } = idOf(person);
  const asked = { "asks.platform": platform, "asks.person_id": person_id };
  const wrote = { "asks.platform": platform, "asks.author_id": person_id };
  return hasGlobalId(person)
    ? ask.or([ask.and(asked), ask.and(wrote)])
    : ask.or([
        ask.and({ ...asked, "asks.workspace": workspace }),
        ask.and({ ...wrote, "asks.author_workspace": workspace }),
      ]);
}
