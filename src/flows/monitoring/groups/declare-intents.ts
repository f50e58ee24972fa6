/** What people do about the groups that they say they belong to. Pure. */

export type GroupsIntent =
  /** Asks for the form. */
  | { readonly kind: "open-groups" }
  /** Keeps these in place of what was kept before. */
  | { readonly kind: "declare-groups"; readonly names: readonly string[] };

/** @param text a name a line; null for none */
export function readGroupsForm(text: string | null): GroupsIntent {
  return { kind: "declare-groups", names: (text ?? "").split("\n").filter((name) => name !== "") };
}
