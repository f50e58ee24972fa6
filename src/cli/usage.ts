/** What is said of a verb with too few or too many arguments: how it is written. */

import type { Command as Program } from "commander";
import { COMMAND_NAME } from "../core/command/command.ts";
import { BotError } from "../core/errors.ts";

/** Has every verb say how it is written where it is used in a wrong way. After all verbs were added. */
export function explainUsage(program: Program): void {
  for (const verb of verbsOf(program)) {
    verb.showHelpAfterError(howToWrite(verb));
    verb.allowExcessArguments();
  }
  program.hook("preAction", (_program, verb) => refuseExcess(verb));
}

function refuseExcess(verb: Program): void {
  const { args, registeredArguments } = verb;
  const excess = args.slice(registeredArguments.length);
  if (excess.length === 0 || registeredArguments.at(-1)?.variadic) return;
  const name = args[0] ?? "";
  const [number = ""] = excess;
  throw new BotError(
    "INPUT_USAGE",
    verb.parent?.name() === "commands" && excess.length === 1 && COMMAND_NAME.test(name) && isNumber(number)
      ? behindAt(name, number)
      : `"${excess.join(" ")}" is too much. ${howToWrite(verb)}`,
  );
}

export const isNumber = (typed: string) => /^[1-9]\d{0,8}$/.test(typed);

/** "kind 7" was typed for "kind@7". */
export const behindAt = (name: string, number: string) =>
  `The number of a version is written behind @: ${name}@${number}.`;

const howToWrite = (verb: Program) =>
  `Write: ${pathOf(verb)} ${verb.usage()}. ${verb.commands.length > 0 ? "All of them" : "All options"}: ${pathOf(verb)} --help`;

function pathOf(verb: Program): string {
  return verb.parent ? `${pathOf(verb.parent)} ${verb.name()}` : "npx fewshot";
}

function verbsOf(program: Program): Program[] {
  return program.commands.flatMap((verb) => [verb, ...verbsOf(verb as Program)]) as Program[];
}
