/** Rows of the tables to the values of `core/`, and back. */

import { randomBytes } from "node:crypto";
import { type Selectable, sql } from "kysely";
import {
  type Ask,
  type AskRecord,
  type Contest,
  type ContestOutcome,
  hasGlobalId,
  type Json,
  type Override,
  type Person,
  type PlatformName,
  type Preference,
  type Rating,
} from "../../../core/ask.ts";
import { toBotError } from "../../../core/errors.ts";
import type { AsksTable, OverridesTable, PreferencesTable, RatingsTable } from "../../schema/tables.ts";
import { storable } from "../json.ts";
import { readStoredAnswer } from "./stored-answer.ts";

/** Dates come as text where PostgreSQL wrote the row as JSON. */
type AsJson<Row> = {
  readonly [Key in keyof Row]: Row[Key] extends Date | null ? string | Date | null : Row[Key];
};

export type AskRow = Selectable<AsksTable>;
export type RatingRow = AsJson<Selectable<RatingsTable>>;
export type OverrideRow = AsJson<Selectable<OverridesTable>>;
export type PreferenceRow = AsJson<Selectable<PreferencesTable>>;
/** What of a contest is read with its ask: all but the reviewer. */
interface ContestRow {
  readonly platform: PlatformName;
  readonly workspace: string;
  readonly person_id: string;
  readonly person_name: string;
  readonly reason: string | null;
  readonly created_at: string;
  readonly outcome: ContestOutcome | null;
  readonly label: string | null;
  readonly decided_at: string | null;
}

export interface RecordRow extends AskRow {
  readonly overrides: readonly OverrideRow[];
  readonly ratings: readonly RatingRow[];
  readonly preferences: readonly PreferenceRow[];
  readonly contest: ContestRow | null;
}

/** An id that nobody can guess: 120 bits in 20 characters of [A-Za-z0-9_-]. */
export function newId(): string {
  return randomBytes(15).toString("base64url");
}

/** Columns that name a person. */
export function personColumns({ platform, workspace, id, name }: Person) {
  return { platform, workspace: storable(workspace), person_id: storable(id), person_name: storable(name) };
}

/** The same columns as a select list, for a statement that inserts what it selects. */
export function personSelection(person: Person) {
  const { platform, workspace, person_id, person_name } = personColumns(person);
  return [
    sql<Person["platform"]>`${platform}::text`.as("platform"),
    sql<string>`${workspace}::text`.as("workspace"),
    sql<string>`${person_id}::text`.as("person_id"),
    sql<string>`${person_name}::text`.as("person_name"),
  ] as const;
}

/** Whose asks are counted together: where ids are global, those of every workspace. */
export function limitKey(person: Person) {
  const { platform, workspace, person_id } = personColumns(person);
  return { platform, workspace: hasGlobalId(person) ? "" : workspace, person_id };
}

export function toAsk(row: AskRow): Ask {
  const { platform, author_workspace: workspace, author_id: id, author_name: name } = row;
  return {
    id: row.id,
    interactionId: row.interaction_id,
    person: toPerson(row),
    author: workspace === null || id === null ? null : { platform, workspace, id, name: name ?? "" },
    place: { channel: row.channel, native: row.place as Json },
    command: row.command,
    text: row.text,
    settings: row.settings ?? {},
    version: row.command_version,
    versionState: row.version_state,
    compares: row.compares,
    locale: row.locale,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  };
}

/** @throws {BotError} when the answer can't be read */
export function toRecord(row: RecordRow): AskRecord {
  return { ...toUnanswered(row), answer: readStoredAnswer(row.answer) };
}

/** The same for one of many: an answer that can't be read is a failure, so that it does not hide the others. */
export function toListedRecord(row: RecordRow): AskRecord {
  try {
    return toRecord(row);
  } catch (cause) {
    return { ...toUnanswered(row), failure: { code: toBotError(cause).code } };
  }
}

function toUnanswered(row: RecordRow): AskRecord {
  return {
    ask: toAsk(row),
    answer: null,
    failure: row.failure_code === null ? null : { code: row.failure_code },
    answeredAt: row.answered_at,
    overrides: row.overrides.map(toOverride),
    ratings: row.ratings.map(toRating),
    preferences: row.preferences.map(toPreference),
    ...(row.contest ? { contest: toContest(row.contest) } : {}),
    deliveryRecord: row.receipt as Json,
    deliveredAt: row.delivered_at,
  };
}

function toContest({ reason, created_at, outcome, label, decided_at, ...row }: ContestRow): Contest {
  return {
    person: toPerson(row),
    reason,
    createdAt: new Date(created_at),
    decision:
      outcome === null || decided_at === null ? null : { outcome, label, decidedAt: new Date(decided_at) },
  };
}

export function toOverride(row: OverrideRow): Override {
  return {
    id: row.id,
    askId: row.ask_id,
    person: toPerson(row),
    value: row.value,
    reason: row.reason,
    mayReuse: row.may_reuse,
    createdAt: new Date(row.created_at ?? 0),
    withdrawnAt: row.withdrawn_at === null ? null : new Date(row.withdrawn_at),
  };
}

export function toRating(row: RatingRow): Rating {
  return {
    askId: row.ask_id,
    person: toPerson(row),
    value: row.value,
    reason: row.reason,
    createdAt: new Date(row.created_at ?? 0),
  };
}

export function toPreference(row: PreferenceRow): Preference {
  return {
    askId: row.ask_id,
    person: toPerson(row),
    preferred: row.preferred,
    draft: row.draft,
    live: row.live,
    createdAt: new Date(row.created_at ?? 0),
  };
}

function toPerson(row: {
  readonly platform: PlatformName;
  readonly workspace: string;
  readonly person_id: string;
  readonly person_name: string;
}): Person {
  return { platform: row.platform, workspace: row.workspace, id: row.person_id, name: row.person_name };
}
