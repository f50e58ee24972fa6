/** 為什麼沒有完成，以及該怎麼做。 */

import type { Words } from "../en/index.ts";
import { createFormat } from "../format.ts";

const { number } = createFormat("zh-TW");

export const failures: Pick<Words, "refusals" | "failures"> = {
  refusals: {
    unknownCommand: (name, nearest) =>
      nearest === null ? `沒有 /${name} 這個指令。` : `沒有 /${name} 這個指令。您是指 /${nearest} 嗎？`,
    likeNoCommand: (name) => `沒有 /${name} 這個指令。輸入 /fewshot list 查看所有指令。`,
    emptyText: (command, example) => `請在指令後面寫一段文字，例如：/${command} ${example}`,
    tooLong: (words) => `這段文字對模型來說太長了。它大約能讀 ${words} 個詞，請縮短。`,
    optedOut: "您已選擇不參與，因此沒有儲存任何內容，也沒有送給模型。重新參與後即可使用。",
    authorOptedOut: "這則訊息的作者已選擇不參與，因此無法分析。沒有儲存任何內容。",
    rateLimited: (limit, seconds) => `一分鐘內超過 ${limit} 次了。請在 ${seconds} 秒後再試。`,
    youWrote: (typed) => `您寫的是：${typed}`,
    tooManyOverrides: "這個答案被更正太多次了，這次沒有儲存。",
    notFound: "這裡已經找不到這個答案：它已被刪除或已過期。",
    notAllowed: "這個按鈕屬於另一個頻道。",
    notYours: "只有寫下更正的人可以撤回。",
    notALabel: (value, labels) => `「${value}」不在標籤 ${labels.join("、")} 之中。`,
    emptyOverride: "請寫下應該顯示的答案。",
    noAnswerYet: "還沒有答案，請稍候。",
    temperature: "溫度必須是 0 到 2 之間的數字。",
    maxNewTokens: (most) => `長度必須是 1 到 ${most} 之間的整數（詞元）。`,
    endSequence: "結束序列必須是單行的 1 到 20 個字元，前後不可有空格。",
    examples: (most) => `範例數必須是 0 到 ${most} 之間的整數。`,
    noText: "這則訊息沒有可以分析的文字。",
    textLimit: (most) => `文字太長：最多 ${number(most)} 個字元。`,
  },

  failures: {
    INPUT_TOO_LONG: "這段文字對模型來說太長了，請縮短後再試。",
    INPUT_USAGE: "看不懂這個請求，請參考說明。",
    CONFIG_INVALID: "Fewshot 的設定有誤，原因在 Fewshot 的記錄裡。",
    CONFIG_COMMAND: "這個指令有誤，或已在此期間停用，目前無法使用，原因在 Fewshot 的記錄裡。",
    CONFIG_PORT: "Fewshot 無法開啟連接埠。",
    CONFIG_MODEL: "無法開啟模型，原因在 Fewshot 的記錄裡。",
    CONFIG_CREDENTIAL: "模型伺服器拒絕了 Fewshot 的憑證，原因在 Fewshot 的記錄裡。",
    BACKEND_BUSY: "模型太忙，無法回答，請稍後再試。",
    BACKEND_LOADING: "模型載入太久，請稍後再試。",
    BACKEND_UNREACHABLE: "連不上模型伺服器，請稍後再試。",
    BACKEND_REFUSED: "模型伺服器拒絕了請求，原因在 Fewshot 的記錄裡。",
    BACKEND_RATE_LIMITED: "模型伺服器暫時不再接受請求，請稍後再試。",
    BACKEND_TIMEOUT: "模型回答太久，請稍後再試。",
    BACKEND_MALFORMED: "模型伺服器的回覆無法讀取，原因在 Fewshot 的記錄裡。",
    BACKEND_CRASHED: "模型在回答時中斷了，請再試一次。",
    BACKEND_ABORTED: "這次詢問已取消。",
    PLATFORM_REFUSED: "答案不能張貼在這裡。",
    PLATFORM_RATE_LIMITED: "一次張貼太多了，請稍後再試。",
    PLATFORM_UNREACHABLE: "無法張貼答案，請稍後再試。",
    PLATFORM_UNKNOWN_FATE: "無法得知答案是否已張貼。",
    STORE_UNAVAILABLE: "目前連不上 Fewshot 的資料庫，請再試一次。",
    STORE_LOCKED: "Fewshot 的資料夾正被另一個程序使用。",
    STORE_FULL: "Fewshot 主機的磁碟已滿，無法儲存。請稍後再試。",
    STORE_UNWRITABLE: "Fewshot 無法寫入資料夾。",
    STORE_FOREIGN: "Fewshot 的資料夾屬於其他程式。",
    INTERNAL: "Fewshot 內部發生錯誤，原因在 Fewshot 的記錄裡。",
  },
};
