/** Two versions of a command beside each other, in words. Pure. */

import type { Words } from "../../../i18n/words.ts";
import type { Answer } from "../../ask.ts";
import type { PreferenceCount, TrialCount } from "../../command/saved-command.ts";

/** "Draft 3". @param answer of the version that was tried */
export function titleOfDraft({ commandVersion }: Pick<Answer, "commandVersion">, { compare }: Words): string {
  return compare.draft(commandVersion ?? 0);
}

/** "Live, version 2" or "Live, the file". @param answer of what was in force */
export function titleOfLive({ commandVersion }: Pick<Answer, "commandVersion">, { compare }: Words): string {
  return compare.live(commandVersion ?? null);
}

/** "Compared on 5 texts: draft 3 was preferred 4 times, version 2 once." */
export function preferenceLine(
  { draft, live, forDraft, forLive }: PreferenceCount,
  { compare }: Words,
): string {
  return compare.counted({
    draft: compare.draft(draft),
    live: compare.live(live),
    ...{ forDraft, forLive },
  });
}

/** "Tried: draft 3 was rated right 2 times, wrong 1 time." */
export function trialLine({ version, right, wrong }: TrialCount, { compare }: Words): string {
  return compare.tried(compare.draft(version), { right, wrong });
}
