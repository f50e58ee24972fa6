/** What insights say, in Traditional Chinese. */

import { createFormat } from "../../../i18n/format.ts";
import type { SettingsCell } from "../settings.ts";
import type { InsightsWords } from "./en.ts";

const format = createFormat("zh-TW");
const percent = (share: number) => format.percent(share);
const points = (share: number) => `${Math.abs(share * 100).toFixed(0)} 個百分點`;
const validOf = ({ valid, n }: Pick<SettingsCell, "valid" | "n">) => `${n} 個答案中有 ${valid} 個有效`;
const nameOf = ({ temperature, maxNewTokens, endSequence }: SettingsCell) =>
  `溫度 ${temperature}、${maxNewTokens} 個詞元、結束序列 ${endSequence}`;

export const zhTW: InsightsWords = {
  format,
  title: (command) => `/${command} 的洞察`,
  measuredOn: (version, revision, model) =>
    `${version === null ? `檔案，修訂 ${revision}` : `第 ${version} 版`}；模型 ${model.name}，修訂 ${model.revision}。`,
  asTable: (title) => `${title}（表格）`,
  range: (low, high) => `${low} 至 ${high}`,
  none: "–",
  comma: "、",
  byExamples: (command) => `/${command}：各範例數目的正確率`,
  byExamplesAbout: (texts, numbers, orders) =>
    `${texts} 段文字的正確率，範例數目有 ${numbers} 種，最多 ${orders} 種順序。色帶是平均值的 95% 區間。`,
  withAll: (examples, mean, worst) => `使用全部 ${examples} 個範例時：平均 ${mean}，最差的順序 ${worst}。`,
  examplesInPrompt: (texts, orders) => `提示中的範例數目（n = ${texts}，最多 ${orders} 種順序）`,
  examplesOfTexts: (texts) => `範例數目（n = ${texts}）`,
  rightAnswers: "正確率",
  mean: "平均",
  worstOrder: "最差的順序",
  guessing: "隨機猜測",
  exampleColumns: [
    "範例數目",
    "平均",
    "95% 區間",
    "最差的順序",
    "最好的順序",
    "與使用全部範例的差距（區間已加寬）",
  ],
  byLabel: (command) => `/${command}：各標籤的正確率`,
  byLabelAbout: (labels) => `指令目前的樣子在各個預期標籤上的正確率，附 95% 區間（Wilson）：${labels}。`,
  labelOf: (label, right, n) => `${label} ${n} 個中有 ${right} 個`,
  labelWithN: (label, n) => `${label}（n = ${n}）`,
  labelColumns: ["標籤", "正確", "n", "95% 區間"],
  reliability: (command) => `/${command}：分數可信嗎？`,
  reliabilityAbout:
    "各分數的正確率，附 95% 區間（Wilson）與文字數。在虛線上，分數 80% 的答案每 100 個有 80 個正確。",
  scoreOfAnswer: "答案的分數",
  reliabilityColumns: ["平均分數", "正確率", "95% 區間", "n"],
  bySettings: (command, end) => `/${command}：結束序列為 ${end} 時的有效答案`,
  bySettingsAbout: (texts) => `${texts} 段文字在各個溫度與詞元長度下有效答案的比例。`,
  ownFramed: (valid, n) => `加框的是指令自己的設定：${n} 個中有 ${valid} 個。`,
  tokensAtMost: (texts) => `詞元上限（每格 n = ${texts}）`,
  temperature: "溫度",
  tokens: (n) => `${n} 個詞元`,
  validOf: (valid, n) => `${valid}/${n}`,
  findings: {
    scored: "標籤是計分得出的，不是寫出來的，所以溫度、長度與結束序列不會改變這些答案。",
    freeText: (command) => `/${command} 以自由文字回答，沒有唯一的正確答案：不測量正確率。`,
    nothing: "沒有任何文字得到答案，因此無從得知範例的影響。",
    noExamples: (command) => `/${command} 沒有範例。小型模型需要三、四個範例。`,
    hurt: (best, all, by) =>
      `這裡超過 ${best.examples} 個範例反而有害：${best.examples} 個範例時正確率為 ${percent(best.accuracy)}，全部 ${all.examples} 個時為 ${percent(all.accuracy)}（差距 ${by}）。請拿掉一些範例，或改用別的。`,
    help: (all, none, lastHelped) =>
      `範例有幫助：全部 ${all.examples} 個範例時正確率為 ${percent(all.accuracy)}，沒有範例時為 ${percent(none)}${lastHelped ? "；最後一個範例仍有幫助，再多一些也許更好" : ""}。`,
    unclear: (texts, all) =>
      `${texts} 段文字看不出是否有哪個範例數目比全部 ${all} 個更好。更多有已知答案的文字才看得出來（--data FILE）。`,
    order: (orders, best, worst, own) =>
      `範例的順序有影響：${orders} 種順序中，最好的正確率為 ${percent(best)}，最差的為 ${percent(worst)}；檔案自己的順序為 ${percent(own)}。`,
    weak: (label, right, n) =>
      `${label} 比其他標籤更常答錯：${n} 個中有 ${right} 個正確。換一個更清楚的範例也許有幫助。`,
    head: (number, rows, right, alone) =>
      `${number === null ? "有一個分類器" : `分類器 ${number}`}（從 ${rows} 筆資料學習）與提示一起決定：有它時正確率為 ${right}，只用提示時為 ${alone}。各範例數目的圖只用提示測量，因為分類器只適用於一組範例；各標籤與各分數的圖則連同分類器測量。`,
    failed: (asks) => `${asks} 次詢問沒有得到答案，不計入。`,
    own: (own) => `依檔案的設定（${nameOf(own)}），${validOf(own)}。`,
    better: (better) => `更好的設定：${nameOf(better)}，${validOf(better)}。`,
    best: "在這些文字上，沒有設定能做得更好。",
    noBetter: (texts) => `在 ${texts} 段文字上，沒有其他設定確實更好。檔案中有更多測試，才看得出較小的差距。`,
    longer: (longer) => `有些答案可能被截斷：上限為 ${longer.maxNewTokens} 個詞元時，${validOf(longer)}。`,
    difference: (mean, low, high) => `${points(mean)}，95% 區間 ${points(low)} 至 ${points(high)}`,
  },
};
