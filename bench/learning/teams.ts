/** The first aim: rows of teams through the head. */

import { macroRecall } from "../../src/core/statistics/labels.ts";
import { wilson95 } from "../../src/core/statistics/proportions.ts";
import type { Backend } from "../../src/flows/ports/backend.ts";
import { applyHead } from "../../src/learning/head/head.ts";
import { draws, points, share } from "./numbers.ts";
import { type Seen, seeTask, train } from "./see.ts";
import { best, type Row } from "./simulate.ts";
import { teamTasks } from "./tasks.ts";

const FOLDS = 5;
const SHUFFLES = 4;

/** The first aim: rows of teams through the head, mean macro recall, cross-validated. */
export async function measureTeams(backend: Backend, data: string): Promise<string[]> {
  const lines: string[] = [];
  const gains: number[] = [];
  let [rightBefore, rightAfter, total] = [0, 0, 0];
  for (const task of teamTasks(data)) {
    const seen = await seeTask(backend, task);
    const own = draws(SHUFFLES, (draw) => {
      const rows = draw.shuffle(seen.rows);
      return { rows, given: crossValidate(seen, rows) };
    });
    const of = (given: (rows: readonly Row[], after: readonly number[]) => number) =>
      own.reduce((sum, one) => sum + given(one.rows, one.given), 0) / SHUFFLES;
    const before = of((rows) => recall(rows, rows.map(promptOf)));
    const after = of(recall);
    gains.push(after - before);
    rightBefore += of((rows) => rows.filter((row) => promptOf(row) === row.label).length);
    rightAfter += of((rows, given) => rows.filter((row, at) => given[at] === row.label).length);
    total += seen.rows.length;
    lines.push(
      `  ${task.name.padEnd(12)} ${seen.rows.length} rows, ${seen.labelCount} labels: macro recall ${share(before)} by the prompt, ${share(after)} by the head (${points(after - before)})`,
    );
  }
  const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
  const [low, high] = wilson95(Math.round(rightAfter), total);
  return [
    `\nteam tasks, five-fold cross-validation, mean of ${SHUFFLES} shuffles`,
    ...lines,
    `  mean of ${gains.length}: ${points(mean)}; right ${rightBefore.toFixed(0)} and ${rightAfter.toFixed(0)} of ${total} (95 % ${share(low)} to ${share(high)})`,
  ];
}

/** What heads say of each row that were trained without its fold: nothing of it has a part, not even how rare its words are. */
function crossValidate(seen: Seen, rows: readonly Row[]): number[] {
  const byLabel = [...rows.keys()].sort(
    (one, other) => (rows[one] as Row).label - (rows[other] as Row).label || one - other,
  );
  const given: number[] = [];
  for (let fold = 0; fold < FOLDS; fold++) {
    const out = new Set(byLabel.filter((_, at) => at % FOLDS === fold));
    const { head } = train(
      seen,
      rows.filter((_, at) => !out.has(at)),
    );
    for (const at of out) given[at] = best(applyHead(head, rows[at] as Row));
  }
  return given;
}

const promptOf = (row: Row) => best(row.logprobs);

const recall = (rows: readonly Row[], given: readonly number[]) =>
  macroRecall(
    rows.map((row, at) => ({
      expected: String(row.label),
      predicted: String(given[at]),
      confidence: null,
    })),
  );
