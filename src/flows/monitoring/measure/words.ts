/** What people read who may not measure, or named no command that can be measured. */

import { createChooser } from "../../../i18n/words.ts";

export const measureWords = createChooser({
  en: {
    admins: "Only those who may publish commands may see and start audits and insights.",
    notHere: "Audits and insights do not run in this process.",
    unknown: (subject: string) => `There is no command or version ${subject} here.`,
    faulty: (subject: string) => `${subject} has faults. Mend them in the editor first.`,
    needsLabels: (name: string) => `/${name} answers in free text. An audit compares labels.`,
    needsTests: (name: string) => `/${name} has no tests. Add texts with known answers under "tests" first.`,
    noRun: "There is no such run any more. Start it again.",
    usage: "Name a command: /fewshot insights triage, or /fewshot insights triage@3.",
    measuring: (subject: string, percent: number | null) =>
      `What examples and settings do to /${subject} is measured in the background, behind everybody's asks${percent === null ? "" : ` (${percent}% done)`}. Ask again later: /fewshot insights ${subject}`,
    insightsTitle: (command: string) => `Insights of /${command}`,
    measuredOn: (version: string, model: string) => `Measured on ${version} with ${model}, over its tests.`,
    file: "the file",
    version: (number: number) => `version ${number}`,
  },
  "zh-TW": {
    admins: "只有可以發布指令的人能查看並開始稽核與洞察。",
    notHere: "這個程序不執行稽核與洞察。",
    unknown: (subject: string) => `這裡沒有名為 ${subject} 的指令或版本。`,
    faulty: (subject: string) => `${subject} 有錯誤，請先在編輯器中修正。`,
    needsLabels: (name: string) => `/${name} 以自由文字回答，稽核比較的是標籤。`,
    needsTests: (name: string) => `/${name} 沒有測試。請先在「tests」底下加入有已知答案的文字。`,
    noRun: "這次執行已不存在，請重新開始。",
    usage: "請寫出指令：/fewshot insights triage，或 /fewshot insights triage@3。",
    measuring: (subject: string, percent: number | null) =>
      `正在背景測量範例與設定如何影響 /${subject}，排在所有人的詢問之後${percent === null ? "" : `（已完成 ${percent}%）`}。請稍後再問一次：/fewshot insights ${subject}`,
    insightsTitle: (command: string) => `/${command} 的洞察`,
    measuredOn: (version: string, model: string) => `以 ${model} 在${version}的測試上測得。`,
    file: "檔案",
    version: (number: number) => `第 ${number} 版`,
  },
});
