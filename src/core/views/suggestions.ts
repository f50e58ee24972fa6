/** What somebody may ask to try Fewshot out. Pure. */

import { type Command, summaryFor } from "../command/command.ts";
import { isInLanguage, type MenuEntry } from "./menu.ts";

export interface Suggestion {
  /** Without the slash. */
  readonly command: string;
  /** What the command decides, in the reader's language. */
  readonly title: string;
  /** A text to ask it about, in one line. */
  readonly text: string;
}

/** A text to try a command with: not the first test, which help shows already. */
export function trialOf({ tests, examples }: Command): string {
  return tests[1]?.input ?? tests[0]?.input ?? examples[0]?.input ?? "";
}

/** The first commands of a menu that the present model does well and that have a text to try; those for texts in a language other than the
 * reader's come last.
 * @param locale BCP 47 tag of the reader's language
 * @param max at least 1 */
export function suggestAsks(menu: readonly MenuEntry[], locale: string, max: number): Suggestion[] {
  const names = new Set(menu.map(({ command }) => command.name));
  const isForeign = (command: Command) =>
    command.variantOf !== null && names.has(command.variantOf) && !isInLanguage(command, locale);
  return menu
    .filter(({ fit }) => fit === "good")
    .sort((one, other) => Number(isForeign(one.command)) - Number(isForeign(other.command)))
    .map(({ command }) => ({
      command: command.name,
      title: summaryFor(command, locale),
      text: trialOf(command),
    }))
    .filter(({ text }) => text !== "")
    .slice(0, max);
}
