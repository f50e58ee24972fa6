/** The labels of a command file: a list, or a map with a line of explanation each. Pure. */

import { z } from "zod";
import { oneLine } from "../text/one-line.ts";
import { broken } from "./faults.ts";

const MIN_LABELS = 2;
const MAX_LABELS = 25;

/** The one word that a map of JavaScript does not keep among its keys: a label of that name would get lost. */
export const UNUSABLE_LABEL = "__proto__";

const labelMap = z.record(oneLine(60), oneLine(200).nullable()).superRefine((labels, context) => {
  const count = Object.keys(labels).length;
  if (count < MIN_LABELS) context.addIssue(broken([], { code: "too-few", least: MIN_LABELS }));
  if (count > MAX_LABELS) context.addIssue(broken([], { code: "too-many", count, most: MAX_LABELS }));
});

export const labelsSchema = z
  .union([z.array(oneLine(60)).min(MIN_LABELS).max(MAX_LABELS), labelMap])
  .describe(
    "The closed set of answers, as a list or as a map with an explanation each; leave out for free text. The explanations are for people, and for models that take a conversation: in the prompt of the built-in model they did not help.",
  );

type Labels = z.infer<typeof labelsSchema>;

/** The labels themselves, in the order of the file; null for free text. */
export function namesOf(labels: Labels | undefined): readonly string[] | null {
  if (labels === undefined) return null;
  return Array.isArray(labels) ? labels : Object.keys(labels);
}

/** The explanations, by label. Labels without one are left out. */
export function explanationsOf(labels: Labels | undefined): Readonly<Record<string, string>> {
  if (labels === undefined || Array.isArray(labels)) return {};
  return Object.fromEntries(
    Object.entries(labels).flatMap(([label, text]) => (text === null ? [] : [[label, text]])),
  );
}

/** A label with its explanation in brackets, for people. */
export function showLabel(label: string, explanations: Readonly<Record<string, string>>): string {
  const text = Object.hasOwn(explanations, label) ? explanations[label] : undefined;
  return text === undefined ? label : `${label} (${text})`;
}
