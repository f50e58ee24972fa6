/** How a command is used, and the list of all. */

import { distance } from "fastest-levenshtein";
import { type Command, summaryFor } from "../core/command.ts";
import { wordsFor } from "../i18n/words.ts";
import type { CommandsHere } from "./commands-here.ts";

/** The help text: of one command, or the list of all when `name` is null or unknown. Plain text, a line each. */
export function helpText(commands: CommandsHere, name: string | null, locale: string): string {
  const words = wordsFor(locale).help;
  const command = name === null ? null : commands.find(name);
  if (command === null)
    return [
      words.intro,
      ...commands.list().map((one) => words.commandLine(one.name, summaryFor(one, locale))),
      words.more,
    ].join("\n");
  return [
    words.commandLine(command.name, summaryFor(command, locale)),
    words.usage(command.name, exampleOf(command)),
    command.labels ? words.labels(command.labels) : words.freeText,
  ].join("\n");
}

/** A text to show how a command is used. */
export function exampleOf(command: Command): string {
  return command.tests[0]?.input ?? command.examples[0]?.input ?? "…";
}

/** The command whose name is nearest to what was typed, or null when none is near. */
export function nearestCommand(commands: CommandsHere, typed: string): string | null {
  const name = typed.toLowerCase();
  const ranked = commands
    .list()
    .map((command) => ({ name: command.name, edits: distance(name, command.name) }))
    .sort((a, b) => a.edits - b.edits);
  const best = ranked[0];
  if (!best) return null;
  const isNear = best.edits <= Math.max(2, Math.floor(best.name.length / 3)) || best.name.startsWith(name);
  return isNear ? best.name : (ranked.find((one) => name !== "" && one.name.startsWith(name))?.name ?? null);
}
