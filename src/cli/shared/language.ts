/** In which language a verb writes its report. Faults and warnings of command files, and the figures of a change, are in that of the terminal
 * also where a verb has no --lang; everything else is in English. */

import type { Command as Program } from "commander";
import { BotError } from "../../core/errors.ts";
import { LANGUAGES, languageFor } from "../../i18n/words.ts";

export interface LanguageOption {
  readonly lang?: string;
}

const TAGS = Object.keys(LANGUAGES);

export function addLanguageOption(program: Program): Program {
  return program.option(
    "--lang <tag>",
    `language of the report, ${TAGS.join(" or ")}; that of the terminal (LANG) where it is left out. JSON stays in English`,
  );
}

/** @returns the tag of a language that there is
 * @throws {BotError} INPUT_USAGE where --lang names none */
export function readLanguage({ lang }: LanguageOption): string {
  if (lang === undefined) return languageFor(Intl.DateTimeFormat().resolvedOptions().locale);
  const found = languageFor(lang);
  if (found !== "en" || /^en\b/i.test(lang)) return found;
  throw new BotError("INPUT_USAGE", `--lang ${lang}: reports are written in ${TAGS.join(" and ")}.`);
}
