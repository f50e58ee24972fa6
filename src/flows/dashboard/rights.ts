/** Who may see the pages for admins: whoever is in charge of the whole installation. */

import { refusalNotice } from "../../core/views/notices.ts";
import type { NoticeView } from "../../core/views/view.ts";
import { createChooser, wordsFor } from "../../i18n/words.ts";
import type { FlowPorts } from "../bot/context.ts";
import type { Actor } from "../bot/intents.ts";
import { standingOf } from "../versions/change.ts";

const wordsOf = createChooser({
  en: {
    mayNot:
      "This page is for admins: it shows figures, and texts, of all who use this Fewshot. Set ADMIN_TOKEN to 16 characters or more, start Fewshot again, and log in here with it.",
  },
  "zh-TW": {
    mayNot:
      "這個頁面供管理者使用：它顯示所有使用者的統計與文字。請把 ADMIN_TOKEN 設為至少 16 個字元，重新啟動 Fewshot，再用它在這裡登入。",
  },
});

/** @returns why a person may not see the pages for admins; null where they may */
export async function refuseAdmin(
  ports: Pick<FlowPorts, "admins" | "store">,
  actor: Actor,
): Promise<NoticeView | null> {
  if (await ports.store.isOptedOut(actor.person))
    return refusalNotice("opted-out", wordsFor(actor.locale).refusals.optedOut);
  if ((await standingOf(ports, actor)) === "operator") return null;
  return refusalNotice("not-allowed", wordsOf(actor.locale).mayNot);
}
