/** 保存的指令：草稿、發布、歷程。 */

import type { Words } from "../en/index.ts";

export const versions: Pick<Words, "versions"> = {
  versions: {
    usage: (word, typed = "") =>
      `${typed === "" ? "" : `「${typed}」不能作為指令的名稱。`}${
        word === "try" || word === "compare"
          ? `請寫出指令的名稱與一段文字：/fewshot ${word} triage 我被收了兩次費用`
          : `請寫出指令的名稱：/fewshot ${word} triage`
      }`,
    noDraft: (name, isForAll) =>
      `這裡沒有可用的 /${name} 草稿。${isForAll ? "" : "可以發布的人"}輸入 /fewshot edit ${name} 製作草稿。`,
    allRetired: (word, name, version) =>
      `這裡只有 /${name} 已停用的版本。使用最新的一版：/fewshot ${word} ${name}@${version}`,
    onlyDraft: (name) => `/${name} 在這裡尚未發布。試用最新的草稿：/fewshot try ${name} 加上文字`,
    onlyRetired: (name, version) =>
      `/${name} 在這裡已不再使用。試用最新的已停用版本：/fewshot try ${name}@${version} 加上文字`,
    editRetired: (name, version) =>
      `這裡只有 /${name} 的已停用版本。編輯最新的一版：/fewshot edit ${name}@${version}`,
    noVersion: (name, version) =>
      `這裡沒有可用的 /${name} 第 ${version} 版。所有版本：/fewshot history ${name}`,
    deletedVersion: (name, version) =>
      `/${name} 第 ${version} 版已被刪除。由誰與何時刪除：/fewshot history ${name}`,
    badVersion: (name, typed) =>
      `${typed === "" ? "@ 之後沒有版本編號" : `「${typed}」不是版本編號`}：版本從 1 開始編號，例如 ${name}@1。所有版本：/fewshot history ${name}`,
    nothingLive: (name, isSaved) =>
      `這裡沒有已發布的 /${name} 版本，因此沒有任何更改。${isSaved ? `所有版本：/fewshot history ${name}` : ""}`,
    noLongerLive: (name, version, live) =>
      `/${name} 第 ${version} 版在這裡已不再使用；現在使用的是第 ${live} 版。沒有任何更改。`,
    changedMeanwhile: (name, live) =>
      live === null
        ? `/${name} 使用的內容在此期間已變更，因此尚未發布。以下與目前使用的內容比較：`
        : `/${name} 第 ${live} 版在此期間已發布，因此這一版尚未發布。以下與第 ${live} 版比較：`,
    noHistory: (name, isForAll) =>
      `這裡沒有儲存過 /${name}。${isForAll ? "" : "可以發布的人"}輸入 /fewshot edit ${name} 製作草稿。`,
    mayNot:
      "您不能更改那裡使用的指令。Slack 工作區的管理員與 Discord 伺服器的管理者可以更改自己的工作區；以 ADMIN_TOKEN 登入網頁的人，以及營運者列在 ADMINS 中的人也可以。",
    mayNotInDirect:
      "在私訊中只有營運者列在 ADMINS 中的人可以發布。在伺服器的頻道中製作的草稿，可以由伺服器的管理者在那裡發布。",
    faulty: (name, version, faults) => `/${name} 第 ${version} 版有錯誤：${faults.join("；")}`,
    scopes: ["在所有地方", "在這個工作區", "在這個頻道"],
    published: (name, version, where) =>
      `/${name} 第 ${version} 版已${where}發布。如要復原：/fewshot back ${name}@${version}`,
    retired: (name, version, { where, word }) =>
      `/${name} 第 ${version} 版已${where}停用。如要復原：/fewshot publish ${name}@${version}${word}`,
    steppedBack: (name, { from, to, where, word }) =>
      to === "nothing"
        ? `/${name} 第 ${from} 版已${where}停用，現在那裡沒有任何 /${name} 可用。如要復原：/fewshot publish ${name}@${from}${word}`
        : to === "other"
          ? `/${name} 第 ${from} 版已${where}停用，恢復使用之前的內容。`
          : `/${name} 第 ${from} 版已${where}停用，恢復使用第 ${to} 版。`,
    newTitle: "新指令",
    editTitle: (name) => `編輯 /${name}`,
    settingsTitle: "更多設定",
    name: "名稱，不含斜線",
    description: "用一句話說明它要判斷什麼",
    labels: "標籤，每行一個；自由文字則留空",
    examples: "範例，每行一個：文字 => 標籤",
    labelsHint: "可在 => 之後說明標籤：Billing => charges, invoices。「其他」用來歸入不屬於任何標籤的文字。",
    examplesHint: "三、四個簡短的範例即可，每個標籤一到兩個；超過八個可能使答案變差。",
    testsHint: "模型看不到它們；每次儲存後會顯示有幾個答對。",
    addOther: (label) => `加上「${label}」`,
    note: "更改的理由，供紀錄之用",
    summary: "摘要，顯示於選單",
    input: "寫在文字前面的詞，例如 Message",
    output: "寫在答案前面的詞，例如 Team",
    notSure: "低於多少百分比時回答「不確定」（留空：自動）",
    save: "儲存草稿",
    more: "更多設定",
    publish: "發布",
    goBack: "回到上一版",
    undo: "復原",
    savedDraft: (name, version) =>
      `已儲存 /${name} 的草稿 ${version}，尚未在任何地方使用。試用：/fewshot try ${name}@${version} 加上文字`,
    remarks: (warnings) => warnings.map((warning) => `${warning}。`).join("\n"),
    unknown: (name) => `這裡沒有可編輯的指令 /${name}。輸入 /fewshot new 製作新的指令。`,
    reserved: (name) => `/fewshot ${name} 是 Fewshot 自己使用的詞，請換一個名稱。`,
    notEditable:
      "這個指令無法用表單編輯。架設 Fewshot 的人可以匯出、編輯檔案後再匯入：npx fewshot commands export。",
    formTooLong: (name) =>
      `/${name} 太長，無法用表單編輯。可以在 Fewshot 網頁的 /commands 編輯；或由架設 Fewshot 的人匯出、編輯檔案後再匯入：npx fewshot commands export。`,
    tooLarge: (kib) => `內容太長：一個指令最多 ${kib} KiB。`,
    tooManyOfPerson: "您最近儲存了許多版本，請一小時後再試。",
    tooManyOfWorkspace: "這個工作區儲存的版本太多。營運者可以刪除舊版本：npx fewshot commands delete。",
    draftsAdmins:
      "這裡只有可以發布的人能製作或更改指令。請找 Slack 工作區的管理員、Discord 伺服器的管理者，或架設 Fewshot 的人。",
    sharedDraft: (name, version) => `/${name} 的草稿 ${version}`,
    sharedVersion: (name, version) => `/${name} 的第 ${version} 版`,
    tryIt: (name, version) => `歡迎試用並為答案評分：/fewshot try ${name}@${version} 加上文字`,
    historyTitle: (name) => `/${name} 的紀錄`,
    historyLine: ({ number, action, where, who, when }) =>
      `${when}：${who} ${where}${action}第 ${number} 版。`,
    headLine: ({ number, action, where, who, when }) =>
      `${when}：${who} ${where}${action}第 ${number} 號分類器。`,
    withNote: (line, note) => `${line.replace(/。$/, "")}：${note}`,
    changedLine: ({ where, when }) => `${when}：未經發布，${where}有所改變。`,
    textErasedLine: ({ number, when }) => `${when}：作者已刪除資料的文字，已從第 ${number} 版移除。`,
    holds: {
      live: (name, version) =>
        `/${name} 的第 ${version} 版正在使用中，其中有作者已刪除資料的文字。請移除它（/fewshot edit ${name}@${version}）並發布新的草稿；舊版本隨後會自動移除。`,
      other: (name, version) =>
        `/${name} 的第 ${version} 版含有作者已刪除資料的文字，少了它就不成指令。請架設 Fewshot 的人刪除：npx fewshot commands delete ${name}@${version}`,
      file: (name) => `/${name} 的檔案含有作者已刪除資料的文字，請架設 Fewshot 的人在檔案中移除。`,
    },
    actions: {
      saved: "儲存了",
      published: "發布了",
      retired: "停用了",
      restored: "恢復了",
      deleted: "刪除了",
      "head-on": "啟用了",
      "head-off": "停用了",
      changed: "改變了",
      "text-erased": "移除了已刪除的文字",
    },
    somebody: "資料已刪除的人",
  },
};
