/** All that is stored about a person, a few rows at a time. */

import type { Kysely, Selectable } from "kysely";
import type { Person } from "../../../core/ask.ts";
import type { ExportItem } from "../../../flows/ports/store.ts";
import type { Tables } from "../../schema/tables.ts";
import { selectRecords } from "../asks/asks.ts";
import { toListedRecord, toOverride, toPreference, toRating } from "../asks/rows.ts";
import { acceptedOf } from "../commands/accepted-texts.ts";
import { toVersion } from "../commands/version-rows.ts";
import { reviewsOf } from "../review/reviews.ts";
import { groupsOf, type MemberOf } from "./groups.ts";
import { authorOf, isOf, rowsOf } from "./rows-of.ts";

/** Rows read at once: an ask may come with a hundred long overrides. */
const EXPORT_BATCH = 20;

/** No transaction is held meanwhile: what is stored or erased during an export may be missing. */
export async function* exportPerson(
  { db, memberOf }: { readonly db: Kysely<Tables>; readonly memberOf: MemberOf },
  person: Person,
): AsyncGenerator<ExportItem> {
  for await (const row of asksOf(db, person)) yield { list: "asks", value: toListedRecord(row) };
  for await (const row of ratingsOf(db, person)) yield { list: "ratings", value: toRating(row) };
  for await (const row of overridesOf(db, person)) yield { list: "overrides", value: toOverride(row) };
  for await (const row of preferencesOf(db, person)) yield { list: "preferences", value: toPreference(row) };
  for await (const row of versionsOf(db, person)) yield { list: "versions", value: toVersion(row) };
  for await (const { key: _, ...value } of reviewsIn(db, person)) yield { list: "reviews", value };
  const member = await memberOf(person);
  for (const value of await groupsOf(db, member)) yield { list: "groups", value };
  for (const value of await acceptedOf(db, member)) yield { list: "accepted", value };
}

/** @param read gives the rows after one, or the first ones */
async function* inBatches<Row>(read: (after: Row | null) => Promise<readonly Row[]>): AsyncGenerator<Row> {
  let last: Row | null = null;
  for (;;) {
    const rows: readonly Row[] = await read(last);
    yield* rows;
    last = rows.at(-1) ?? null;
    if (rows.length < EXPORT_BATCH) return;
  }
}

const asksOf = (db: Kysely<Tables>, person: Person) =>
  inBatches<Awaited<ReturnType<ReturnType<typeof selectRecords>["execute"]>>[number]>((last) =>
    selectRecords(db)
      .where((ask) => isOf(ask, person))
      .where("asks.seq", ">", last?.seq ?? 0)
      .orderBy("asks.seq")
      .limit(EXPORT_BATCH)
      .execute(),
  );

const ratingsOf = (db: Kysely<Tables>, person: Person) =>
  inBatches<Selectable<Tables["ratings"]>>((last) =>
    db
      .selectFrom("ratings")
      .selectAll()
      .where((row) => row.and(rowsOf(person)))
      .where(({ eb, refTuple, tuple }) =>
        eb(refTuple("ask_id", "workspace"), ">", tuple(last?.ask_id ?? "", last?.workspace ?? "")),
      )
      .orderBy("ask_id")
      .orderBy("workspace")
      .limit(EXPORT_BATCH)
      .execute(),
  );

const overridesOf = (db: Kysely<Tables>, person: Person) =>
  inBatches<Selectable<Tables["overrides"]>>((last) =>
    db
      .selectFrom("overrides")
      .selectAll()
      .where((row) => row.and(rowsOf(person)))
      .where("seq", ">", last?.seq ?? 0)
      .orderBy("seq")
      .limit(EXPORT_BATCH)
      .execute(),
  );

const preferencesOf = (db: Kysely<Tables>, person: Person) =>
  inBatches<Selectable<Tables["preferences"]>>((last) =>
    db
      .selectFrom("preferences")
      .selectAll()
      .where((row) => row.and(rowsOf(person)))
      .where(({ eb, refTuple, tuple }) =>
        eb(refTuple("ask_id", "workspace"), ">", tuple(last?.ask_id ?? "", last?.workspace ?? "")),
      )
      .orderBy("ask_id")
      .orderBy("workspace")
      .limit(EXPORT_BATCH)
      .execute(),
  );

const versionsOf = (db: Kysely<Tables>, person: Person) =>
  inBatches<Selectable<Tables["command_versions"]>>((last) =>
    db
      .selectFrom("command_versions")
      .selectAll()
      .where((row) => row.and(authorOf(person)))
      .where("id", ">", last?.id ?? "")
      .orderBy("id")
      .limit(EXPORT_BATCH)
      .execute(),
  );

const reviewsIn = (db: Kysely<Tables>, person: Person) =>
  inBatches<Awaited<ReturnType<typeof reviewsOf>>[number]>((last) =>
    reviewsOf(db, person, { after: last?.key ?? "", limit: EXPORT_BATCH }),
  );
