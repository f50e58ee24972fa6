/** 指令檔案的錯誤：每一句都說明該怎麼寫。 */

import type { FaultWords, Found, SyntaxCode, Unreadable, Wanted } from "../../core/command/faults.ts";
import type { Words } from "../en/index.ts";
import { createFormat } from "../format.ts";

const { number } = createFormat("zh-TW");

const syntax: Readonly<Record<SyntaxCode, string>> = {
  ALIAS_PROPS: "別名（*name）前面不可有錨點（&name）或標記（!name）",
  BAD_ALIAS: '以 * 或 & 開頭的文字需要加上引號："*…"',
  BAD_COLLECTION_TYPE: "標記（!!）不適用於清單或鍵值對，請移除",
  BAD_DIRECTIVE: "以 % 開頭的文字需要加上引號",
  BAD_DQ_ESCAPE: "YAML 沒有這個跳脫字元；在雙引號中，反斜線要寫成 \\\\",
  BAD_INDENT: "縮排不正確，或缺少 ] 或 }：同一個清單或鍵值對的項目要從同一欄開始",
  BAD_PROP_ORDER: "錨點（&name）與標記（!name）要寫在值的前面，並在同一行",
  BAD_SCALAR_START: "以這個字元開頭的文字需要加上引號",
  BLOCK_AS_IMPLICIT_KEY: '含有冒號加空格的文字需要加上引號："note: …"',
  BLOCK_IN_FLOW: "括號中的文字需要加上引號，項目之間需要逗號",
  DUPLICATE_KEY: "這個鍵重複了，請只保留一個",
  IMPOSSIBLE: "這不是有效的 YAML",
  KEY_OVER_1024_CHARS: "鍵太長；一個鍵最多 1,024 個字元",
  MISSING_CHAR: "引號或括號沒有關閉",
  MULTILINE_IMPLICIT_KEY: "鍵必須寫在同一行，並以冒號結尾",
  MULTIPLE_ANCHORS: "一個值只能有一個錨點（&name）",
  MULTIPLE_DOCS: "檔案中有多份文件，請移除 --- 這一行",
  MULTIPLE_TAGS: "一個值只能有一個標記（!name）",
  NON_STRING_KEY: "鍵必須是文字",
  RESOURCE_EXHAUSTION: "檔案的巢狀層次太深",
  TAB_AS_INDENT: "縮排使用了 Tab，請改用空格",
  TAG_RESOLVE_FAILED: "標記（!name）不存在或不適用於這個值，請移除",
  UNEXPECTED_TOKEN: "這裡不應有這個內容；含有 : # [ ] { } 或引號的文字，前後需要加上引號",
};

const wanted: Readonly<Record<Wanted, string>> = {
  text: "文字",
  list: "清單（每行一項，以 - 開頭）",
  map: "鍵值對（key: value）",
  "whole-number": "整數",
  number: "數字",
  boolean: " true 或 false",
  other: "其他類型的值",
};

const kinds = { text: "文字", list: "清單", map: "鍵值對", tagged: "帶有 YAML 標記（!!）的值" } as const;
const found = (value: Found): string => (value.kind === "other" ? ` ${value.text}` : kinds[value.kind]);

function unreadable(why: Unreadable): string {
  if (why.reason === "failed") return `無法讀取（${why.code}）`;
  return why.reason === "missing" ? "不存在" : "無法讀取：權限不足";
}

