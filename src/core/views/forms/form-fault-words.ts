/** What is wrong with a form of a command, in words: each sentence says what to write instead. A language that is missing here is served in
 * English. */

import { createChooser } from "../../../i18n/words.ts";
import type { FormPart, FormProblem } from "./form-faults.ts";

/** Titles of fields, as short as a sentence names them. */
interface Names {
  readonly labels: string;
  readonly input: string;
  readonly more: string;
}

interface FormFaultWords {
  /** A sentence behind the field, and the line where one line of it is meant. */
  readonly at: (title: string, line: number | null, sentence: string) => string;
  /** A field of another page of the form. */
  readonly onPage: (title: string, page: string) => string;
  readonly parts: Readonly<Record<Exclude<FormPart, "whole">, string>>;
  /** What is said of a part of a line. */
  readonly about: (part: string, sentence: string) => string;
  /** A test that expects a label which was taken away, where tests are on another page. */
  readonly testWithoutLabel: (output: string, names: Names) => string;
  /** There are words for every code that a form can have. */
  readonly sentences: {
    readonly [Code in FormProblem["code"]]: (
      fault: Extract<FormProblem, { readonly code: Code }>,
      names: Names,
    ) => string;
  };
}

/** Whether a text has letters that can be upper or lower case. */
const isCased = (text: string) => text.toLowerCase() !== text.toUpperCase();

const en: FormFaultWords = {
  at: (title, line, sentence) => `${title}${line === null ? "" : `, line ${line}`}: ${sentence}`,
  onPage: (title, page) => `${title} (under “${page}”)`,
  parts: {
    text: "the text before =>",
    answer: "the answer behind =>",
    label: "the label before =>",
    explanation: "the explanation behind =>",
  },
  about: (part, sentence) => `${part} ${sentence}`,
  testWithoutLabel: (output, { labels, more }) =>
    `it expects "${output}", which is no label any more. Keep that label under “${labels}” and save; then change the tests under “${more}”, and take the label away after that`,
  sentences: {
    "no-arrow": () => "there is no =>. Write it as: text => label",
    "not-a-percentage": () => "write a percentage from 0 to 100, or nothing",
    "not-editable": () =>
      "This command can't be edited in a form. Whoever runs Fewshot can export it, edit the file and import it: npx fewshot commands export.",
    "too-much": ({ kib }) => `too long: a command may have ${kib} KiB in all. Shorten it`,
    "bad-name": () =>
      "write lower-case letters, digits, - and _, at most 31 of them, beginning with a letter or a digit",
    "own-name": ({ name }) => `Fewshot itself answers /${name}. Choose another name`,
    "name-taken": ({ name }) =>
      `there is a command /${name} already. Change it with /fewshot edit ${name}, or choose another name`,
    "reserved-name": ({ name }) =>
      `/fewshot ${name} is a word that Fewshot itself answers. Choose another name`,
    missing: () => "is empty; write something",
    empty: () => "is empty; write something",
    invisible: () => "holds nothing that can be seen; write something",
    "too-few": ({ least }) => `needs at least ${least} lines; write one more, or none for free text`,
    "too-many": ({ count, most }) => `has ${count ?? "too many"} lines; the limit is ${most}. Take some away`,
    "too-long": ({ length, most }) => `has ${length} characters; the limit is ${most}. Shorten it`,
    "not-one-line": () =>
      "must be one line; write spaces in place of line breaks, tabs and other control characters",
    "broken-characters": () =>
      "holds half a character, or one that turns the direction of writing around; type it anew",
    colon: () => "must not contain a colon: the prompt adds it",
    "label-twice": ({ label }) =>
      `the label "${label}" is there twice; keep one${isCased(label) ? ". Upper and lower case count as the same" : ""}`,
    "unusable-label": ({ label }) => `"${label}" can't be a label; choose another word`,
    "end-sequence": ({ sequence }) => `contains ${sequence}, which ends each example; leave it out`,
    "same-captions": ({ caption }, { input }) =>
      `must differ from “${input}” ("${caption}"): the model tells text and answer apart by them`,
    "not-a-label": ({ output, labels }, names) =>
      `"${output}" is not one of the labels ${labels.join(", ")}. Write one of them, or add it under “${names.labels}”`,
    "favourable-no-label": ({ label }) =>
      `keep "${label}": the audit of this command counts it as good news for a person. Another label is named for that in the YAML, on the page or in a file`,
    "scoring-without-labels": () => "there are no labels; leave this empty, or write labels",
    "review-without-labels": () =>
      "keep them: this command has spot checks, which need labels. They are taken out in the YAML, on the page or in a file",
    "not-one-of": () => "choose one of what is offered",
    "more-faults": ({ count }) =>
      `${count} more ${count === 1 ? "fault" : "faults"}; mend the first ones first`,
  },
};

