/** What `fewshot check` prints beside the findings; a language that is missing here is served in English. */

import { createFormat } from "../../i18n/format.ts";
import { createChooser } from "../../i18n/words.ts";
import { type Measured, percent, sayVerdict } from "../shared/measure.ts";

const { count } = createFormat("en");

const en = {
  kinds: { fault: "fault", ok: "ok", error: "error", warning: "warning", hint: "hint" },
  score: (right: number, tests: number) =>
    `, ${right} of ${count(tests, { one: "# test", other: "# tests" })} answered as expected`,
  missed: (input: string, expected: string, got: string) =>
    `missed   "${input}": expected ${expected}, got ${got}`,
  notRun: (tests: number) =>
    `${count(tests, { one: "# test", other: "# tests" })} not run: free text has no single right answer`,
  head: (number: number | null, rows: number) =>
    `with ${number === null ? "a classifier head" : `classifier head ${number}`}, which learned from ${count(rows, { one: "# row", other: "# rows" })}`,
  likeliest: (right: number, tests: number) =>
    `by the likeliest label, "Not sure" or not, ${right} of ${tests} are right: `,
  verdict: sayVerdict,
  help: (command: string) =>
    `what would help is measured by: npx fewshot insights ${command} (examples, labels), learn ${command} (more labelled texts), check ${command} --against-model MODEL (another model)`,
  inPlaceOf: (command: string, now: string, before: string) =>
    `/${command} with ${now} in place of ${before}:`,
  size: (millions: number) => ` (${millions.toFixed(1)} million parameters)`,
};

const zhTW: typeof en = {
  kinds: { fault: "錯誤", ok: "通過", error: "錯誤", warning: "警告", hint: "提醒" },
  score: (right, tests) => `，${tests} 個測試中有 ${right} 個答案符合預期`,
  missed: (input, expected, got) => `不符   「${input}」：預期 ${expected}，結果 ${got}`,
  notRun: (tests) => `${tests} 個測試沒有執行：自由文字沒有唯一的正確答案`,
  head: (number, rows) =>
    `使用${number === null ? "分類器" : `第 ${number} 號分類器`}，從 ${rows} 筆資料學習`,
  inPlaceOf: (command, now, before) => `/${command}改用 ${now}，取代 ${before}：`,
  size: (millions) => `（${millions.toFixed(1)} 百萬個參數）`,
  likeliest: (right, tests) =>
    `不論是否「不確定」，以可能性最高的標籤計算，${tests} 個中有 ${right} 個正確：`,
  verdict: ({ n, accuracy, chance, majority, verdict, needed }: Measured, model) => {
    if (n === 0) return "沒有任何有標籤的測試得到答案，因此無從得知";
    if (verdict === "one-label")
      return "所有測試都預期同一個標籤，永遠回答它也一樣正確：請加入其他標籤的測試";
    const guessing =
      majority > chance
        ? `永遠回答最常見的標籤，正確率為 ${percent(majority)}`
        : `猜測的正確率為 ${percent(chance)}`;
    if (verdict === "better") return `${model} 比猜測好（${guessing}）`;
    const more =
      needed !== null && needed > n
        ? `；大約 ${needed} 個測試才能判斷 ${percent(accuracy ?? 0)} 是否較好`
        : "";
    if (verdict === "too-few") return `測試太少，無法判斷（${guessing}）${more}`;
    const isAbove = (accuracy ?? 0) > Math.max(chance, majority);
    return `${model} ${isAbove ? "可能不比" : "不比"}猜測好（${guessing}）${more}`;
  },
  help: (command) =>
    `什麼有幫助，可以這樣測量：npx fewshot insights ${command}（範例、標籤）、learn ${command}（更多有標籤的文字）、check ${command} --against-model MODEL（另一個模型）`,
};

export const checkWords = createChooser({ en, "zh-TW": zhTW });
