/** Chooses the words for a person's language. */

import { en, type Words } from "./en.ts";
import { zhTW } from "./zh-tw.ts";

export type { Words } from "./en.ts";

/** The languages that exist, by BCP 47 tag. */
export const LANGUAGES: Readonly<Record<string, Words>> = { en, "zh-TW": zhTW };

/** The tag of the language that serves a locale: Traditional Chinese for any Chinese that is written so, else English.
 * @param locale BCP 47 tag as a platform tells it, e.g. "en-GB", "zh-TW", "zh-Hant-HK" */
export function languageFor(locale: string): string {
  return /^zh\b(?=.*(TW|HK|MO|Hant))/i.test(locale) ? "zh-TW" : "en";
}

export function wordsFor(locale: string): Words {
  return LANGUAGES[languageFor(locale)] ?? en;
}
