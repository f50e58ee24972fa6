/** What the page of the dashboard says around the figures. */

import type { FilterFault } from "../../../../flows/monitoring/dashboard/filter.ts";
import { createChooser } from "../../../../i18n/words.ts";

const en = {
  title: "Dashboard",
  filters: "What to show",
  command: "Command",
  allCommands: "All commands",
  platform: "Platform",
  workspace: "Workspace",
  all: "All",
  period: "Period",
  days: (days: string) => `Last ${days} days`,
  ownPeriod: "From and to, below",
  from: "From",
  to: "To",
  step: "Steps of",
  steps: { auto: "a fitting length", day: "a day", week: "a week", month: "a month" },
  version: "Version for spot checks",
  show: "Show",
  everyCommand: "Each command on its own",
  changes: "What changed meanwhile, as the charts number it",
  noData: "There is no data for this in the period.",
  chart: (title: string) => `Chart: ${title}`,
  table: "As a table",
  png: "PNG",
  failures: "Newest failures",
  failuresAbout:
    "Texts of people who have opted out, as askers or as authors, are not shown. No file for download holds a text.",
  noFailures: "No ask failed in this period.",
  wrong: "Newest answers that spot checks found wrong",
  noWrong: "No spot check of this period found an answer wrong.",
  columns: {
    ...{ at: "time", command: "command", place: "place", reason: "what people read", text: "text" },
    ...{ given: "the model said", expected: "right is" },
  },
  busy: "Many pages of figures are being made. Try again in a moment.",
  noFigure: "There is no such figure, or nothing to draw in this period.",
  faults: {
    command: (value: string) => `"${value}" is no name of a command. Choose one from the list.`,
    platform: () => "This is no name of a platform. Choose one from the list.",
    workspace: () => "This is no name of a workspace. Choose one from the list.",
    days: (value: string) => `"${value}" is no number of days. Write a whole number from 1, like 30.`,
    day: (value: string) =>
      `"${value}" is no day from 2000 to 2999. Write it as year, month and day: 2026-11-27.`,
    step: (value: string) => `"${value}" is no length of a step. Choose day, week or month.`,
    order: "The period ends before it begins. Choose a later day under To.",
    tooLong: (days: number, most: number) =>
      `${days} days are too many: a period has ${most} days at most. Choose a shorter one.`,
    tooManySteps: (days: number, most: number) =>
      `${days} days are too many for steps of a day: ${most} at most. Choose weeks or months, or a shorter period.`,
  },
};

const zhTW: typeof en = {
  title: "儀表板",
  filters: "顯示內容",
  command: "指令",
  allCommands: "所有指令",
  platform: "平台",
  workspace: "工作區",
  all: "全部",
  period: "期間",
  days: (days) => `最近 ${days} 天`,
  ownPeriod: "自訂起迄日（如下）",
  from: "起",
  to: "迄",
  step: "每個時段",
  steps: { auto: "自動", day: "一天", week: "一週", month: "一個月" },
  version: "抽查的版本",
  show: "顯示",
  everyCommand: "各個指令",
  changes: "期間內的變更（圖表上的編號）",
  noData: "這段期間沒有這項資料。",
  chart: (title) => `圖表：${title}`,
  table: "以表格顯示",
  png: "PNG",
  failures: "最近的失敗",
  failuresAbout: "選擇退出的人（不論是提問者或作者）的文字不會顯示。可下載的檔案都不含文字。",
  noFailures: "這段期間沒有失敗的提問。",
  wrong: "最近經抽查認為錯誤的答案",
  noWrong: "這段期間沒有抽查認為錯誤的答案。",
  columns: {
    ...{ at: "時間", command: "指令", place: "位置", reason: "人們看到的說明", text: "文字" },
    ...{ given: "模型的答案", expected: "正確答案" },
  },
  busy: "正在製作許多頁的數據，請稍後再試。",
  noFigure: "沒有這個圖表，或這段期間沒有可畫的資料。",
  faults: {
    command: (value) => `「${value}」不是指令名稱。請從清單中選擇。`,
    platform: () => "這不是平台名稱。請從清單中選擇。",
    workspace: () => "這不是工作區名稱。請從清單中選擇。",
    days: (value) => `「${value}」不是天數。請輸入 1 以上的整數，例如 30。`,
    day: (value) => `「${value}」不是 2000 年至 2999 年的日期。請依年、月、日輸入：2026-11-27。`,
    step: (value) => `「${value}」不是時段長度。請選擇一天、一週或一個月。`,
    order: "期間的結束早於開始。請在「迄」選擇較晚的日期。",
    tooLong: (days, most) => `${days} 天太長：期間最多 ${most} 天。請選擇較短的期間。`,
    tooManySteps: (days, most) =>
      `${days} 天不能以一天為一個時段：最多 ${most} 天。請選擇一週或一個月，或較短的期間。`,
  },
};

export const pageWords = createChooser({ en, "zh-TW": zhTW });

/** Says what is wrong with a filter, and what to do. */
export function describeFault(fault: FilterFault, locale: string): string {
  const { faults } = pageWords(locale);
  switch (fault.kind) {
    case "order":
      return faults.order;
    case "too-long":
      return faults.tooLong(fault.days, fault.most);
    case "too-many-steps":
      return faults.tooManySteps(fault.days, fault.most);
    default:
      return faults[fault.kind]([...fault.value].slice(0, 40).join(""));
  }
}
