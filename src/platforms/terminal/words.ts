/** What only the terminal says; a language that is missing here is served in English. */

import { createChooser } from "../../i18n/words.ts";

const en = {
  welcome: (command: string) =>
    `Fewshot in the terminal. A text goes to /${command}; /NAME TEXT to another command. /help, /privacy, Ctrl+D to end.`,
  saved: (path: string) => `Saved as ${path}.`,
  changed: "Changed:",
};

const zhTW: typeof en = {
  welcome: (command) =>
    `終端機裡的 Fewshot。文字會交給 /${command}；用 /名稱 文字 使用其他指令。/help、/privacy，按 Ctrl+D 結束。`,
  saved: (path) => `已儲存為 ${path}。`,
  changed: "已更新：",
};

export const terminalWords = createChooser({ en, "zh-TW": zhTW });
