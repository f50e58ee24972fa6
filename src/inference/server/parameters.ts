/** Leaves out of a request what its server refuses. Pure. */

/** Without these a request is none. */
const NEEDED = new Set(["inputs", "prompt", "messages", "model", "parameters"]);

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
    if (!refused.has(name) || NEEDED.has(name)) return [[name, value]];
    const other = renames[name];
    return other === undefined || refused.has(other) ? [] : [[other, value]];
  });
  return Object.fromEntries(entries);
}
