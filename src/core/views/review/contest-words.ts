/** Words about decision records and contested answers. */

import { createChooser } from "../../../i18n/words.ts";

const en = {
  record: "Decision record",
  recordNote: "The record of this decision, as a file.",
  contest: "Contest",
  contestTitle: "Contest this answer",
  askReason: "What should the reviewer know? (optional)",
  send: "Ask for a review",
  cancel: "Cancel",
  contested: "A person will review this answer: it was contested.",
  thanks: "A person will review the answer. What they decide is shown here.",
  known: "This answer is contested already. What the reviewer decides is shown here.",
  notYours: "Only whoever asked, and whoever wrote the text, can do this.",
  upheld: (when: string) => `Contested, and reviewed by a person on ${when}: the answer stands.`,
  changed: (label: string, when: string) =>
    `Contested, and reviewed by a person on ${when}: ${label} is right.`,
  rejected: (when: string) => `Contested, and reviewed by a person on ${when}: the answer is wrong.`,
  decisions: "Decisions about me",
  decisionsAbout:
    "The newest answers that you asked for, or that others asked for on a text of yours. Each opens its explanation, with the record as a file and a way to contest it.",
  noDecisions: "There is none that is still kept.",
  decision: (number: number, command: string, answer: string) => `${number}. /${command}: ${answer}`,
  notSure: "Not sure",
  failed: "no answer",
  contests: "Contested answers",
  contestsAbout:
    "Whoever asked, or wrote the text, wants a person to look. They wait for your decision, and it is shown where the answer is. It is no spot check and counts in no figure.",
  reviewTitle: (command: string) => `Contested: /${command}`,
  says: (reason: string) => `They say: ${reason}`,
  stands: "The answer stands",
  wrong: "The answer is wrong",
  waiting: (contests: number) =>
    contests === 1 ? "1 contested answer waits." : `${contests} contested answers wait.`,
  saved: "Saved. It is shown where the answer is.",
  knownDecision: "Somebody else decided before you. Yours was not saved.",
};

export const contestWords = createChooser<typeof en>({
  en,
  "zh-TW": {
    record: "決定紀錄",
    recordNote: "這個決定的紀錄檔案。",
    contest: "提出異議",
    contestTitle: "對這個答案提出異議",
    askReason: "審查的人該知道什麼？（選填）",
    send: "要求由人審查",
    cancel: "取消",
    contested: "有人對這個答案提出異議，會由人審查。",
    thanks: "會由人審查這個答案，結果會顯示在這裡。",
    known: "這個答案已有人提出異議，審查結果會顯示在這裡。",
    notYours: "只有提問的人與寫下文字的人可以這樣做。",
    upheld: (when) => `有人提出異議，已於 ${when} 由人審查：答案維持不變。`,
    changed: (label, when) => `有人提出異議，已於 ${when} 由人審查：正確的是「${label}」。`,
    rejected: (when) => `有人提出異議，已於 ${when} 由人審查：答案不正確。`,
    decisions: "關於我的決定",
    decisionsAbout:
      "你要求的最新答案，或別人就你的文字要求的答案。每一個都會開啟說明，內有紀錄檔案與提出異議的方式。",
    noDecisions: "沒有仍然保存的決定。",
    decision: (number, command, answer) => `${number}. /${command}：${answer}`,
    notSure: "不確定",
    failed: "沒有答案",
    contests: "受到異議的答案",
    contestsAbout:
      "提問的人或寫下文字的人希望由人查看。它們等待你的決定，結果會顯示在答案旁。這不是抽查，不計入任何數字。",
    reviewTitle: (command) => `受到異議：/${command}`,
    says: (reason) => `對方說：${reason}`,
    stands: "答案維持不變",
    wrong: "答案不正確",
    waiting: (contests) => `${contests} 個受到異議的答案等待審查。`,
    saved: "已儲存，會顯示在答案旁。",
    knownDecision: "已有其他人先決定，你的決定沒有儲存。",
  },
});
