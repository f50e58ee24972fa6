/** What people decide about their data. An opt-out outlives everything else of a person. */

import { type Kysely, sql } from "kysely";
import type { Person } from "../../../core/ask.ts";
import type { ErasedAsk } from "../../../flows/ports/platform.ts";
import type { Store } from "../../../flows/ports/store.ts";
import type { Tables } from "../../schema/tables.ts";
import { selectRecords } from "../asks/asks.ts";
import { toListedRecord } from "../asks/rows.ts";
import { erasePerson } from "./erase-person.ts";
import { forgetGroups } from "./groups.ts";
import type { OpenHashes } from "./keyed-hash.ts";
import { idOf, isOf, rowsOf } from "./rows-of.ts";

type Privacy = Pick<Store, "isOptedOut" | "setOptedOut" | "decisionsOf" | "erasePerson">;

export function createPrivacy({
  db,
  hashes,
  onJob,
}: {
  readonly db: Kysely<Tables>;
  readonly hashes: OpenHashes;
  /** Called after a job was added. */
  readonly onJob: () => void;
}): Privacy {
  const isOptedOut = async (person: Person) => {
    const row = await db
      .selectFrom("opt_outs")
      .select("person_id")
      .where((row) => row.and(rowsOf(person)))
      .executeTakeFirst();
    return row !== undefined;
  };
  return {
    isOptedOut,

    async setOptedOut(person, optedOut) {
      if (optedOut) {
        const member = (await hashes()).member(person);
        await db.transaction().execute(async (transaction) => {
          await transaction
            .insertInto("opt_outs")
            .values(idOf(person))
            .onConflict((conflict) => conflict.doNothing())
            .execute();
          await forgetGroups(transaction, member);
        });
      } else
        await db
          .deleteFrom("opt_outs")
          .where((row) => row.and(rowsOf(person)))
          .execute();
    },

    async decisionsOf(person, limit) {
      const rows = await selectRecords(db)
        .where((ask) => isOf(ask, person))
        .where(
          sql<boolean>`(asks.answered_at is not null and (asks.expires_at is null or asks.expires_at > now()))`,
        )
        .orderBy("asks.seq", "desc")
        .limit(limit)
        .execute();
      return rows.map(toListedRecord);
    },

    async erasePerson(person, { isPosted, at = new Date() }) {
      const known = await hashes();
      const erased = await db
        .transaction()
        .execute((transaction) => erasePerson(transaction, person, { isPosted, at, hashes: known }));
      onJob();
      return erased;
    },
  };
}

/** What is known of an erased ask whose posts are to be taken back; null when that is done. */
export async function findErased(db: Kysely<Tables>, askId: string): Promise<ErasedAsk | null> {
  const row = await db
    .selectFrom("retractions")
    .select(["platform", "channel", "place", "command", "locale", "receipt"])
    .where("ask_id", "=", askId)
    .executeTakeFirst();
  if (!row) return null;
  const { platform, channel, place, command, locale, receipt } = row;
  return { id: askId, platform, place: { channel, native: place }, command, locale, deliveryRecord: receipt };
}
