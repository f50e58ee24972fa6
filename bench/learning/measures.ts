/** The experiments F1 to F3: what heads learn from random rows, from overrides, and what the gate makes of it. */

import { compare } from "../../src/learning/gate.ts";
import { type RowSource, trainingWeights } from "../../src/learning/rows.ts";
import { median, print } from "../report.ts";
import { draws, part, points, spread } from "./numbers.ts";
import { type Seen, train } from "./see.ts";
import { accuracy, asLabelled, best, type Row } from "./simulate.ts";

const DRAWS = 8;
const SIZES = [8, 16, 32, 64, 128];
const ROWS = 64;
const GATE_DRAWS = 12;
const SPOT_CHECKS = 40;

/** F3: random rows, the rest is measured. */
export function measureCurve(seen: Seen): void {
  const { rows, labelCount } = seen;
  for (const n of SIZES.filter((size) => size <= rows.length / 2)) {
    const found = draws(DRAWS, (draw) => {
      const [learned, test] = part(draw.shuffle(rows), n);
      const flat = Array.from({ length: labelCount }, () => -Math.log(labelCount));
      const wordsOf = (row: Row) => ({ ...row, seen: null, logprobs: flat });
      return {
        head: accuracy(test, train(seen, learned).head),
        words: accuracy(test.map(wordsOf), train({ examples: [], labelCount }, learned.map(wordsOf)).head),
        prompt: accuracy(test, null),
      };
    });
    print(
      `  n ${String(n).padStart(3)}   head ${spread(found.map(({ head }) => head))}   words alone ${spread(found.map(({ words }) => words))}   prompt ${spread(found.map(({ prompt }) => prompt))}`,
    );
  }
}

/** F1: what a head learns from 64 rows of each kind, measured on the other half. "refused": nothing may be trained on. */
export function measureOverrides(seen: Seen): void {
  const { rows } = seen;
  const kinds: Record<string, (wrong: Row[], right: Row[], all: Row[]) => [Row, RowSource][]> = {
    "64 random rows": (_, __, all) => all.slice(0, ROWS).map((row) => [row, "spot-check"]),
    "64 overrides alone": (wrong) => wrong.slice(0, ROWS).map((row) => [row, "override"]),
    "64 overrides as if random": (wrong) => wrong.slice(0, ROWS).map((row) => [row, "spot-check"]),
    "64 overrides, 64 Right": (wrong, right) => [
      ...wrong.slice(0, ROWS).map((row): [Row, RowSource] => [row, "override"]),
      ...right.slice(0, ROWS).map((row): [Row, RowSource] => [row, "right"]),
    ],
    "64 overrides, 16 Right": (wrong, right) => [
      ...wrong.slice(0, ROWS).map((row): [Row, RowSource] => [row, "override"]),
      ...right.slice(0, ROWS / 4).map((row): [Row, RowSource] => [row, "right"]),
    ],
  };
  for (const [name, choose] of Object.entries(kinds)) {
    const found = draws(DRAWS, (draw) => {
      const [half, test] = part(draw.shuffle(rows), Math.floor(rows.length / 2));
      const wrong = half.filter((row) => best(row.logprobs) !== row.label);
      const right = half.filter((row) => best(row.logprobs) === row.label);
      const head = trainWeighed(seen, choose(wrong, right, half));
      return head === null ? null : accuracy(test, head.head) - accuracy(test, null);
    });
    const gains = found.filter((gain) => gain !== null);
    print(
      `  ${name.padEnd(26)} ${gains.length === 0 ? `refused (${found.length} of ${found.length} draws)` : `${points(median(gains))} (worst ${points(Math.min(...gains))}, n ${gains.length})`}`,
    );
  }
}

/** Trains as the bot does: each kind of row with its weight. Null where no row counts. */
function trainWeighed(seen: Seen, chosen: readonly (readonly [Row, RowSource])[]) {
  const weights = trainingWeights(chosen.map(([row, source]) => asLabelled(row, source)));
  if (!weights.some((weight) => weight > 0)) return null;
  return train(
    seen,
    chosen.map(([row]) => row),
    weights,
  );
}

/** F2: feedback on 30 % of wrong and 5 % of right answers and 40 spot checks; the head is switched on where the gate says better. */
export function measureGate(seen: Seen): void {
  const { rows } = seen;
  const found = draws(GATE_DRAWS, (draw) => {
    const [pool, test] = part(draw.shuffle(rows), Math.floor(rows.length * 0.6));
    const checks = pool.slice(0, SPOT_CHECKS);
    const feedback = pool.slice(SPOT_CHECKS).flatMap((row): [Row, RowSource][] => {
      const isRight = best(row.logprobs) === row.label;
      return draw.next() < (isRight ? 0.05 : 0.3) ? [[row, isRight ? "right" : "override"]] : [];
    });
    const chosen = [...checks.map((row): [Row, RowSource] => [row, "spot-check"]), ...feedback];
    // Spot checks always count, so that there is a head.
    const { head, heldOut } = trainWeighed(seen, chosen) as ReturnType<typeof train>;
    const { verdict } = compare(
      checks.map((row, at) => ({
        id: String(at),
        text: row.text,
        label: String(row.label),
        before: String(best(row.logprobs)),
        after: String(best(heldOut[at] ?? [])),
      })),
    );
    return {
      isOn: verdict === "better",
      change: accuracy(test, head) - accuracy(test, null),
      feedback: feedback.length,
    };
  });
  const on = found.filter(({ isOn }) => isOn);
  const changes = on.map(({ change }) => change);
  print(
    `  gate on ${SPOT_CHECKS} spot checks (${median(found.map(({ feedback }) => feedback))} rows of feedback): switched on ${on.length} of ${found.length}${on.length > 0 ? `, ${points(median(changes))} (worst ${points(Math.min(...changes))})` : ""}; every head ${points(median(found.map(({ change }) => change)))} (worst ${points(Math.min(...found.map(({ change }) => change)))})`,
  );
}
