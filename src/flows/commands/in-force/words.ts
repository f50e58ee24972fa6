/** The words for a change of what is in force that no person published: another model, or another text of the file. */

import { createFormat } from "../../../i18n/format.ts";
import { createChooser } from "../../../i18n/words.ts";

const { number } = createFormat("en");

const en = {
  title: "What changed",
  model: (now: string, before: string, since: string) =>
    `Since ${since} the model ${now} answers in place of ${before}.`,
  file: (since: string) => `Since ${since} the file of the command has another text.`,
  parameters: (now: number, before: number) =>
    `The model has ${number(now)} million parameters, before ${number(before)} million: an answer costs so much more or less.`,
  losesHead: (head: number) =>
    `Classifier head ${head} decided before. It was trained for what was in force then, and does not decide now until whoever runs Fewshot trains it again: npx fewshot learn.`,
  notMeasured: "Not measured: there are no answers from before to compare with.",
  notAsked: (name: string, before: string) =>
    `Not measured: a model that is slow or costs money is not asked by itself. Compare them: npx fewshot check ${name} --against-model ${before}`,
  notes: {
    model: (now: string, before: string) => `${now} in place of ${before}`,
    file: "another text of the file",
    notMeasured: "not measured",
  },
};

const zh = createFormat("zh-TW");

const zhTW: typeof en = {
  title: "改變了什麼",
  model: (now, before, since) => `自 ${since} 起由模型 ${now} 回答，取代 ${before}。`,
  file: (since) => `自 ${since} 起指令檔的內容不同了。`,
  parameters: (now, before) =>
    `模型有 ${zh.number(now)} 百萬個參數，之前 ${zh.number(before)} 百萬個；每個答案的成本也隨之增減。`,
  losesHead: (head) =>
    `之前參與決定的分類器 ${head} 是為當時的模型和提示訓練的。架設 Fewshot 的人重新訓練之前，它不會參與決定：npx fewshot learn。`,
  notMeasured: "未測量：沒有先前的答案可供比較。",
  notAsked: (name, before) =>
    `未測量：緩慢或需要付費的模型，沒有指示就不會自動詢問。要比較：npx fewshot check ${name} --against-model ${before}`,
  notes: {
    model: (now, before) => `${now} 取代 ${before}`,
    file: "指令檔的內容不同",
    notMeasured: "未測量",
  },
};

export const inForceWords = createChooser({ en, "zh-TW": zhTW });
