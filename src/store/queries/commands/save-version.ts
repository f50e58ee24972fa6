/** Saves a new version of a command, within the limits of a person and of a workspace. */

import { sql, type Transaction } from "kysely";
import { OPERATOR } from "../../../core/command/saved-command.ts";
import type { NewVersion, SavedOutcome } from "../../../flows/commands/versions/ports.ts";
import type { Tables } from "../../schema/tables.ts";
import { newId } from "../asks/rows.ts";
import { storable } from "../json.ts";
import { noteEvent } from "./on-name.ts";
import { scopeColumns, toVersion } from "./version-rows.ts";

/** Versions that one person may save in an hour, and that one workspace may have. The operator at the terminal may save any number, and reviews
 * make one with each correction that is accepted: who makes them may publish. */
const MAX_OF_PERSON_AN_HOUR = 30;
const MAX_OF_WORKSPACE = 1_000;

/** The author's newest draft in the same place, where its text is the same; otherwise a new draft with the next number. */
export async function saveVersion(
  transaction: Transaction<Tables>,
  version: NewVersion,
): Promise<SavedOutcome> {
  const { name, scope, source, note: text, author, fileRevision, isOfReviews = false } = version;
  const own = { author_platform: author.platform, author_id: storable(author.id) };
  const newest = await transaction
    .selectFrom("command_versions")
    .selectAll()
    .where("name", "=", storable(name))
    .where((row) => row.and(own))
    .where((row) => row.and(scopeColumns(scope)))
    .orderBy("number", "desc")
    .limit(1)
    .executeTakeFirst();
  if (newest?.source === storable(source) && newest.state === "draft")
    return { kind: "known", version: toVersion(newest) };
  const full = await limitPassed(transaction, version);
  if (full) return { kind: full };
  // Numbers of deleted versions are in the history, and not given again.
  const { rows } = await sql<{ number: number }>`select (1 + greatest(
      (select coalesce(max(number), 0) from fewshot.command_versions where name = ${storable(name)}),
      (select coalesce(max(number), 0) from fewshot.command_events
        where name = ${storable(name)} and action not in ('head-on', 'head-off', 'changed'))))::int as number`.execute(
    transaction,
  );
  const number = rows[0]?.number ?? 1;
  const row = await transaction
    .insertInto("command_versions")
    .values({
      id: newId(),
      name: storable(name),
      number,
      state: "draft",
      ...scopeColumns(scope),
      source: storable(source),
      note: text && storable(text),
      ...own,
      author_workspace: storable(author.workspace),
      author_name: storable(author.name),
      created_at: new Date(),
      file_revision: fileRevision,
      replaced: null,
      of_reviews: isOfReviews,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  await noteEvent(transaction, { name, number, action: "saved" }, { scope, by: author, note: text });
  return { kind: "saved", version: toVersion(row) };
}

async function limitPassed(
  transaction: Transaction<Tables>,
  { author, scope, isOfReviews = false }: NewVersion,
): Promise<"too-many-of-person" | "too-many-of-workspace" | null> {
  if (author.platform === OPERATOR.platform) return null;
  const { platform, workspace } = scopeColumns(scope);
  const { rows } = await sql<{ own: number; all: number }>`select
      (select count(*)::int from fewshot.command_events as events where action = 'saved' and person_platform = ${author.platform}
        and person_id = ${storable(author.id)} and at > clock_timestamp() - interval '1 hour'
        and not exists (select from fewshot.command_versions as made
          where made.name = events.name and made.number = events.number and made.of_reviews)) as own,
      (select count(*)::int from fewshot.command_versions where platform = ${platform} and workspace = ${workspace}) as "all"`.execute(
    transaction,
  );
  const { own = 0, all = 0 } = rows[0] ?? {};
  if (own >= MAX_OF_PERSON_AN_HOUR && !isOfReviews) return "too-many-of-person";
  return all >= MAX_OF_WORKSPACE ? "too-many-of-workspace" : null;
}
