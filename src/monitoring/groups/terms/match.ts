/** Finds out which groups a text is about: by whole words, or by characters where a language has no spaces. Pure. */

import type { TextGroup } from "../../../flows/monitoring/groups/lists.ts";

/** Words for a person, which `_` stands for. */
const PEOPLE = new Set(
  "person people persons man men woman women child children boy boys girl girls kid kids adult adults student students colleague colleagues coworker coworkers employee employees worker workers customer customers client clients user users candidate candidates applicant applicants patient patients guest guests parent parents mother father mum mom dad son daughter brother sister neighbour neighbours neighbor neighbors friend friends guy guys lady ladies gentleman gentlemen folks team member members community".split(
    " ",
  ),
);
/** Words that can't stand between an adjective and its person: "straight to people". */
const NOT_BETWEEN = new Set(
  "a an the to of and or but for from with without in on at by is are was were be as that this these those my your our their his her its".split(
    " ",
  ),
);
/** Scripts that are written without spaces. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
const SINGULARS: ReadonlyMap<string, string> = new Map([
  ["men", "man"],
  ["women", "woman"],
  ["people", "person"],
  ["children", "child"],
]);

/** Says which groups a text is about, by their numbers. A text may be about several. */
export type Matcher = (text: string) => readonly number[];

export function createMatcher(groups: readonly Pick<TextGroup, "terms">[]): Matcher {
  /** Terms by their first word: few are looked at for each word of a text. */
  const byFirst = new Map<string, { readonly words: readonly string[]; readonly group: number }[]>();
  const byCharacters: { readonly term: string; readonly group: number }[] = [];
  for (const [group, { terms }] of groups.entries())
    for (const term of terms) {
      if (UNSPACED.test(term)) {
        byCharacters.push({ term: plain(term).replace(/\s/g, ""), group });
        continue;
      }
      const words = wordsOf(term.replace("_", " _ "), true);
      const [first] = words;
      if (first === undefined) continue;
      byFirst.set(first, [...(byFirst.get(first) ?? []), { words, group }]);
    }
  const afterPerson = byFirst.get("_") ?? [];
  return (text) => {
    const found = new Set<number>();
    const words = wordsOf(text, false);
    for (const [at, word] of words.entries()) {
      for (const one of singulars(word))
        for (const { words: term, group } of byFirst.get(one) ?? [])
          if (isAt(words, at, term)) found.add(group);
      if (PEOPLE.has(word))
        for (const { words: term, group } of afterPerson) if (isAt(words, at, term)) found.add(group);
    }
    const characters = byCharacters.length === 0 ? "" : plain(text).replace(/\s/g, "");
    for (const { term, group } of byCharacters) if (characters.includes(term)) found.add(group);
    return [...found].sort((a, b) => a - b);
  };
}

/** One form for what looks the same: width, case, hyphens, apostrophes, invisible characters. */
const plain = (text: string) =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\u00ad\u200b-\u200f\u2060\ufeff]/g, "");

/** @param isTerm whether `_` is a word */
function wordsOf(text: string, isTerm: boolean): string[] {
  const words = plain(text).replace(/['’]s?(?![\p{L}\p{N}])/gu, "");
  return words.match(isTerm ? /[\p{L}\p{M}\p{N}]+|_/gu : /[\p{L}\p{M}\p{N}]+/gu) ?? [];
}

/** Whether a term stands there. Its last word may be in the plural; before `_` one more word may stand: "disabled happy person". */
function isAt(words: readonly string[], start: number, term: readonly string[]): boolean {
  let at = start;
  for (const [index, wanted] of term.entries()) {
    const word = words[at];
    if (word === undefined) return false;
    if (wanted === "_") {
      const next = words[at + 1];
      if (PEOPLE.has(word)) at += 1;
      else if (index > 0 && !NOT_BETWEEN.has(word) && next !== undefined && PEOPLE.has(next)) at += 2;
      else return false;
      continue;
    }
    const isLast = index === term.length - 1;
    if (word !== wanted && !(isLast && singulars(word).includes(wanted))) return false;
    at += 1;
  }
  return true;
}

/** The word, and what it may be the plural of. */
function singulars(word: string): string[] {
  const found = [word];
  if (word.length > 3 && word.endsWith("s")) found.push(word.slice(0, -1));
  if (word.length > 4 && word.endsWith("es")) found.push(word.slice(0, -2));
  if (word.length > 4 && word.endsWith("ies")) found.push(`${word.slice(0, -3)}y`);
  const irregular = SINGULARS.get(word);
  if (irregular !== undefined) found.push(irregular);
  return found;
}
