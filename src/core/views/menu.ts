/** Commands as a menu: the good ones first, what the present model does poorly marked and last. Pure. */

import { type Words, wordsFor } from "../../i18n/words.ts";
import { type Command, summaryFor } from "../command/command.ts";
import { type Fit, fitOf } from "../command/models.ts";

/** First where it is there and good. */
const FIRST = "sentiment";

export interface MenuEntry {
  readonly command: Command;
  readonly fit: Fit;
}

/** Sorts commands for people who don't know them: sentiment, then the other good ones by name, then those that may turn out poor while the
 * model is not known, then the poor ones.
 * @param parameters of the model; null when not known */
export function sortMenu(commands: readonly Command[], parameters: number | null): MenuEntry[] {
  const rank = ({ command, fit }: MenuEntry) => {
    if (fit !== "good") return 3;
    if (parameters === null && command.requiredParameters !== null) return 2;
    return command.name === FIRST ? 0 : 1;
  };
  return commands
    .map((command) => ({ command, fit: fitOf(command, parameters) }))
    .sort((one, other) => rank(one) - rank(other));
}

/** Whether a command is for texts in the reader's language, as its file says.
 * @param locale BCP 47 tag of the reader's language */
export function isInLanguage({ language }: Pick<Command, "language">, locale: string): boolean {
  return language !== null && language === locale.split("-")[0];
}

/** The menu with the good commands for texts in the reader's language first. */
export function menuFor(entries: readonly MenuEntry[], locale: string): MenuEntry[] {
  const isFirst = ({ command, fit }: MenuEntry) => fit === "good" && isInLanguage(command, locale);
  return [...entries].sort((one, other) => Number(isFirst(other)) - Number(isFirst(one)));
}

/** What marks a command that the model does poorly, e.g. "needs a larger model"; null for a good one. */
export function markOf(fit: Fit, { marks }: Words): string | null {
  return fit === "good" ? null : marks[fit];
}

/** What is typed behind the slash for the command of a name. */
export type TypedAs = (name: string) => string;

/** "/translate (needs a larger model): Translates English into French". The mark comes where no menu cuts it off. */
export function menuLine({ command, fit }: MenuEntry, locale: string, typedAs: TypedAs = String): string {
  const words = wordsFor(locale);
  const mark = markOf(fit, words);
  const typed = typedAs(command.name);
  const name = mark === null ? typed : words.marks.marked(typed, mark);
  return words.help.commandLine(name, summaryFor(command, locale));
}

/** Sentences on why a command's answers are poor with a model.
 * @param parameters of the model; null when not known */
export function* fitNotes(command: Command, parameters: number | null, { reply }: Words): Generator<string> {
  const { requiredParameters, experimental } = command;
  if (requiredParameters !== null && parameters !== null && parameters < requiredParameters)
    yield reply.tooSmall(requiredParameters, parameters);
  if (experimental) yield reply.experimental;
}
