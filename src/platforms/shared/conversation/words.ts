/** What a conversation by lines says of its own; a language that is missing here is served in English. */

import { createChooser } from "../../../i18n/words.ts";

const en = {
  press: "Type a number:",
  number: "Number",
  numbers: (chosen: readonly string[]) =>
    chosen.length === 0
      ? "Numbers, with commas between (empty for none):"
      : `Numbers, with commas between (empty keeps ${chosen.join(", ")}; - for none):`,
  cancels: "(empty to cancel):",
  keeps: (value: string) => `(empty keeps “${value}”, - clears it):`,
  yesOrNo: "[y/N]",
  cancelled: "Cancelled.",
  mayCancel: (word: string) => `${word} ends it without saving.`,
  list: "(an empty line ends):",
  listKeeps: "(more lines are added, -2 deletes line 2, - deletes all, an empty line ends):",
  listEmpty: "It is empty now.",
  noSuchNumber: "There is no such number here.",
};

export type ConversationWords = typeof en;

const zhTW: ConversationWords = {
  press: "輸入編號：",
  number: "編號",
  numbers: (chosen) =>
    chosen.length === 0
      ? "編號，以逗號分隔（留空表示沒有）："
      : `編號，以逗號分隔（留空保留${chosen.join("、")}；輸入 - 表示沒有）：`,
  cancels: "（留空取消）：",
  keeps: (value) => `（留空保留「${value}」，輸入 - 清除）：`,
  yesOrNo: "[y/N]",
  cancelled: "已取消。",
  mayCancel: (word) => `輸入 ${word} 結束，不儲存。`,
  list: "（空行結束）：",
  listKeeps: "（可繼續加行，-2 刪除第 2 行，- 全部刪除，空行結束）：",
  listEmpty: "現在是空的。",
  noSuchNumber: "這裡沒有這個編號。",
};

export const conversationWords = createChooser({ en, "zh-TW": zhTW });
