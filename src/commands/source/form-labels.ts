/** The labels of a form, one a line, and of a command's source: a list, or a map with an explanation each. */

import { type Document, isMap, isScalar, isSeq, type Node, Pair, type YAMLMap, type YAMLSeq } from "yaml";

const ARROW = "=>";

/** "Billing", or "Billing => charges, invoices". */
export const writeLabel = (label: string, explanation: string | null): string =>
  explanation === null ? label : `${label} ${ARROW} ${explanation}`;

/** The inverse of `writeLabel`: what follows the first arrow is the explanation. */
export function readLabel(line: string): { readonly label: string; readonly explanation: string | null } {
  const [label = "", ...rest] = line.split(ARROW);
  const explanation = rest.join(ARROW).trim();
  return { label: label.trim(), explanation: explanation === "" ? null : explanation };
}

/** Puts labels into a source. Those that stay keep their comments.
 * @param lines as `writeLabel` writes them; none for free text */
export function setLabels(document: Document, lines: readonly string[]): void {
  if (lines.length === 0) {
    document.delete("labels");
    document.delete("scoring");
    return;
  }
  const labels = lines.map(readLabel);
  const before = document.get("labels", true);
  if (isMap(before) || labels.some(({ explanation }) => explanation !== null)) setMap(document, labels);
  else
    setList(
      document,
      labels.map(({ label }) => label),
    );
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
