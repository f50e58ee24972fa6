/** Whether a text is in a language that a model reads, decided by its words. Pure. */

import { ENGLISH, OTHERS } from "./frequent-words.ts";

/** What is no word of any language: addresses, names of files, code, mentions, and words in capitals. */
const NO_WORDS =
  /https?:\/\/\S+|\S+@\S+|[@#]\S+|`[^`]*`|\S*[\d_/\\=(){}[\]<>]\S*|\S*\p{L}\.\p{L}\S*|\b\p{Lu}{2,}\b|\S*\p{Ll}\p{Lu}\S*/gu;

/** What stands in names of people and places in every language: "van der Berg", "de la Cruz". */
const IN_NAMES = /\b([Vv]an (der|den|de)|[Dd]e (la|los|las))(?= \p{Lu})/gu;

/** True when a text is in another language than those that a model reads; false for a text that is too short or too odd to tell.
 * @param languages tags of the languages that the model reads: "en" and "zh" are recognised here
 * @param isWord whether the model knows a word as a whole */
export function isOtherLanguage(
  text: string,
  languages: readonly string[],
  isWord: (word: string) => boolean,
): boolean {
  const plain = text.slice(0, MAX_CHARACTERS).replace(NO_WORDS, " ").replace(IN_NAMES, " ");
  if (languages.includes("zh")) {
    if (isJapanese(plain)) return true;
    if (/\p{Script=Han}/u.test(text)) return isEnglishWithChinese(text, plain);
  }
  return languages.includes("en") ? isOtherThanEnglish(plain, isWord) : isOtherThanChinese(plain, isWord);
}

/** Two letters of kana: people who write Chinese use の alone. */
const isJapanese = (plain: string) =>
  (plain.match(/[\p{Script=Hiragana}\p{Script=Katakana}]/gu) ?? []).length >= 2;

/** @param plain a text without a Chinese character */
function isOtherThanChinese(plain: string, isWord: (word: string) => boolean): boolean {
  const words = wordsOf(plain);
  return words.length > MAX_BORROWED || words.some((word) => !isWord(word.toLowerCase()));
}

/** People who write Chinese put words of English between, as in "這個 meeting 很 productive", but hardly those that hold an English sentence
 * together, as in "This is 真的 amazing". */
function isEnglishWithChinese(text: string, plain: string): boolean {
  const words = wordsOf(plain);
  const han = text.match(/\p{Script=Han}/gu) ?? [];
  const frequent = words.filter((word) => ENGLISH.has(word.toLowerCase()));
  return words.length > han.length && frequent.length >= MIN_FREQUENT;
}

/** Words that are written with spaces between. */
const wordsOf = (plain: string): readonly string[] =>
  plain.match(/(?:(?!\p{Script=Han})\p{L})+(?:['’]\p{L}+)*/gu) ?? [];

/** What commands declare of the language of their texts. */
interface Variant {
  readonly name: string;
  readonly language: string | null;
  readonly variantOf: string | null;
}

/** Of the commands that do the same as one, the one for the text's language: /sentiment-zh for /sentiment and a Chinese text, and the other
 * way round. Null where there is none, or it is that command itself. */
export function commandFor(name: string, text: string, commands: readonly Variant[]): string | null {
  if (!/\p{L}/u.test(text)) return null;
  const base = commands.find((command) => command.name === name)?.variantOf ?? name;
  const isChinese = /\p{Script=Han}/u.test(text) && !isEnglishWithChinese(text, text);
  const found = commands.find(
    (command) =>
      (command.name === base || command.variantOf === base) && (command.language === "zh") === isChinese,
  );
  return found === undefined || found.name === name ? null : found.name;
}

/** Words of English that people who write Chinese use alone, as in "ok thanks". */
const MAX_BORROWED = 2;
/** Frequent words of English that make an English sentence of a text with few Chinese characters. */
const MIN_FREQUENT = 2;

/** More of a text says nothing new about its language. */
const MAX_CHARACTERS = 1_000;
/** No word of a language that is written with spaces is longer; some of German are. */
const MAX_LETTERS = 40;
/** A word with an apostrophe that only English has, or that only French has. */
const ENGLISH_END = /(n't|'re|'ve|'ll|'d|'s|'m)$/;
const FRENCH_START = /^(j|l|n|m|qu)'\p{L}/u;
/** How much a word of a kind says against another language, where a frequent word of one says 1; and for it, where it is in no list. Chosen on
 * the sentences of `bench/languages.ts`. */
const WEIGHTS = { english: 1.2, known: 0.35, unknown: 0.5 };
/** So many words that the model does not know, and few that it does, are no English. */
const MIN_UNKNOWN = 3;

function isOtherThanEnglish(plain: string, isWord: (word: string) => boolean): boolean {
  const count = { english: 0, others: 0, known: 0, unknown: 0 };
  for (const [index, [found]] of [...plain.matchAll(/\p{L}[\p{L}\p{M}'’]*/gu)].entries()) {
    const kind = kindOf(found.replaceAll("’", "'"), { isFirst: index === 0, isWord });
    if (kind !== null) count[kind] += 1;
  }
  const { english, others, known, unknown } = count;
  if (others === 0) return english === 0 && unknown >= MIN_UNKNOWN && unknown > 2 * known;
  return others + WEIGHTS.unknown * unknown > WEIGHTS.english * english + WEIGHTS.known * known;
}

/** @returns null for a name, which is of any language */
function kindOf(
  found: string,
  { isFirst, isWord }: { readonly isFirst: boolean; readonly isWord: (word: string) => boolean },
): "english" | "others" | "known" | "unknown" | null {
  const word = found.toLowerCase();
  if (ENGLISH.has(word)) return "english";
  if (OTHERS.has(word) || FRENCH_START.test(word)) return "others";
  if (ENGLISH_END.test(word)) return "english";
  if (word.length > MAX_LETTERS) return null;
  if (!isFirst && /^\p{Lu}/u.test(found)) return null;
  if (isWord(word)) return "known";
  return /[^\p{ASCII}]/u.test(word) ? "others" : "unknown";
}
