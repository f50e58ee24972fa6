/** What tests say of a command, in sentences: in the editor and beside a version that was saved. Pure. */

import type { Words } from "../../../i18n/words.ts";
import type { TestRun } from "./tests.ts";

/** How many tests are right, and whether that is better than guessing. */
export function testLines(run: TestRun, words: Words): string[] {
  const { editor } = words;
  const right = `${editor.right(run.right, run.rows.length)}${run.notSure > 0 ? ` ${editor.notSure(run.notSure)}` : ""}`;
  return [right, verdictText(run, words)];
}

/** Whether the tests show that the command is better than guessing. */
export function verdictText({ verdict, rows, right, likeliestRight }: TestRun, { editor }: Words): string {
  const isOpen = verdict.kind !== "better" && verdict.needed !== null && verdict.needed > rows.length;
  const about = likeliestRight === right ? "" : `${editor.withoutThreshold(likeliestRight, rows.length)} `;
  return `${about}${editor.verdicts[verdict.kind]}${isOpen ? ` ${editor.needed(verdict.needed ?? 0)}` : ""}`;
}
