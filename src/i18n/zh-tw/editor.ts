/** 網頁上的指令編輯器，以及撰寫時的提醒。 */

import type { Words } from "../en/index.ts";
import { createFormat } from "../format.ts";

const { number } = createFormat("zh-TW");

export const editor: Pick<Words, "editor" | "warnings"> = {
  editor: {
    commands: "指令",
    about: "指令由一項任務與幾個範例組成。這裡的人都可以製作草稿並試用；發布之後才會使用。",
    newCommand: "新指令",
    fromFile: "來自檔案",
    isLive: (version) => `目前使用的是第 ${version} 版。`,
    liveVersion: (version) => `目前使用第 ${version} 版`,
    draft: (version) => `草稿 ${version}`,
    startsFromFile: "以檔案為起點。檔案不會改變：您儲存的是草稿。",
    startsFrom: (version) => `以第 ${version} 版為起點。該版不會改變：您儲存的是新的草稿。`,
    startsNew: "這是供您改寫的小例子。您儲存的是草稿，不會在任何地方使用。",
    tests: "測試，每行一個：文字 => 標籤",
    testsHelp: "模型看不到測試。測試顯示更改修正了什麼、弄錯了什麼。",
    labelsHelp: "可在 => 之後向人說明標籤：Billing => charges, invoices",
    examplesHelp: "模型在每個提示中都會讀到。通常三、四個簡短的範例就夠了。",
    settings: "設定",
    calibration: "以空白文字的分數校正",
    calibrations: { auto: "有標籤沒有範例時", contextual: "是", none: "否" },
    source: "YAML",
    sourceHelp: "與上面的內容相同，包含指令的所有項目。註解會保留。",
    saveSource: "把這份 YAML 儲存為草稿",
    titled: (title, what) => `${title}：${what}`,
    faults: "錯誤",
    notSaved: "尚未儲存：內容有錯誤。",
    notInForm: "表單的內容無法放進這份 YAML，請直接修改 YAML。",
    behind: "其他欄位顯示的是最後一次沒有錯誤的內容。",
    hints: "提醒",
    losesHead:
      "比較對象由分類器決定，分類器從該提示的答案中學習。您的更改使用另一個提示：在重新訓練之前，回答時不使用分類器。",
    tryTitle: "試一段文字",
    text: "文字",
    against: "比較對象",
    inForce: "目前使用的內容",
    file: "檔案",
    versionOf: (version, state) => `第 ${version} 版（${state}）`,
    states: { draft: "草稿", live: "使用中", retired: "已停用" },
    run: "執行",
    yourEdit: "您的更改",
    results: "測試",
    corrections: "已接受的更正",
    correctionsAbout:
      "大家更正過、審查者也接受，但還不是這個指令的測試的答案。大家更正的是錯的答案，所以這裡看不出多常正確；抽查才看得出來。",
    correctionsRight: (right, all) =>
      `${number(all)} 個已接受的更正中，${number(right)} 個的答案與更正相同。`,
    correctionsChanges: (repaired, broken) =>
      repaired + broken === 0
        ? "這次更改沒有改變其中任何答案。"
        : `這次更改修正了其中 ${number(repaired)} 個，弄錯了 ${number(broken)} 個。`,
    noTests: "還沒有測試。寫下幾段文字與它們的標籤，之後每次更改都會據此檢查。",
    freeText: "這個指令以自由文字回答，沒有唯一的正確答案，因此不執行測試。",
    notRun: "按「執行」詢問模型。",
    right: (right, all) => `${number(all)} 個測試中有 ${number(right)} 個答案符合預期。`,
    notSure: (rows) => `${number(rows)} 個「不確定」。`,
    changes: (repaired, broken) =>
      repaired + broken === 0
        ? "這次更改沒有改變任何測試的結果。"
        : `這次更改修正了 ${number(repaired)} 個，弄錯了 ${number(broken)} 個。`,
    leftOut: (rows) => `另有 ${number(rows)} 個沒有在這裡執行；npx fewshot check 會執行全部。`,
    broken: "弄錯的",
    repaired: "修正的",
    wrong: "不符預期",
    asExpected: "符合預期",
    columns: { text: "文字", expected: "預期", before: "之前", now: "現在" },
    withoutThreshold: (right, of) => `不設門檻時，${number(of)} 個測試中有 ${number(right)} 個正確。`,
    verdicts: {
      better: "這比猜測好。",
      "not-better":
        "這可能不比猜測好。什麼有幫助，可以測量：範例與標籤用 npx fewshot insights，更多有標籤的文字用 npx fewshot learn，另一個模型用 npx fewshot check --against-model。",
      "too-few": "測試太少，無法判斷是否比猜測好。",
      "one-label": "所有測試都預期同一個標籤，永遠回答它也一樣正確。請加入其他標籤的測試。",
    },
    needed: (rows) => `大約 ${number(rows)} 個測試才能判斷。`,
    thresholds: "換成其他門檻會如何",
    threshold: { below: "低於此值回答「不確定」", answered: "有回答", right: "其中正確" },
    prompt: "提示",
    promptTokens: (prefix, text, budget) =>
      `${number(prefix + text)} 個詞元，上限 ${number(budget)} 個。其中 ${number(prefix)} 個每段文字都相同，已備妥；${number(text)} 個要為每段文字重新讀取。`,
    estimated: "詞元數為估計值。",
    dropped: (examples) => `有 ${number(examples)} 個範例放不下。`,
    promptTooLong: "單是說明與文字就超過模型能讀的長度。",
    sideBySide: "並列比較",
    same: (other) => `您的更改與${other}相同。`,
    nothingElse: "沒有其他版本可以比較。",
    line: "行",
    publishAbout: "從網頁發布需要 ADMIN_TOKEN。在終端機：npx fewshot commands publish",
    unsent: "尚未儲存，因為 Fewshot 沒有回應。您寫的內容仍在這裡，請稍後再儲存一次。",
    wroteOn: "之後寫的內容尚未儲存。",
    restored: "您先前在這裡寫的內容已經還原。這些內容尚未儲存，只保留在瀏覽器的這個分頁中。",
    drop: "捨棄並重新開始",
    noCopy: "瀏覽器無法保留這份內容的副本。重新載入或離開此頁之前，請先儲存。",
    isBehind: (newer) =>
      `第 ${newer} 版比這份草稿的起點更新，其中的更改不在這份草稿裡。「比較對象」會並列顯示兩者。`,
    noAnswer: "Fewshot 沒有回應，請稍後再試。",
    offline: "上次的更改無法檢查，下次更改後會再檢查。",
    optedOut: "您已選擇不參與，因此不會把任何內容送給模型。",
  },

  warnings: {
    twice: (input) => `範例「${input}」重複了`,
    testsNothing: (input) => `測試「${input}」也是範例，測不出任何結果`,
    slackName: (name) =>
      `/${name} 是 Slack 自己的指令，因此 manifest.yml 不含它：在 Slack 中請用 /fewshot ${name}`,
    noExamples: "沒有範例；小型模型需要三到四個",
    many: (examples, most) =>
      `有 ${number(examples)} 個範例：超過 ${number(most)} 個時內建模型反而變差，請只留最清楚的`,
    notShown: (labels) =>
      `沒有範例示範 ${labels.join("、")}：模型會偏向有範例的標籤，請讓每個標籤至少有一個範例`,
    unbalanced: (counts) => `標籤的範例數不平均（${counts.join("、")}）：模型會偏向較多的標籤`,
    alike: (labels) =>
      `標籤 ${labels.join("、")} 以同一個詞開頭：小型模型容易混淆，請讓每個標籤以不同的詞開頭`,
    noOther: (label) =>
      `不屬於任何標籤的文字仍會得到一個標籤；加上「${label}」這樣的標籤與一個範例，就能歸入其中`,
    noTests: "沒有測試；請在 tests: 下加上幾個",
  },
};
