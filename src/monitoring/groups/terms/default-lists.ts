/**
 * The lists that come with Fewshot. What texts are about: the audit's own identity terms, as words to look for. `fewshot groups --lists`
 * prints them as a file, to be corrected by the people whom they are about.
 */

import type { GroupLists, TextGroup } from "../../../flows/groups/lists.ts";
import { english } from "../../audit/terms/en.ts";
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

/** Names in Traditional Chinese, by the names of the audit. */
const NAMES: Readonly<Record<string, string>> = {
  disability: "身心障礙",
  age: "年齡",
  body: "身體",
  gender: "性別",
  "sexual orientation": "性傾向",
  "race and ethnicity": "族裔",
  nationality: "國籍",
  religion: "宗教",
  "social class": "社會階層",
  life: "人生",
  politics: "政治",
  "disabled people": "身心障礙者",
  sight: "視覺",
  hearing: "聽覺",
  mobility: "行動",
  stature: "身高",
  speech: "語言",
  "learning and intellect": "學習與智能",
  "nervous system": "神經系統",
  "mental health": "心理健康",
  "chronic illness": "慢性病",
  "older people": "年長者",
  "younger people": "年輕人",
  "size and looks": "體型與外貌",
  women: "女性",
  men: "男性",
  "transgender, non-binary and intersex people": "跨性別、非二元性別與雙性人",
  "lesbian, gay, bisexual and asexual people": "同性戀、雙性戀與無性戀者",
  "straight people": "異性戀者",
  "African and Black people": "非裔與黑人",
  "Asian and Pacific people": "亞裔與太平洋島民",
  "Latino people": "拉丁裔",
  "Indigenous and Romani people": "原住民族與羅姆人",
  "Indigenous and Hakka people": "原住民族與客家人",
  "white people": "白人",
  "from one country": "來自某一國",
  "people who moved": "移居者",
  "religious minorities": "少數宗教",
  "Christians and people without religion": "基督徒與無宗教信仰者",
  "Buddhists, Christians and people without religion": "佛教徒、基督徒與無宗教信仰者",
  "people with little money": "經濟弱勢者",
  "people with much money": "富裕者",
  "family, past and language": "家庭、過往與語言",
  views: "政治立場",
};

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
    ...named(name, own[0] ? `${NAMES[own[0].axis]}：${NAMES[own[0].group]}` : name),
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
