/** The texts that Why? shows beside an answer that a classifier head decided. */

import type { AskRecord } from "../../core/ask.ts";
import { placeOf, workspaceOf } from "../../core/command/saved-command.ts";
import { nearestRows } from "../../learning/nearest.ts";
import { gatherRows, type LabelledRow } from "../../learning/rows.ts";
import type { FlowPorts } from "../bot/context.ts";

/** Of the examples file and of the ask's own workspace, as they are now: what was erased or withdrawn meanwhile is not found. Empty where
 * the prompt alone decided. @throws {BotError} STORE_* */
export async function findNearest(
  { commands, store }: Pick<FlowPorts, "commands" | "store">,
  { ask, answer }: AskRecord,
): Promise<readonly LabelledRow[]> {
  const place = placeOf(ask);
  const command = commands.find(ask.command, place);
  if (command === null || !(answer?.head || answer?.inForce?.head)) return [];
  const rows = await gatherRows(command, workspaceOf(place), { of: store.labelledRows });
  return nearestRows(
    ask.text,
    rows.filter(({ id }) => id !== ask.id),
  );
}
