/** The word that says what became of an ask, where the answer does not begin with it. Pure. */

import type { MessageView } from "../view.ts";

/** @returns null while the ask waits, and where the answer itself begins with the word */
export function badgeWord({ badge, blocks }: Pick<MessageView, "badge" | "blocks">): string | null {
  if (badge === null) return null;
  const [first] = blocks;
  return first?.kind === "result" && first.text === badge.word ? null : badge.word;
}
