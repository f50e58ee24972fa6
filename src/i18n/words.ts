/** Chooses the words for a person's language. A language is one file; what it leaves out is said in English. */

import { LRUCache } from "lru-cache";
import { en, type SomeWords, type Words } from "./en/index.ts";
import { zhTW } from "./zh-tw/index.ts";

export type { Words } from "./en/index.ts";

/** The languages that exist, by BCP 47 tag. A new one is a file beside these and a line here. */
export const LANGUAGES: Readonly<Record<string, Words>> = complete({ en, "zh-TW": zhTW });

/** Locales whose words are remembered. Longer ones are none, and may be anything that a browser sends. */
const MAX_KNOWN = 200;
const MAX_KNOWN_CHARACTERS = 35;

/** Fills in English where a language leaves something out. */
export function complete(languages: Readonly<Record<string, SomeWords>>): Record<string, Words> {
  return Object.fromEntries(Object.entries(languages).map(([tag, words]) => [tag, fill(en, words)]));
}

function fill<Part extends object>(whole: Part, some: SomeWords<Part>): Part {
  const entries = Object.entries(whole).map(([key, value]) => {
    const own = some[key as keyof Part] as object | undefined;
    const isGroup = typeof value === "object" && value !== null && !Array.isArray(value);
    return [key, own === undefined ? value : isGroup ? fill(value, own) : own];
  });
  return Object.fromEntries(entries) as Part;
}

/** The tag of the language that serves a locale: the tag itself, else the first language that is written alike (the same language in the
 * same script), else English.
 * @param locale BCP 47 tag as a platform or a browser gives it, e.g. "de-AT", "zh-Hant-HK"
 * @param tags the languages to choose from
 * @example languageFor("zh-HK") // "zh-TW": both are Chinese in traditional characters; "zh-CN" is not */
export function languageFor(locale: string, tags: readonly string[] = Object.keys(LANGUAGES)): string {
  const exact = tags.find((tag) => tag.toLowerCase() === locale.toLowerCase());
  if (exact !== undefined) return exact;
  const wanted = scriptOf(locale);
  return tags.find((tag) => wanted !== null && scriptOf(tag) === wanted) ?? "en";
}

/** "zh-TW" → "zh-Hant"; null for what is no language tag. */
function scriptOf(locale: string): string | null {
  try {
    const { language, script } = new Intl.Locale(locale.replaceAll("_", "-")).maximize();
    return `${language}-${script}`;
  } catch {
    return null;
  }
}

export const wordsFor: (locale: string) => Words = createChooser({ en, ...LANGUAGES });

/** For the words of one platform, which lie in its own folder: chooses among their languages as `wordsFor` does.
 * @param tables by BCP 47 tag; English serves whoever has none */
export function createChooser<Table extends object>(tables: {
  readonly en: Table;
  readonly [tag: string]: Table;
}) {
  const tags = Object.keys(tables);
  /** An ask needs its words a dozen times, and Intl takes long to read a tag. */
  const known = new LRUCache<string, Table>({ max: MAX_KNOWN });
  return (locale: string): Table => {
    const found = known.get(locale) ?? tables[languageFor(locale, tags)] ?? tables.en;
    if (locale.length <= MAX_KNOWN_CHARACTERS) known.set(locale, found);
    return found;
  };
}
