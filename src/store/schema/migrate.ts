/**
 * Makes and updates the tables. Every migration runs once, in the order of its name, inside a transaction;
 * one that was released is never edited: a change is a new migration.
 */

import { type Kysely, sql } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import { BotError } from "../../core/errors.ts";
import { contests } from "./migrations/contests.ts";
import { draftsAndTrials } from "./migrations/drafts-and-trials.ts";
import { erasedTexts } from "./migrations/erased-texts.ts";
import { keptAnswers } from "./migrations/kept-answers.ts";
import { preferences } from "./migrations/preferences.ts";
import { release01 } from "./migrations/release-0.1.ts";
import { release02 } from "./migrations/release-0.2.ts";
import { retractions } from "./migrations/retractions.ts";
import { reviews } from "./migrations/reviews.ts";
import { rollUps } from "./migrations/roll-ups.ts";
import { runs } from "./migrations/runs.ts";
import { savedCommands } from "./migrations/saved-commands.ts";
import { trainedHeads } from "./migrations/trained-heads.ts";
import { watchedGroups } from "./migrations/watched-groups.ts";
import { SCHEMA, type Tables } from "./tables.ts";

/** Backups made before it have no mark of what reviews made. */
export const DRAFTS_AND_TRIALS = "2026-12-01-drafts-and-trials";

const MIGRATIONS: Readonly<Record<string, Migration>> = {
  "2026-11-23-first": release01,
  "2026-11-27-release-0.2": release02,
  "2026-11-27-retractions": retractions,
  "2026-11-27-saved-commands": savedCommands,
  "2026-11-27-saved-preferences": preferences,
  "2026-11-27-spot-checks": reviews,
  "2026-11-27-trained-heads": trainedHeads,
  "2026-11-28-roll-ups": rollUps,
  "2026-11-28-watched-groups": watchedGroups,
  "2026-11-29-contests": contests,
  "2026-11-30-kept-answers": keptAnswers,
  "2026-11-30-runs": runs,
  [DRAFTS_AND_TRIALS]: draftsAndTrials,
  "2026-12-02-erased-texts": erasedTexts,
};

/** Of all migrations that this release knows, in order. */
export const MIGRATION_NAMES: readonly string[] = Object.keys(MIGRATIONS).sort();

/** Brings the tables up to date.
 * @throws {BotError} STORE_FOREIGN when a newer Fewshot has been here */
export async function migrate(db: Kysely<Tables>): Promise<void> {
  if (await isUpToDate(db)) return;
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => ({ ...MIGRATIONS }) },
    migrationTableSchema: SCHEMA,
    migrationTableName: "migrations",
    migrationLockTableName: "migrations_lock",
  });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  if (error instanceof Error && error.message.startsWith("corrupted migrations"))
    throw new BotError(
      "STORE_FOREIGN",
      "The store was written by a newer version of Fewshot. Start that version, or give this one another DATA_DIR or DATABASE_URL.",
      { cause: error },
    );
  throw error;
}

/** Whether exactly our migrations have run: one query instead of kysely's many, which take most of a start. */
export async function isUpToDate(db: Kysely<Tables>): Promise<boolean> {
  const found = await sql<{ name: string }>`select name from fewshot.migrations order by name`
    .execute(db)
    .catch(() => null);
  return found?.rows.map(({ name }) => name).join() === MIGRATION_NAMES.join();
}
