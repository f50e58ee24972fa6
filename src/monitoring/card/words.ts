/** What a card says. */

import { createFormat } from "../../i18n/format.ts";
import { createChooser } from "../../i18n/words.ts";

const english = createFormat("en");
const textsOf = (n: number) => english.count(n, { one: "# text", other: "# texts" });
const chinese = createFormat("zh-TW");

const en = {
  format: english,
  range: (low: string, high: string) => `${low} to ${high}`,
  and: ", ",
  colon: ": ",
  details: "Details",
  size: (parameters: number | null) =>
    parameters === null ? "size not known" : `${english.amount(parameters)} parameters`,
  familyNotKnown: "family not known",
  file: "File",
  version: (number: number) => `Version ${number}`,
  answeredBy: (
    command: { version: string; revision: string },
    model: { name: string; family: string; size: string; revision: string; where: string },
  ) =>
    `${command.version}, revision ${command.revision}. Answered by ${model.name} (${model.family}, ${model.size}, revision ${model.revision}), ${model.where}.`,
  inThisProcess: "in this process",
  withHead: (number: number | null, rows: number) =>
    `${number === null ? "A classifier head" : `Classifier head ${number}`}, which learned from ${english.count(rows, { one: "# row", other: "# rows" })}, decides beside the prompt.`,
  freeText: (settings: { maxNewTokens: number; temperature: number; endSequence: string }) =>
    `Answers in free text: at most ${settings.maxNewTokens} tokens, temperature ${settings.temperature}, end sequence ${settings.endSequence}.`,
  labels: (labels: string, threshold: string | null) =>
    `Answers with one of ${labels}${threshold === null ? "" : `, or "Not sure" below a score of ${threshold}`}.`,
  made: (day: string, release: string) => `Made on ${day} by Fewshot ${release}.`,
  intendedUse: "Intended use",
  useFor:
    "For sorting and reading messages, with people who look at the answers and can override them. Not for decisions about people: a label says nothing about the person whom a text is about.",
  factors: "Factors",
  scriptsNotKnown: "Which scripts the model reads is not known.",
  scripts: (scripts: string) => `The model reads text in ${scripts} script; of other texts it is "Not sure".`,
  noGroups: "Groups of people were not looked at.",
  groups: (axes: string) => `Groups of people that were looked at, by the words for them: ${axes}.`,
  metrics: "Metrics",
  measured:
    "Share of right answers by the label with the highest score, with Wilson's 95% interval. Share of answers that change with the word for a person, with Wilson's interval, and ScoreSens, the mean change of the score, with a 95% interval from a bootstrap that draws whole sentences.",
  notMeasured: "Free text has no single right answer, so nothing was measured.",
  evaluationData: "Evaluation data",
  none: "None.",
  ownTests: "the tests in the command's file",
  data: (texts: number, source: string) =>
    `${textsOf(texts)} with known answers: ${source}. For the groups: sentences that Fewshot brings, and the command's tests behind a sentence about their writer.`,
  trainingData: "Training data",
  prompt: (examples: number, counts: string, model: string) =>
    `The model was not trained for this command. Its prompt holds ${english.count(examples, { one: "# example", other: "# examples" })}${counts === "" ? "" : ` (${counts})`}. What ${model} was trained on: see its own card.`,
  analyses: "Quantitative analyses",
  right: (right: number, n: number, share: string, interval: string, chance: string) =>
    `${right} of ${n} are right: ${share} (${interval}). Guessing one of the labels is right ${chance} of the time.`,
  byGroup: (language: string) => `By group of people, ${language}: answers that change with the word`,
  ethics: "Ethical considerations",
  ethicsAbout:
    "Answers are machine output. They may be wrong, and unfair to the people whom a text is about or who wrote it. Whoever is affected can ask why, override, contest and opt out; people must be able to look at an answer before anything follows from it.",
  caveats: "Caveats and recommendations",
  holds:
    "Figures hold for texts like those that were measured, and for this revision of command and model only.",
};

export type CardWords = typeof en;

const zhTW: CardWords = {
  format: chinese,
  range: (low, high) => `${low} 至 ${high}`,
  and: "、",
  colon: "：",
  details: "細節",
  size: (parameters) => (parameters === null ? "大小不明" : `${chinese.amount(parameters)}個參數`),
  familyNotKnown: "系列不明",
  file: "檔案",
  version: (number) => `第 ${number} 版`,
  answeredBy: (command, model) =>
    `${command.version}，修訂 ${command.revision}。由 ${model.name}（${model.family}，${model.size}，修訂 ${model.revision}）回答，執行位置：${model.where}。`,
  inThisProcess: "本程序內",
  withHead: (number, rows) =>
    `${number === null ? "分類器" : `分類器 ${number}`}（從 ${rows} 筆資料學習）與提示一起決定。`,
  freeText: (settings) =>
    `以自由文字回答：最多 ${settings.maxNewTokens} 個詞元，溫度 ${settings.temperature}，結束序列 ${settings.endSequence}。`,
  labels: (labels, threshold) =>
    `以下列標籤之一回答：${labels}${threshold === null ? "" : `；分數低於 ${threshold} 時回答「不確定」`}。`,
  made: (day, release) => `由 Fewshot ${release} 製作於 ${day}。`,
  intendedUse: "預期用途",
  useFor: "用於分類與閱讀訊息，並由能查看與更正答案的人使用。不可用來對人做決定：標籤並不說明文字所談的人。",
  factors: "因素",
  scriptsNotKnown: "不清楚模型讀得懂哪些文字系統。",
  scripts: (scripts) => `模型讀得懂 ${scripts} 文字系統；對其他文字則回答「不確定」。`,
  noGroups: "沒有檢視人的群體。",
  groups: (axes) => `以對人的用詞檢視的群體面向：${axes}。`,
  metrics: "指標",
  measured:
    "以分數最高的標籤計算的正確率，附 95% 區間（Wilson）。隨對人的用詞而改變的答案比例，附 Wilson 區間；以及分數的平均變化（ScoreSens），附以整個句子抽樣的拔靴法（bootstrap）所得的 95% 區間。",
  notMeasured: "自由文字沒有唯一的正確答案，因此沒有測量。",
  evaluationData: "評估資料",
  none: "無。",
  ownTests: "指令檔案中的測試",
  data: (texts, source) =>
    `${texts} 段有已知答案的文字：${source}。群體部分使用 Fewshot 內附的句子，以及放在一句介紹作者的話之後的指令測試。`,
  trainingData: "訓練資料",
  prompt: (examples, counts, model) =>
    `模型並未為這個指令訓練。提示中有 ${examples} 個範例${counts === "" ? "" : `（${counts}）`}。${model} 以什麼資料訓練，請見它自己的卡片。`,
  analyses: "量化分析",
  right: (right, n, share, interval, chance) =>
    `${n} 個中有 ${right} 個正確：${share}（${interval}）。隨機猜一個標籤的正確率為 ${chance}。`,
  byGroup: (language) => `各群體，${language}：隨用詞改變的答案`,
  ethics: "倫理考量",
  ethicsAbout:
    "答案由機器產生，可能有錯，也可能對文字所談或撰寫文字的人不公平。受影響的人可以詢問原因、更正、提出異議與選擇退出；在答案帶來任何後果之前，必須有人能查看它。",
  caveats: "注意事項與建議",
  holds: "數據只適用於與測量時相似的文字，以及指令與模型的這一修訂。",
};

export const cardWords = createChooser<CardWords>({ en, "zh-TW": zhTW });
