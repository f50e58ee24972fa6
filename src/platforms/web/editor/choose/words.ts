/** The words for choosing examples in the editor; a language that is missing here is served in English. */

import { createFormat } from "../../../../i18n/format.ts";
import { createChooser } from "../../../../i18n/words.ts";

const { count, number } = createFormat("en");

interface SpreadWords {
  readonly worst: string;
  readonly mean: string;
  readonly best: string;
}

const en = {
  button: "Choose examples",
  help: "Tries many sets of up to eight, and orders of them, on texts with a known answer. You can go on writing.",
  running: "Choosing examples",
  progress: (done: string, total: string) => `${done} of at most ${total} answers`,
  cancel: "Cancel",
  cancelled: "Cancelled. Whoever starts again continues there.",
  undo: "Put the examples from before back",
  use: "Put them into the form all the same",
  put: "The chosen examples are in the form. They are not saved.",
  undone: "The examples from before are in the form again.",
  better: (p: string) => `They are better beyond chance (exact McNemar, p = ${p}).`,
  worse: (p: string) => `They are worse beyond chance (exact McNemar, p = ${p}).`,
  noProof: (p: string) => `The difference may be chance (exact McNemar, p = ${p}): the form stays as it is.`,
  tooFewRows: (n: number) =>
    `${count(n, { one: "# text is", other: "# texts are" })} too few to prove anything: the form stays as it is.`,
  present: "No set was better than the present examples.",
  chosen: (k: number, before: number) =>
    `${count(k, { one: "# example", other: "# examples" })} in this order, before ${number(before)}:`,
  example: (label: string, text: string) => `${label}: ${text}`,
  price: (sets: number, now: string, before: string, n: number) =>
    `${number(sets)} sets were tried, and one of so many looks good by chance. On ${number(n)} texts that had no part in the choice, chosen examples are right on ${now}, the present ones on ${before}.`,
  changes: (repaired: number, broken: number) =>
    `They repair ${number(repaired)} and break ${number(broken)}.`,
  sizes: "Right on the texts that chose among them, by number of examples",
  size: (k: number, sets: number) =>
    `${count(k, { one: "# example", other: "# examples" })}, ${count(sets, { one: "# set", other: "# sets" })}`,
  orders: (orders: number) => `The chosen ones in ${count(orders, { one: "# order", other: "# orders" })}`,
  spread: ({ worst, mean, best }: SpreadWords) => `worst ${worst}, mean ${mean}, best ${best}`,
  faults: {
    "not-allowed": "Only people who may publish here may have examples chosen.",
    faulty: "There are faults in the text. Mend them first.",
    "free-text": "It answers in free text; examples are chosen for commands with labels.",
    "no-model":
      "The model is not ready, or it is slow or paid for. In the terminal: npx fewshot learn NAME --examples",
    busy: "Others have examples chosen just now. Try again in a few minutes.",
  },
  tooFew: (found: number, usable: number, needed: number) =>
    `There are ${number(found)} texts with a known answer, and ${number(usable)} of them may become examples; at least ${number(needed)} are needed. They come from the examples file of the command, from accepted corrections whose authors agreed, and from spot checks.`,
};

const zh = createFormat("zh-TW");

const zhTW: typeof en = {
  button: "選擇範例",
  help: "以已知答案的文字試用許多組（最多八個）範例及其順序。您可以繼續編輯。",
  running: "正在選擇範例",
  progress: (done, total) => `已有 ${done} 個答案，最多 ${total} 個`,
  cancel: "取消",
  cancelled: "已取消。再次開始時會從這裡繼續。",
  undo: "恢復先前的範例",
  use: "仍要放進表單",
  put: "選出的範例已放進表單，尚未儲存。",
  undone: "先前的範例已放回表單。",
  better: (p) => `確實較好，並非偶然（精確 McNemar 檢定，p = ${p}）。`,
  worse: (p) => `確實較差，並非偶然（精確 McNemar 檢定，p = ${p}）。`,
  noProof: (p) => `差異可能只是偶然（精確 McNemar 檢定，p = ${p}）：表單不變。`,
  tooFewRows: (n) => `${zh.number(n)} 個文字太少，無法證明什麼：表單不變。`,
  present: "沒有一組比目前的範例好。",
  chosen: (k, before) => `${zh.number(k)} 個範例，依此順序；之前 ${zh.number(before)} 個：`,
  example: (label, text) => `${label}：${text}`,
  price: (sets, now, before, n) =>
    `試了 ${zh.number(sets)} 組，其中總有一組碰巧看起來不錯。在 ${zh.number(n)} 個未參與選擇的文字上，選出的範例答對 ${now}，目前的範例 ${before}。`,
  changes: (repaired, broken) => `修正 ${zh.number(repaired)} 個，弄壞 ${zh.number(broken)} 個。`,
  sizes: "在用來選擇的文字上答對的比例，依範例數目",
  size: (k, sets) => `${zh.number(k)} 個範例，${zh.number(sets)} 組`,
  orders: (orders) => `選出的範例以 ${zh.number(orders)} 種順序`,
  spread: ({ worst, mean, best }) => `最差 ${worst}，平均 ${mean}，最佳 ${best}`,
  faults: {
    "not-allowed": "只有可以在此發布的人能選擇範例。",
    faulty: "內容有錯誤，請先修正。",
    "free-text": "它以自由文字回答；只有使用標籤的指令可以選擇範例。",
    "no-model": "模型尚未就緒，或者緩慢或需要付費。請在終端機使用：npx fewshot learn 名稱 --examples",
    busy: "其他人正在選擇範例，請過幾分鐘再試。",
  },
  tooFew: (found, usable, needed) =>
    `已知答案的文字有 ${zh.number(found)} 個，其中 ${zh.number(usable)} 個可以成為範例；至少需要 ${zh.number(needed)} 個。它們來自指令的範例檔、作者同意且已接受的更正，以及抽查。`,
};

export const chooseWords = createChooser({ en, "zh-TW": zhTW });
