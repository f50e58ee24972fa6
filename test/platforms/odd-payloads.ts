/** Payloads of a platform with one part changed or left out, for property tests. */

import fc from "fast-check";

/** Another value in the place of one part of a payload, or the part left out. */
export function change(payload: object, path: readonly number[], value: unknown): Record<string, unknown> {
  const copy = structuredClone(payload) as Record<string, unknown>;
  let at = copy;
  for (const [depth, step] of path.entries()) {
    const keys = Object.keys(at);
    const key = keys[step % keys.length];
    if (key === undefined) break;
    const inner = at[key];
    if (depth === path.length - 1 || typeof inner !== "object" || inner === null) {
      if (value === undefined) delete at[key];
      else at[key] = value;
      break;
    }
    at = inner as Record<string, unknown>;
  }
  return copy;
}

/** Values that no platform should send in that place. */
export const garbage = fc.oneof(
  fc.constant(undefined),
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom("", "x".repeat(5_000), -1, 1e300, [], {}, [null], { id: null }, "\ud83d", "__proto__"),
);
