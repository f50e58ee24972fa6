/** 「為什麼？」：答案由什麼決定。 */

import type { Words } from "../en/index.ts";
import { createFormat } from "../format.ts";

const { percent } = createFormat("zh-TW");

export const explanation: Pick<Words, "explanation"> = {
  explanation: {
    title: (command) => `為什麼 /${command} 這樣回答？`,
    ofVersion: (heading, version) => `${heading}（${version}）`,
    model: "模型",
    modelText: (model, where) => `${model}，執行於${where}。`,
    here: " Fewshot 所在的機器",
    onServer: (host) => `伺服器 ${host}`,
    isMachine: "這個答案由語言模型產生。它依可能性接續文字，並不知道自己是否正確。",
    how: "答案如何得出",
    scored: (labels) => `測量了 ${labels} 個標籤各自接在提示後面的可能性；最可能的就是答案。`,
    scoredByTopTokens: (labels) =>
      `伺服器只提供最可能的幾個後續詞元，因此 ${labels} 個標籤各以開頭的詞元衡量，而非整個標籤；最可能的就是答案。`,
    generatedLabel: "模型寫出一段文字，再與標籤比對。",
    generatedText: "模型逐詞寫出文字，直到結束序列或長度上限。",
    calibrated: "分數已依模型對空白文字的反應校正。",
    threshold: (share) => `低於 ${percent(share)} 時答案為「不確定」。`,
    head: "分類器改變了什麼",
    headText: ({ before, beforeShare, rows, after, afterShare }) =>
      `提示本身的答案是「${before}」（${percent(beforeShare)}）。加上分類器從 ${rows} 則有標籤的文字學到的內容後：「${after}」（${percent(afterShare)}）。`,
    headRows: (rows) => `由一個從 ${rows} 則有標籤的文字學習的分類器決定。`,
    nearest: "它學過的最相近文字",
    nearestLine: (text, label) => `「${text}」：${label}`,
    scores: "所有分數",
    prompt: "完整的提示",
    examples: (used, dropped) =>
      dropped === 0
        ? `提示中有 ${used} 個範例。`
        : `提示中有 ${used} 個範例；因為文字較長，省略了 ${dropped} 個。`,
    parameters: "參數",
    parametersScored: "標籤是以評分得出的，因此溫度、長度與結束序列不起作用。",
    parametersText: (temperature, maxNewTokens, endSequence) =>
      `溫度 ${temperature}，最多 ${maxNewTokens} 個新詞元，結束序列 ${endSequence}。`,
    tokens: (prompt, cached, durationMs) =>
      `提示共 ${prompt} 個詞元，其中 ${cached} 個來自快取；${durationMs} 毫秒。`,
    duration: (durationMs) => `${durationMs} 毫秒。`,
    details: "技術細節",
    revisions: (model, command) => `模型版本 ${model}。指令內容代碼 ${command}。`,
    commandVersion: (version) => `團隊儲存的指令第 ${version} 版。`,
    commandTried: {
      draft: (version) => `指令的第 ${version} 版，以草稿試用。`,
      retired: (version) => `指令的第 ${version} 版，停用後試用。`,
      live: (version) => `指令的第 ${version} 版，指定版本試用。`,
    },
    since: {
      gone: "這個指令現在已不在這裡使用。",
      version: (version) => `這裡現在使用第 ${version} 版。`,
      file: "這裡現在使用指令的檔案。",
      changed: "指令的檔案在此之後已變更。",
      head: (rows, isAnother) =>
        `現在由${isAnother ? "另" : ""}一個從 ${rows} 則有標籤的文字學習的分類器一起決定。`,
      headOff: "現在沒有分類器參與決定，只由提示決定。",
    },
    kept: "保存的內容",
    keptUntil: (date) => `文字、提示與答案保存至 ${date}，以便顯示、說明、評分與更正。您可以隨時刪除。`,
    keptForever: "文字、提示與答案會保存到您刪除為止，以便顯示、說明、評分與更正。您可以隨時刪除。",
    overrides: "大家的答案",
    overrideLine: (name, value, when) => `${name}：${value}（${when}）`,
    withdrawnLine: (name, value, when) => `${name}：${value}（${when}，已撤回）`,
    failure: "為什麼沒有答案",
  },
};
