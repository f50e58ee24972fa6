/** Runs a label command over rows with known answers, and sums up how it did. Used by `check` and `eval`. */

import type { Command } from "../../core/command/command.ts";
import {
  confusionOf,
  expectedCalibrationError,
  type Judged,
  macroRecall,
} from "../../core/statistics/labels.ts";
import { wilson95 } from "../../core/statistics/proportions.ts";
import { type Verdict, verdictOf } from "../../core/statistics/verdict.ts";
import { en } from "../../i18n/en/index.ts";
import { askAll } from "../../monitoring/shared/ask-all.ts";
import type { Terminal } from "./model.ts";
import { count } from "./output.ts";

/** What a row expects where the right answer is to give none. */
export const NOT_SURE = "Not sure";

/** One text and the answer it should get. */
export interface Row {
  /** Line in its file, from 1; null for a command's own test. */
  readonly line: number | null;
  readonly input: string;
  /** A label, or NOT_SURE. */
  readonly expected: string;
}

export interface JudgedRow extends Row {
  /** The answer as people see it: a label or NOT_SURE; null when there was none. */
  readonly answer: string | null;
  /** The label with the highest score, whether it was shown or not. */
  readonly best: string | null;
  /** Of `best`, 0 to 1; null when the model only generated. */
  readonly score: number | null;
  readonly right: boolean;
  /** Why there is no answer. */
  readonly error: string | null;
}

/** Asks about every row. A row that fails does not end the run; what fails for a passing reason is run again afterwards.
 * @param onDone called after each row of the first run */
export async function judgeRows(
  terminal: Pick<Terminal, "respond">,
  command: Command,
  { rows, onDone = () => {} }: { rows: readonly Row[]; onDone?: () => void },
): Promise<JudgedRow[]> {
  const outcomes = await askAll(
    rows.map(({ input }) => input),
    (text) => terminal.respond(command, text),
    { onDone },
  );
  return rows.map((row, index) => {
    const outcome = outcomes[index] as (typeof outcomes)[number];
    if ("error" in outcome)
      return { ...row, answer: null, best: null, score: null, right: false, error: outcome.error.message };
    const { label, doubt, scores } = outcome.answer;
    const shown = doubt === null ? label : NOT_SURE;
    const top = scores?.[0];
    return {
      ...row,
      answer: shown,
      best: top?.label ?? label,
      score: top?.score ?? null,
      right: shown === row.expected,
      error: null,
    };
  });
}

/** How a command did on its rows. Keys as `--json` prints them. */
export interface Measured {
  /** Rows that have an answer and expect a label. */
  readonly n: number;
  /** Share whose highest label is right, shown or not, 0 to 1; null for n = 0. */
  readonly accuracy: number | null;
  readonly macro_recall: number | null;
  readonly wilson95: readonly [number, number];
  readonly chance: number;
  readonly majority: number;
  readonly verdict: Verdict["kind"];
  /** Rows that would settle it at this accuracy; null when it is no better than guessing. */
  readonly needed: number | null;
  /** As people see it, rows that expect "Not sure" included. */
  readonly shown: { readonly right: number; readonly wrong: number; readonly not_sure: number };
  readonly abstained: number;
  readonly failed: number;
  readonly ece: number | null;
  readonly confusion: Record<string, Record<string, number>>;
}

/** Sums up judged rows.
 * @param labels of the command, at least 2 */
export function measure(rows: readonly JudgedRow[], labels: readonly string[]): Measured {
  const answered = rows.filter(({ error }) => error === null);
  const judged: Judged[] = answered
    .filter(({ expected }) => expected !== NOT_SURE)
    .map(({ expected, best, score }) => ({ expected, predicted: best, confidence: score }));
  const n = judged.length;
  const hits = judged.filter(({ expected, predicted }) => expected === predicted).length;
  const counts = labels.map((label) => judged.filter(({ expected }) => expected === label).length);
  const { kind, chance, majority, needed } = verdictOf(hits, n, { counts, labels: labels.length });
  const abstained = answered.filter(({ answer }) => answer === NOT_SURE).length;
  return {
    n,
    accuracy: n === 0 ? null : hits / n,
    macro_recall: n === 0 ? null : macroRecall(judged),
    wilson95: wilson95(hits, n),
    chance,
    majority,
    verdict: kind,
    needed,
    shown: {
      right: answered.filter(({ right }) => right).length,
      wrong: answered.filter(({ right, answer }) => !right && answer !== NOT_SURE).length,
      not_sure: answered.filter(({ right, answer }) => !right && answer === NOT_SURE).length,
    },
    abstained,
    failed: rows.length - answered.length,
    ece: expectedCalibrationError(judged),
    confusion: confusionOf(judged),
  };
}

export const percent = (share: number) => en.reply.share(share, 1);

/** One sentence that compares a result with guessing. */
export function sayVerdict(measured: Measured, model: string): string {
  const { n, accuracy, chance, majority, verdict, needed } = measured;
  if (n === 0) return "no row with a label was answered, so nothing is known";
  if (verdict === "one-label")
    return "all rows expect the same label, so always saying that one is right as often: add rows of the other labels";
  const guessing =
    majority > chance
      ? `always saying the most frequent label is right ${percent(majority)} of the time`
      : `guessing is right ${percent(chance)} of the time`;
  if (verdict === "better") return `better than guessing with ${model} (${guessing})`;
  const more =
    needed !== null && needed > n
      ? `; about ${count(needed, "row")} would show whether ${percent(accuracy ?? 0)} is better`
      : "";
  if (verdict === "too-few") return `too few rows to say (${guessing})${more}`;
  const isAbove = (accuracy ?? 0) > Math.max(chance, majority);
  return `${isAbove ? "may be no better" : "no better"} than guessing with ${model} (${guessing})${more}`;
}

/** Right by the likeliest label, shown or "Not sure"; null where people see as many right answers, so that it need not be said. */
export function likeliestRight({ n, accuracy, shown }: Measured): number | null {
  const hits = Math.round((accuracy ?? 0) * n);
  return hits === shown.right ? null : hits;
}
