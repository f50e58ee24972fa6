/** What only the terminal says; a language that is missing here is served in English. */

import { createChooser } from "../../i18n/words.ts";

const en = {
  welcome: (command: string) =>
    `Fewshot in the terminal. A text goes to /${command}; /NAME TEXT to another command. /help, /privacy, Ctrl+D to end.`,
  press: "Type a number:",
  number: "Number",
  cancels: "(empty to cancel):",
  keeps: (value: string) => `(empty keeps “${value}”, - clears it):`,
  cancelled: "Cancelled.",
  noForm:
    "This form has more lines than a terminal asks for well. Write a file and save it: npx fewshot commands import FILE",
  noSuchNumber: "There is no such number here.",
  saved: (path: string) => `Saved as ${path}.`,
  changed: "Changed:",
};

export type TerminalWords = typeof en;

const zhTW: TerminalWords = {
  welcome: (command) =>
    `終端機裡的 Fewshot。文字會交給 /${command}；用 /名稱 文字 使用其他指令。/help、/privacy，按 Ctrl+D 結束。`,
  press: "輸入編號：",
  number: "編號",
  cancels: "（留空取消）：",
  keeps: (value) => `（留空保留「${value}」，輸入 - 清除）：`,
  cancelled: "已取消。",
  noForm: "這個表單有多行內容，不適合在終端機填寫。請寫成檔案再儲存：npx fewshot commands import 檔案",
  noSuchNumber: "這裡沒有這個編號。",
  saved: (path) => `已儲存為 ${path}。`,
  changed: "已更新：",
};

export const terminalWords = createChooser({ en, "zh-TW": zhTW });
