/** The store's tables as types; `migrate.ts` makes them. The columns of jobs are used in `jobs/queue.ts` only. */

import type { ColumnType, Generated } from "kysely";
import type { Answer, AskSettings, Json, PlatformName, Preferred, RatingValue } from "../../core/ask.ts";
import type { VersionState } from "../../core/command/saved-command.ts";
import type { ErrorCode } from "../../core/errors.ts";
import type { Level, RollUp } from "../../core/statistics/roll-up.ts";
import type { GroupSource, Measure } from "../../flows/monitoring/groups/report.ts";
import type { MeasurementKind, RunState } from "../../flows/ports/measurements.ts";
import type {
  AcceptedTextsTable,
  CommandEventsTable,
  CommandVersionsTable,
  HeadsTable,
  KeptAnswersTable,
} from "./command-tables.ts";
import type { ContestsTable, CorrectionReviewsTable, SpotChecksTable } from "./review-tables.ts";

/** PostgreSQL schema of the tables, apart from whatever else is in a shared database. */
export const SCHEMA = "fewshot";
/** Channels of NOTIFY. An ask changed: "platform:id", or "platform:" when many did. */
export const CHANGE_CHANNEL = "fewshot_change";
/** A job was added: the sender's application name. */
export const JOB_CHANNEL = "fewshot_job";
/** A live version of a command came or went: the command's name. */
export const COMMAND_CHANNEL = "fewshot_command";
/** Rows that a command learns from changed: the command's name; empty for any. */
export const ROWS_CHANNEL = "fewshot_rows";
/** Texts of a command are gone: its name; empty for any. */
export const GONE_CHANNEL = "fewshot_gone";

/** Read as a value, written as JSON text: one form that both drivers take. */
type JsonColumn<Value> = ColumnType<Value, string, string>;
type LaterJsonColumn<Value> = ColumnType<Value | null, string | undefined, string>;
type Given = ColumnType<Date, Date, never>;

export interface AsksTable {
  readonly id: string;
  /** Grows with every ask: the order of a channel. */
  readonly seq: Generated<number>;
  readonly platform: PlatformName;
  readonly interaction_id: string;
  readonly workspace: string;
  readonly person_id: string;
  readonly person_name: string;
  /** The author is on the asker's platform. Null when the asker wrote the text. */
  readonly author_workspace: string | null;
  readonly author_id: string | null;
  readonly author_name: string | null;
  readonly channel: string;
  readonly place: JsonColumn<Json>;
  readonly command: string;
  readonly text: string;
  readonly settings: JsonColumn<AskSettings>;
  readonly locale: string;
  readonly created_at: Given;
  readonly expires_at: ColumnType<Date | null, Date | null, never>;
  readonly answer: LaterJsonColumn<Answer>;
  readonly failure_code: string | null;
  readonly answered_at: Date | null;
  readonly receipt: LaterJsonColumn<Json>;
  readonly delivered_at: Date | null;
  /** The draft that the ask tries; null for whatever is in force. */
  readonly command_version: number | null;
  /** What `command_version` was when it was tried; null for whatever is in force, and where an older release wrote the row. */
  readonly version_state: VersionState | null;
  /** Whether what is in force answers as well. */
  readonly compares: Generated<boolean>;
}

/** Interactions already received, so that the same press twice is one. */
interface PressesTable {
  readonly platform: PlatformName;
  readonly interaction_id: string;
  readonly ask_id: string;
  readonly workspace: string;
  readonly person_id: string;
}

export interface RatingsTable {
  readonly ask_id: string;
  readonly platform: PlatformName;
  readonly workspace: string;
  readonly person_id: string;
  readonly person_name: string;
  readonly value: RatingValue;
  readonly reason: string | null;
  readonly created_at: Date;
}

export interface OverridesTable {
  readonly id: string;
  readonly seq: Generated<number>;
  readonly ask_id: string;
  readonly platform: PlatformName;
  readonly workspace: string;
  readonly person_id: string;
  readonly person_name: string;
  readonly value: string;
  readonly reason: string | null;
  readonly may_reuse: boolean;
  readonly created_at: Date;
  readonly withdrawn_at: Date | null;
}

