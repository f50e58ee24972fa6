/** What a dashboard says, in Traditional Chinese. */

import { createFormat } from "../../../i18n/format.ts";
import type { DashboardWords } from "./en.ts";
import { createNames } from "./names.ts";

const chinese = createFormat("zh-TW");

const zhTimeNote = (n: number) =>
  `n = ${chinese.number(n)} 個答案。穿過點的線：分位數的 95% 區間，數量太少時不顯示。時間按區段計數，誤差最多 12%。`;

export const zhTW: DashboardWords = {
  format: chinese,
  ...createNames("zh-TW", { ms: "毫秒", s: "秒", min: "分鐘" }),
  none: "–",
  range: (low, high) => `${low} 至 ${high}`,
  noData: "這段期間沒有這項資料。",
  steps: { day: "日期", week: "週（起始日）", month: "月份" },
  interval: "95% 區間",
  share: "比例",
  changeNumber: (number, texts) => `${number}：${texts}`,
  onDay: (day, what) => `${day}：${what}`,
  olderChanges: (count) => `另有 ${chinese.number(count)} 項較早的變更未標示。`,
  describe: (n, steps) => `${n} 共 ${steps} 個時段。`,
  status: {
    fresh: (from, to) =>
      `統計期間：${from} 至 ${to}。日期以 UTC 為準；試用草稿的提問不計入。第一個與最後一個時段可能較短。`,
    firstCount: ({ missing, counted }) =>
      `正在首次計算，從最近的日期開始：${chinese.number(missing + counted)} 個「指令與日期」中已完成 ${chinese.number(counted)} 個，其餘完成後才會顯示。`,
    pending: (days) =>
      `有 ${chinese.number(days)} 個「指令與日期」的新資料尚未計入，通常十秒內會完成。請重新載入頁面查看。`,
    queue: (waiting, running, oldest) =>
      waiting + running === 0
        ? "佇列：目前沒有等候的提問。"
        : `佇列：${chinese.number(waiting)} 個等候中，${chinese.number(running)} 個正在回答；最久的已等候 ${oldest}。`,
  },
  version: (version, revision) => (version === null ? `檔案 ${revision.slice(0, 6)}` : `版本 ${version}`),
  withHead: (name) => `${name} + 分類器`,
  withoutAnswer: "沒有答案",
  headOn: "分類器啟用",
  headOff: "分類器停用",
  sections: {
    use: { heading: "使用情形", about: "這段期間的所有提問，不論由誰提出，但不含選擇退出的人。" },
    accuracy: {
      heading: "正確率（來自抽查）",
      about: "隨機抽出並由人審查的答案。評分與更正不計入。兩個版本或兩個模型絕不合併計算。",
    },
    ratings: {
      heading: "評分",
      about: "來自願意評分的人，多半是在答案錯誤時：它說明人們的感受，而不是指令的正確率。",
    },
    times: {
      heading: "時間",
      about: "模型所花的時間，以及人們在此之外等候的時間：在佇列中，以及之前的步驟。",
    },
    failures: { heading: "失敗", about: "沒有得到答案就結束的提問。" },
  },
  asks: {
    title: "提問數",
    series: "提問",
    note: (n) => `n = ${chinese.number(n)} 個提問。全部計入，因此沒有區間。`,
  },
  trouble: {
    title: "不確定、失敗、被更正",
    notSure: "不確定，占所有答案",
    failed: "失敗，占所有已結束的提問",
    overridden: "被更正，占所有答案",
    note: (n) => `n = ${chinese.number(n)} 個已結束的提問。穿過點的線：95% Wilson 區間。`,
  },
  outcomes: {
    title: "各種結果的答案",
    column: "結果",
    text: "自由文字",
    notSure: "不確定",
    failed: "失敗",
    open: "尚未回答",
    count: "提問",
    note: (n) => `n = ${chinese.number(n)} 個提問。線：95% Wilson 區間。`,
  },
  summary: {
    commands: "各指令的抽查正確率",
    versions: "各版本的抽查正確率",
    commandColumn: "指令",
    versionColumn: "版本",
    note: (n) => `n = ${chinese.number(n)} 個已審查且有答案的抽查。線：95% Wilson 區間。`,
    newest: "每個指令顯示最近使用且有已審查抽查的版本。",
    head: {
      used: "使用期間",
      asks: "提問",
      accuracy: "正確率",
      checks: "正確／已審查",
      notSure: "不確定",
      failed: "失敗",
      overridden: "被更正",
      rated: "被評分",
      right: "評分為正確",
      cached: "快取命中",
    },
    of: (part, whole) => `${chinese.number(part)}／${chinese.number(whole)}`,
  },
  accuracy: {
    title: "抽查正確率的變化",
    y: "正確的答案",
    note: (n) =>
      `n = ${chinese.number(n)} 個已審查的抽查，不含「不確定」的答案。穿過點的線：95% Wilson 區間。沒有已審查抽查的時段為空缺。`,
  },
  confusion: {
    title: (version) => `模型與人的比較：${version}`,
    x: "模型的答案",
    y: "正確答案",
    noneFits: "皆不適合",
    note: (n) => `僅限抽查，n = ${chinese.number(n)}。每一列是人認為正確的標籤；每格是占該列的比例。`,
    cell: (n, share) => `${chinese.number(n)}（${share}）`,
  },
  reliability: {
    title: (version) => `分數可信嗎？${version}`,
    x: "最可能標籤的分數",
    y: "正確",
    score: "平均分數",
    right: "正確",
    note: (n, error) =>
      `僅限抽查，n = ${chinese.number(n)}，校準誤差 ${error}。在虛線上，80% 的分數代表 100 次中有 80 次正確。線：95% Wilson 區間；數字：抽查數。`,
  },
  sureness: {
    title: (version) => `確定程度與正確率：${version}`,
    x: "至少這麼確定的答案（分數，%）",
    y: "正確",
    accuracy: "其中正確",
    coverage: "占所有答案",
    threshold: "至少",
    note: (n) => `僅限抽查，n = ${chinese.number(n)}。帶狀區域是 95% Wilson 區間；虛線：有多少答案這麼確定。`,
  },
  ratings: {
    title: "評分的變化",
    rated: "被評分的答案",
    right: "評為正確的評分",
    note: (answers, ratings) =>
      `n = ${chinese.number(answers)} 個答案、${chinese.number(ratings)} 個評分。穿過點的線：95% Wilson 區間。這不是正確率。`,
  },
  modelTime: { title: "模型的時間", note: zhTimeNote },
  waitTime: { title: "模型時間以外的等候", note: zhTimeNote },
  times: { p50: "半數提問（p50）", p95: "100 個中的 95 個（p95）", y: "時間" },
  cache: {
    title: "快取命中",
    series: "提示開頭已在快取中的答案",
    note: (n) => `n = ${chinese.number(n)} 個已知此項的答案。穿過點的線：95% Wilson 區間。`,
  },
  codes: {
    title: "各種失敗",
    column: "種類",
    note: (n) => `n = ${chinese.number(n)} 個失敗的提問。線：失敗占比的 95% Wilson 區間。`,
  },
};
