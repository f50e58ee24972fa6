/** Erases what is stored of a person, but for an opt-out. */

import { sql, type Transaction } from "kysely";
import type { Person } from "../../../core/ask.ts";
import { insertJobs, insertRetractions } from "../../jobs/queue.ts";
import type { Tables } from "../../schema/tables.ts";
import { eraseAccepted, keepAccepted } from "../commands/accepted-texts.ts";
import { forgetReviewer } from "../review/reviews.ts";
import { forgetGroups } from "./groups.ts";
import type { Hashes } from "./keyed-hash.ts";
import { actorOf, authorOf, isOf, NO_AUTHOR, NO_PERSON, rowsOf } from "./rows-of.ts";

/** Whether a worker had the ask in hand when it was erased. */
const WAS_IN_WORK =
  sql<boolean>`exists (select from fewshot.jobs where jobs.ask_id = asks.id and is_held)`.as("was_in_work");

/** @param isPosted whether what was posted is to be taken back
 * @returns how many asks were erased */
export async function erasePerson(
  transaction: Transaction<Tables>,
  person: Person,
  { isPosted, at, hashes }: { readonly isPosted: boolean; readonly at: Date; readonly hashes: Hashes },
): Promise<number> {
  // A person may have more asks than the usual time of a statement is enough for.
  await sql`set local statement_timeout = '5min'`.execute(transaction);
  const member = hashes.member(person);
  // Whoever accepts a text of theirs at this moment is waited for.
  const own = await transaction
    .selectFrom("asks")
    .select("id")
    .where((ask) => isOf(ask, person))
    .forUpdate()
    .execute();
  await keepAccepted(
    transaction,
    own.map(({ id }) => id),
    hashes,
  );
  await eraseAccepted(transaction, member, at);
  for (const table of ["ratings", "preferences", "presses", "ask_times"] as const)
    await transaction
      .deleteFrom(table)
      .where((row) => row.and(rowsOf(person)))
      .execute();
  // The commands belong to the team; only who made them goes.
  await transaction
    .updateTable("command_versions")
    .set({ ...NO_AUTHOR, note: null })
    .where((row) => row.and(authorOf(person)))
    .execute();
  await transaction
    .updateTable("command_events")
    .set({ ...NO_PERSON, note: null })
    .where((row) => row.and(actorOf(person)))
    .execute();
  await forgetReviewer(transaction, person);
  await forgetGroups(transaction, member);
  // What was posted of other people's asks shows the erased overrides until it is shown again.
  await transaction
    .with("gone", (gone) =>
      gone
        .deleteFrom("overrides")
        .where((row) => row.and(rowsOf(person)))
        .returning("ask_id"),
    )
    .with("changed", (changed) => changed.selectFrom("gone").select("ask_id").distinct())
    .with("job", () => insertJobs("changed", "ask_id", "override"))
    .selectFrom("changed")
    .select("ask_id")
    .execute();
  const { count } = await transaction
    .with("gone", (gone) =>
      gone
        .deleteFrom("asks")
        .where((ask) => isOf(ask, person))
        .returning(["id", "platform", "channel", "place", "command", "locale", "receipt", WAS_IN_WORK]),
    )
    .with("retraction", () => (isPosted ? insertRetractions("gone") : sql`(select 1)`))
    .selectFrom("gone")
    .select(({ fn }) => fn.countAll().as("count"))
    .executeTakeFirstOrThrow();
  return Number(count);
}
