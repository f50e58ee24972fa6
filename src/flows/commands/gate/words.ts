/** The words of the gate; a language that is missing here is served in English. */

import { createFormat } from "../../../i18n/format.ts";
import { createChooser } from "../../../i18n/words.ts";

const { count, number } = createFormat("en");

interface Sides {
  readonly before: string;
  readonly now: string;
}

const en = {
  title: (name: string, version: number) => `Publish version ${version} of /${name}?`,
  beside: (version: string) => `${version} beside what is in force:`,
  running: (done: number, total: number) =>
    total === 0
      ? "It is compared with what is in force there."
      : `It is compared with what is in force there. ${number(done)} of ${number(total)} answers are there.`,
  failed: "It could not be compared with what is in force there: the model does not answer now.",
  show: "Show the figures",
  publish: "Publish",
  publishAnyway: "Publish anyway",
  publishUnmeasured: "Publish unmeasured",
  basis: (spotChecks: number, tests: number) =>
    `Compared on ${count(spotChecks, { one: "# spot check", other: "# spot checks" })} and ${count(tests, { one: "# test", other: "# tests" })}.`,
  nothing: "Not measured: there are no spot checks and no tests.",
  freeText: "Not measured: answers in free text have no single right answer.",
  right: ({ before, now }: Sides) => `Right: ${now}, before ${before}.`,
  shareOf: (right: number, n: number, share: string, low: string, high: string) =>
    `${number(right)} of ${number(n)} (${share}, 95% interval ${low} to ${high})`,
  changes: (repaired: number, broken: number) =>
    `It repairs ${number(repaired)} and breaks ${number(broken)}.`,
  verdicts: {
    better: (p: string) => `It is better beyond chance (exact McNemar, p = ${p}).`,
    worse: (p: string) => `It is worse beyond chance (exact McNemar, p = ${p}).`,
    "no-proof": (p: string) => `The difference may be chance (exact McNemar, p = ${p}).`,
    "not-measured": (missing: number) =>
      `Not measured: these are too few. ${count(missing, { one: "# more spot check or test is needed.", other: "# more spot checks or tests are needed." })}`,
  },
  list: (title: string) => `${title}:`,
  repaired: "Repaired",
  broken: "Broken",
  row: (text: string, label: string, { before, now }: Sides) =>
    `“${text}”: right is ${label}; before ${before}, now ${now}`,
  more: (rest: number) => `and ${number(rest)} more`,
  noLabel: "none",
  audit: ({ before, now }: Sides) =>
    `The label changes with the word for a person in ${now}, before in ${before}.`,
  limit: (share: string, most: number, n: number) =>
    `The command allows ${share}: ${number(most)} of ${number(n)}.`,
  appeared: "Only now it changes in",
  pair: (plain: string, text: string, one: string, other: string) =>
    `“${plain}”: ${one}; “${text}”: ${other}`,
  tokens: (before: number, now: number) =>
    before === now
      ? `The prompt has ${number(now)} tokens, as before.`
      : `The prompt has ${number(now)} tokens, before ${number(before)}; each ask reads them, or takes them from the cache.`,
  losesHead: (head: number) =>
    `Classifier head ${head}, which decides now, was trained for the other prompt. It does not decide with this version until whoever runs Fewshot trains it again: npx fewshot learn.`,
  objections: {
    worse: "It is worse than what is in force.",
    flips: "More answers change with the word for a person than the command allows, and more than before.",
  },
  notes: {
    separator: "; ",
    unmeasured: "published without being measured",
    anyway: (why: string) => `published in spite of the comparison: ${why}`,
    measured: (repaired: number, broken: number, n: number) =>
      `repairs ${number(repaired)}, breaks ${number(broken)} of ${number(n)}`,
    flips: (before: number, now: number, n: number) =>
      `label changes with the word for a person in ${number(now)} of ${number(n)}, before ${number(before)}`,
  },
};

const zh = createFormat("zh-TW");

const zhTW: typeof en = {
  title: (name, version) => `要發布 /${name} 的第 ${version} 版嗎？`,
  beside: (version) => `${version} 與目前使用的版本比較：`,
  running: (done, total) =>
    total === 0
      ? "正在與目前使用的版本比較。"
      : `正在與目前使用的版本比較，已有 ${zh.number(done)} 個答案，共 ${zh.number(total)} 個。`,
  failed: "無法與目前使用的版本比較：模型現在沒有回應。",
  show: "顯示數字",
  publish: "發布",
  publishAnyway: "仍要發布",
  publishUnmeasured: "不測量就發布",
  basis: (spotChecks, tests) => `以 ${zh.number(spotChecks)} 個抽查和 ${zh.number(tests)} 個測試比較。`,
  nothing: "未測量：沒有抽查，也沒有測試。",
  freeText: "未測量：自由文字沒有唯一的正確答案。",
  right: ({ before, now }) => `正確：${now}，之前 ${before}。`,
  shareOf: (right, n, share, low, high) =>
    `${zh.number(n)} 個中 ${zh.number(right)} 個（${share}，95% 信賴區間 ${low} 至 ${high}）`,
  changes: (repaired, broken) => `修正 ${zh.number(repaired)} 個，弄壞 ${zh.number(broken)} 個。`,
  verdicts: {
    better: (p) => `確實較好，並非偶然（精確 McNemar 檢定，p = ${p}）。`,
    worse: (p) => `確實較差，並非偶然（精確 McNemar 檢定，p = ${p}）。`,
    "no-proof": (p) => `差異可能只是偶然（精確 McNemar 檢定，p = ${p}）。`,
    "not-measured": (missing) => `未測量：數量太少，還需要 ${zh.number(missing)} 個抽查或測試。`,
  },
  list: (title) => `${title}：`,
  repaired: "修正",
  broken: "弄壞",
  row: (text, label, { before, now }) => `「${text}」：正確是 ${label}；之前 ${before}，現在 ${now}`,
  more: (rest) => `還有 ${zh.number(rest)} 個`,
  noLabel: "無",
  audit: ({ before, now }) => `只換描述人的詞，標籤就改變的情形：${now}，之前 ${before}。`,
  limit: (share, most, n) => `此指令允許 ${share}，即 ${zh.number(n)} 個中的 ${zh.number(most)} 個。`,
  appeared: "現在才改變的",
  pair: (plain, text, one, other) => `「${plain}」：${one}；「${text}」：${other}`,
  tokens: (before, now) =>
    before === now
      ? `提示有 ${zh.number(now)} 個詞元，與之前相同。`
      : `提示有 ${zh.number(now)} 個詞元，之前 ${zh.number(before)} 個；每次提問都要讀取，或取自快取。`,
  losesHead: (head) =>
    `目前參與決定的分類器 ${head} 是為另一個提示訓練的。架設 Fewshot 的人重新訓練之前，它不會與此版本一起決定：npx fewshot learn。`,
  objections: {
    worse: "它比目前使用的版本差。",
    flips: "只換描述人的詞就改變的答案，比指令允許的多，也比之前多。",
  },
  notes: {
    separator: "；",
    unmeasured: "未測量即發布",
    anyway: (why) => `不顧比較結果仍發布：${why}`,
    measured: (repaired, broken, n) =>
      `${zh.number(n)} 個中修正 ${zh.number(repaired)} 個，弄壞 ${zh.number(broken)} 個`,
    flips: (before, now, n) =>
      `只換描述人的詞標籤就改變：${zh.number(n)} 個中 ${zh.number(now)} 個，之前 ${zh.number(before)} 個`,
  },
};

export const gateWords = createChooser({ en, "zh-TW": zhTW });
export type GateWords = typeof en;
