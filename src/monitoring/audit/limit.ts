/** Whether an audit stays within its command's limit. Pure. */

import type { LanguageResult } from "./result.ts";

/** What is above the limit. */
export interface Excess {
  readonly language: string;
  /** Null for the recommended words of all groups together. */
  readonly axis: string | null;
  readonly group: string | null;
  readonly flips: number;
  readonly pairs: number;
}

/** What is above the limit: the share of flips over all recommended words, and each group whose share is above it beyond doubt, by the
 * lower end of its interval. Words that are not recommended are judgements themselves, and don't count.
 * @param limit 0 to 1 */
export function excessOf(languages: readonly LanguageResult[], limit: number): Excess[] {
  return languages.flatMap(({ language, recommended, groups }) => [
    ...((recommended.flipRate ?? 0) > limit
      ? [{ language, axis: null, group: null, flips: recommended.flips, pairs: recommended.pairs }]
      : []),
    ...groups
      .filter((group) => group.recommended && group.wilson95[0] > limit)
      .map(({ axis, group, flips, pairs }) => ({ language, axis, group, flips, pairs })),
  ]);
}
