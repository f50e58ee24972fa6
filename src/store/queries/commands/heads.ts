/** Saved heads. One transaction at a time changes the heads of a name. */

import { type Kysely, type Selectable, sql, type Transaction } from "kysely";
import type { Scope } from "../../../core/command/saved-command.ts";
import type { MeasuredHead, SavedHead } from "../../../core/command/saved-head.ts";
import type { HeadStore, NewHead } from "../../../flows/learning/ports.ts";
import type { HeadsTable } from "../../schema/command-tables.ts";
import type { Tables } from "../../schema/tables.ts";
import { newId } from "../asks/rows.ts";
import { storable } from "../json.ts";
import { noteEvent, onName } from "./on-name.ts";
import { scopeColumns, scopeOf } from "./version-rows.ts";

/** Heads of a name and scope that are kept beside the live one; each is up to a megabyte. */
const KEPT = 5;

export function createHeads(db: Kysely<Tables>): HeadStore {
  const find = (id: string) => db.selectFrom("heads").selectAll().where("id", "=", id).executeTakeFirst();
  return {
    saveHead: (head) =>
      onName(db, head.name, async (transaction) => toHead(await insert(transaction, head, "draft"))),

    async liveHeads() {
      const rows = await db
        .selectFrom("heads")
        .selectAll()
        .where("state", "=", "live")
        .orderBy("name")
        .execute();
      return rows.map(toHead);
    },

    async findHead(name, number) {
      const row = await db
        .selectFrom("heads")
        .selectAll()
        .where("name", "=", storable(name))
        .where("number", "=", number)
        .executeTakeFirst();
      return row ? toHead(row) : null;
    },

    async publishHead(id, change) {
      const wanted = await find(id);
      if (!wanted) return null;
      const { name, number } = wanted;
      return onName(db, name, async (transaction) => {
        const scope = scopeOf(wanted);
        const live = await liveIn(transaction, name, scope);
        if (live) await setState(transaction, live.id, "retired");
        const row = await setState(transaction, id, "live");
        if (!row) return null;
        await noteEvent(transaction, { name, number, action: "head-on" }, { scope, ...change });
        await forgetOld(transaction, name, scope);
        return toHead(row);
      });
    },

    retireHead: (name, { scope, ...change }) =>
      onName(db, name, async (transaction) => {
        const live = await liveIn(transaction, name, scope);
        if (!live) return null;
        const row = await setState(transaction, live.id, "retired");
        await noteEvent(transaction, { name, number: live.number, action: "head-off" }, { scope, ...change });
        return row ? toHead(row) : null;
      }),

    async claimHead(id, forMs) {
      const { rows } = await sql<{ id: string }>`update fewshot.heads
          set claimed_until = now() + ${forMs} * interval '1 millisecond'
          where id = ${id} and state = 'live' and (claimed_until is null or claimed_until < now()) returning id`.execute(
        db,
      );
      return rows.length === 1;
    },

    async replaceHead(id, head) {
      return onName(db, head.name, async (transaction) => {
        const live = await liveIn(transaction, head.name, head.scope);
        if (live?.id !== id) return null;
        await setState(transaction, id, "retired");
        const row = await insert(transaction, head, "live");
        await forgetOld(transaction, head.name, head.scope);
        return toHead(row);
      });
    },
  };
}

async function insert(
  transaction: Transaction<Tables>,
  { name, scope, labels, measured, ...head }: NewHead,
  state: SavedHead["state"],
): Promise<Selectable<HeadsTable>> {
  const { rows } = await sql<{ number: number }>`select (1 + greatest(
      (select coalesce(max(number), 0) from fewshot.heads where name = ${storable(name)}),
      (select coalesce(max(number), 0) from fewshot.command_events
        where name = ${storable(name)} and action in ('head-on', 'head-off'))))::int as number`.execute(
    transaction,
  );
  return transaction
    .insertInto("heads")
    .values({
      id: newId(),
      name: storable(name),
      number: rows[0]?.number ?? 1,
      state,
      ...scopeColumns(scope),
      model: storable(head.model),
      prompt_digest: head.promptDigest,
      labels: JSON.stringify(labels.map(storable)),
      rows: head.rows,
      measured: measured === null ? null : JSON.stringify(measured),
      weights: head.weights,
      created_at: new Date(),
      claimed_until: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

const ofScope = (db: Kysely<Tables>, name: string, scope: Scope) =>
  db
    .selectFrom("heads")
    .selectAll()
    .where("name", "=", storable(name))
    .where((row) => row.and(scopeColumns(scope)));

const liveIn = (transaction: Transaction<Tables>, name: string, scope: Scope) =>
  ofScope(transaction, name, scope).where("state", "=", "live").executeTakeFirst();

/** A head that is retired loses its weights: they may have learned from texts that were erased, and nothing uses them. */
const setState = (transaction: Transaction<Tables>, id: string, state: SavedHead["state"]) =>
  transaction
    .updateTable("heads")
    .set(state === "retired" ? { state, weights: "" } : { state })
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirst();

/** Deletes all but the newest heads that are not live. */
async function forgetOld(transaction: Transaction<Tables>, name: string, scope: Scope): Promise<void> {
  const old = await ofScope(transaction, name, scope)
    .where("state", "!=", "live")
    .orderBy("number", "desc")
    .offset(KEPT)
    .execute();
  if (old.length === 0) return;
  await transaction
    .deleteFrom("heads")
    .where(
      "id",
      "in",
      old.map(({ id }) => id),
    )
    .execute();
}

function toHead(row: Selectable<HeadsTable>): SavedHead {
  return {
    id: row.id,
    name: row.name,
    number: row.number,
    state: row.state,
    scope: scopeOf(row),
    model: row.model,
    promptDigest: row.prompt_digest,
    labels: row.labels,
    rows: row.rows,
    measured: row.measured as MeasuredHead | null,
    weights: row.weights,
    createdAt: row.created_at,
  };
}
