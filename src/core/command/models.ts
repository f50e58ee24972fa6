/** Which models there are for commands, and what is to be expected of a command with one. Pure. */

import type { Command } from "./command.ts";

/** Models that ship with the bot, as MODEL and command files name them. */
export const BUILTIN_MODELS = ["builtin", "builtin-zh"] as const;
export type BuiltinModel = (typeof BUILTIN_MODELS)[number];

export type Fit = "good" | "too-small" | "experimental";

/** What is to be expected of a command with a model: good answers, poor ones since the model is smaller than the command requires, or
 * nothing but trials. Menus mark the last two and offer them last.
 * @param parameters of the model; null when not known */
export function fitOf(command: Command, parameters: number | null): Fit {
  const { requiredParameters, experimental } = command;
  if (requiredParameters !== null && parameters !== null && parameters < requiredParameters)
    return "too-small";
  return experimental ? "experimental" : "good";
}