const sentences: FaultWords = {
  "folder-unreadable": ({ why }) =>
    `指令資料夾${unreadable(why)}；請執行 npx fewshot init，或設定 COMMANDS_DIR`,
  "folder-empty": () => "資料夾中沒有指令檔案（*.yaml）",
  "made-twice": ({ name, first }) => `${first} 已經是指令 /${name}，請更改其中一個檔案的名稱`,
  "bad-name": ({ name }) =>
    `檔案名稱就是指令名稱，而「${name}」不能作為指令名稱：請使用小寫英文字母、數字、- 與 _，最多 31 個字元`,
  "own-name": ({ name }) => `/${name} 是 Fewshot 自己的指令，請更改檔案名稱`,
  "version-unreadable": ({ name, number }) =>
    `這個版本的 Fewshot 無法讀取已儲存的內容；執行 npx fewshot commands publish ${name}@${number} 會列出錯誤`,
  "nested-too-deeply": () => "檔案的巢狀層次太深",
  "file-empty": () => "檔案是空的；請複製現有的指令再修改",
  "cut-at-hash": () => "YAML 把 # 之後的內容當作註解；要保留，請將文字加上引號",

  unreadable: ({ why }) => unreadable(why),
  "is-folder": () => "是資料夾；請指定其中的檔案",
  "not-regular": () => "不是一般檔案",
  "is-link": () => "是符號連結；範例檔案必須是檔案本身",
  "no-rows": () => "沒有任何一列",
  "not-json": () => '不是有效的 JSON；每行寫一列：{"input": "…", "output": "…"}',
  "may-be-more": () => "可能還有其他錯誤，請先修正前面的",
  "file-too-large": ({ kib, most }) => `有 ${number(kib)} KiB；指令檔案最多 ${number(most)} KiB`,
  "rows-too-large": ({ mib, most }) => `有 ${number(mib)} MiB；範例檔案最多 ${number(most)} MiB`,
  "not-utf8": ({ isPerhapsUtf16 }) =>
    `不是以 UTF-8 儲存${isPerhapsUtf16 ? "（可能是 UTF-16）" : ""}；請存成 UTF-8`,
  "too-many-rows": ({ most }) => `超過 ${number(most)} 列，請刪去一些`,

  yaml: ({ error }) => syntax[error],
  "unknown-alias": ({ alias }) =>
    `在 YAML 中「*${alias}」是別名，但沒有名為「&${alias}」的錨點；如果要寫的是文字，請加上引號："*${alias}"`,
  "too-many-aliases": ({ most }) => `檔案使用超過 ${most} 個別名（*name）`,
  "more-faults": ({ count }) => `另有 ${count} 個錯誤，請先修正前面的`,

  "unknown-key": ({ key, within, nearest, known }) =>
    `${within === "" ? "" : `${within} 中`}沒有「${key}」這個鍵${nearest !== null ? `；您是指「${nearest}」嗎？` : known.length > 0 ? `；可用的有 ${known.join("、")}` : ""}`,
  missing: () => "沒有填寫",
  empty: () => "是空的",
  null: () => "是空的或是 null；如果要寫的是文字，請加上引號",
  "not-valid": () => "在這裡無效",
  "wrong-type": (fault) => `必須是${wanted[fault.wanted]}，不是${found(fault.found)}`,
  unquoted: ({ type, value }) =>
    `是${type === "number" ? "數字" : "布林值"} ${value}；如果要寫的是文字，請加上引號："${value}"`,
  "not-one-of": ({ values }) => `必須是 ${values.join("、")}${values.length === 1 ? "" : " 其中之一"}`,
  "too-few": ({ least }) => `至少需要 ${least} 項`,
  "too-many": ({ count, most }) => `${count === null ? "項目太多" : `有 ${count} 項`}；上限是 ${most} 項`,
  "too-long": ({ length, most }) => `有 ${length} 個字元；上限是 ${most} 個字元`,
  "too-small": ({ value, least }) => `${value} 太小；最小值是 ${least}`,
  "too-large": ({ value, most }) => `${value} 太大；最大值是 ${most}${most === 1 ? "（50% 寫成 0.5）" : ""}`,

  colon: () => "不可有冒號：提示會自動加上",
  "not-one-line": () => "必須是一行，且不可有控制字元",
  "not-a-file-name": () => "必須是同一個資料夾中 .jsonl 檔案的名稱，不含路徑",
  "not-one-word": () => "必須是一行，前後不可有空格",
  "not-parameters": () => "必須是數字加上 M 或 B，例如 1.3B",
  "not-a-language": () => "必須是兩個字母的語言代碼，例如 zh",
  "not-a-locale": () => "必須是語言代碼，例如 zh-TW",
  "not-a-command-name": () => "必須是指令的名稱，不含斜線",

  "broken-characters": () => "含有不完整的字元，或會改變書寫方向的字元",
  invisible: () => "沒有看得見的內容",
  "label-twice": ({ label }) => `標籤「${label}」重複了`,
  "unusable-label": ({ label }) => `「${label}」不能作為標籤，請換一個詞`,
  "end-sequence": ({ sequence }) => `含有結束序列「${sequence}」`,
  "same-captions": ({ caption }) => `必須與 input（「${caption}」）不同：模型以此區分文字與答案`,
  "not-a-label": ({ output, labels }) => `「${output}」不在標籤 ${labels.join("、")} 之中`,
  "favourable-no-label": () => "不在標籤之中",
  "examples-file-without-labels": () => "使用範例檔案需要有標籤",
  "scoring-without-labels": () => "使用 scoring 時需要有標籤",
  "review-without-labels": () => "抽查需要有標籤",
  "variant-without-language": () => "使用 variant_of 時需要填寫 language",
  "saved-names-file": () =>
    "團隊儲存的指令不能讀取檔案。移除後，分類器不會從這個檔案學習；如需保留，請讓指令維持為檔案",
};

