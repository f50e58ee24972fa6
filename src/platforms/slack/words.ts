/** What only Slack says; a language that is missing here is served in English. */

import { createChooser } from "../../i18n/words.ts";

const en = {
  onlyYou: {
    "not-a-member":
      "Only you can see this answer: Fewshot is not in this conversation, so it can't open a thread. Invite it with /invite @fewshot.",
    archived: "Only you can see this answer: the channel is archived, so nothing can be posted in it.",
    restricted: "Only you can see this answer: Fewshot may not post in this channel.",
    "unknown-fate":
      "Only you can see this answer: Slack did not say whether it was posted, so it is not posted again.",
    other: "Only you can see this answer: Slack did not let Fewshot post it in a thread.",
  },
  elsewhere: "You asked this in a conversation where Fewshot could not answer.",
  cut: "Shortened to fit into a message.",
  unfolded: "Why? shows all of this in your language, with the exact prompt.",
  noFormHere: "Slack opens forms for slash commands only. Type the same after /fewshot.",
  nothingAbove: (command: string) =>
    `There is no message above to analyse. Write the text after the command: @fewshot ${command} …`,
  mayNotRead: (command: string) =>
    `Fewshot may not read the messages here. Write the text after the command (@fewshot ${command} …), or pick the command in the menu of the message.`,
  suggestions: "Try one of these",
  suggestHelp: "What can Fewshot do?",
  wait: "One moment …",
  /** By what opens the form. */
  expired: {
    button: "Slack waited too long for this form. Please press the button again.",
    command: "Slack waited too long for this form. Please send the command again.",
    menu: "Slack waited too long for this form. Please choose it in the menu of the message again.",
  },
  /** Of a command that was published. */
  howToUse: (name: string) =>
    `Ask it with /fewshot ${name} and a text, or in a mention. It gets a /${name} of its own once whoever runs Fewshot has pasted a new manifest: npx fewshot manifest.`,
  /** The same of a name that Slack answers itself. */
  isSlacks: (name: string) =>
    `Ask it with /fewshot ${name} and a text, or in a mention: Slack answers /${name} itself.`,
  close: "Close",
  exported: "Your data was sent to you as a direct message.",
};

const zhTW: typeof en = {
  onlyYou: {
    "not-a-member":
      "只有您看得到這個答案：Fewshot 不在這個對話裡，無法開討論串。請用 /invite @fewshot 邀請它。",
    archived: "只有您看得到這個答案：頻道已封存，無法張貼。",
    restricted: "只有您看得到這個答案：Fewshot 不能在這個頻道張貼。",
    "unknown-fate": "只有您看得到這個答案：Slack 沒有告知是否已張貼，因此不再重複張貼。",
    other: "只有您看得到這個答案：Slack 不允許 Fewshot 張貼在討論串裡。",
  },
  elsewhere: "您是在 Fewshot 無法回答的對話裡提問的。",
  cut: "內容已縮短以放進一則訊息。",
  unfolded: "「為什麼？」會以您的語言顯示全部內容，包括完整的提示。",
  noFormHere: "Slack 只為斜線指令開啟表單。請在 /fewshot 之後輸入同樣的內容。",
  nothingAbove: (command) => `上面沒有可以分析的訊息。請在指令後面寫文字：@fewshot ${command} …`,
  mayNotRead: (command) =>
    `Fewshot 不能讀取這裡的訊息。請在指令後面寫文字（@fewshot ${command} …），或在訊息的選單中選擇指令。`,
  suggestions: "試試看",
  suggestHelp: "Fewshot 能做什麼？",
  wait: "請稍候……",
  expired: {
    button: "Slack 等候這個表單太久了，請再按一次按鈕。",
    command: "Slack 等候這個表單太久了，請再送出一次指令。",
    menu: "Slack 等候這個表單太久了，請再從訊息的選單中選擇一次。",
  },
  howToUse: (name) =>
    `請用 /fewshot ${name} 加上文字，或提及 Fewshot。要有自己的 /${name}，請架設 Fewshot 的人貼上新的 manifest：npx fewshot manifest。`,
  isSlacks: (name) => `請用 /fewshot ${name} 加上文字，或提及 Fewshot：/${name} 是 Slack 自己的指令。`,
  close: "關閉",
  exported: "您的資料已透過私訊傳送給您。",
};

export const slackWords = createChooser({ en, "zh-TW": zhTW });
