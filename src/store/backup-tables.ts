/** The tables that a backup holds. */

/**
 * The tables with the columns that order them, each after the tables that it refers to. Times of asks are not worth a backup, and
 * counts are made again.
 */
export const TABLES = {
  asks: ["seq"],
  presses: ["platform", "workspace", "person_id", "interaction_id"],
  ratings: ["ask_id", "platform", "workspace", "person_id"],
  overrides: ["id"],
  preferences: ["ask_id", "platform", "workspace", "person_id"],
  spot_checks: ["ask_id"],
  correction_reviews: ["override_id"],
  contests: ["ask_id"],
  jobs: ["ask_id"],
  retractions: ["ask_id"],
  opt_outs: ["platform", "workspace", "person_id"],
  command_versions: ["name", "number"],
  command_events: ["seq"],
  heads: ["name", "number"],
  kept_answers: ["name", "platform", "workspace", "channel", "model", "revision"],
  accepted_texts: ["id"],
  runs: ["id"],
  group_members: ["member", "source", "place", "name"],
  group_alerts: ["id"],
  settings: ["key"],
} as const satisfies Readonly<Record<string, readonly string[]>>;
export type TableName = keyof typeof TABLES;
export const TABLE_NAMES = Object.keys(TABLES) as TableName[];

/** Columns that hold JSON and never SQL's null: a null in the file is JSON's. */
export const JSON_COLUMNS: ReadonlySet<string> = new Set([
  "asks.place",
  "asks.settings",
  "heads.labels",
  "kept_answers.kept",
  "retractions.place",
  "runs.request",
  "settings.value",
]);
