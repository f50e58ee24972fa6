/** How a command is used, and the list of all. */

import { closest, distance } from "fastest-levenshtein";
import type { Person } from "../../core/ask.ts";
import { type Command, summaryFor } from "../../core/command/command.ts";
import { showLabel } from "../../core/command/labels.ts";
import type { CommandPlace } from "../../core/command/saved-command.ts";
import { RESERVED_WORDS } from "../../core/command/saved-command.ts";
import { fitNotes, type MenuEntry, menuLine, sortMenu, type TypedAs } from "../../core/views/menu.ts";
import { type Words, wordsFor } from "../../i18n/words.ts";
import { infoOf } from "../asks/answer/known-model.ts";
import type { CommandsHere } from "./commands-here.ts";
import type { FlowPorts } from "./context.ts";

/** The help text: of one command, or the list of all when `name` is null or unknown, which it says. Plain text, a line each.
 * @param about `parameters` of the model, null when not known; `drafts`: the setting DRAFTS; `notLive`: what is said of an unknown name of
 * which a draft or a retired version can be tried; `typedAs`: what is typed for a name there */
export function helpText(
  commands: CommandsHere,
  {
    name,
    parameters,
    drafts = "all",
    notLive = null,
    typedAs = String,
  }: {
    readonly name: string | null;
    readonly parameters: number | null;
    readonly drafts?: "all" | "admins" | undefined;
    readonly notLive?: string | null;
    readonly typedAs?: TypedAs;
  },
  locale: string,
): string {
  const words = wordsFor(locale);
  const { help } = words;
  const command = name === null ? null : commands.find(name);
  if (command === null)
    return [
      ...(name === null || RESERVED_WORDS.has(name)
        ? []
        : [notLive ?? sayUnknown(commands, name, words, typedAs)]),
      help.intro,
      ...sortMenu(commands.list(), parameters).map((entry) => menuLine(entry, locale, typedAs)),
      help.more,
      help.drafts(drafts === "all"),
    ].join("\n");
  return [
    help.commandLine(typedAs(command.name), summaryFor(command, locale)),
    help.usage(typedAs(command.name), exampleOf(command)),
    command.labels
      ? help.labels(command.labels.map((label) => showLabel(label, command.labelExplanations)))
      : help.freeText,
    ...fitNotes(command, parameters, words),
  ].join("\n");
}

/** A text to show how a command is used. */
export function exampleOf(command: Command): string {
  return command.tests[0]?.input ?? command.examples[0]?.input ?? "…";
}

/** That there is no command of a name, with what may have been meant: a command, or else a word that Fewshot itself answers. */
export function sayUnknown(
  commands: CommandsHere,
  typed: string,
  { refusals }: Words,
  typedAs: TypedAs = String,
): string {
  const command = nearestCommand(commands, typed);
  const nearest = command === null ? nearestWord(typed) : typedAs(command);
  return nearest === null ? refusals.likeNoCommand(typed) : refusals.unknownCommand(typed, nearest);
}

/** "fewshot publish" for "pubish"; null when no word is near. */
function nearestWord(typed: string): string | null {
  const nearest = closest(typed, [...RESERVED_WORDS]);
  return nearest && distance(typed, nearest) <= (nearest.length < 5 ? 1 : 2) ? `fewshot ${nearest}` : null;
}

/** The command whose name is nearest to what was typed, or null when none is near. */
export function nearestCommand(commands: CommandsHere, typed: string): string | null {
  const names = commands.list().map(({ name }) => name);
  return nearestName(names, typed.toLowerCase());
}

/** The name that is nearest to what was typed, or null when none is near. */
export function nearestName(names: readonly string[], name: string): string | null {
  const ranked = names
    .map((one) => ({ name: one, edits: distance(name, one) }))
    .sort((a, b) => a.edits - b.edits);
  const best = ranked[0];
  if (!best) return null;
  const isNear = best.edits <= Math.max(2, Math.floor(best.name.length / 3)) || best.name.startsWith(name);
  return isNear ? best.name : (ranked.find((one) => name !== "" && one.name.startsWith(name))?.name ?? null);
}

/** What is typed for a command where a person is. */
export const typedWhere =
  ({ platforms }: Pick<FlowPorts, "platforms">, { platform }: Pick<Person, "platform">): TypedAs =>
  (name) =>
    platforms?.get(platform)?.typedAs?.(name) ?? name;

/** Of the model; null while it is not known. */
export function parametersOf({ model }: Pick<FlowPorts, "model">): number | null {
  return infoOf(model.status())?.parameters ?? null;
}

/** The commands as a menu: what the present model does poorly is marked and last. */
export function menuOf(ports: Pick<FlowPorts, "commands" | "model">, place?: CommandPlace): MenuEntry[] {
  return sortMenu(ports.commands.list(place), parametersOf(ports));
}
