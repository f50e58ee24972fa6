/** Notices: a sentence or a short sheet for one person. Pure. */

import { type Words, wordsFor } from "../../i18n/words.ts";
import type { ErrorCode } from "../errors.ts";
import { type MenuEntry, menuLine, type TypedAs } from "./menu.ts";
import { contestWords } from "./review/contest-words.ts";
import type { Action, Confirmation, NoticeView, Press, PressName } from "./view.ts";

const EMPTY = { title: null, remark: null, actions: [], refusal: null, field: null } as const;

/** A press about a person's data, not about an ask. */
const dataPress = (name: PressName): Press => ({ name, askId: "", rest: "" });

export function notice(about: NoticeView["about"], text: string): NoticeView {
  return { kind: "notice", about, text, ...EMPTY };
}

/** @param field the field of a form that was filled in wrongly, where it was one */
export function refusalNotice(refusal: string, text: string, field: string | null = null): NoticeView {
  return { kind: "notice", about: "refused", text, ...EMPTY, refusal, field };
}

/** A fault as people read it; the log has the rest. */
export function failureNotice(code: ErrorCode, locale: string): NoticeView {
  return notice("failed", wordsFor(locale).failures[code]);
}

/** The question before an action, for platforms that can't ask it themselves: its one button does the thing. */
export function confirmNotice({ text, yes, press }: Confirmation): NoticeView {
  const actions: Action[] = [{ press, label: yes, isPressed: false, confirm: null }];
  return { kind: "notice", about: "confirm", text, ...EMPTY, actions };
}

export function optOutConfirmation({ privacy }: Words): Confirmation {
  const { optOut, optOutConfirm, keep } = privacy;
  return { title: optOut, text: optOutConfirm, yes: optOut, no: keep, press: dataPress("opt-out-now") };
}

export function eraseConfirmation({ privacy }: Words): Confirmation {
  const { erase, eraseConfirm, keep } = privacy;
  return { title: erase, text: eraseConfirm, yes: erase, no: keep, press: dataPress("erase-now") };
}

export interface PrivacyState {
  readonly isOptedOut: boolean;
  /** Days that asks are kept; null without limit. */
  readonly retentionDays: number | null;
  /** Whether people may say which groups they belong to. */
  readonly asksGroups?: boolean;
}

/** What is kept of a person, and what they can do about it. */
export function privacyNotice(
  { isOptedOut, retentionDays, asksGroups = false }: PrivacyState,
  locale: string,
): NoticeView {
  const words = wordsFor(locale);
  const { privacy } = words;
  const action = (name: PressName, label: string, confirm: Confirmation | null = null): Action => ({
    press: dataPress(name),
    label,
    isPressed: false,
    confirm,
  });
  return {
    ...notice("privacy", `${privacy.about(retentionDays)} ${privacy.rights}`),
    title: privacy.title,
    remark: isOptedOut ? privacy.statusOut : privacy.statusIn,
    actions: [
      isOptedOut
        ? action("opt-in", privacy.optIn)
        : action("opt-out", privacy.optOut, optOutConfirmation(words)),
      ...(asksGroups && !isOptedOut ? [action("groups", privacy.groups)] : []),
      action("export", privacy.export),
      action("erase", privacy.erase, eraseConfirmation(words)),
      action("decisions", contestWords(locale).decisions),
    ],
  };
}

/** All commands, a line each. */
export function commandsNotice(menu: readonly MenuEntry[], locale: string, typedAs?: TypedAs): NoticeView {
  const { help } = wordsFor(locale);
  const lines = menu.map((entry) => menuLine(entry, locale, typedAs));
  return { ...notice("commands", lines.join("\n")), title: help.commands };
}
