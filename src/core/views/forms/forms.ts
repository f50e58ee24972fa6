/** The forms: what they ask for, and what a platform must send back. Pure. */

import { wordsFor } from "../../../i18n/words.ts";
import { type MenuEntry, menuLine } from "../menu.ts";
import type { Field, FormView } from "../view.ts";

/** Ids of the fields, which are the keys of the values that come back. */
export const FIELDS = {
  value: "value",
  reason: "reason",
  consent: "consent",
  command: "command",
  groups: "groups",
} as const;

/** Fields with any number of values: what comes back is one text, a value a line. */
const LISTS: ReadonlySet<string> = new Set([FIELDS.groups]);
export const isList = (id: string) => LISTS.has(id);

/** Code points kept of a reason or an answer in free text. */
export const MAX_INPUT_CHARACTERS = 2_000;

const textField = (
  id: string,
  { label, value = "", isRequired = false }: { label: string; value?: string; isRequired?: boolean },
): Field => ({ kind: "text", id, label, value, isRequired, maxCharacters: MAX_INPUT_CHARACTERS });

export interface OverrideOptions {
  readonly labels: readonly string[] | null;
  readonly selected: string | null;
  readonly text: string;
}

/** Asks for a person's own answer. A label is selected only where a person chose it before: Send alone must not override an answer.
 * @param labels null for free text
 * @param selected the label of the override that is shown now; null for none
 * @param text the free text to start from */
export function overrideForm(
  askId: string,
  { labels, selected, text }: OverrideOptions,
  locale: string,
): FormView {
  const { actions, feedback } = wordsFor(locale);
  const value: Field =
    labels === null
      ? textField(FIELDS.value, { label: feedback.writeAnswer, value: text, isRequired: true })
      : {
          kind: "choice",
          id: FIELDS.value,
          label: feedback.chooseLabel,
          options: labels.map((label) => ({ value: label, label })),
          selected: labels.find((label) => label === selected) ?? null,
        };
  return {
    kind: "form",
    form: "override",
    askId,
    title: actions.override,
    fields: [
      value,
      textField(FIELDS.reason, { label: feedback.reason }),
      { kind: "check", id: FIELDS.consent, label: feedback.mayReuse },
    ],
    submit: feedback.send,
    cancel: feedback.cancel,
  };
}

/** Asks what was wrong with an answer.
 * @param reason the reason given before; null for none */
export function reasonForm(askId: string, reason: string | null, locale: string): FormView {
  const { actions, feedback } = wordsFor(locale);
  return {
    kind: "form",
    form: "reason",
    askId,
    title: actions.wrong,
    fields: [textField(FIELDS.reason, { label: feedback.askReason, value: reason ?? "" })],
    submit: feedback.send,
    cancel: feedback.cancel,
  };
}

/** Asks which command to use on somebody's message; none is selected. The platform keeps the message until the form comes back. */
export function chooseCommandForm(menu: readonly MenuEntry[], locale: string): FormView {
  const { forms, feedback } = wordsFor(locale);
  return {
    kind: "form",
    form: "choose-command",
    askId: "",
    title: forms.chooseTitle,
    fields: [
      {
        kind: "choice",
        id: FIELDS.command,
        label: forms.chooseCommand,
        options: menu.map((entry) => ({ value: entry.command.name, label: menuLine(entry, locale) })),
        selected: null,
      },
    ],
    submit: forms.analyse,
    cancel: feedback.cancel,
  };
}
