/** Faults of command files at the terminal, in its language. */

import { type CommandFault, describeFault, explainFault, namePlace } from "../../core/command/faults.ts";
import { en } from "../../i18n/en/index.ts";
import { type Words, wordsFor } from "../../i18n/words.ts";
import { readLanguage } from "./language.ts";

/** The words of the terminal's language (LANG). */
export const terminalWords = (): Words => wordsFor(readLanguage({}));

/** One line: file, line and what is wrong. */
export const sayFault = (fault: CommandFault): string => describeFault(fault, terminalWords());

export const sayFaults = (faults: readonly CommandFault[]): string =>
  faults.map((fault) => sayFault(fault)).join("\n");

/** A fault in JSON: where it is, its code with its values, and an English sentence. */
export function faultJson(fault: CommandFault) {
  const { file, line, column, place, named } = fault;
  const { code, ...values } = fault.fault;
  const message = explainFault(fault, en);
  return { file, line, column, place: namePlace(place), named, code, values, message };
}
