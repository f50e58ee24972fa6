/** 審查：抽查、更正，以及由此得到的數字。 */

import type { Words } from "../en/index.ts";

const toPublish = (command: string, version: number, isEverywhere: boolean) =>
  `尚未在任何地方使用。發布：/fewshot publish ${command}@${version}${isEverywhere ? " everywhere" : ""}`;

export const review: Pick<Words, "review"> = {
  review: {
    title: "審查",
    mayNot:
      "可以發布指令的人才能審查：Slack 工作區的管理員與 Discord 伺服器的管理者審查自己的工作區；以 ADMIN_TOKEN 登入網頁的人，以及營運者列在 ADMINS 中的人也可以。",
    checkTitle: (command) => `這個答案對嗎？/${command}`,
    labelTitle: (command) => `哪個標籤才對？/${command}`,
    correctionTitle: (command) => `/${command} 的更正`,
    unsure: "模型不確定。",
    chooseLabel: "選擇正確的標籤",
    otherLabel: "其他標籤",
    noLabel: "沒有合適的標籤",
    decidedBefore: (label) =>
      label === null ? "您先前的決定：沒有合適的標籤。" : `您先前的決定：正確的是 ${label}。`,
    skip: "略過",
    change: "更改上一個",
    undo: "復原上一個",
    undoThis: "復原",
    decidedLately: "最近決定的更正",
    decidedAs: (decision) => `決定：${decision}`,
    waitsAgain: "已復原：等待重新決定。",
    undoneDraft: (command, version) =>
      `已復原：等待重新決定，含有這個更正的 /${command} 草稿 ${version} 已刪除。`,
    undoneIn: (command, version, isEverywhere) =>
      `已復原：等待重新決定，/${command} 的草稿 ${version} 不再含有這個更正。${toPublish(command, version, isEverywhere)}`,
    notTheirs:
      "這是其他人的決定，由該人復原；負責整個系統的人也可以，在審查頁面，或以 npx fewshot review --decide ID=undo",
    waiting: ({ spotChecks, corrections }) => `共有 ${spotChecks} 個抽查與 ${corrections} 個更正等待審查。`,
    checks: "抽查",
    checksAbout: "提問時隨機抽出的答案。為了不影響您的判斷，這裡不顯示分數，也不顯示其他人的評價。",
    corrections: "更正",
    correctionsAbout: "其他人自己的答案，且已同意使用。採用後會存入草稿，或由指令的分類器學習。",
    more: (rest) => `還有 ${rest} 個等待審查。`,
    figures: "答案有多常是對的",
    figuresAbout: "只依據抽查。評分來自願意評分的人，不計入這裡。",
    drawn: (every) => (every === 1 ? "每個答案都會抽查。" : `每 ${every} 個答案抽查一個。`),
    noFigures: "還沒有已回答的抽查。",
    noneDecided: "還沒有已決定的抽查。",
    offHere: "抽查未開啟，因此無從得知它的答案有多常是對的。",
    switchOn: "儲存每 20 個抽查一個的草稿",
    versionName: (version, { isPresent, hasHead }) =>
      `${version === null ? "檔案" : `第 ${version} 版`}${hasHead ? "與分類器" : ""}（${isPresent ? "目前" : "先前"}）`,
    accuracy: ({ right, n, share, low, high }) =>
      `${share} 正確：${n} 個中有 ${right} 個（95% 區間：${low} 至 ${high}）`,
    notSureToo: (answers, share) =>
      `另有 ${answers} 個答案是「不確定」；若以最可能的標籤代替，全部有 ${share} 正確。`,
    calibration: (error) => `校準誤差：${error}，即分數與實際情況的平均差距。`,
    waitingHere: (checks) => `${checks} 個抽查等待決定。`,
    tooFew: (missing) => `還需要 ${missing} 個已決定的抽查，才能建議 abstain_below 的值。`,
    keepThreshold: (threshold) => `沒有確定比 ${threshold} 更好的 abstain_below。`,
    changeThreshold: (threshold, before) =>
      `建議將 abstain_below 由 ${before} 改為 ${threshold}。低於此值的答案，錯的比對的多。`,
    curveTitle: "把握與正確率",
    curveAbout: "橫軸：答案至少有多少把握。縱軸：其中有多少是對的，色帶為 95% 區間。",
    asTable: "以表格顯示",
    columns: {
      threshold: "至少",
      coverage: "答案",
      accuracy: "正確",
      interval: "95% 區間",
    },
    openDraft: "開啟草稿",
    nothing: "沒有等待審查的內容。",
    nothingMore: "沒有其他等待審查的內容。略過的下次會再顯示。",
    off: (commands) =>
      `${commands} 沒有抽查。在指令中寫上「review: { every: 20 }」，每二十個答案會有一個在這裡等待審查，用來得知答案有多常是對的。`,
    gone: "這項內容已不再儲存：已刪除、已撤回、已過期，或當事人已選擇不參與。不需要再做決定。",
    own: "這是您自己的內容，由其他人審查。",
    notSure: "模型不確定，所以沒有可以判斷為正確的答案。請選擇正確的標籤。",
    notOffered: "指令在這段時間已更改，因此無法再這樣決定。",
    savedCheck: (label) => (label === null ? "已儲存：沒有合適的標籤。" : `已儲存：${label} 是正確的。`),
    knownCheck: (kept, yours) =>
      kept === yours
        ? "已有其他人做了相同的決定。"
        : `已有其他人先決定：${kept ?? "沒有合適的標籤"}。您的決定沒有儲存。`,
    says: (name, value) => `${name}：${value}`,
    decide: {
      example: "作為範例",
      test: "作為測試",
      row: "只供分類器學習",
      dismissed: "不採用",
    },
    decided: {
      example: "作為範例",
      test: "作為測試",
      row: "只供分類器學習",
      dismissed: "不採用",
    },
    knownCorrection: (decision) => `這項更正先前已決定：${decision}。您的決定沒有儲存。`,
    savedRow: "已儲存：指令的分類器會從中學習。",
    dismissed: "不採用。",
    marks: {
      "example-known": "指令已有這個範例。",
      "test-known": "指令已有這個測試。",
      "example-differs": (output) => `指令的範例對同一段文字的答案是 ${output}。`,
      "test-differs": (output) => `指令的測試對同一段文字的答案是 ${output}。`,
      "check-differs": (output) =>
        output === null
          ? "這個回答的抽查結果是沒有適合的標籤，因此分類器不會從中學習。"
          : `這個回答的抽查結果是 ${output}，分類器會學習這個結果。`,
      same: (name, value) => `${name} 也認為：${value}`,
      differs: (name, value) => `${name} 有不同的答案：${value}`,
      "not-asked": "文字是其他人寫的，而且沒有徵求過同意，因此不能作為範例或測試。",
      "no-label": "指令已沒有這個標籤。",
      "no-command": "這個指令已不存在。",
    },
    notes: {
      example: "採用更正作為範例",
      test: "採用更正作為測試",
      undone: "復原已採用的更正",
      checks: "開啟抽查",
    },
    full: (command, most) =>
      `/${command} 已有 ${most} 個範例，不能再多。請先刪去一個（/fewshot edit ${command}），或對這個更正作別的決定。`,
    inDraft: {
      example: (command, version, isEverywhere) =>
        `/${command} 的草稿 ${version} 已加入這個範例。${toPublish(command, version, isEverywhere)}`,
      test: (command, version, isEverywhere) =>
        `/${command} 的草稿 ${version} 已加入這個測試。${toPublish(command, version, isEverywhere)}`,
      checks: (command, version, isEverywhere) =>
        `/${command} 的草稿 ${version} 已開啟抽查。${toPublish(command, version, isEverywhere)}`,
    },
    losesFile:
      "儲存的版本不能指定範例檔案，因此這份草稿生效後，分類器不會再從指令的範例檔案學習。如需保留，請改為修改指令的檔案。",
  },
};
