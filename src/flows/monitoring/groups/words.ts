/** Words about groups: names of sources and measures, and what a comparison says. */

import { createFormat } from "../../../i18n/format.ts";
import { createChooser } from "../../../i18n/words.ts";
import type { Cell, Comparison, Enough, Finding, GroupSource, Measure, Rate } from "./report.ts";

const MINUS = "\u2212";

function wordsOf(tag: string) {
  const { percent } = createFormat(tag);
  const points = (difference: number) =>
    `${difference < 0 ? MINUS : "+"}${Math.abs(difference * 100).toFixed(1)}`;
  return {
    percent,
    points,
    /** "23.5% (8 of 34; 12.4% – 40.0%)" */
    rate: ({ hits, n, share, low, high }: Rate, of: string) =>
      `${percent(share, 1)} (${of.replace("#", String(hits)).replace("@", String(n))}; ${percent(low, 1)} – ${percent(high, 1)})`,
    interval: ({ low, high }: Pick<Comparison, "low" | "high">) => `${points(low)} – ${points(high)}`,
  };
}

const english = wordsOf("en");
const chinese = wordsOf("zh-TW");

const en = {
  ...english,
  rate: (rate: Rate) => english.rate(rate, "# of @"),
  sources: {
    texts: "What texts are about",
    declared: "What people say of themselves",
    mapped: "User groups and roles",
  } satisfies Record<GroupSource, string>,
  measures: {
    "no-answer": "No answer",
    "not-sure": "Not sure",
    overridden: "Overridden",
    wrong: "Rated wrong",
    "spot-check": "Wrong in spot checks",
  } satisfies Record<Measure, string>,
  hidden: "hidden",
  few: ({ n, needed }: Enough, points: number) =>
    `not enough data: ${n} of ${needed} needed to see ${points} points`,
  different: (points: number) => `differs by ${points} points or more`,
  small: (points: number) => `differs by less than ${points} points`,
  similar: (points: number) => `no difference of ${points} points seen`,
  unclear: "may be chance, or due to one person",
  others: (rate: Rate) => `everybody else ${english.rate(rate, "# of @")}`,
  difference: ({ difference, low, high, adjusted }: Comparison) =>
    `${english.points(difference)} points (${english.interval({ low, high })}), p ${adjusted < 0.001 ? "< 0.001" : adjusted.toFixed(3)}`,
  alertTitle: (command: string) => `/${command} answers a group differently`,
  alert: ({ measure, rate, comparison }: Finding, { group, week }: { group: string; week: string }) =>
    `${group}: ${MEASURE_SENTENCES.en[measure]} ${english.rate(rate, "# of @")}; everybody else ${english.rate(comparison.others, "# of @")}. Difference ${english.points(comparison.difference)} points (95% interval ${english.interval(comparison)}), in the week of ${week}.`,
};

const MEASURE_SENTENCES = {
  en: {
    "no-answer": "no answer",
    "not-sure": "“Not sure”",
    overridden: "answers overridden",
    wrong: "ratings “Wrong”",
    "spot-check": "spot checks wrong",
  },
  "zh-TW": {
    "no-answer": "沒有答案",
    "not-sure": "「不確定」",
    overridden: "答案被更正",
    wrong: "評為「錯誤」",
    "spot-check": "抽查為錯誤",
  },
} satisfies Record<string, Record<Measure, string>>;

export type GroupWords = typeof en;

const zhTW: GroupWords = {
  ...chinese,
  rate: (rate) => chinese.rate(rate, "@ 次中 # 次"),
  sources: { texts: "文字談到誰", declared: "本人自述", mapped: "使用者群組與身分組" },
  measures: {
    "no-answer": "沒有答案",
    "not-sure": "不確定",
    overridden: "被更正",
    wrong: "評為錯誤",
    "spot-check": "抽查為錯誤",
  },
  hidden: "不顯示",
  few: ({ n, needed }, points) => `資料不足：要看出 ${points} 個百分點需要 ${needed} 次，目前 ${n} 次`,
  different: (points) => `相差 ${points} 個百分點以上`,
  small: (points) => `相差不到 ${points} 個百分點`,
  similar: (points) => `未見 ${points} 個百分點的差異`,
  unclear: "可能是偶然，或只因一個人",
  others: (rate) => `其他人 ${chinese.rate(rate, "@ 次中 # 次")}`,
  difference: ({ difference, low, high, adjusted }) =>
    `${chinese.points(difference)} 個百分點（${chinese.interval({ low, high })}），p ${adjusted < 0.001 ? "< 0.001" : adjusted.toFixed(3)}`,
  alertTitle: (command) => `/${command} 對某個群體的答案不同`,
  alert: ({ measure, rate, comparison }, { group, week }) =>
    `${group}：${MEASURE_SENTENCES["zh-TW"][measure]} ${chinese.rate(rate, "@ 次中 # 次")}；其他人 ${chinese.rate(comparison.others, "@ 次中 # 次")}。相差 ${chinese.points(comparison.difference)} 個百分點（95% 區間 ${chinese.interval(comparison)}），${week}那一週。`,
};

export const groupWords = createChooser({ en, "zh-TW": zhTW });

/** What a figure says, in a few words; null where it is hidden.
 * @param margin 0 to 1 */
export function verdictWords(cell: Cell, margin: number, words: GroupWords): string | null {
  const points = Math.round(margin * 100);
  if (cell.kind === "hidden") return null;
  if (cell.kind === "rate" || cell.verdict === "few") return words.few(cell.enough, points);
  return cell.verdict === "unclear" ? words.unclear : words[cell.verdict](points);
}

/** What is said below an alert. */
export const alertWords = createChooser({
  en: {
    about: (comparisons: number) =>
      `Found in a week that is over, beyond doubt and above the margin, corrected for ${comparisons} comparisons. It says that answers differ, not why. Look at what the command was asked before you change it.`,
    where: (address: string) => `All figures, for admins: ${address}`,
  },
  "zh-TW": {
    about: (comparisons) =>
      `這是在已結束的一週中發現的，確定且超過界限，並已就 ${comparisons} 次比較調整。它說明答案有差異，但不說明原因。修改指令前，請先看看它被問了什麼。`,
    where: (address) => `所有數據（限管理員）：${address}`,
  },
});

/** Words for people who say which groups they belong to. The hint fits into the 100 characters that Discord shows. */
export const declareWords = createChooser({
  en: {
    label: "Groups that you belong to",
    hint: "Voluntary. Nobody sees your choice: counts of at least ten people only. Choose none to delete it.",
    save: "Save",
    off: "Fewshot does not ask for groups here.",
    saved: (names: readonly string[]) =>
      names.length === 0
        ? "Fewshot keeps no group of you."
        : `Saved, apart from your texts: ${names.join("; ")}. You can change or delete it here at any time.`,
  },
  "zh-TW": {
    label: "您所屬的群體",
    hint: "自願填寫。沒有人看得到您的選擇，只計算至少十人的群體。全部不選即刪除。",
    save: "儲存",
    off: "Fewshot 在這裡不詢問群體。",
    saved: (names) =>
      names.length === 0
        ? "Fewshot 不保存您的任何群體。"
        : `已儲存，與您的文字分開：${names.join("；")}。您隨時可以在這裡更改或刪除。`,
  },
});
