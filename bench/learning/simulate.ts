/** A team that uses a command: feedback on few answers, spot checks, and a person who switches a head on where the gate says so. */

import { compare } from "../../src/learning/gate.ts";
import { applyHead, type Head, type SeenText } from "../../src/learning/head/head.ts";
import { type LabelledRow, type RowSource, trainingWeights } from "../../src/learning/rows.ts";
import type { Draw } from "./draw.ts";
import { type Seen, train } from "./see.ts";

/** A text with the index of its right label. */
export interface Row extends SeenText {
  readonly label: number;
}

/** Asks between two looks at the gate. */
const STEP = 100;
const CHECK_EVERY = 20;
const SHARE_OF_WRONG = 0.3;
const SHARE_OF_RIGHT = 0.05;

export interface Course {
  readonly asks: number;
  /** After how many asks a head was switched on; null for never. */
  readonly switchedOnAt: number | null;
  /** Accuracy of what was in force, less that of the prompt, on rows that nobody asked about: when it was switched on (0 for never), the
   * lowest at any look, and the last. */
  readonly first: number;
  readonly lowest: number;
  readonly last: number;
}

/** @param asked rows that are asked about in this order
 * @param test rows that measure, and that nobody asks about */
export function simulate(
  seen: Pick<Seen, "examples" | "labelCount">,
  asked: readonly Row[],
  test: readonly Row[],
  draw: Draw,
): Course {
  const prompt = accuracy(test, null);
  const known: [Row, RowSource][] = [];
  let live: Head | null = null;
  let switchedOnAt: number | null = null;
  let [first, lowest, last] = [0, 0, 0];
  for (const [at, row] of asked.entries()) {
    const given = best(live ? applyHead(live, row) : row.logprobs);
    const isRight = given === row.label;
    if (at % CHECK_EVERY === CHECK_EVERY - 1) known.push([row, "spot-check"]);
    else if (draw.next() < (isRight ? SHARE_OF_RIGHT : SHARE_OF_WRONG))
      known.push([row, isRight ? "right" : "override"]);
    if (at % STEP !== STEP - 1) continue;
    const trained = trainAndJudge(seen, known);
    if (trained === null) continue;
    const isNew: boolean = live === null && trained.verdict === "better";
    if (isNew) switchedOnAt = at + 1;
    // As the bot does by itself: a live head is replaced, unless the new one is measured to be worse than the prompt.
    if (switchedOnAt !== null && trained.verdict !== "worse") live = trained.head;
    last = accuracy(test, live) - prompt;
    if (isNew) first = last;
    lowest = Math.min(lowest, last);
  }
  return { asks: asked.length, switchedOnAt, first, lowest, last };
}

function trainAndJudge(seen: Pick<Seen, "examples" | "labelCount">, known: readonly [Row, RowSource][]) {
  const labelled = known.map(([row, source]) => asLabelled(row, source));
  const weights = trainingWeights(labelled);
  if (!weights.some((weight) => weight > 0)) return null;
  const { head, heldOut } = train(
    seen,
    known.map(([row]) => row),
    weights,
  );
  const checks = labelled.flatMap((row, at) =>
    row.source === "spot-check"
      ? [{ ...row, id: String(at), before: row.given, after: String(best(heldOut[at] ?? [])) }]
      : [],
  );
  return { head, verdict: compare(checks).verdict };
}

/** A row as the bot has it; what was given is what the prompt says. */
export const asLabelled = (row: Row, source: RowSource): LabelledRow => ({
  id: "",
  text: row.text,
  label: String(row.label),
  given: String(best(row.logprobs)),
  source,
  mayBeShown: false,
});

export function accuracy(rows: readonly Row[], head: Head | null): number {
  const right = rows.filter((row) => best(head ? applyHead(head, row) : row.logprobs) === row.label);
  return right.length / rows.length;
}

export const best = (logprobs: readonly number[]) => logprobs.indexOf(Math.max(...logprobs));
