/**
 * Texts that reviewers accepted into a command. While the ask is stored, its tables say whose text it is. When the ask goes and the text
 * stays in the command, a keyed hash of the text and of its writer is kept, so that an erasure finds it, with the place of the ask,
 * so that it finds nothing elsewhere; so it is when the decision is taken back, since versions that were saved before hold the text.
 */

import { type Kysely, sql, type Transaction } from "kysely";
import type { PlatformName } from "../../../core/ask.ts";
import {
  type CommandPlace,
  covers,
  ITSELF,
  isDirect,
  narrowness,
  type Scope,
  workspaceOf,
} from "../../../core/command/saved-command.ts";
import type { AcceptedText, AcceptedTextStore } from "../../../flows/privacy/ports.ts";
import type { Tables } from "../../schema/tables.ts";
import { storable } from "../json.ts";
import type { Hashes, OpenHashes } from "../people/keyed-hash.ts";
import { isWithin, isWritersOverride } from "../review/scope.ts";
import { noteEvent, onName } from "./on-name.ts";
import { scopeOf } from "./version-rows.ts";

/** A form that was open when its example was erased is saved within this time, or never. */
const ERASED_DAYS = 30;

/** Keeps what the accepted texts of these asks are found by. Called before the asks are deleted, or what was decided is taken back. */
export async function keepAccepted(
  db: Kysely<Tables>,
  askIds: readonly string[],
  hashes: Hashes,
): Promise<void> {
  if (askIds.length === 0) return;
  const { rows } = await sql<{
    id: string;
    command: string;
    text: string;
    platform: PlatformName;
    workspace: string;
    channel: string;
    home: string;
    person: string;
  }>`select overrides.id, asks.command, asks.text, asks.platform, asks.workspace, asks.channel,
      overrides.workspace as home, overrides.person_id as person
    from fewshot.correction_reviews
    join fewshot.overrides on overrides.id = override_id
    join fewshot.asks on asks.id = correction_reviews.ask_id
    where decision <> 'dismissed' and ${isWritersOverride} and asks.id = any(${askIds})`.execute(db);
  for (const { id, command, text, platform, workspace, channel, home, person } of rows)
    await db
      .insertInto("accepted_texts")
      .values({
        id,
        name: command,
        ...{ platform, workspace, channel },
        text: hashes.text(text),
        member: hashes.member({ platform, workspace: home, id: person }),
        noted_at: new Date(),
        erased_at: null,
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
}

/** Notes that a person has erased their data: the texts are to go, and nothing says any more whose they were. */
export async function eraseAccepted(
  transaction: Transaction<Tables>,
  member: string,
  at: Date,
): Promise<void> {
  await transaction
    .updateTable("accepted_texts")
    .set({ member: null, erased_at: at })
    .where("member", "=", member)
    .execute();
}

export async function acceptedOf(db: Kysely<Tables>, member: string): Promise<readonly AcceptedText[]> {
  const rows = await db
    .selectFrom("accepted_texts")
    .select(["name", "platform", "workspace", "channel", "noted_at"])
    .where("member", "=", member)
    .orderBy("noted_at")
    .execute();
  return rows.map(({ name, noted_at: notedAt, ...row }) => ({ command: name, place: scopeOf(row), notedAt }));
}

export function createAcceptedTexts(db: Kysely<Tables>, hashes: OpenHashes): AcceptedTextStore {
  return {
    async acceptedTexts(erasedAt) {
      const rows = await db
        .selectFrom("accepted_texts")
        .select(["name", "platform", "workspace", "channel", "text", "erased_at"])
        .execute();
      if (rows.length === 0) return [];
      const { text: hash } = await hashes();
      return [...Map.groupBy(rows, ({ name }) => name)].map(([command, own]) => {
        const erased = Map.groupBy(
          own.filter(
            ({ erased_at: at }) => at !== null && (!erasedAt || at.getTime() === erasedAt.getTime()),
          ),
          ({ text }) => text,
        );
        return {
          command,
          hasErased: erased.size > 0,
          isErased: (text, scopes) =>
            erased.size > 0 && (erased.get(hash(text)) ?? []).some((place) => mayHave(scopes, place)),
        };
      });
    },

    takeOut: ({ id, name, number, scope, source }, changed) =>
      onName(db, name, async (transaction) => {
        await sql`set local statement_timeout = '5min'`.execute(transaction);
        const { numUpdatedRows } = await transaction
          .updateTable("command_versions")
          .set({ source: storable(changed.source) })
          .where("id", "=", id)
          .where("state", "!=", "live")
          .where("source", "=", source)
          .executeTakeFirst();
        if (numUpdatedRows === 0n) return false;
        for (const one of changed.inPrompts) await blank(transaction, name, one, changed.scopes);
        await deleteRuns(transaction, name, changed.scopes);
        await noteEvent(
          transaction,
          { name, number, action: "text-erased" },
          { scope, by: ITSELF, note: null },
        );
        return true;
      }),

    async forgetAccepted(command, held) {
      const { text: hash } = await hashes();
      const old = new Date(Date.now() - ERASED_DAYS * 24 * 60 * 60_000);
      const isDue = sql<boolean>`(name = ${storable(command)} and (erased_at is null or erased_at < ${old}))`;
      const rows = await db
        .selectFrom("accepted_texts")
        .select(["id", "platform", "workspace", "channel", "text"])
        .where(isDue)
        .execute();
      if (rows.length === 0) return;
      const known = held.map(({ scopes, texts }) => ({ scopes, hashes: new Set(texts.map(hash)) }));
      const gone = rows.filter(
        (row) => !known.some((one) => one.hashes.has(row.text) && mayHave(one.scopes, row)),
      );
      const ids = gone.map(({ id }) => id);
      await sql`delete from fewshot.accepted_texts where id = any(${ids}) and ${isDue}`.execute(db);
    },
  };
}

/** Whether a version of these scopes may have a text from a place: it is for everywhere, or for the same workspace, where people draft in one
 * channel what was accepted in another. Direct messages are no workspace: each is for itself. */
const mayHave = (scopes: readonly Scope[], place: CommandPlace) =>
  scopes.some((scope) => covers(scope, place) || (!isDirect(place) && covers(workspaceOf(place), scope)));

/** Takes an example out of the prompts that are kept with the answers of a command, where a version of these scopes may have answered. */
async function blank(
  transaction: Transaction<Tables>,
  name: string,
  { from, to }: { readonly from: string; readonly to: string },
  scopes: readonly Scope[],
): Promise<void> {
  const isInScope = sql.join(scopes.map(isWithin), sql` or `);
  for (const path of ["{prompt}", "{inForce,prompt}"])
    await sql`update fewshot.asks
      set answer = jsonb_set(answer, ${path}::text[], to_jsonb(replace(answer #>> ${path}::text[], ${from}, ${to})))
      where command = ${storable(name)} and (${isInScope}) and position(${from} in answer #>> ${path}::text[]) > 0`.execute(
      transaction,
    );
}

/** They hold the source of what they measured. Those of versions of another workspace stay. */
async function deleteRuns(
  transaction: Transaction<Tables>,
  name: string,
  scopes: readonly Scope[],
): Promise<void> {
  const isEverywhere = scopes.some((scope) => narrowness(scope) === 0);
  const isHere = isEverywhere
    ? sql`true`
    : sql.join(
        scopes.map(
          ({ platform, workspace }) =>
            sql`(made.platform = ${platform} and made.workspace = ${storable(workspace)})`,
        ),
        sql` or `,
      );
  await sql`delete from fewshot.runs where command = ${storable(name)}
    and (against is not null or version is null or not exists (select from fewshot.command_versions as made
      where made.name = runs.command and made.number = runs.version and made.platform <> '' and not (${isHere})))`.execute(
    transaction,
  );
}
