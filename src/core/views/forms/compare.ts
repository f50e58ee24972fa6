/** Versions of a command that are tried, and two beside each other, in words. Pure. */

import type { Words } from "../../../i18n/words.ts";
import type { Answer, Ask } from "../../ask.ts";
import type { PreferenceCount, TrialCount } from "../../command/saved-command.ts";

/** "draft 3" or "retired version 3", as it was when it was tried. @param ask that tries a version */
export function titleOfTried(
  { version, versionState }: Pick<Ask, "version" | "versionState">,
  { compare }: Words,
): string {
  return compare.versions[versionState ?? "draft"](version ?? 0);
}

/** "live version 2" or "the live file". @param answer of what was in force */
export function titleOfLive({ commandVersion }: Pick<Answer, "commandVersion">, { compare }: Words): string {
  return compare.live(commandVersion ?? null);
}

/** "Compared: draft 3 was preferred 4 times, live version 2 1 time." @param isEverywhere whether asks of all workspaces are counted */
export function preferenceLine(
  { draft, live, state, forDraft, forLive }: PreferenceCount,
  { compare }: Words,
  isEverywhere: boolean,
): string {
  return compare.counted({
    draft: compare.versions[state](draft),
    live: compare.live(live),
    ...{ forDraft, forLive, isEverywhere },
  });
}

/** "Tried: draft 3 was rated right 2 times, wrong 1 time." @param isEverywhere whether asks of all workspaces are counted */
export function trialLine(
  { version, state, right, wrong }: TrialCount,
  { compare }: Words,
  isEverywhere: boolean,
): string {
  return compare.tried(compare.versions[state](version), { right, wrong, isEverywhere });
}
