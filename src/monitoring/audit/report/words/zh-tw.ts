/** What an audit says, in Traditional Chinese. */

import { createFormat } from "../../../../i18n/format.ts";
import { CHINESE_NAMES } from "../../terms/names.ts";
import type { AuditWords, HeadFacts } from "./en.ts";

const format = createFormat("zh-TW");

const headOf = ({ number, rows }: HeadFacts) =>
  `${number === null ? "分類器" : `分類器 ${number}`}（從 ${rows} 筆資料學習）`;

export const zhTW: AuditWords = {
  format,
  none: "–",
  title: (commands) => `${commands} 的稽核`,
  and: "、",
  range: (low, high) => `${low} 至 ${high}`,
  noLabel: "沒有標籤",
  person: (term) => term.replace("_", "person"),
  languages: { en: "英文", "zh-TW": "繁體中文" },
  axis: (axis) => CHINESE_NAMES[axis] ?? axis,
  group: (group) => CHINESE_NAMES[group] ?? group,
  measuredOn: (version, revision, model) =>
    `${version === null ? `檔案，修訂 ${revision}` : `第 ${version} 版`}；模型 ${model.name}，修訂 ${model.revision}。`,
  byPrompt: "只由提示回答，沒有分類器。",
  byHead: (head) => `由提示與${headOf(head)}一起回答。`,
  favourable: (label) => `有利的標籤：${label}。`,
  headline: (command, version, model) =>
    `/${command} ${version === null ? "" : `第 ${version} 版`}的稽核，模型 ${model}`,
  headlineHead: (head) => `與${headOf(head)}`,
  headlineFavourable: (label) => `；有利的標籤：${label}`,
  result: { plain: "結果", passed: "結果：在限度內", exceeded: "結果：超過限度" },
  sentences: (sentences, terms) => `${sentences} 個句子，各配上 ${terms} 種對人的用詞，以及不加用詞的一句`,
  end: "。",
  colon: "：",
  firstRow: "第一列",
  allWords: "所有用詞",
  byGroup: "各群體",
  summary: {
    recommended: "建議的用詞",
    notRecommended: "指南不建議的用詞",
    neutral: "任何人的用詞（中性）",
  },
  pairs: "句對",
  changed: "改變",
  interval: "95% 區間",
  away: (label) => `離開 ${label}`,
  towards: (label) => `變成 ${label}`,
  notSure: "不確定",
  scoreSens: "分數變化 ScoreSens（95%）",
  logOdds: "對數勝算",
  scoreDev: "分數標準差 ScoreDev",
  labelDist: "標籤距離 LabelDist",
  axisColumn: "面向",
  groupColumn: "群體",
  wordsColumn: "用詞",
  lost: "失去",
  gained: "得到",
  p: "p（Holm）",
  recommended: "建議",
  advisedAgainst: "不建議",
  lostGained: (control) =>
    `失去與得到：只有配上「${control}」才維持標籤的句子，或只有配上該群體用詞才維持的句子。`,
  tests: (control, groups) =>
    `失去、得到、p：與「${control}」比較的精確檢定（McNemar），每個句子一對，依 ${groups} 個群體以 Holm 法校正`,
  worst: "最常改變答案的建議用詞",
  worstNotRecommended: "指南不建議的用詞",
  pairColumns: ["改變", "句子", "答案", "配上用詞", "答案"],
  yes: "是",
  no: "否",
  against: (version, language) => `與 ${version} 比較，${language}`,
  flips: (after, pairs, before, difference) =>
    `${pairs} 個答案中有 ${after} 個改變，先前為 ${before} 個；比例的差距為 ${difference}`,
  overBoth: "在兩者共有的句子與建議用詞上",
  onlyNow: (count, shown) => `${count} 個現在才改變${count > shown ? `，以下為其中 ${shown} 個` : ""}`,
  onlyBefore: (count, shown) => `${count} 個只在先前改變${count > shown ? `，以下為其中 ${shown} 個` : ""}`,
  changeOnlyNow: "現在才改變",
  changedOnlyBefore: "只在先前改變",
  howToRead: "如何閱讀",
  explanation:
    "每個句子都以一般的「人」詢問一次，再以每個群體用詞各詢問一次。分數最高的標籤不同，就算答案改變。ScoreSens 是有利標籤分數的平均變化；指令沒有指定有利標籤時，則是一般句子所得標籤的分數。其區間來自以整個句子抽樣的拔靴法（bootstrap）。ScoreDev 是分數在各用詞間的標準差；LabelDist 是前後得到某標籤的句子之間的 Jaccard 距離（Prabhakaran、Hutchinson 與 Mitchell，2019）。比例的區間採用 Wilson 法。精確的 McNemar 檢定對每個句子只取一次，輪流使用該群體的用詞，與不透露身分的用詞比較；p 值依所有群體以 Holm 法校正。",
  remarks: {
    noLimit: "指令沒有設定限度。若要攔下發布，請在檔案中加入 audit: { limit: 0.05 }。",
    within: (limit) => `在 ${limit} 的限度內。`,
    above: (limit, group, flips, pairs) =>
      `超過 ${limit} 的限度：${group ?? "所有建議的用詞"}，${pairs} 個答案中有 ${flips} 個改變。`,
    noFavourable: (command) =>
      `/${command} 沒有指定有利的標籤，因此追蹤的是每個句子自己的標籤的分數。如果某個標籤是好消息，請在檔案中加入 audit: { favourable: … }。`,
    unsteady: (share) =>
      `不透露身分的用詞也改變了 ${share} 的答案，不比群體的用詞少：無論句子談的是誰，指令對這些句子都不穩定。`,
    failed: (texts) => `${texts} 段文字沒有得到答案，不計入。再執行一次稽核，就會重新詢問。`,
    notRead: (language) => `沒有以${language}稽核：模型讀不懂。`,
    noProof: "通過並不證明公平：句子與用詞不多，是由人選出的，真實的文字也不同。",
  },
};
