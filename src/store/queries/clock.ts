/** Mends times that a wrong clock made: a machine without a battery begins in 1970, and is set right once it has a network. */

import { type Kysely, sql } from "kysely";
import type { StoreLog } from "../database/database.ts";
import type { Tables } from "../schema/tables.ts";

/** No release of Fewshot is older: a clock before this is wrong, and so is what was noted by it. */
const EARLIEST = new Date("2026-01-01T00:00:00Z");

/** Sets times before the first release to the present: asks keep their whole retention time from now on, and jobs their tries. */
export async function mendTimes(db: Kysely<Tables>, log: StoreLog, now: Date): Promise<void> {
  if (now < EARLIEST) {
    log.warn({ now: now.toISOString() }, "the clock of this machine is wrong: set it");
    return;
  }
  const { numAffectedRows } = await sql`update fewshot.asks set created_at = ${now},
      expires_at = ${now}::timestamptz + (expires_at - created_at),
      answered_at = case when answered_at is not null then greatest(answered_at, ${now}) end,
      delivered_at = case when delivered_at is not null then greatest(delivered_at, ${now}) end
    where created_at < ${EARLIEST}`.execute(db);
  for (const table of ["ratings", "overrides", "contests"])
    await sql`update ${sql.table(`fewshot.${table}`)} set created_at = ${now} where created_at < ${EARLIEST}`.execute(
      db,
    );
  for (const table of ["spot_checks", "correction_reviews", "contests"])
    await sql`update ${sql.table(`fewshot.${table}`)} set decided_at = ${now} where decided_at < ${EARLIEST}`.execute(
      db,
    );
  for (const table of ["jobs", "retractions"])
    await sql`update ${sql.table(`fewshot.${table}`)} set created_at = now(), due_at = now()
      where created_at < ${EARLIEST}`.execute(db);
  const asks = Number(numAffectedRows ?? 0);
  if (asks > 0) log.warn({ asks }, "asks that were made while the clock was wrong have the present time now");
}
