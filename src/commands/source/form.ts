/** Between the source of a command and the forms that people fill in. What a form does not change, comments included, stays in the source. */

import { type Document, isMap, isSeq, type Node, parseDocument, type YAMLMap, type YAMLSeq } from "yaml";
import type { Command } from "../../core/command/command.ts";
import { MAX_SOURCE_BYTES } from "../../core/command/saved-command.ts";
import type { CommandForm } from "../../core/views/forms/command-form.ts";
import type { FormFault } from "../../flows/ports/commands.ts";
import { findAliases, MAX_ALIASES } from "./aliases.ts";
import { readLabel, setLabels, writeLabel } from "./form-labels.ts";
import { isNestedTooDeeply } from "./nesting.ts";
import { writeSource } from "./write-source.ts";

const ARROW = "=>";

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
  if (
    [source ?? "", Object.values(filled).join("\n")].some(
      (text) => Buffer.byteLength(text) > MAX_SOURCE_BYTES,
    )
  )
    return { fault: { kind: "too-large", field: "examples", line: 1 } };
  if (isNestedTooDeeply(source ?? ""))
    return { fault: { kind: "not-editable", field: "description", line: 1 } };
  const document = parseDocument(source ?? "{}");
  if (findAliases(document).count > MAX_ALIASES)
    return { fault: { kind: "not-editable", field: "description", line: 1 } };
  if (source === null) document.contents = document.createNode({}) as never;
  const isChanged = (key: keyof CommandForm) =>
    filled[key] !== undefined && tidy(filled[key]) !== tidy(before?.[key] ?? "");
  const labelLines = linesOf(filled.labels ?? before?.labels ?? "");
  const labels = labelLines.map((line) => readLabel(line).label);
  // What a form makes is saved in the store, where a command can't name a file.
  if (isMap(document.contents)) document.delete("examples_file");
  try {
    for (const key of ["summary", "description", "input", "output"] as const)
      if (isChanged(key)) document.set(key, filled[key]?.trim());
    if (isChanged("labels")) setLabels(document, labelLines);
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
        return { fault: { kind: "not-a-percentage", field: "notSure", line: 1 } };
      if (filledIn !== "") document.setIn(path, Math.round(percent * 10) / 1000);
      else if (document.hasIn(path)) document.deleteIn(path);
    }
    if (isChanged("calibration") && filled.calibration && labels.length > 0)
      document.setIn(["scoring", "calibration"], filled.calibration);
    return { source: writeSource(source ?? "", document) };
  } catch {
    // An alias whose anchor is gone, or a document that is no map.
    return { fault: { kind: "not-editable", field: "description", line: 1 } };
  }
}

const tidy = (text: string) => text.replaceAll("\r\n", "\n").trim();
const linesOf = (text: string) =>
  tidy(text)
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

function setExamples(
  document: Document,
  key: "examples" | "tests",
  { lines, labels }: { readonly lines: readonly string[]; readonly labels: readonly string[] },
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
  for (const [index, line] of lines.entries()) {
    const same = known.get(line);
    const example = same ? null : readExample(line, labels);
    if (!same && example === null) return { kind: "no-arrow", field: key, line: index + 1 };
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

const writeExample = ({ input, output }: { readonly input: string; readonly output: string }) =>
  `${input} ${ARROW} ${output}`;

/** The last arrow with a label behind it, else the last one. */
function readExample(line: string, labels: readonly string[]): { input: string; output: string } | null {
  const split = (at: number) => ({
    input: line.slice(0, at).trim(),
    output: line.slice(at + ARROW.length).trim(),
  });
  const last = line.lastIndexOf(ARROW);
  if (last === -1) return null;
  const longest = Math.max(0, ...labels.map((label) => label.length));
  // A text may be full of arrows: those before the longest label are not looked at.
  for (let at = last; at >= 0; at = at === 0 ? -1 : line.lastIndexOf(ARROW, at - 1)) {
    const example = split(at);
    if (labels.includes(example.output)) return example;
    if (example.output.length > longest) break;
  }
  return split(last);
}
