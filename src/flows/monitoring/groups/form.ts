/** The form in which people say which groups they belong to. Pure. */

import { FIELDS } from "../../../core/views/forms/forms.ts";
import type { FormView } from "../../../core/views/view.ts";
import { languageFor, wordsFor } from "../../../i18n/words.ts";
import { type DeclaredGroup, titleOf } from "./lists.ts";
import { declareWords } from "./words.ts";

/** @param selected names of groups that the person said before; some may be in the list no more */
export function groupsForm(
  list: readonly DeclaredGroup[],
  selected: readonly string[],
  locale: string,
): FormView {
  const { privacy, feedback } = wordsFor(locale);
  const words = declareWords(locale);
  const tag = languageFor(locale);
  return {
    kind: "form",
    form: "groups",
    askId: "",
    title: privacy.groups,
    fields: [
      {
        kind: "choices",
        id: FIELDS.groups,
        label: words.label,
        hint: words.hint,
        options: list.map((group) => ({ value: group.name, label: titleOf(group, tag) })),
        selected,
      },
    ],
    submit: words.save,
    cancel: feedback.cancel,
  };
}
