/** Deletion after the retention time. A clock that jumped ahead must not delete everything: then the deletion waits for a day. */

import { type Kysely, sql } from "kysely";
import type { Json } from "../../../core/ask.ts";
import type { SettingStore } from "../../../flows/ports/settings.ts";
import type { StoreLog } from "../../database/database.ts";
import type { Tables } from "../../schema/tables.ts";
import { mendTimes } from "../clock.ts";
import { keepAccepted } from "../commands/accepted-texts.ts";
import type { OpenHashes } from "../people/keyed-hash.ts";

/** Rows deleted at once: short locks, however many have expired. */
const BATCH = 500;
const DAY_MS = 24 * 60 * 60_000;
/** A clock that moved by more than this since the last check is doubted: the bot was off for long, or the clock is wrong. */
const MAX_GAP_MS = 7 * DAY_MS;
/** So long a doubted clock has to be right before anything is deleted. What is past its time is not shown meanwhile. */
const DOUBT_MS = DAY_MS;
const SETTING = "expiry-clock";

interface ClockNote {
  /** When this was checked last, in milliseconds since 1970. */
  readonly seenMs: number;
  /** Since when the clock is doubted; null while it is not. */
  readonly doubtedMs: number | null;
}

/** Mends times of a clock that was wrong, then deletes asks that are past their time. */
export async function deleteExpired(
  options: {
    readonly db: Kysely<Tables>;
    readonly settings: SettingStore;
    readonly hashes: OpenHashes;
    readonly log: StoreLog;
  },
  now: Date,
): Promise<number> {
  const { db, settings, hashes, log } = options;
  const nowMs = now.getTime();
  await mendTimes(db, log, now);
  const last = readNote(await settings.readSetting(SETTING)) ?? (await readNewest(db));
  const note = judge(last, nowMs);
  await settings.writeSetting(SETTING, { ...note });
  if (note.doubtedMs !== null) {
    log.warn(
      { lastSeen: new Date(last?.seenMs ?? nowMs).toISOString(), now: now.toISOString() },
      "the clock is far ahead of the last time it was checked; nothing is deleted for a day, in case it is wrong",
    );
    return 0;
  }
  // Times of asks that count against nobody's limit any more.
  await sql`delete from fewshot.ask_times
    where not exists (select from unnest(times) as asked_at where asked_at > ${new Date(nowMs - DAY_MS)})`.execute(
    db,
  );
  const known = await hashes();
  let total = 0;
  for (;;) {
    const deleted = await db.transaction().execute(async (transaction) => {
      const expired = await transaction
        .selectFrom("asks")
        .select("id")
        .where("expires_at", "<=", now)
        .limit(BATCH)
        .forUpdate()
        .skipLocked()
        .execute();
      const ids = expired.map(({ id }) => id);
      if (ids.length === 0) return 0;
      await keepAccepted(transaction, ids, known);
      await transaction.deleteFrom("asks").where("id", "in", ids).execute();
      return ids.length;
    });
    total += deleted;
    if (deleted < BATCH) return total;
  }
}

function judge(last: ClockNote | null, nowMs: number): ClockNote {
  const doubtedMs = last?.doubtedMs ?? null;
  // A clock that was set back is right now, and was wrong before.
  if (last === null || nowMs < last.seenMs) return { seenMs: nowMs, doubtedMs: null };
  if (nowMs - last.seenMs > MAX_GAP_MS) return { seenMs: nowMs, doubtedMs: nowMs };
  return { seenMs: nowMs, doubtedMs: doubtedMs !== null && nowMs - doubtedMs < DOUBT_MS ? doubtedMs : null };
}

function readNote(setting: Json | null): ClockNote | null {
  const { seenMs, doubtedMs } = (setting ?? {}) as { seenMs?: unknown; doubtedMs?: unknown };
  if (typeof seenMs !== "number") return null;
  return { seenMs, doubtedMs: typeof doubtedMs === "number" ? doubtedMs : null };
}

/** Release 0.1 wrote no note: the newest ask says when the clock was right. */
async function readNewest(db: Kysely<Tables>): Promise<ClockNote | null> {
  const newest = await db
    .selectFrom("asks")
    .select("created_at")
    .orderBy("seq", "desc")
    .limit(1)
    .executeTakeFirst();
  return newest ? { seenMs: newest.created_at.getTime(), doubtedMs: null } : null;
}
