/** Where the faults of a command are in the form that it was written in: the field, and the line as people count. */

import { parseDocument } from "yaml";
import type { CommandFault } from "../../core/command/faults.ts";
import type { CommandForm } from "../../core/views/forms/command-form.ts";
import {
  type FormFault,
  type FormField,
  type FormPart,
  inField,
  isOfForm,
} from "../../core/views/forms/form-faults.ts";
import { MAX_ALIASES } from "./aliases.ts";
import { ARROW, type FormLine, linesOf, readExample, readLabel, writeExample } from "./form-lines.ts";

/** Faults of fields as a whole, by the key of the document. What the forms do not have is said where it can be mended in them. */
const FIELDS: Readonly<Record<string, FormField>> = {
  ...{ summary: "summary", description: "description", input: "input", output: "output" },
  ...{ labels: "labels", examples: "examples", tests: "tests" },
  ...{ "scoring.calibration": "calibration", scoring: "notSure", "scoring.abstain_below": "notSure" },
  ...{ review: "labels", "audit.favourable": "labels" },
};

/** Places each fault of a source in its form.
 * @param source that the form was put into
 * @param form what was filled in; what was not shown, as it was before
 * @returns null for a fault that the form can't have: it is in the source alone */
export function placeInForm(
  faults: readonly CommandFault[],
  source: string,
  form: Partial<CommandForm>,
): readonly (FormFault | null)[] {
  const values = readValues(source);
  const labels = linesOf(stored(form.labels ?? ""));
  const names = labels.map(({ text }) => readLabel(text).label);
  return faults.map(({ fault, place, key }): FormFault | null => {
    if (!isOfForm(fault)) return null;
    if (fault.code === "bad-name" || fault.code === "own-name") return inField("name", fault);
    if (fault.code === "more-faults") return inField(null, fault);
    const [first, at, inner] = place;
    const given = values[String(first)];
    const found = (line: FormLine | undefined, part: FormPart): FormFault | null =>
      line ? { field: first as FormField, line: line.number, part, fault } : null;
    if (first === "labels") {
      if (typeof at === "number" && Array.isArray(given))
        return tidy(names[at]) === tidy(given[at]) ? found(labels[at], partOfLabel(labels[at])) : null;
      // Labels with explanations are a map in the source: they have names, and no numbers.
      const label = "label" in fault ? fault.label : (key ?? at);
      const line = labels.findLast((_, index) => tidy(names[index]) === tidy(label));
      if (label !== undefined) return found(line, key === null ? "explanation" : partOfLabel(line));
    }
    if ((first === "examples" || first === "tests") && typeof at === "number") {
      const line = linesOf(stored(form[first] ?? ""))[at];
      const isSame = line && isExample(line.text, Array.isArray(given) ? given[at] : null, names);
      return isSame
        ? found(line, inner === "input" ? "text" : inner === "output" ? "answer" : "whole")
        : null;
    }
    const field = FIELDS[place.map(String).join(".")];
    if (field === undefined) return null;
    const isText = field === first && typeof given === "string";
    return isText && tidy(given) !== tidy(form[field as keyof CommandForm] ?? "")
      ? null
      : inField(field, fault);
  });
}

/** What is wrong of a label's line is all of it, or what stands before its arrow. */
const partOfLabel = (line: FormLine | undefined): FormPart =>
  line?.text.includes(ARROW) ? "label" : "whole";

/** What a document holds; nothing where it can't be read. */
function readValues(source: string): Record<string, unknown> {
  try {
    const value: unknown = parseDocument(source).toJS({ maxAliasCount: MAX_ALIASES });
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** A text as it is saved. */
const stored = (text: string) => text.toWellFormed().replaceAll("\0", "\u{FFFD}");

/** A text as the schema reads it. */
const tidy = (text: unknown) => (typeof text === "string" ? stored(text).trim().normalize("NFC") : null);

/** Whether a line is this example of the document. */
function isExample(line: string, given: unknown, labels: readonly string[]): boolean {
  const { input, output } = (given ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof input !== "string" || typeof output !== "string") return false;
  const read = readExample(line, labels);
  return (
    line === stored(writeExample({ input: input.trim(), output: output.trim() })) ||
    (read?.input === stored(input.trim()) && read.output === stored(output.trim()))
  );
}
