/** The rows that a change is measured on: texts with a known answer that neither side holds in its prompt. Pure. */

import type { Command } from "../../../core/command/command.ts";
import type { LabelledRow } from "../../../learning/rows.ts";
import { textKey } from "../../../learning/text-key.ts";
import type { ProposedChange } from "./ports.ts";

/** The newest so many spot checks, and the first so many tests. */
const MAX_SPOT_CHECKS = 400;
const MAX_TESTS = 200;

export interface GateRow {
  /** Of the ask, for a spot check. */
  readonly id: string;
  readonly text: string;
  /** The right label. */
  readonly label: string;
  readonly kind: "spot-check" | "test";
}

/** Spot checks, then the tests of both sides: a change that takes a failing test away is no improvement. What a prompt holds as an example
 * is copied from there, and measures nothing. Of a text that is a test and a spot check, the test counts.
 * @param team rows of the command where the change is for, oldest first */
export function gateRows(
  { before, after }: Omit<ProposedChange, "scope">,
  team: readonly LabelledRow[],
): GateRow[] {
  const taken = new Set([...before.examples, ...after.examples].map(({ input }) => textKey(input)));
  const isNew = (text: string) => {
    const key = textKey(text);
    return !taken.has(key) && taken.add(key) !== undefined;
  };
  const tests = [...after.tests, ...before.tests]
    .filter(({ input }) => isNew(input))
    .slice(0, MAX_TESTS)
    .map(
      ({ input, output }, at): GateRow => ({ id: `test-${at}`, text: input, label: output, kind: "test" }),
    );
  // A text that was checked several times counts once, as it was decided last.
  const newest = team
    .filter(({ source }) => source === "spot-check")
    .toReversed()
    .filter(({ text }) => isNew(text));
  const checks = newest
    .slice(0, MAX_SPOT_CHECKS)
    .toReversed()
    .map(({ id, text, label }): GateRow => ({ id, text, label, kind: "spot-check" }));
  return [...checks, ...tests];
}

/** Every label of both sides. */
export function labelsOfBoth({ before, after }: Omit<ProposedChange, "scope">): string[] {
  const of = ({ labels }: Command) => labels ?? [];
  return [...new Set([...of(before), ...of(after)])];
}
