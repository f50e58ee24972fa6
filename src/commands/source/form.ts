/** Between the source of a command and the forms that people fill in. What a form does not change, comments included, stays in the source. */

import { type Document, isMap, isSeq, type Node, parseDocument, type YAMLMap, type YAMLSeq } from "yaml";
import type { Command } from "../../core/command/command.ts";
import { MAX_SOURCE_BYTES } from "../../core/command/saved-command.ts";
import type { CommandForm } from "../../core/views/forms/command-form.ts";
import { type FormFault, type FormProblem, inField } from "../../core/views/forms/form-faults.ts";
import { findAliases, MAX_ALIASES } from "./aliases.ts";
import { setLabels } from "./form-labels.ts";
import { type FormLine, linesOf, readExample, readLabel, writeExample, writeLabel } from "./form-lines.ts";
import { isNestedTooDeeply } from "./nesting.ts";
import { writeSource } from "./write-source.ts";

const NOT_EDITABLE = { fault: inField(null, { code: "not-editable" }) };

/** A command as the forms show it. */
export function toForm({
  summary,
  description,
  input,
  output,
  labels,
  labelExplanations,
  examples,
  tests,
  scoring,
}: Command): CommandForm {
  // A label may be called "constructor", which every object has.
  const explanations = new Map(Object.entries(labelExplanations));
  return {
    ...{ summary, description, input, output },
    labels: (labels ?? []).map((label) => writeLabel(label, explanations.get(label) ?? null)).join("\n"),
    examples: examples.map(writeExample).join("\n"),
    tests: tests.map(writeExample).join("\n"),
    calibration: labels ? scoring.calibration : "",
    notSure: scoring.abstainBelow === null ? "" : String(Math.round(scoring.abstainBelow * 1000) / 10),
  };
}

/** The source with what was filled in.
 * @param source null for a new command
 * @param before what the form held before it was filled in: only what differs is changed; null for a new command */
export function applyForm(
  source: string | null,
  before: CommandForm | null,
  filled: Partial<CommandForm>,
): { readonly source: string } | { readonly fault: FormFault } {
  const tooLarge = findTooLarge(source ?? "", filled);
  if (tooLarge !== null) return { fault: tooLarge };
  if (isNestedTooDeeply(source ?? "")) return NOT_EDITABLE;
  const document = parseDocument(source ?? "{}");
  if (findAliases(document).count > MAX_ALIASES) return NOT_EDITABLE;
  if (source === null) document.contents = document.createNode({}) as never;
  const isChanged = (key: keyof CommandForm) =>
    filled[key] !== undefined && tidy(filled[key]) !== tidy(before?.[key] ?? "");
  const labelLines = linesOf(filled.labels ?? before?.labels ?? "");
  const labels = labelLines.map((line) => readLabel(line.text).label);
  // What a form makes is saved in the store, where a command can't name a file.
  if (isMap(document.contents)) document.delete("examples_file");
  try {
    for (const key of ["summary", "description", "input", "output"] as const)
      if (isChanged(key)) document.set(key, filled[key]?.trim());
    const twice = isChanged("labels") ? setLabels(document, labelLines.map(textOf)) : null;
    if (twice !== null) return { fault: labelFault(labelLines[twice], labels[twice] ?? "") };
    for (const key of ["examples", "tests"] as const) {
      const lines = linesOf(filled[key] ?? "");
      const fault = isChanged(key) ? setExamples(document, key, { lines, labels }) : null;
      if (fault !== null) return { fault };
    }
    if (isChanged("notSure")) {
      const filledIn = tidy(filled.notSure ?? "");
      const percent = Number(filledIn.replace(/%/g, "").replace(",", ".").trim());
      const path = ["scoring", "abstain_below"];
      if (!(percent >= 0 && percent <= 100))
        return { fault: inField("notSure", { code: "not-a-percentage" }) };
      if (filledIn !== "") document.setIn(path, Math.round(percent * 10) / 1000);
      else if (document.hasIn(path)) document.deleteIn(path);
    }
    if (isChanged("calibration") && filled.calibration && labels.length > 0)
      document.setIn(["scoring", "calibration"], filled.calibration);
    return { source: writeSource(source ?? "", document) };
  } catch {
    // An alias whose anchor is gone, or a document that is no map.
    return NOT_EDITABLE;
  }
}

const tidy = (text: string) => text.replaceAll("\r\n", "\n").trim();
const textOf = ({ text }: FormLine) => text;

const atLine = (field: keyof CommandForm, line: FormLine | undefined, fault: FormProblem): FormFault => ({
  ...{ field, part: "whole", fault },
  line: line?.number ?? null,
});

const labelFault = (line: FormLine | undefined, label: string): FormFault =>
  label === ""
    ? { ...atLine("labels", line, { code: "empty" }), part: "label" }
    : atLine("labels", line, { code: "label-twice", label });

/** The longest field is the one to shorten. */
function findTooLarge(source: string, filled: Partial<CommandForm>): FormFault | null {
  const sizeOf = (text: string) => Buffer.byteLength(text);
  const isTooLarge = sizeOf(Object.values(filled).join("\n")) > MAX_SOURCE_BYTES;
  const [longest] = Object.entries(filled).sort(([, one], [, other]) => sizeOf(other) - sizeOf(one));
  const problem = { code: "too-much", kib: MAX_SOURCE_BYTES / 1024 } as const;
  if (isTooLarge) return inField((longest?.[0] ?? null) as keyof CommandForm | null, problem);
  return sizeOf(source) > MAX_SOURCE_BYTES ? inField(null, problem) : null;
}

function setExamples(
  document: Document,
  key: "examples" | "tests",
  { lines, labels }: { readonly lines: readonly FormLine[]; readonly labels: readonly string[] },
): FormFault | null {
  const known = new Map(
    itemsOf(document, key).map((node) => {
      const { input = "", output = "" } = isMap(node)
        ? (node.toJS(document) as Partial<Record<string, string>>)
        : {};
      return [writeExample({ input, output }), node];
    }),
  );
  const items: Node[] = [];
  for (const line of lines) {
    const same = known.get(line.text);
    const example = same ? null : readExample(line.text, labels);
    if (!same && example === null) return atLine(key, line, { code: "no-arrow" });
    items.push(same ?? flow(document.createNode(example) as YAMLMap));
  }
  if (items.length === 0) document.delete(key);
  else replaceItems(document, key, items);
  return null;
}

function flow(map: YAMLMap): YAMLMap {
  map.flow = true;
  return map;
}

const itemsOf = (document: Document, key: string): Node[] => {
  const list = document.get(key, true);
  return isSeq(list) ? (list.items as Node[]) : [];
};

/** Keeps the list itself, with its style and the comments around it. */
function replaceItems(document: Document, key: string, items: Node[]): void {
  const list = document.get(key, true);
  if (isSeq(list)) (list as YAMLSeq).items = items;
  else {
    const made = document.createNode([]) as YAMLSeq;
    made.items = items;
    made.flow = key === "labels";
    document.set(key, made);
  }
}
