/** Leaves out of a request what its server refuses. Pure. */

/** Without these a request is none, or its answer has no end. They may be renamed, never left out. */
const NEEDED = new Set([
  "inputs",
  "prompt",
  "messages",
  "model",
  "parameters",
  "max_tokens",
  "max_new_tokens",
]);

/** A body without refused parameters, at the top and under `parameters`; those with another name get that name instead. */
export function withoutParameters(
  body: object,
  refused: ReadonlySet<string>,
  renames: Readonly<Record<string, string>> = {},
): object {
  if (refused.size === 0) return body;
  const entries = Object.entries(body).flatMap(([name, value]): [string, unknown][] => {
    if (name === "parameters" && typeof value === "object" && value !== null)
      return [[name, withoutParameters(value, refused, renames)]];
    if (!refused.has(name)) return [[name, value]];
    const other = renames[name];
    if (other !== undefined && !refused.has(other)) return [[other, value]];
    return NEEDED.has(name) ? [[name, value]] : [];
  });
  return Object.fromEntries(entries);
}
