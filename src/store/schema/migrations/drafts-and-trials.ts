/** Which versions reviews made, as what an ask tried a version, and an index that finds such asks. */

import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/** What release 0.2 wrote as the note of a draft that a review made, in both languages. */
const NOTES = [
  "An accepted correction, as an example",
  "An accepted correction, as a test",
  "Spot checks switched on",
  "採用更正作為範例",
  "採用更正作為測試",
  "開啟抽查",
];

const STATEMENTS = [
  "alter table fewshot.command_versions add column of_reviews boolean not null default false",
  "alter table fewshot.asks add column version_state text check (version_state in ('draft', 'live', 'retired'))",
  "set local statement_timeout = 0",
  // Few asks try a version: most rows are not in it.
  `create index asks_by_version on fewshot.asks (command, command_version) where command_version is not null`,
];

/** Marks the versions that reviews made before there was a mark: they are known by their notes. */
export async function markOfReviews(db: Parameters<ReturnType<typeof sql>["execute"]>[0]): Promise<void> {
  await sql`update fewshot.command_versions set of_reviews = true
    where note in (${sql.join(NOTES)}) and not of_reviews`.execute(db);
}

export const draftsAndTrials: Migration = {
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
    await markOfReviews(db);
  },
};
