/** Who may see the pages for admins: whoever is in charge of the whole installation. And where they are. */

import type { NoticeView } from "../../../core/views/view.ts";
import { createChooser, wordsFor } from "../../../i18n/words.ts";
import type { FlowPorts } from "../../bot/context.ts";
import type { Actor } from "../../bot/intents.ts";
import { refuse } from "../../bot/outcome.ts";
import { standingOf } from "../../commands/versions/change/task.ts";

const wordsOf = createChooser({
  en: {
    mayNot:
      "This page is for admins: it shows figures, and texts, of all who use this Fewshot. Set ADMIN_TOKEN to 16 characters or more, start Fewshot again, and log in here with it.",
    dashboardAt: (url: string) => `For admins: the dashboard is at ${url}`,
  },
  "zh-TW": {
    mayNot:
      "這個頁面供管理者使用：它顯示所有使用者的統計與文字。請把 ADMIN_TOKEN 設為至少 16 個字元，重新啟動 Fewshot，再用它在這裡登入。",
    dashboardAt: (url: string) => `管理者的儀表板：${url}`,
  },
});

/** @returns why a person may not see the pages for admins; null where they may */
export async function refuseAdmin(
  ports: Pick<FlowPorts, "admins" | "store" | "metrics">,
  actor: Actor,
): Promise<NoticeView | null> {
  if (await ports.store.isOptedOut(actor.person))
    return refuse(ports, actor, "opted-out", wordsFor(actor.locale).refusals.optedOut);
  if ((await standingOf(ports, actor)) === "operator") return null;
  return refuse(ports, actor, "not-allowed", wordsOf(actor.locale).mayNot);
}

/** A line with the dashboard's address, for whoever is in charge of something; empty for others, and where the page can't be reached from
 * where people talk. */
export async function dashboardLine(
  ports: Pick<FlowPorts, "admins" | "adminUrl">,
  actor: Actor,
): Promise<string> {
  if (!ports.adminUrl || actor.person.platform === "web") return "";
  // Help is help also where the platform can't say what somebody is there.
  const standing = await standingOf(ports, actor).catch(() => "member");
  if (standing === "member") return "";
  return wordsOf(actor.locale).dashboardAt(new URL("/dashboard", ports.adminUrl).href);
}
