/** The tables of saved commands: versions, their history, classifier heads, and what models answered. */

import type { ColumnType, Generated } from "kysely";
import type { Json } from "../../core/ask.ts";
import type { VersionAction, VersionState } from "../../core/command/saved-command.ts";
import type { KeptAnswers } from "../../flows/commands/in-force/ports.ts";

/** Of a command, and where it holds. */
interface ScopedColumns {
  readonly name: string;
  readonly platform: string;
  readonly workspace: string;
  readonly channel: string;
}

/** Of what is numbered for each command, and is a draft, live or retired. */
interface NumberedColumns extends ScopedColumns {
  readonly id: string;
  readonly number: number;
  readonly state: VersionState;
}

export interface CommandVersionsTable extends NumberedColumns {
  readonly source: string;
  readonly note: string | null;
  readonly author_platform: string | null;
  readonly author_workspace: string | null;
  readonly author_id: string | null;
  readonly author_name: string | null;
  readonly created_at: Date;
  readonly file_revision: string | null;
  readonly replaced: number | null;
  /** Whether a review made it. */
  readonly of_reviews: Generated<boolean>;
}

export interface CommandEventsTable extends ScopedColumns {
  readonly seq: Generated<number>;
  readonly number: number;
  readonly action: VersionAction;
  readonly person_platform: string | null;
  readonly person_workspace: string | null;
  readonly person_id: string | null;
  readonly person_name: string | null;
  readonly note: string | null;
  readonly at: Date;
}

export interface HeadsTable extends NumberedColumns {
  readonly model: string;
  readonly prompt_digest: string;
  readonly labels: ColumnType<readonly string[], string, string>;
  readonly rows: number;
  readonly measured: ColumnType<Json | null, string | null, never>;
  readonly weights: string;
  readonly created_at: Date;
  /** Until then one process trains it again. */
  readonly claimed_until: Date | null;
}

/** A text that a command holds as an example or a test, after its ask is gone or its decision was taken back; with the place of the ask. */
export interface AcceptedTextsTable extends ScopedColumns {
  readonly id: string;
  /** Keyed hash. */
  readonly text: string;
  /** Keyed hash of whoever wrote it; null once that person has erased their data. */
  readonly member: string | null;
  readonly noted_at: Date;
  readonly erased_at: Date | null;
}

/** What a command was answered with by a model, and since when. */
export interface KeptAnswersTable extends ScopedColumns {
  readonly model: string;
  readonly revision: string;
  readonly since: Date;
  readonly kept: ColumnType<KeptAnswers, string, string>;
}
