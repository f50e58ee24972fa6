/** The forms that make a command where people talk: what it decides, labels and examples; then its other settings. Pure. */

import { wordsFor } from "../../../i18n/words.ts";
import { MAX_SUMMARY_CHARACTERS } from "../../command/command-file.ts";
import type { Field, FormView } from "../view.ts";

/** What the forms hold, as people write it: labels and examples one a line, an example as "text => label". */
export interface CommandForm {
  readonly summary: string;
  readonly description: string;
  readonly input: string;
  readonly output: string;
  readonly labels: string;
  readonly examples: string;
  /** Percent below which the answer is "Not sure"; empty for none. */
  readonly notSure: string;
  /** Texts with the answer that is right, one a line, as examples are written. */
  readonly tests: string;
  /** "contextual" or "none"; empty where there are no labels. Only the page's editor shows it. */
  readonly calibration: string;
}

export const COMMAND_FIELDS = {
  name: "name",
  note: "note",
  ...{ summary: "summary", description: "description", input: "input", output: "output" },
  ...{ labels: "labels", examples: "examples", tests: "tests" },
  ...{ notSure: "notSure", calibration: "calibration" },
} as const satisfies Record<keyof CommandForm | "name" | "note", string>;

/** The titles of all fields, the same wherever they are shown. */
export function fieldTitles(locale: string): Readonly<Record<keyof typeof COMMAND_FIELDS, string>> {
  const { versions, editor } = wordsFor(locale);
  const { name, note, summary, description, input, output, labels, examples, notSure } = versions;
  const { tests, calibration } = editor;
  return { name, note, summary, description, input, output, labels, examples, tests, notSure, calibration };
}

/** What a new command decides, as the summary that menus show: as much of it as a summary holds. */
export function summaryOf(description: string): string {
  let kept = "";
  for (const character of description.replace(/\s+/g, " ").trim()) {
    if (kept.length + character.length > MAX_SUMMARY_CHARACTERS) break;
    kept += character;
  }
  return kept;
}

/** Code points in one field: what Slack's and Discord's forms both hold. */
export const MAX_FIELD_CHARACTERS = 3_000;

type TextField = Extract<Field, { kind: "text" }>;

const text = (id: string, label: string, value: string, isRequired = false): TextField => ({
  ...{ kind: "text", id, label, value, isRequired },
  maxCharacters: MAX_FIELD_CHARACTERS,
});

const list = (id: string, label: string, value: string, hint: string): TextField => ({
  ...text(id, label, value),
  ...{ isList: true, hint },
});

/** @param subject the version or file that it starts from, "triage@3" or "triage@file"; empty for a new command
 * @param form null for a new command */
export function commandForm(subject: string, form: CommandForm | null, locale: string): FormView {
  const { versions: words, feedback } = wordsFor(locale);
  const titles = fieldTitles(locale);
  const name = subject.split("@")[0] ?? "";
  return {
    ...{ kind: "form", form: "command", askId: subject },
    title: form === null ? words.newTitle : words.editTitle(name),
    fields: [
      ...(form === null ? [text(COMMAND_FIELDS.name, titles.name, "", true)] : []),
      text(COMMAND_FIELDS.description, titles.description, form?.description ?? "", true),
      list(COMMAND_FIELDS.labels, titles.labels, form?.labels ?? "", words.labelsHint),
      list(COMMAND_FIELDS.examples, titles.examples, form?.examples ?? "", words.examplesHint),
      ...(form === null ? [] : [text(COMMAND_FIELDS.note, titles.note, "")]),
    ],
    submit: words.save,
    cancel: feedback.cancel,
  };
}

/** The second page. Discord's forms have five fields at most. */
export function settingsForm(subject: string, form: CommandForm, locale: string): FormView {
  const { versions: words, feedback } = wordsFor(locale);
  const titles = fieldTitles(locale);
  return {
    ...{ kind: "form", form: "command-settings", askId: subject },
    title: words.settingsTitle,
    fields: [
      text(COMMAND_FIELDS.summary, titles.summary, form.summary, true),
      text(COMMAND_FIELDS.input, titles.input, form.input, true),
      text(COMMAND_FIELDS.output, titles.output, form.output, true),
      text(COMMAND_FIELDS.notSure, titles.notSure, form.notSure),
      list(COMMAND_FIELDS.tests, titles.tests, form.tests, words.testsHint),
    ],
    submit: words.save,
    cancel: feedback.cancel,
  };
}
