/** Words of the page about groups. */

import { createChooser } from "../../../../i18n/words.ts";

const en = {
  title: "Groups",
  mayNot: "Figures about groups are for whoever has logged in to the page with ADMIN_TOKEN.",
  about:
    "How often each command fails for texts and people of a group, and for everybody else. Kinds of failure are never added up. Passing is no proof of fairness: groups are few, texts differ, and most people say nothing about an answer.",
  limits:
    "Fewer than 10 answers, or fewer than 10 people in a group of people, are hidden; so is what would follow from totals. Fewer than 30 on either side are not compared. Weeks are fixed, from Monday 00:00 UTC, and shown a day after their end.",
  off: "Groups are not watched. To begin, choose sources with WATCH_GROUPS and start Fewshot again; docs/groups.md says what each means.",
  sources: (names: string) => `Watched here: ${names}.`,
  week: "Week of",
  noWeeks: "No week is over yet, or none is within the time that asks are kept.",
  clock:
    "The clock of this machine is far ahead of the last time it was checked. Weeks are shown again once it has been right for a day.",
  busy: "Reports of other weeks are being made. Try again in a moment.",
  unknownWeek:
    "This week is not shown: it is not over yet, or parts of it are deleted already. This is the newest one.",
  nothing: "Nothing was asked in this week.",
  gone: "This command is not in force any more.",
  noRows: "No group of this command may be shown.",
  found: (count: number, comparisons: number) =>
    `${count === 0 ? "No difference" : count === 1 ? "1 difference" : `${count} differences`} beyond doubt and above the margin, of ${comparisons} comparisons. p is adjusted for all of them (Benjamini and Hochberg).`,
  columns: ["Kind of failure", "Group", "Everybody else", "Difference", "What it says"],
  feedback: "Got feedback",
  charts: "As charts",
  hiddenGroups: (count: number) => `Groups that are hidden, or of which nothing was asked: ${count}`,
};

const zhTW: typeof en = {
  title: "群體",
  mayNot: "群體的數據只給以 ADMIN_TOKEN 登入網頁的人。",
  about:
    "各指令對談到某群體的文字、或屬於某群體的人，失敗得多頻繁，並與其他人相比。不同種類的失敗不會相加。看不出差異不代表公平：群體不多、文字各異，而且多數人不會對答案表示意見。",
  limits:
    "少於 10 次答案，或人的群體少於 10 人，就不顯示；能從總數推得的也不顯示。任一邊少於 30 次就不比較。週次固定，從星期一 00:00（UTC）開始，結束一天後才顯示。",
  off: "目前沒有觀察群體。請以 WATCH_GROUPS 選擇來源並重新啟動 Fewshot；docs/groups.md 說明各個來源。",
  sources: (names) => `這裡觀察的來源：${names}。`,
  week: "週次",
  noWeeks: "還沒有一週結束，或都已超過保存期限。",
  clock: "這台機器的時鐘比上次檢查時快了很多。時鐘正確滿一天後會再顯示各週。",
  busy: "正在製作其他週的報告，請稍後再試。",
  unknownWeek: "這一週無法顯示：尚未結束，或部分內容已刪除。以下是最近的一週。",
  nothing: "這一週沒有任何詢問。",
  gone: "這個指令已不再使用。",
  noRows: "這個指令沒有可以顯示的群體。",
  found: (count, comparisons) =>
    `${comparisons} 次比較中，${count === 0 ? "沒有" : `有 ${count} 個`}確定且超過界限的差異。p 已就所有比較調整（Benjamini 與 Hochberg）。`,
  columns: ["失敗的種類", "群體", "其他人", "差異", "結論"],
  feedback: "得到意見的比例",
  charts: "圖表",
  hiddenGroups: (count) => `不顯示或沒有詢問的群體：${count}`,
};

export const pageWords = createChooser({ en, "zh-TW": zhTW });