export const commandFaults: Pick<Words, "commandFaults" | "saving" | "check"> = {
  commandFaults: {
    sentences,
    at: (place, sentence) => `${place}：${sentence}`,
    aboutKey: (key, sentence) => `「${key}」${sentence}`,
    line: (line, column, fault) => `第 ${line} 行${column === null ? "" : `第 ${column} 欄`}：${fault}`,
  },

  saving: {
    nothingSaved: "沒有儲存任何內容，請先修正：",
    sameName: (file, first) => `${file}: 與 ${first} 的名稱相同，請只匯入其中一個`,
    noFiles: (folder) => `${folder} 中沒有指令檔案（NAME.yaml）。`,
    noCommandFile: (path) => `${path} 不是指令檔案（NAME.yaml），也不是有指令檔案的資料夾。`,
    reserved: (name) => `「${name}」是 Fewshot 自己使用的詞（/fewshot ${name}），請更改檔案名稱。`,
    tooLarge: (name, kib) =>
      `${name} 超過 ${kib} KiB，這是儲存一個版本的上限。請縮短範例與測試，或保留為檔案。`,
    tooMany: (name) => `${name} 最近儲存了太多版本，請一小時後再試。`,
    notPublished: (version) => `無法發布 ${version}，這個版本的 Fewshot 發現其中有錯誤：`,
  },

  check: {
    examplesDropped: (dropped, { isEstimate, budget, model }) =>
      `有 ${dropped} 個範例${isEstimate ? "可能" : ""}放不進 ${model} 的提示（上限 ${budget} 個詞元），請縮短範例`,
    longPrompt: (tokens, { budget }) =>
      `說明與範例用了 ${budget} 個詞元中的 ${tokens} 個；文字較長時會放不下一些範例`,
    descriptionTooLong: ({ budget, model }) => `單是說明就放不進 ${model} 的提示（上限 ${budget} 個詞元）`,
    sameToken: (labels, server) =>
      `標籤 ${labels.join("、")} 以同一個詞元開頭，而 ${server} 無法衡量整個標籤：答案沒有分數，也不會是「不確定」。請讓每個標籤以不同的詞開頭，或改用會提供提示詞元可能性的伺服器（開啟 echo 的 vLLM、開啟 decoder_input_details 的 TGI）`,
    freeText:
      "以自由文字回答，參數少於 10 億個的模型做不好；請在 requires: 寫明足夠好的最小模型，或設定 experimental: true",
  },
};
