/** Changes of the versions of a name: one transaction at a time, each with its line in the history. */

import { type Insertable, type Kysely, sql, type Transaction } from "kysely";
import type { Scope } from "../../../core/command/saved-command.ts";
import type { Change } from "../../../flows/commands/versions/ports.ts";
import type { CommandEventsTable } from "../../schema/command-tables.ts";
import type { Tables } from "../../schema/tables.ts";
import { storable } from "../json.ts";
import { scopeColumns } from "./version-rows.ts";

/** First key of the lock on a name; the second is the name's hash. */
const NAME_LOCK = 73_051;

type Event = Pick<Insertable<CommandEventsTable>, "name" | "number" | "action">;

/** Works on the versions of one name while nobody else does. */
export function onName<T>(
  db: Kysely<Tables>,
  name: string,
  work: (transaction: Transaction<Tables>) => Promise<T>,
): Promise<T> {
  return db.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(${sql.lit(NAME_LOCK)}, hashtext(${storable(name)}))`.execute(
      transaction,
    );
    return work(transaction);
  });
}

export async function noteEvent(
  transaction: Transaction<Tables>,
  event: Event,
  { scope, by, note: text }: Change & { readonly scope: Scope },
): Promise<void> {
  await transaction
    .insertInto("command_events")
    .values({
      ...event,
      name: storable(event.name),
      ...scopeColumns(scope),
      person_platform: by.platform,
      person_workspace: storable(by.workspace),
      person_id: storable(by.id),
      person_name: storable(by.name),
      note: text && storable(text),
      // By the clock that all processes share.
      at: sql<Date>`clock_timestamp()`,
    })
    .execute();
}
