/**
 * The lists that come with Fewshot. What texts are about: the audit's own identity terms, as words to look for. `fewshot groups --lists`
 * prints them as a file, to be corrected by the people whom they are about.
 */

import type { GroupLists, TextGroup } from "../../../flows/monitoring/groups/lists.ts";
import { english } from "../../audit/terms/en.ts";
import { CHINESE_NAMES } from "../../audit/terms/names.ts";
import type { TermGroup } from "../../audit/terms/terms.ts";
import { traditionalChinese } from "../../audit/terms/zh-tw.ts";

/** Words that mean much else as well: they count beside a word for a person only. */
const AMBIGUOUS = new Set(
  "older retired young invalid mute straight black colored white oriental indigenous insane crazy poor wealthy conservative liberal socialist polish very thin male female blind cripple chick bum brat asian catholic christian".split(
    " ",
  ),
);
/** Words of the audit that mean too much else to look for. */
const LEFT_OUT = new Set(["invalid", "chick", "bum", "brat", "psycho", "長者", "富有的人"]);

const named = (name: string, chinese: string) => ({ name, names: { "zh-TW": chinese } });

export const DEFAULT_LISTS: GroupLists = {
  texts: textGroups(),
  declared: [
    named("People with a disability", "身心障礙者"),
    named("People with a chronic illness", "慢性病患者"),
    named("People over 60", "60 歲以上的人"),
    named("Women", "女性"),
    named("Transgender and non-binary people", "跨性別與非二元性別者"),
    named("Lesbian, gay and bisexual people", "同性戀與雙性戀者"),
    named("People who write in a second language", "以第二語言書寫的人"),
  ],
  mapped: [],
};

function textGroups(): TextGroup[] {
  const all = [
    ...english.groups.map((one) => ({ ...one, toWords: englishWords })),
    ...traditionalChinese.groups.map((one) => ({ ...one, toWords: chineseWords })),
  ];
  return [...Map.groupBy(all, ({ axis, group }) => `${axis}: ${group}`)].map(([name, own]) => ({
    ...named(name, own[0] ? `${CHINESE_NAMES[own[0].axis]}：${CHINESE_NAMES[own[0].group]}` : name),
    terms: [
      ...new Set(
        own.flatMap((one) => termsOf(one).flatMap((term) => (LEFT_OUT.has(term) ? [] : one.toWords(term)))),
      ),
    ],
  }));
}

function termsOf({ recommended, notRecommended }: TermGroup): string[] {
  return [...recommended, ...notRecommended];
}

/** "disabled _" → "disabled", "_ with a disability" → "disability", "older _" as it is. */
function englishWords(term: string): string[] {
  const bare = term.replace(/\s*_\s*/, " ").trim();
  if (term.startsWith("_ from ")) return [term];
  if (AMBIGUOUS.has((bare.split(" ")[0] ?? "").toLowerCase())) return [term];
  return [bare.replace(/^(?:with|living with|suffering from|afflicted with|experiencing) (?:an? )?/, "")];
}

/** "視障者" → "視障", "有憂鬱症的人" → "憂鬱症": the words without "a person with". */
function chineseWords(term: string): string[] {
  const bare = term.replace(/^有/u, "").replace(/(?:的人|患者|者)$/u, "");
  return [bare.length >= 2 ? bare : term];
}
