/** What is said where nothing of a name is in force in a scope: where it is live, or what is saved of it. */

import { describeScope, type SavedVersion, type Scope } from "../../core/command/saved-command.ts";
import type { OpenedStore } from "../../store/store.ts";

type Versions = Pick<OpenedStore, "listVersions">;

/** The sentence for a verb that takes --scope. */
export async function sayNotLive(store: Versions | null, name: string, scope: Scope): Promise<string> {
  const elsewhere = await sayElsewhere(store, name, scope);
  if (elsewhere !== null) return elsewhere;
  const versions = (await store?.listVersions(name)) ?? [];
  return versions.length === 0
    ? `There is no command ${name}. All commands: npx fewshot commands list.`
    : `No saved version of ${name} is live. What is saved: npx fewshot commands history ${name}.`;
}

/** In which other scopes a command is live; null where it is in none. */
export async function sayElsewhere(
  store: Versions | null,
  name: string,
  scope: Scope,
): Promise<string | null> {
  const live = liveScopes((await store?.listVersions(name)) ?? []);
  const elsewhere = live.filter((one) => one !== describeScope(scope));
  return elsewhere.length === 0 ? null : `${name} is live in ${otherScopes(elsewhere)}`;
}

/** The command line that writes what is saved to a file, for a verb that reads files alone. Null where nothing is saved. */
export async function sayExport(store: Versions, name: string): Promise<string | null> {
  const versions = await store.listVersions(name);
  const [newest] = versions;
  if (!newest) return null;
  const scopes = liveScopes(versions);
  const written = `npx fewshot commands export ${name}`;
  const then = `Then name FOLDER/${name}.yaml.`;
  if (scopes.length === 0)
    return `${name} is saved and not live, and this verb reads files. Write its newest version to one: ${written}@${newest.number} --to FOLDER. ${then}`;
  if (scopes.length === 1)
    return `${name} is saved, and this verb reads files. Write it to one: ${written} --scope ${scopes[0]} --to FOLDER. ${then}`;
  return `${name} is saved, and this verb reads files. Write it to one: ${written} --to FOLDER, with one of ${asOptions(scopes)}. ${then}`;
}

/** "another scope only. Name it: --scope slack:T1." */
export const otherScopes = (scopes: readonly string[]) =>
  `${scopes.length === 1 ? "another scope only. Name it" : "other scopes only. Name one"}: ${asOptions(scopes)}.`;

export const asOptions = (scopes: readonly string[]) => scopes.map((one) => `--scope ${one}`).join(", ");

/** One version of a name is live in a scope at most. */
const liveScopes = (versions: readonly SavedVersion[]) =>
  versions
    .filter(({ state }) => state === "live")
    .map(({ scope }) => describeScope(scope))
    .sort();