const zhTW: FormFaultWords = {
  at: (title, line, sentence) => `${title}${line === null ? "" : `第 ${line} 行`}：${sentence}`,
  onPage: (title, page) => `${title}（在「${page}」中）`,
  parts: {
    text: "=> 前面的文字",
    answer: "=> 後面的答案",
    label: "=> 前面的標籤",
    explanation: "=> 後面的說明",
  },
  about: (part, sentence) => `${part}${sentence}`,
  testWithoutLabel: (output, { labels, more }) =>
    `應為「${output}」，但這個標籤已經不在了。請先在「${labels}」保留這個標籤並儲存，再到「${more}」更改測試，最後才移除標籤`,
  sentences: {
    "no-arrow": () => "沒有 =>。請寫成：文字 => 標籤",
    "not-a-percentage": () => "請寫 0 到 100 的百分比，或留空",
    "not-editable": () =>
      "這個指令無法用表單編輯。架設 Fewshot 的人可以匯出、編輯檔案後再匯入：npx fewshot commands export。",
    "too-much": ({ kib }) => `內容太長：一個指令合計最多 ${kib} KiB，請縮短`,
    "bad-name": () => "只能有小寫英文字母、數字、- 與 _，以字母或數字開頭，最多 31 個字元",
    "own-name": ({ name }) => `/${name} 由 Fewshot 自己回答，請換一個名稱`,
    "name-taken": ({ name }) => `已經有指令 /${name}。請用 /fewshot edit ${name} 更改，或換一個名稱`,
    "reserved-name": ({ name }) => `/fewshot ${name} 是 Fewshot 自己使用的詞，請換一個名稱`,
    missing: () => "是空的，請填寫",
    empty: () => "是空的，請填寫",
    invisible: () => "沒有看得見的內容，請填寫",
    "too-few": ({ least }) => `至少需要 ${least} 行；請再寫一行，自由文字則全部留空`,
    "too-many": ({ count, most }) =>
      `${count === null ? "太多行" : `有 ${count} 行`}，最多 ${most} 行；請刪去一些`,
    "too-long": ({ length, most }) => `有 ${length} 個字元，最多 ${most} 個；請縮短`,
    "not-one-line": () => "必須是一行；請把換行、Tab 等控制字元改成空格",
    "broken-characters": () => "含有不完整的字元，或會改變書寫方向的字元；請重新輸入",
    colon: () => "不可有冒號：提示會自動加上",
    "label-twice": ({ label }) =>
      `標籤「${label}」重複了，請保留一個${isCased(label) ? "；大小寫視為相同" : ""}`,
    "unusable-label": ({ label }) => `「${label}」不能作為標籤，請換一個詞`,
    "end-sequence": ({ sequence }) => `含有「${sequence}」，這是每個範例的結尾，請拿掉`,
    "same-captions": ({ caption }, { input }) =>
      `必須與「${input}」（「${caption}」）不同：模型以此區分文字與答案`,
    "not-a-label": ({ output, labels }, names) =>
      `「${output}」不在標籤 ${labels.join("、")} 之中。請改用其中一個，或把它加到「${names.labels}」`,
    "favourable-no-label": ({ label }) =>
      `請保留「${label}」：這個指令的稽核把它當作對人有利的結果。可以在網頁或檔案的 YAML 中改用另一個標籤`,
    "scoring-without-labels": () => "沒有標籤；請留空，或填寫標籤",
    "review-without-labels": () =>
      "請保留：這個指令有抽查，而抽查需要有標籤。可以在網頁或檔案的 YAML 中移除抽查",
    "not-one-of": () => "請從選項中選擇",
    "more-faults": ({ count }) => `另有 ${count} 個錯誤，請先修正前面的`,
  },
};

export const formFaultWords = createChooser({ en, "zh-TW": zhTW });
