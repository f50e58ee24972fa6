/** Groups that people say they belong to: voluntary, changed and deleted by the same form. */

import { notice, refusalNotice } from "../../core/views/notices.ts";
import type { FormView, NoticeView } from "../../core/views/view.ts";
import { languageFor, wordsFor } from "../../i18n/words.ts";
import type { FlowPorts } from "../bot/context.ts";
import type { Actor } from "../bot/intents.ts";
import type { GroupsIntent } from "./declare-intents.ts";
import { groupsForm } from "./form.ts";
import { titleOf } from "./lists.ts";
import { declareWords } from "./words.ts";

/** Whether people may say which groups they belong to. */
export const asksGroups = ({ groups }: Pick<FlowPorts, "groups">) => (groups?.declared.length ?? 0) > 0;

/** @throws {BotError} STORE_* */
export async function declareGroups(
  { store, groups, metrics }: Pick<FlowPorts, "store" | "groups" | "metrics">,
  intent: GroupsIntent,
  { person, locale }: Actor,
): Promise<FormView | NoticeView> {
  const words = declareWords(locale);
  const refuse = (reason: "not-found" | "opted-out", text: string) => {
    metrics.refused(person.platform, reason);
    return refusalNotice(reason, text);
  };
  const list = groups?.declared ?? [];
  if (list.length === 0) return refuse("not-found", words.off);
  if (await store.isOptedOut(person)) return refuse("opted-out", wordsFor(locale).refusals.optedOut);
  if (intent.kind === "open-groups") return groupsForm(list, await store.declaredGroups(person), locale);
  // The list may have changed while the form was open.
  const chosen = list.filter(({ name }) => intent.names.includes(name));
  await store.declareGroups(
    person,
    chosen.map(({ name }) => name),
  );
  const tag = languageFor(locale);
  return notice("done", words.saved(chosen.map((group) => titleOf(group, tag))));
}
