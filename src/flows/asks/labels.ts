/** The labels that a person may choose from where an answer was wrong. */

import type { AskRecord } from "../../core/ask.ts";
import { placeOf } from "../../core/command/saved-command.ts";
import type { FlowPorts } from "../bot/context.ts";

/** Those that the answer chose from, so that an edited command file changes nothing; the command's present ones where the answer has no
 * scores; null for free text. */
export function labelsOf(
  { commands }: Pick<FlowPorts, "commands">,
  { ask, answer }: Pick<AskRecord, "ask" | "answer">,
): readonly string[] | null {
  const present = commands.find(ask.command, placeOf(ask))?.labels ?? null;
  const scored = answer?.scores?.map(({ label }) => label) ?? null;
  if (scored === null) return present;
  // In the order of the command where that has the same labels still, since scores come highest first.
  const isUnchanged = present?.length === scored.length && present.every((label) => scored.includes(label));
  return isUnchanged ? present : scored;
}
