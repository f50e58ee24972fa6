/** Groups that people say they belong to: voluntary, changed and deleted by the same form. */

import type { Person } from "../../../core/ask.ts";
import { notice, refusalNotice } from "../../../core/views/notices.ts";
import type { FormView, NoticeView } from "../../../core/views/view.ts";
import { languageFor, wordsFor } from "../../../i18n/words.ts";
import type { FlowPorts } from "../../bot/context.ts";
import type { Actor } from "../../bot/intents.ts";
import type { GroupsIntent } from "./declare-intents.ts";
import { groupsForm } from "./form.ts";
import { titleOf } from "./lists.ts";
import { declareWords } from "./words.ts";

/** Whether a person may say which groups they belong to, or has said it.
 * @throws {BotError} STORE_* */
export async function asksGroups(
  { store, groups }: Pick<FlowPorts, "store" | "groups">,
  person: Person,
): Promise<boolean> {
  return (groups?.declared.length ?? 0) > 0 || (await store.declaredGroups(person)).length > 0;
}

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
  if (await store.isOptedOut(person)) return refuse("opted-out", wordsFor(locale).refusals.optedOut);
  const kept = await store.declaredGroups(person);
  const listed = groups?.declared ?? [];
  // What somebody said before stays in the form, so that it can be taken back, also where groups are asked for no more.
  const unlisted = kept.filter((name) => !listed.some((group) => group.name === name));
  const list = [...listed, ...unlisted.map((name) => ({ name, names: {} }))];
  if (list.length === 0) return refuse("not-found", words.off);
  if (intent.kind === "open-groups") return groupsForm(list, kept, locale);
  // The list may have changed while the form was open.
  const chosen = list.filter(({ name }) => intent.names.includes(name));
  await store.declareGroups(
    person,
    chosen.map(({ name }) => name),
  );
  const tag = languageFor(locale);
  return notice("done", words.saved(chosen.map((group) => titleOf(group, tag))));
}
