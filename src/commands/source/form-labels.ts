/** The labels of a form, one a line, and of a command's source: a list, or a map with an explanation each. */

import { type Document, isMap, isScalar, isSeq, type Node, Pair, type YAMLMap, type YAMLSeq } from "yaml";
import { readLabel } from "./form-lines.ts";

/** Puts labels into a source. Those that stay keep their comments.
 * @param lines as `writeLabel` writes them; none for free text
 * @returns the place of a label that is there twice where they are a map, which can't have it; null where nothing is wrong */
export function setLabels(document: Document, lines: readonly string[]): number | null {
  if (lines.length === 0) {
    document.delete("labels");
    document.delete("scoring");
    return null;
  }
  const labels = lines.map(readLabel);
  const names = labels.map(({ label }) => label);
  const before = document.get("labels", true);
  if (!isMap(before) && labels.every(({ explanation }) => explanation === null)) {
    setList(document, names);
    return null;
  }
  const twice = names.findIndex((name, index) => names.indexOf(name) !== index);
  if (twice !== -1) return twice;
  setMap(document, labels);
  return null;
}

const textOf = (node: unknown): string => String(isScalar(node) ? node.value : "");

function setList(document: Document, labels: readonly string[]): void {
  const list = document.get("labels", true);
  const kept = isSeq(list) ? (list.items as Node[]) : [];
  const known = new Map(kept.map((node) => [textOf(node), node]));
  const items = labels.map((label) => known.get(label) ?? (document.createNode(label) as Node));
  if (isSeq(list)) {
    // The list itself stays, with its style and the comments around it.
    list.items = items;
    return;
  }
  const made = document.createNode([]) as YAMLSeq;
  made.items = items;
  made.flow = true;
  document.set("labels", made);
}

function setMap(
  document: Document,
  labels: readonly { readonly label: string; readonly explanation: string | null }[],
): void {
  const before = document.get("labels", true);
  const pairs = isMap(before) ? before.items : [];
  const known = new Map(pairs.map((pair) => [textOf(pair.key), pair]));
  const items = isSeq(before) ? (before.items as Node[]) : [];
  const comments = new Map(items.map((node) => [textOf(node), node]));
  const map = isMap(before) ? before : (document.createNode({}) as YAMLMap);
  map.items = labels.map(({ label, explanation }) => {
    const same = known.get(label);
    if (same && (isScalar(same.value) ? same.value.value : null) === explanation) return same;
    const value = document.createNode(explanation) as Node;
    // A comment beside the label, or beside its old explanation, stays.
    const old = same?.value ?? comments.get(label);
    if (isScalar(old)) {
      value.comment = old.comment;
      value.commentBefore = old.commentBefore;
    }
    return new Pair(same?.key ?? document.createNode(label), value);
  }) as typeof map.items;
  if (!isMap(before)) document.set("labels", map);
}