export interface PreferencesTable {
  readonly ask_id: string;
  readonly platform: PlatformName;
  readonly workspace: string;
  readonly person_id: string;
  readonly person_name: string;
  readonly preferred: Preferred;
  readonly draft: number;
  readonly live: number | null;
  readonly created_at: Date;
}

interface OptOutsTable {
  readonly platform: PlatformName;
  readonly workspace: string;
  readonly person_id: string;
}

/** The times of a person's latest asks, which the rate limit counts. Rows with no time of the last day are deleted every hour. */
interface AskTimesTable {
  readonly platform: PlatformName;
  readonly workspace: string;
  readonly person_id: string;
  readonly times: Date[];
}

/** What was posted of an erased ask and is to be taken back. */
interface RetractionsTable {
  readonly ask_id: string;
  readonly platform: PlatformName;
  readonly channel: string;
  readonly place: JsonColumn<Json>;
  readonly command: string;
  readonly locale: string;
  readonly receipt: LaterJsonColumn<Json>;
}

/** Counts of one day, command, place and version, as `core/statistics/roll-up.ts` makes them. */
interface RollUpsTable {
  readonly day: string;
  readonly command: string;
  /** Grows when they are counted in another way. */
  readonly format: number;
  readonly level: Level;
  readonly platform: string;
  readonly workspace: string;
  readonly version: number | null;
  readonly revision: string;
  readonly model: string;
  readonly has_head: boolean;
  readonly counts: JsonColumn<RollUp["counts"]>;
  readonly spread: JsonColumn<RollUp["spread"]>;
  readonly checks: JsonColumn<RollUp["checks"]>;
}

/** Groups of people, by a keyed hash of the person. */
interface GroupMembersTable {
  readonly member: string;
  readonly source: "declared" | "mapped";
  /** Where a platform says so: platform and workspace; empty for what people say of themselves. */
  readonly place: string;
  readonly name: string;
  readonly noted_at: Date;
}

/** What was found about a group, and is posted to a channel. */
export interface GroupAlertsTable {
  readonly id: string;
  readonly week: string;
  readonly source: GroupSource;
  readonly name: string;
  readonly command: string;
  readonly measure: Measure;
  readonly platform: PlatformName;
  readonly channel: string;
  readonly locale: string;
  readonly receipt: LaterJsonColumn<Json>;
  readonly attempt: Generated<number>;
  /** Until then one process posts it. */
  readonly claimed_until: Date | null;
  readonly created_at: Date;
  /** When it was posted, or given up. */
  readonly ended_at: Date | null;
}

/** Runs of audits and insights. */
export interface RunsTable {
  readonly id: string;
  readonly kind: MeasurementKind;
  readonly command: string;
  readonly version: number | null;
  readonly revision: string;
  readonly against: string | null;
  readonly model: string;
  readonly head: ColumnType<Json | null, string | null, never>;
  readonly request: JsonColumn<Json>;
  readonly state: RunState;
  readonly done: Generated<number>;
  readonly total: Generated<number>;
  readonly started_at: Generated<Date>;
  readonly ended_at: Date | null;
  readonly failure: ErrorCode | null;
  readonly passed: boolean | null;
  readonly report: ColumnType<Json | null, string | null, string | null>;
  /** The process that works on it, or will. */
  readonly holder: string | null;
  /** Until then no other process takes it. */
  readonly claimed_until: Date | null;
}

interface SettingsTable {
  readonly key: string;
  readonly value: JsonColumn<Json>;
}

export interface Tables {
  readonly asks: AsksTable;
  readonly presses: PressesTable;
  readonly ratings: RatingsTable;
  readonly overrides: OverridesTable;
  readonly preferences: PreferencesTable;
  readonly opt_outs: OptOutsTable;
  readonly ask_times: AskTimesTable;
  readonly retractions: RetractionsTable;
  readonly command_versions: CommandVersionsTable;
  readonly command_events: CommandEventsTable;
  readonly spot_checks: SpotChecksTable;
  readonly correction_reviews: CorrectionReviewsTable;
  readonly contests: ContestsTable;
  readonly heads: HeadsTable;
  readonly kept_answers: KeptAnswersTable;
  readonly accepted_texts: AcceptedTextsTable;
  readonly rollups: RollUpsTable;
  readonly group_members: GroupMembersTable;
  readonly group_alerts: GroupAlertsTable;
  readonly runs: RunsTable;
  readonly settings: SettingsTable;
}
