/** 使用者看到的每一句話:繁體中文。 */

import type { Words } from "./en.ts";

function amount(n: number): string {
  const [value, unit] = n >= 1e8 ? [n / 1e8, "億"] : [n / 1e4, "萬"];
  return `${value >= 100 ? Math.round(value) : Number(value.toFixed(1))} ${unit}`;
}

export const zhTW: Words = {
  languageName: "繁體中文",

  actions: { right: "正確", wrong: "不對", override: "改寫", why: "為什麼?", "opt-out": "退出" },

  reply: {
    heading: (name, command) => `${name} 使用了 /${command}`,
    headingOnMessage: (name, command, author) => `${name} 對 ${author} 的訊息使用了 /${command}`,
    waiting: "正在詢問模型……",
    queued: (position) => (position <= 1 ? "下一個就輪到您……" : `等待模型中:排在第 ${position} 位……`),
    loading: (seconds) => (seconds === null ? "模型載入中……" : `模型載入中,大約還要 ${seconds} 秒……`),
    retrying: "目前連不上模型,Fewshot 會繼續嘗試。",
    notSure: "不確定",
    closest: (label, percent) => `最接近的是 ${label},${percent} %`,
    percent: (percent) => `${percent} %`,
    scores: "分數",
    emptyText: "(模型沒有產生文字)",
    disclaimer: (model) => `由 GPT-Neo(${model})產生,可能有誤。`,
    modelSize: (name, parameters) => (parameters === null ? name : `${name},${amount(parameters)}個參數`),
    experimental: "這個指令是實驗:產生的文字供試驗設定之用,請勿當真。",
    tooSmall: (required, parameters) =>
      `這個指令需要至少 ${amount(required)}個參數的模型;目前的模型只有 ${amount(parameters)}個,答案可能很差。`,
    examplesDropped: (dropped, used) => `文字較長:${dropped + used} 個範例中有 ${dropped} 個沒有放進提示。`,
    overriddenBy: (name, when) => `由 ${name} 改寫,${when}`,
    reason: (reason) => `理由:${reason}`,
    modelSaid: (answer) => `模型的答案:${answer}`,
    failed: "沒有答案",
  },

  doubts: {
    "below-threshold": "沒有一個標籤的可能性夠高。",
    "outside-labels": "模型的回答不在標籤之中。",
    "unseen-script": "這段文字大多使用模型訓練時從未見過的文字系統。",
    empty: "模型沒有產生文字。",
  },

  refusals: {
    unknownCommand: (name, nearest) =>
      nearest === null ? `沒有 /${name} 這個指令。` : `沒有 /${name} 這個指令。您是指 /${nearest} 嗎?`,
    emptyText: (command, example) => `請在指令後面寫一段文字,例如:/${command} ${example}`,
    tooLong: (words) => `這段文字對模型來說太長了。它大約能讀 ${words} 個詞,請縮短。`,
    optedOut: "您已退出,因此沒有儲存任何內容,也沒有送給模型。重新加入後即可使用。",
    authorOptedOut: "這則訊息的作者已退出,因此無法分析。沒有儲存任何內容。",
    rateLimited: (limit, seconds) => `一分鐘內超過 ${limit} 次了。請在 ${seconds} 秒後再試。`,
    notFound: "這裡已經找不到這個答案:它已被刪除或已過期。",
    notAllowed: "這個按鈕屬於另一個頻道。",
    notYours: "只有寫下改寫的人可以撤回。",
    notALabel: (value, labels) => `「${value}」不在標籤 ${labels.join("、")} 之中。`,
    emptyOverride: "請寫下應該顯示的答案。",
    noAnswerYet: "還沒有答案,請稍候。",
    temperature: "溫度必須是 0 到 2 之間的數字。",
    maxNewTokens: (most) => `長度必須是 1 到 ${most} 之間的整數(詞元)。`,
    endSequence: "結束序列必須是單行的 1 到 20 個字元,前後不可有空格。",
    examples: (most) => `範例數必須是 0 到 ${most} 之間的整數。`,
    textLimit: (most) => `文字太長:最多 ${most} 個字元。`,
  },

  failures: {
    INPUT_TOO_LONG: "這段文字對模型來說太長了,請縮短後再試。",
    INPUT_USAGE: "看不懂這個請求,請參考說明。",
    CONFIG_INVALID: "Fewshot 的設定有誤,已通知管理者。",
    CONFIG_COMMAND: "這個指令的檔案有誤,目前無法使用,已通知管理者。",
    CONFIG_PORT: "Fewshot 無法開啟連接埠。",
    CONFIG_MODEL: "無法開啟模型,已通知管理者。",
    CONFIG_CREDENTIAL: "模型伺服器拒絕了 Fewshot 的憑證,已通知管理者。",
    BACKEND_BUSY: "模型太忙,無法回答,請稍後再試。",
    BACKEND_LOADING: "模型載入太久,請稍後再試。",
    BACKEND_UNREACHABLE: "連不上模型伺服器,請稍後再試。",
    BACKEND_REFUSED: "模型伺服器拒絕了請求,已通知管理者。",
    BACKEND_RATE_LIMITED: "模型伺服器暫時不再接受請求,請稍後再試。",
    BACKEND_TIMEOUT: "模型回答太久,請稍後再試。",
    BACKEND_MALFORMED: "模型伺服器的回覆無法讀取,已通知管理者。",
    BACKEND_CRASHED: "模型在回答時中斷了,請再試一次。",
    BACKEND_ABORTED: "這次詢問已取消。",
    PLATFORM_REFUSED: "答案不能張貼在這裡。",
    PLATFORM_RATE_LIMITED: "一次張貼太多了,請稍後再試。",
    PLATFORM_UNREACHABLE: "無法張貼答案,請稍後再試。",
    PLATFORM_UNKNOWN_FATE: "無法得知答案是否已張貼。",
    STORE_UNAVAILABLE: "目前連不上 Fewshot 的資料庫,請再試一次。",
    STORE_LOCKED: "Fewshot 的資料夾正被另一個程序使用。",
    STORE_UNWRITABLE: "Fewshot 無法寫入資料夾。",
    STORE_FOREIGN: "Fewshot 的資料夾屬於其他程式。",
    INTERNAL: "Fewshot 內部發生錯誤,已通知管理者。",
  },

  feedback: {
    thanksRight: "謝謝,您的評分已保存。",
    thanksWrong: "謝謝,您的評分已保存。您也可以改寫答案。",
    askReason: "哪裡不對?(可不填)",
    overrideDone: "您的答案現在顯示在前面。",
    withdrawn: "您的改寫已撤回。",
    chooseLabel: "正確的答案",
    writeAnswer: "您的答案",
    reason: "理由(可不填)",
    mayReuse: "這段文字和我的答案可以當作範例使用",
    send: "送出",
    cancel: "取消",
    withdraw: "撤回",
  },

  explanation: {
    title: (command) => `為什麼 /${command} 這樣回答?`,
    model: "模型",
    modelText: (model, where, revision) => `${model},版本 ${revision},執行於${where}。`,
    here: "本程序內",
    onServer: (host) => `伺服器 ${host}`,
    isMachine: "這個答案由語言模型產生。它依可能性接續文字,並不知道自己是否正確。",
    how: "答案如何得出",
    scored: (labels) => `測量了 ${labels} 個標籤各自接在提示後面的可能性;最可能的就是答案。`,
    generatedLabel: "模型寫出一段文字,再與標籤比對。",
    generatedText: "模型逐詞寫出文字,直到結束序列或長度上限。",
    calibrated: "分數已依模型對空白文字的反應校正。",
    threshold: (percent) => `低於 ${percent} % 時答案為「不確定」。`,
    scores: "所有分數",
    prompt: "完整的提示",
    examples: (used, dropped) =>
      dropped === 0
        ? `提示中有 ${used} 個範例。`
        : `提示中有 ${used} 個範例;因為文字較長,省略了 ${dropped} 個。`,
    parameters: "參數",
    parametersScored: "標籤是以評分得出的,因此溫度、長度與結束序列不起作用。",
    parametersText: (temperature, maxNewTokens, endSequence) =>
      `溫度 ${temperature},最多 ${maxNewTokens} 個新詞元,結束序列 ${endSequence}。`,
    tokens: (prompt, cached, durationMs) =>
      `提示共 ${prompt} 個詞元,其中 ${cached} 個來自快取;${durationMs} 毫秒。`,
    duration: (durationMs) => `${durationMs} 毫秒。`,
    command: (revision) => `指令檔版本 ${revision}。`,
    kept: "保存的內容",
    keptUntil: (date) => `文字、提示與答案保存至 ${date},以便顯示、說明、評分與改寫。您可以隨時刪除。`,
    keptForever: "文字、提示與答案會保存到您刪除為止,以便顯示、說明、評分與改寫。您可以隨時刪除。",
    overrides: "大家的答案",
    overrideLine: (name, value, when) => `${name}:${value}(${when})`,
    withdrawnLine: (name, value, when) => `${name}:${value}(${when},已撤回)`,
    failure: "為什麼沒有答案",
  },

  privacy: {
    optedOut: "您已退出。Fewshot 不會儲存您的任何內容,也不會把您的文字送給模型。",
    optedIn: "您已重新加入。Fewshot 會再次回答您。",
    erased: (asks) => `已刪除 ${asks} 次詢問。`,
    about: (days) =>
      days === null
        ? "Fewshot 會保存您的詢問、答案、評分與改寫,直到您刪除為止。"
        : `Fewshot 會保存您的詢問、答案、評分與改寫 ${days} 天。`,
    whereModelRuns: (where) => `您的文字由${where}的模型讀取,不會送到別處。`,
    rights: "您可以退出、取得保存內容的副本,或全部刪除。退出後,他人也不能分析您的訊息。",
    optOut: "退出",
    optIn: "重新加入",
    export: "匯出我的資料",
    erase: "刪除我的資料",
    eraseConfirm: "這會永久刪除您的詢問、評分與改寫。",
    statusIn: "您目前已加入。",
    statusOut: "您目前已退出。",
  },

  help: {
    intro: "Fewshot 以一個小型語言模型回答,每個指令只從幾個範例學習。它說的話是機器產生的,可能有誤。",
    usage: (command, example) => `/${command} ${example}`,
    commandLine: (command, summary) => `/${command}:${summary}`,
    labels: (labels) => `答案:${labels.join("、")}。`,
    freeText: "以自由文字回答。",
    more: "/fewshot help、list、privacy",
  },

  time: {
    moment: (date) => `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`,
    day: (date) => date.toISOString().slice(0, 10),
  },
};
