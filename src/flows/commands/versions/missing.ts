/** What is said where nothing of a name is found: of a name that nothing has, which one may have been meant. */

import { type CommandPlace, covers } from "../../../core/command/saved-command.ts";
import { type Words, wordsFor } from "../../../i18n/words.ts";
import type { FlowPorts } from "../../bot/context.ts";
import { nearestName } from "../../bot/help.ts";

interface Missing {
  readonly name: string;
  /** The version that was named; null or left out for none. */
  readonly number?: number | null;
  readonly place: CommandPlace;
  /** BCP 47 tag. */
  readonly locale: string;
}

/** That the version that was named was deleted, or else that there is none.
 * @param otherwise what is said of a name that a command or a saved version has
 * @param unlike what is said where nothing has a like name; how to see all commands where it is left out */
export async function sayMissing(
  { store, commands }: Pick<FlowPorts, "store" | "commands">,
  { name, number = null, place, locale }: Missing,
  otherwise: (words: Words["versions"]) => string,
  unlike?: string,
): Promise<string> {
  const { versions, refusals } = wordsFor(locale);
  if (number !== null && (await isDeleted(store, { name, number, place })))
    return versions.deletedVersion(name, number);
  const known = [...commands.list(place).map((command) => command.name), ...(await store.savedNames(place))];
  if (known.includes(name)) return otherwise(versions);
  const nearest = nearestName(known, name);
  return nearest === null ? (unlike ?? refusals.likeNoCommand(name)) : refusals.unknownCommand(name, nearest);
}

/** Whether a version that could be seen in a place was deleted. */
async function isDeleted(
  store: FlowPorts["store"],
  { name, number, place }: { readonly name: string; readonly number: number; readonly place: CommandPlace },
): Promise<boolean> {
  const events = await store.listVersionEvents(name);
  return events.some(
    (event) => event.action === "deleted" && event.number === number && covers(event.scope, place),
  );
}

/** What is said of a name of which nothing is in force in a place: the newest draft, or else the newest retired version, that can be tried
 * there. Null where neither is. */
export async function sayNotLive(
  { store }: Pick<FlowPorts, "store">,
  { name, place, locale }: Missing,
): Promise<string | null> {
  const { versions } = wordsFor(locale);
  if (await store.findSeen(name, "draft", place)) return versions.onlyDraft(name);
  const retired = await store.findSeen(name, "retired", place);
  return retired && versions.onlyRetired(name, retired.number);
}
