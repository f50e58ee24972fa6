/** Aliases of YAML (`*name`), which few bytes can make expensive. */

import { type Document, visit } from "yaml";

/** Aliases that one file may use: a few bytes of nested ones can expand to gigabytes, and each is looked up from the start of the document,
 * so that thousands take minutes. */
export const MAX_ALIASES = 100;

/** How many aliases there are, and those that name nothing, with their offsets in the source. */
export function findAliases(document: Document) {
  const unresolved: { name: string; offset: number }[] = [];
  let count = 0;
  const anchors = new Set<string>();
  // An alias may only name an anchor that comes before it, so one pass in document order is enough.
  visit(document, {
    Node(_key, node) {
      if ("anchor" in node && typeof node.anchor === "string") anchors.add(node.anchor);
    },
    Alias(_key, alias) {
      count++;
      if (!anchors.has(alias.source)) unresolved.push({ name: alias.source, offset: alias.range?.[0] ?? 0 });
    },
  });
  return { count, unresolved };
}
