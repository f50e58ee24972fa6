/** 使用者看到的每一句話：繁體中文。 */

import type { Words } from "../en/index.ts";
import { createFormat } from "../format.ts";
import { answers } from "./answers.ts";
import { commandFaults } from "./command-faults.ts";
import { editor } from "./editor.ts";
import { explanation } from "./explanation.ts";
import { failures } from "./failures.ts";
import { page } from "./page.ts";
import { privacy } from "./privacy.ts";
import { review } from "./review.ts";
import { versions } from "./versions.ts";

const { day, moment } = createFormat("zh-TW");

export const zhTW: Words = {
  languageName: "繁體中文",

  actions: { right: "正確", wrong: "不對", override: "更正", why: "為什麼？", "opt-out": "不參與" },

  forms: {
    chooseTitle: "分析訊息",
    chooseCommand: "指令",
    analyse: "分析",
  },

  help: {
    commands: "指令",
    intro: "Fewshot 以一個小型語言模型回答，每個指令只從幾個範例學習。它說的話是機器產生的，可能有誤。",
    usage: (command, example) => `/${command} ${example}`,
    commandLine: (command, summary) => `/${command}：${summary}`,
    labels: (labels) => `答案：${labels.join("、")}。`,
    freeText: "以自由文字回答。",
    more: "/指令 help 說明一個指令；/fewshot 指令 文字 分析文字；/fewshot privacy 顯示保存了您的哪些內容。",
    drafts: (isForAll) =>
      `${isForAll ? "/fewshot new 製作新的指令，edit 指令 更改指令。" : ""}/fewshot try 指令 文字 試用草稿，compare 指令 文字 並列草稿與目前使用的版本，share 指令 讓這裡的人都看到草稿，history 指令 顯示誰更改了什麼。有權限的人還可以用 ${isForAll ? "" : "new、edit、"}publish、back、retire 指令與 review。`,
  },

  time: { moment, day },

  ...answers,
  ...failures,
  ...explanation,
  ...editor,
  ...commandFaults,
  ...versions,
  ...review,
  ...privacy,
  ...page,
};
