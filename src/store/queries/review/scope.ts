/** Which asks a review may see: those made within a scope, and none of people who have opted out. */

import { type RawBuilder, type SqlBool, sql } from "kysely";
import { GLOBAL_ID_PLATFORMS, hasGlobalId, type Person } from "../../../core/ask.ts";
import type { Scope } from "../../../core/command/saved-command.ts";
import { storable } from "../json.ts";

type Condition = RawBuilder<SqlBool>;

/** The ask, in the table "asks", was made within a scope. */
export function isWithin({ platform, workspace, channel }: Scope): Condition {
  if (platform === "") return sql`true`;
  const inWorkspace = sql`asks.platform = ${platform} and asks.workspace = ${storable(workspace)}`;
  return channel === ""
    ? sql`(${inWorkspace})`
    : sql`(${inWorkspace} and asks.channel = ${storable(channel)})`;
}

const GLOBAL = sql.join([...GLOBAL_ID_PLATFORMS].map((name) => sql.lit(name)));

/** An opt-out of the person in these columns. */
const optOutOf = (
  platform: string,
  workspace: string,
  id: string,
): Condition => sql`exists (select from fewshot.opt_outs
    where opt_outs.platform = ${sql.ref(platform)} and opt_outs.person_id = ${sql.ref(id)}
      and (opt_outs.platform in (${GLOBAL}) or opt_outs.workspace = ${sql.ref(workspace)}))`;

/** The person of a row of this table has opted out. */
export const optedOut = (table: "ratings" | "overrides" | "preferences"): Condition =>
  optOutOf(`${table}.platform`, `${table}.workspace`, `${table}.person_id`);

/** The asker or the author of the ask has opted out. */
export const isOfOptedOut: Condition = sql`(${optOutOf("asks.platform", "asks.workspace", "asks.person_id")}
    or ${optOutOf("asks.platform", "asks.author_workspace", "asks.author_id")})`;

/** Neither the asker nor the author of the ask has opted out, and its time is not over. */
export const isAskUsable: Condition = sql`((asks.expires_at is null or asks.expires_at > now()) and not ${isOfOptedOut})`;

/** The override, in the table "overrides", may be used, and its person has not opted out. */
export const isOverrideUsable: Condition = sql`(overrides.may_reuse and overrides.withdrawn_at is null
    and not ${optedOut("overrides")})`;

/** The override, in the table "overrides", is of whoever wrote the text of the ask. */
export const isWritersOverride: Condition = sql`(overrides.platform = asks.platform and overrides.person_id = coalesce(asks.author_id, asks.person_id)
    and (asks.platform in (${GLOBAL}) or overrides.workspace = coalesce(asks.author_workspace, asks.workspace)))`;

/** The override, in the table "overrides", stands, and its person has not opted out. */
export const isOverrideCounted: Condition = sql`(overrides.withdrawn_at is null
    and not ${optOutOf("overrides.platform", "overrides.workspace", "overrides.person_id")})`;

/** The rating, in the table "ratings", is of a person who has not opted out. */
export const isRatingUsable: Condition = sql`not ${optedOut("ratings")}`;

/** The preference, in the table "preferences", is of a person who has not opted out. */
export const isPreferenceUsable: Condition = sql`not ${optedOut("preferences")}`;

/** The columns name this person. */
export function isPerson(
  person: Person,
  columns: { readonly platform: string; readonly workspace: string; readonly id: string },
): Condition {
  const { platform, workspace, id } = person;
  const same = sql`${sql.ref(columns.platform)} = ${platform} and ${sql.ref(columns.id)} = ${storable(id)}`;
  return hasGlobalId(person)
    ? sql`coalesce(${same}, false)`
    : sql`coalesce(${same} and ${sql.ref(columns.workspace)} = ${storable(workspace)}, false)`;
}

/** The ask was made by this person, or on what they wrote. */
export const isAskOf = (person: Person): Condition =>
  sql`(${isPerson(person, {
    platform: "asks.platform",
    workspace: "asks.workspace",
    id: "asks.person_id",
  })} or ${isPerson(person, { platform: "asks.platform", workspace: "asks.author_workspace", id: "asks.author_id" })})`;

export const isReviewer = (person: Person): Condition =>
  isPerson(person, {
    platform: "reviewer_platform",
    workspace: "reviewer_workspace",
    id: "reviewer_id",
  });
