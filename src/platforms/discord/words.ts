/** What only Discord says; a language that is missing here is served in English. */

import { createChooser } from "../../i18n/words.ts";

const en = {
  poorMark: " (poor)",
  whyHereAlone: {
    archived: "The thread of this message is archived, so only you can see this answer.",
    locked: "The thread of this message is locked, so only you can see this answer.",
  },
  whyHere: {
    archived: "The thread for this answer is archived, so the answer is here.",
    locked: "The thread for this answer is locked, so the answer is here.",
    "not-allowed": "Fewshot may not open or use a thread here, so the answer is here.",
    "too-many-threads": "There are too many open threads here, so the answer is in this message.",
    other: "Discord did not let Fewshot use a thread, so the answer is here.",
  },
  answeredIn: (thread: string) => `The answer is in ${thread}.`,
  text: "text",
  textAbout: "The text to answer",
  aboutFewshot: "Help, the list of commands, and your data",
  helpName: "help",
  helpAbout: "How to use Fewshot",
  commandName: "command",
  commandAbout: "A command to explain",
  listName: "list",
  listAbout: "All commands",
  privacyName: "privacy",
  privacyAbout: "Opt out or in, get a copy of your data, or erase it",
  newName: "new",
  newAbout: "Make a command: what it decides, labels and examples",
  editName: "edit",
  editAbout: "Change a command: saved as a draft, in force nowhere yet",
  tryName: "try",
  tryAbout: "Ask a draft, or another saved version, about a text",
  compareName: "compare",
  compareAbout: "Ask a draft and what is live about one text, side by side",
  shareName: "share",
  shareAbout: "Show a draft to all in this channel, so that they try it",
  publishName: "publish",
  publishAbout: "Make a saved version live, for those who may",
  backName: "back",
  backAbout: "Go back to the version before, else to the file",
  retireName: "retire",
  retireAbout: "End a live version: what was there before is in force again",
  historyName: "history",
  historyAbout: "Who saved, published and retired what, and when",
  reviewName: "review",
  reviewAbout: "Say whether drawn answers were right, for those who may publish",
  savedAbout: "A command, or a version of it: triage, triage@3",
  whereName: "where",
  whereAbout: "Where it is to be live; in this server where you leave it out",
  whereChoices: { server: "in this server", here: "in this channel", everywhere: "everywhere" },
  expired: "That took too long. Please pick the command in the menu of the message again.",
  outdated: "This button or menu is from another version of Fewshot. Please use the command again.",
  /** By what opens the form. */
  late: {
    button: "This took longer than Discord waits. Please press again.",
    command: "This took longer than Discord waits. Please send the command again.",
  },
  /** Of a command that was published. */
  notTyped: {
    tooMany: (name: string, most: number) =>
      `Discord takes ${most} commands, and there are more, so that /${name} can't be typed. Ask it with /fewshot try ${name} and a text; to free a place, retire another one.`,
    channel: (name: string) =>
      `Discord has no commands for one channel alone, so that /${name} can't be typed. Ask it with /fewshot try ${name} and a text.`,
  },
  whole: "Shortened. The file holds all of it.",
  menu: "On any message: Apps, then a command's name.",
};

export type DiscordWords = typeof en;

const zhTW: DiscordWords = {
  poorMark: "（效果差）",
  whyHereAlone: {
    archived: "這則訊息的討論串已封存，因此只有您看得到這個答案。",
    locked: "這則訊息的討論串已鎖定，因此只有您看得到這個答案。",
  },
  whyHere: {
    archived: "這個答案的討論串已封存，因此答案放在這裡。",
    locked: "這個答案的討論串已鎖定，因此答案放在這裡。",
    "not-allowed": "Fewshot 不能在這裡開啟或使用討論串，因此答案放在這裡。",
    "too-many-threads": "這個頻道開啟的討論串太多，因此答案放在這裡。",
    other: "Discord 不允許 Fewshot 使用討論串，因此答案放在這裡。",
  },
  answeredIn: (thread) => `答案在 ${thread}。`,
  text: "文字",
  textAbout: "要回答的文字",
  aboutFewshot: "說明、指令清單與您的資料",
  helpName: "說明",
  helpAbout: "Fewshot 的用法",
  commandName: "指令",
  commandAbout: "要說明的指令",
  listName: "清單",
  listAbout: "所有指令",
  privacyName: "隱私",
  privacyAbout: "選擇不參與或重新參與、取得您的資料副本，或刪除資料",
  newName: "新增",
  newAbout: "製作指令：要判斷什麼、標籤與範例",
  editName: "編輯",
  editAbout: "更改指令：儲存為草稿，尚未在任何地方使用",
  tryName: "試用",
  tryAbout: "以草稿或其他儲存的版本分析一段文字",
  compareName: "比較",
  compareAbout: "以草稿與目前使用的版本分析同一段文字，並列答案",
  shareName: "分享",
  shareAbout: "把草稿給這個頻道的所有人試用",
  publishName: "發布",
  publishAbout: "發布一個儲存的版本（有權限的人）",
  backName: "回到上一版",
  backAbout: "恢復使用前一個版本；若沒有，則恢復使用檔案",
  retireName: "停用",
  retireAbout: "停用已發布的版本，恢復使用之前的內容",
  historyName: "紀錄",
  historyAbout: "誰在何時儲存、發布與停用了什麼",
  reviewName: "審查",
  reviewAbout: "判斷抽出的答案是否正確，供可以發布的人使用",
  savedAbout: "指令或其版本：triage、triage@3",
  whereName: "位置",
  whereAbout: "要在哪裡發布；不填則為這個伺服器",
  whereChoices: { server: "在這個伺服器", here: "在這個頻道", everywhere: "在所有地方" },
  expired: "等候太久了。請再從訊息的選單中選擇指令。",
  outdated: "這個按鈕或選單來自另一個版本的 Fewshot，請重新使用指令。",
  late: {
    button: "這次超過了 Discord 等候的時間，請再按一次。",
    command: "這次超過了 Discord 等候的時間，請再送出一次指令。",
  },
  notTyped: {
    tooMany: (name, most) =>
      `Discord 最多接受 ${most} 個指令，現在已經超過，因此不能輸入 /${name}。請用 /fewshot try ${name} 加上文字；停用其他指令可以空出位置。`,
    channel: (name) =>
      `Discord 沒有只屬於一個頻道的指令，因此不能輸入 /${name}。請用 /fewshot try ${name} 加上文字。`,
  },
  whole: "內容已縮短，全文在檔案裡。",
  menu: "在任何訊息上：先選「應用程式」，再選指令名稱。",
};

export const discordWords = createChooser({ en, "zh-TW": zhTW });
