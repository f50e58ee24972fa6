/** Changes one thing in the source of a command. Everything else, comments included, stays as it is. */

import { type Document, isMap, isSeq, parseDocument, type YAMLMap, type YAMLSeq } from "yaml";
import type { SourceChange } from "../../flows/ports/commands.ts";
import { writeSource } from "./write-source.ts";

/** @returns null where the source can't be changed: it is no map, or uses an alias in a way that a change would break */
export function changeSource(source: string, change: SourceChange): string | null {
  const document = parseDocument(source);
  if (document.errors.length > 0 || !isMap(document.contents)) return null;
  try {
    if (change.kind === "review") document.setIn(["review", "every"], change.every);
    else if (change.kind === "examples") setExamples(document, change.rows);
    else if (change.kind === "erase") takeOut(document, change.isGone);
    else {
      const key =
        (change.kind === "without" ? change.list : change.kind) === "example" ? "examples" : "tests";
      const known = ((document.toJS() as Record<string, unknown>)[key] ?? []) as readonly (typeof change)[];
      const at = known.findIndex(({ input, output }) => input === change.input && output === change.output);
      if ((at !== -1) === (change.kind !== "without")) return source;
      if (change.kind === "without") {
        if (known.length > 1) document.deleteIn([key, at]);
        else document.delete(key);
        return writeSource(source, document);
      }
      const row = document.createNode({ input: change.input, output: change.output }) as YAMLMap;
      const list = document.get(key, true);
      // A row is written as the others are: in braces on one line, or in lines of its own.
      const last = isSeq(list) ? list.items.at(-1) : null;
      row.flow = isMap(last) ? last.flow === true : true;
      if (isSeq(list)) (list as YAMLSeq).items.push(row);
      else document.set(key, document.createNode([row]));
    }
    return writeSource(source, document);
  } catch {
    return null;
  }
}

/** A comment above a row, or beside it, goes with the row. */
function takeOut(document: Document, isGone: (input: string) => boolean): void {
  const all = document.toJS() as Record<string, readonly { readonly input: unknown }[] | undefined>;
  for (const key of ["examples", "tests"]) {
    const list = document.get(key, true);
    if (!isSeq(list)) continue;
    list.items = list.items.filter((_, at) => !isGone(String(all[key]?.[at]?.input)));
    if (list.items.length === 0) document.delete(key);
  }
}

/** An example that stays keeps its own comments and its own spelling. */
function setExamples(
  document: Document,
  rows: readonly { readonly input: string; readonly output: string }[],
): void {
  const list = document.get("examples", true);
  const known = isSeq(list) ? (list.items as YAMLMap[]) : [];
  const isFlow = known[0] ? known[0].flow === true : true;
  const own = rows.map(({ input, output }) => {
    const same = known.find(
      (one) => isMap(one) && one.get("input") === input && one.get("output") === output,
    );
    if (same) return same;
    const row = document.createNode({ input, output }) as YAMLMap;
    row.flow = isFlow;
    return row;
  });
  if (isSeq(list)) list.items = own;
  else document.set("examples", document.createNode(own));
}
