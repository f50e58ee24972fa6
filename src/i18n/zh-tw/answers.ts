/** 答案、等待、回饋，以及兩個版本的比較。 */

import type { Words } from "../en/index.ts";
import { createFormat } from "../format.ts";

const { languages, amount, percent } = createFormat("zh-TW");

export const answers: Pick<
  Words,
  "reply" | "badges" | "compare" | "marks" | "doubts" | "reads" | "feedback"
> = {
  reply: {
    heading: (name, command) => `${name} 使用了 /${command}`,
    ownHeading: (command) => `您使用了 /${command}`,
    headingOnMessage: (name, command, author) => `${name} 對 ${author} 的訊息使用了 /${command}`,
    triedHeading: (name, command, title) => `${name} 試用了 /${command} 的${title}`,
    waiting: "正在詢問模型……",
    queued: (position) => (position <= 1 ? "下一個就輪到您……" : `等待模型中：排在第 ${position} 位……`),
    loading: (seconds) => (seconds === null ? "模型載入中……" : `模型載入中，大約還要 ${seconds} 秒……`),
    writing: "模型正在書寫……",
    retrying: "目前連不上模型，Fewshot 會繼續嘗試。",
    notSure: "不確定",
    closest: (label, share) => `最接近的是 ${label}，${share}`,
    share: percent,
    scores: "分數",
    scoresLine: (scores) => `分數：${scores}`,
    emptyText: "（模型沒有產生文字）",
    disclaimer: (family, model) => `由 ${family === null ? model : `${family}（${model}）`}產生，可能有誤。`,
    modelSize: (name, parameters) => (parameters === null ? name : `${name}，${amount(parameters)}個參數`),
    triedNote: (title, isDraft) =>
      isDraft ? `由當時尚未發布的${title} 回答。` : `由${title} 回答，當時這裡使用的不是這個版本。`,
    experimental: "這個指令是實驗：產生的文字供試驗設定之用，請勿當真。",
    tooSmall: (required, parameters) =>
      `這個指令需要至少 ${amount(required)}個參數的模型；目前的模型只有 ${amount(parameters)}個，答案可能很差。`,
    examplesDropped: (dropped, used) => `文字較長：${dropped + used} 個範例中有 ${dropped} 個沒有放進提示。`,
    firstUse: "這是第一次在這裡使用：有人對文字使用指令時，Fewshot 以語言模型回答，不是人。",
    firstUseRights: "要選擇不參與，或查看、匯出、刪除保存的內容：/fewshot privacy。",
    disclaimerBelow: (disclaimer) => `關於模型的答案：${disclaimer}`,
    confirmedBy: (name, when) => `由 ${name} 確認，${when}`,
    overriddenBy: (name, when) => `由 ${name} 更正，${when}`,
    reason: (reason) => `理由：${reason}`,
    modelSaid: (answer) => `模型的答案：${answer}`,
    failed: "沒有答案",
  },

  badges: {
    answered: "已回答",
    "not-sure": "不確定",
    overridden: "已更正",
    failed: "失敗",
  },

  compare: {
    heading: (name, command, title) => `${name} 比較了 /${command} 的${title} 與目前使用的版本`,
    versions: {
      draft: (version) => `草稿 ${version}`,
      retired: (version) => `已停用版本 ${version}`,
      live: (version) => `版本 ${version}`,
    },
    live: (version) => (version === null ? "目前使用的檔案" : `目前使用的第 ${version} 版`),
    same: "兩者的答案相同。",
    prefer: (title) => `${title} 較好`,
    preferred: (title, command) =>
      `謝謝。已儲存：您認為這段文字以「${title}」的答案較好。總數在 /fewshot history ${command}。`,
    noOther: (name) => `這裡沒有正在使用的 /${name}，因此無從比較。請單獨試用：/fewshot try ${name}`,
    isLive: (name, version) =>
      `這裡目前使用的就是 /${name} 第 ${version} 版。請拿草稿或其他版本比較：/fewshot compare ${name}@版本 加上文字`,
    notOne: "這是兩個版本的比較，請選擇哪一個較好。",
    notCompared: "這個答案沒有比較版本。",
    tried: (title, { right, wrong, isEverywhere }) =>
      `試用評分${isEverywhere ? "（所有工作區）" : ""}：${title} 正確 ${right} 次，不對 ${wrong} 次。`,
    counted: ({ draft, live, forDraft, forLive, isEverywhere }) =>
      `比較結果${isEverywhere ? "（所有工作區）" : ""}：${draft} 較好 ${forDraft} 次，${live} 較好 ${forLive} 次。`,
  },

  marks: {
    "too-small": "需要更大的模型",
    experimental: "實驗",
    marked: (name, mark) => `${name}（${mark}）`,
    markedSummary: (mark, summary) => `（${mark}）${summary}`,
    requires: (parameters) => `需要${amount(parameters)}個參數的模型`,
  },

  doubts: {
    "below-threshold": "沒有一個標籤的可能性夠高。",
    "outside-labels": "模型的回答不在標籤之中。",
    "unseen-script": "這段文字大多使用這個模型未曾受過訓練的文字系統。",
    "other-language": "這段文字似乎是另一種語言。",
    empty: "模型沒有產生文字。",
  },

  reads: {
    only: (tags) => `這個模型只讀得懂${languages(tags)}。`,
    instead: (command) => `請改用 /${command}。`,
  },

  feedback: {
    thanksRight: "謝謝，您的評分已保存。",
    thanksWrong: "謝謝，您的評分已保存。您也可以更正答案。",
    askReason: "哪裡不對？（可不填）",
    overrideDone: "您的答案現在顯示在前面。",
    overrideHidden:
      "您的答案已儲存，但這則訊息無法再修改，仍顯示模型的答案。按「為什麼？」可以看到您的答案。",
    withdrawn: "您的更正已撤回。",
    chooseLabel: "正確的答案",
    writeAnswer: "您的答案",
    reason: "理由（可不填）",
    mayReuse: "這段文字和我的答案可以當作範例使用",
    send: "送出",
    cancel: "取消",
    withdraw: "撤回",
  },
};
