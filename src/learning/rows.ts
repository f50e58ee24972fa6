/** Texts with their right labels, from wherever a command learns, and how much each counts when a classifier head is trained. Pure. */

import type { Command } from "../core/command/command.ts";
import type { Scope } from "../core/command/saved-command.ts";
import { textKey } from "./text-key.ts";

/** Where a row comes from: the command's own examples; an override, or a rating Right, that reviewers accepted; a spot check. */
export type RowSource = "example" | "override" | "right" | "spot-check";

export interface LabelledRow {
  /** Opaque. The same row has the same id each time. */
  readonly id: string;
  readonly text: string;
  /** The right label. */
  readonly label: string;
  /** The label that the model gave; null for none. */
  readonly given: string | null;
  readonly source: RowSource;
  /** Whether the text may be shown to others in Why?: its author agreed, or it is in an examples file. */
  readonly mayBeShown: boolean;
}

export interface RowsContext {
  /** Where the command is in force: rows of other workspaces are left out. */
  readonly scope: Scope;
  /** Rows of other labels are left out. */
  readonly labels: readonly string[];
}

/** The port to the rows that a team has made. */
export interface LabelledRows {
  /** All rows of a command, oldest first. Of one text there may be several.
   * @param command its name
   * @throws {BotError} STORE_* */
  of(command: string, context: RowsContext): Promise<readonly LabelledRow[]>;
}

/** All rows that a command with labels may learn from: those of its examples file, then those of the team. Left out are rows of labels that
 * it does not have, texts that the prompt holds, which the model copies, and its tests, which measure. */
export async function gatherRows(
  command: Pick<Command, "name" | "labels" | "examples" | "moreExamples" | "tests">,
  scope: Scope,
  team: LabelledRows,
): Promise<LabelledRow[]> {
  const known = command.labels ?? [];
  const own = command.moreExamples.map(
    ({ input, output }, index): LabelledRow => ({
      id: `example-${index}`,
      text: input,
      label: output,
      given: null,
      source: "example",
      mayBeShown: true,
    }),
  );
  const rows = [...own, ...(await team.of(command.name, { scope, labels: known }))];
  const taken = new Set([...command.examples, ...command.tests].map(({ input }) => textKey(input)));
  return rows.filter(({ label, text }) => known.includes(label) && !taken.has(textKey(text)));
}

/** The most that one rating Right counts beside one spot check. */
const MAX_RIGHT_WEIGHT = 4;

/**
 * How much each row counts in training. Overrides are made where an answer was wrong, so that a head that is trained on them alone learns
 * the errors' share and not the labels: it is measured to ruin a command. They count only beside ratings Right, both together in the
 * proportion in which answers are wrong and right, as far as that is known from spot checks.
 * @returns one number a row, 0 or more, in the same order; overrides have 0 where there is no rating Right
 */
export function trainingWeights(rows: readonly LabelledRow[]): number[] {
  const count = (source: RowSource) => rows.filter((row) => row.source === source).length;
  const overrides = count("override");
  const rights = count("right");
  const accuracy = accuracyOf(rows);
  const wanted = overrides + rights;
  const rightWeight = rights === 0 ? 0 : Math.min(MAX_RIGHT_WEIGHT, (accuracy * wanted) / rights);
  const overrideWeight =
    overrides === 0 ? 0 : (((1 - accuracy) / accuracy) * rightWeight * rights) / overrides;
  const weights: Record<RowSource, number> = {
    example: 1,
    "spot-check": 1,
    // Without an override there is nothing to balance.
    right: overrides === 0 ? 1 : rightWeight,
    override: overrideWeight,
  };
  return rows.map(({ source }) => weights[source]);
}

/** The share of answers that spot checks found right, drawn to one half where there are few: 0 to 1, neither included. */
function accuracyOf(rows: readonly LabelledRow[]): number {
  const checked = rows.filter(({ source }) => source === "spot-check");
  const right = checked.filter(({ given, label }) => given === label);
  return (right.length + 2) / (checked.length + 4);
}
