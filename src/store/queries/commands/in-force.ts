/** What each command was answered with. One transaction at a time changes that of a name. */

import type { Kysely } from "kysely";
import { z } from "zod";
import { ITSELF } from "../../../core/command/saved-command.ts";
import type { InForce, InForceStore } from "../../../flows/commands/in-force/ports.ts";
import type { Tables } from "../../schema/tables.ts";
import { storable, toJsonText } from "../json.ts";
import { noteEvent, onName } from "./on-name.ts";
import { scopeColumns } from "./version-rows.ts";

/** Of a command and a scope: what is in force, and what was before. */
const KEPT = 2;

const label = z.string().nullable();
const keptSchema = z.object({
  version: z.literal(1),
  commandVersion: z.number().nullable(),
  model: z.string(),
  parameters: z.number().nullable(),
  scripts: z.array(z.string()).nullable(),
  head: z.number().nullable(),
  tokens: z.number(),
  held: z.array(z.string()),
  answers: z.record(z.string(), z.tuple([label, label])),
});

export function createInForce(db: Kysely<Tables>): InForceStore {
  const rowsOf = (own: Kysely<Tables>, name: string, scope: Parameters<typeof scopeColumns>[0]) =>
    own
      .selectFrom("kept_answers")
      .selectAll()
      .where("name", "=", storable(name))
      .where((row) => row.and(scopeColumns(scope)))
      .orderBy("since", "desc");
  return {
    async inForce(name, scope) {
      const rows = await rowsOf(db, name, scope).limit(KEPT).execute();
      return rows.flatMap(({ model, revision, since, kept }): InForce[] => {
        const read = keptSchema.safeParse(kept);
        return read.success ? [{ model, revision, since, kept: read.data }] : [];
      });
    },

    noteInForce: ({ name, scope, model, revision, kept, note }) =>
      onName(db, name, async (transaction) => {
        const rows = await rowsOf(transaction, name, scope).execute();
        const [newest] = rows;
        const isSame = newest?.model === storable(model) && newest.revision === storable(revision);
        // Later than what was before, also by a clock that was set back or counts whole milliseconds: the newest is the one in force.
        const since = isSame
          ? newest.since
          : new Date(Math.max(Date.now(), (newest?.since.getTime() ?? 0) + 1));
        const own = {
          name: storable(name),
          ...scopeColumns(scope),
          ...{ model: storable(model), revision: storable(revision) },
        };
        const values = { since, kept: toJsonText(kept) };
        await transaction
          .insertInto("kept_answers")
          .values({ ...own, ...values })
          .onConflict((conflict) =>
            conflict
              .columns(["name", "platform", "workspace", "channel", "model", "revision"])
              .doUpdateSet(values),
          )
          .execute();
        if (isSame || !newest) return false;
        const old = (await rowsOf(transaction, name, scope).execute()).slice(KEPT);
        for (const one of old)
          await transaction
            .deleteFrom("kept_answers")
            .where((row) => row.and({ ...own, model: one.model, revision: one.revision }))
            .execute();
        const number = kept.commandVersion ?? 0;
        if (note !== null)
          await noteEvent(transaction, { name, number, action: "changed" }, { scope, by: ITSELF, note });
        return true;
      }),
  };
}
