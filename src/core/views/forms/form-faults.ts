/** What is wrong with a form of a command, as data and in words: by the title of the field and the line in it, as people count. Pure. */

import { wordsFor } from "../../../i18n/words.ts";
import type { Fault, FaultOf } from "../../command/faults.ts";
import { type CommandForm, fieldTitles } from "./command-form.ts";
import { formFaultWords } from "./form-fault-words.ts";

/** A fault that is found before the form has become a command, or that is about its name. */
type OwnProblem =
  | { readonly code: "no-arrow" }
  | { readonly code: "not-a-percentage" }
  | { readonly code: "not-editable" }
  | { readonly code: "too-much"; readonly kib: number }
  | { readonly code: "name-taken"; readonly name: string }
  | { readonly code: "reserved-name"; readonly name: string };

/** Faults of a command that what people write in a form can have. Those of files, of YAML and of keys that no form has are not among them. */
export const FORM_CODES = [
  ...(["bad-name", "own-name", "missing", "empty", "invisible", "too-few", "too-many", "too-long"] as const),
  ...(["not-one-line", "broken-characters", "colon", "label-twice", "unusable-label"] as const),
  ...(["end-sequence", "same-captions", "not-a-label", "favourable-no-label"] as const),
  ...(["scoring-without-labels", "review-without-labels", "not-one-of", "more-faults"] as const),
] as const satisfies readonly Fault["code"][];
type SharedCode = (typeof FORM_CODES)[number];

export type FormProblem =
  | OwnProblem
  | { [Code in SharedCode]: FaultOf<Code> & { readonly code: Code } }[SharedCode];

/** Whether a form can have a fault. */
export const isOfForm = (fault: Fault): fault is Fault & FormProblem =>
  (FORM_CODES as readonly string[]).includes(fault.code);

export type FormField = keyof CommandForm | "name";

/** What of a line is wrong: before or behind its arrow, or all of it. */
export type FormPart = "whole" | "text" | "answer" | "label" | "explanation";

export interface FormFault {
  /** Null for the form as a whole. */
  readonly field: FormField | null;
  /** Of the field as it was typed, blank lines counted, from 1; null for the field as a whole. */
  readonly line: number | null;
  readonly part: FormPart;
  readonly fault: FormProblem;
}

/** A fault of a field as a whole. */
export const inField = (field: FormField | null, fault: FormProblem): FormFault => ({
  ...{ field, line: null, part: "whole" },
  fault,
});

/** Sorts faults as people meet them: by field, then by line; those of the form as a whole, and of no field (null), come last. */
export function byPlace(one: FormFault | null, other: FormFault | null): number {
  const [a, b] = [one, other].map((fault) => {
    const field = fault?.field ?? null;
    return {
      field: field === null ? FIELD_ORDER.length : FIELD_ORDER.indexOf(field),
      line: fault?.line ?? 0,
    };
  });
  return a && b ? a.field - b.field || a.line - b.line : 0;
}

/** As the editor shows them. */
const FIELD_ORDER: readonly FormField[] = [
  ...(["name", "description", "labels", "examples", "tests"] as const),
  ...(["summary", "input", "output", "notSure", "calibration"] as const),
];

/** What is said of a part of a line, and does not name it itself. */
const PREDICATES: ReadonlySet<string> = new Set([
  ...(["missing", "empty", "invisible", "too-long", "not-one-line", "broken-characters"] as const),
] satisfies SharedCode[]);

/** A fault in a sentence, and the field of the form to show it at.
 * @param shown ids of the fields that the person has before them
 * @example explainFormFault(fault, ["labels", "examples"], "en") // "Examples, line 3: there is no =>. Write it as: text => label" */
export function explainFormFault(
  { field, line, part, fault }: FormFault,
  shown: readonly string[],
  locale: string,
): { readonly field: string | null; readonly text: string } {
  const { versions } = wordsFor(locale);
  const words = formFaultWords(locale);
  const titles = fieldTitles(locale);
  const names = { labels: nameOf(titles.labels), input: nameOf(titles.input), more: versions.settingsTitle };
  const say = words.sentences[fault.code] as (fault: FormProblem, used: typeof names) => string;
  const own = say(fault, names);
  if (field === null) return { field: shown[0] ?? null, text: own };
  const place = placeOf(field, shown);
  const sentence =
    part === "whole" || !PREDICATES.has(fault.code) ? own : words.about(words.parts[part], own);
  if (field !== "tests" || place === field)
    return { field: place, text: words.at(nameOf(titles[place ?? field]), line, sentence) };
  const title = words.onPage(nameOf(titles.tests), versions.settingsTitle);
  const hidden = fault.code === "not-a-label" ? words.testWithoutLabel(fault.output, names) : sentence;
  return { field: place, text: words.at(title, line, hidden) };
}

/** The field to show a fault at. The summary of a new command is made of what it decides, and tests fail where their label was taken away. */
function placeOf(field: FormField, shown: readonly string[]): FormField | null {
  const instead = { summary: "description", tests: "labels" } as const;
  const other = field in instead ? instead[field as keyof typeof instead] : null;
  return shown.includes(field) ? field : other !== null && shown.includes(other) ? other : null;
}

/** What a field is called in a sentence: its title, without how it is filled in.
 * @example nameOf("Labels, one a line; none for free text") // "Labels" */
export const nameOf = (title: string): string => title.split(/[,，(（]/)[0]?.trim() ?? title;
