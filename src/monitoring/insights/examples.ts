/** Accuracy by the number of examples: which prompts are tried, and what their answers add up to. Pure. */

import type { Command, Example } from "../../core/command/command.ts";
import { clusteredBootstrap95, type Estimate } from "../../core/statistics/bootstrap.ts";
import { wilson95 } from "../../core/statistics/proportions.ts";
import { createRandom } from "../../core/statistics/random.ts";
import { mcnemarExact } from "../../core/statistics/tests.ts";
import type { Outcome } from "../shared/outcome.ts";

/** A text with its known answer. */
export interface KnownText {
  readonly input: string;
  readonly expected: string;
}

/** One prompt that is tried. */
export interface Trial {
  /** Number of the order, from 0: the file's own. */
  readonly order: number;
  readonly examples: readonly Example[];
}

/** How a number of examples did. */
export interface ExamplesPoint {
  readonly examples: number;
  /** Mean share of right answers over the orders, 0 to 1. */
  readonly accuracy: number;
  /** Wilson's interval of it for as many texts: orders add no texts. It has a width where all are right, too. */
  readonly interval: readonly [number, number];
  readonly worst: number;
  readonly best: number;
  /** By order; fewer where some orders are the same. */
  readonly byOrder: readonly number[];
  /** Accuracy less that of all examples, over the same texts; the interval is widened for the number of points. Null for all of them. */
  readonly lessThanAll: Difference | null;
}

export interface Difference extends Estimate {
  /** Whether it is beyond doubt: the interval excludes zero, and so does an exact sign test over texts, which a few texts never pass. */
  readonly isClear: boolean;
}

export interface ExamplesFigure {
  readonly texts: number;
  readonly orders: number;
  /** Share that guessing one of the labels gets right. */
  readonly chance: number;
  readonly points: readonly ExamplesPoint[];
  /** Where a classifier head decides beside the prompt: the share of right answers with it, and by the prompt alone; null without one. */
  readonly withHead: { readonly accuracy: number; readonly promptAlone: number } | null;
  /** Share of right answers by label with the command as it is, its head included, with Wilson's interval. */
  readonly byLabel: readonly {
    readonly label: string;
    readonly right: number;
    readonly n: number;
    readonly interval: readonly [number, number];
  }[];
  /** Bins of the score of the command as it is; null where its answers have no scores. */
  readonly reliability:
    | readonly {
        readonly score: number;
        readonly accuracy: number;
        readonly interval: readonly [number, number];
        readonly n: number;
      }[]
    | null;
  /** Texts and prompts without an answer. */
  readonly failed: number;
}

/** Up to this many, every number of examples is tried; above, some. */
const EVERY_NUMBER = 8;
const SOME_NUMBERS = [10, 12, 16, 20, 24, 28];
const BINS = 10;

/** The prompts: each number of examples from none to all, in several orders. The same at each run.
 * @param orders at least 1; the first is the file's own */
export function trialsOf({ examples }: Pick<Command, "examples">, orders: number): Trial[] {
  const all = examples.length;
  const numbers = [...Array(Math.min(all, EVERY_NUMBER) + 1).keys(), ...SOME_NUMBERS.filter((n) => n < all)];
  if (!numbers.includes(all)) numbers.push(all);
  const random = createRandom(1);
  const shuffled = Array.from({ length: orders }, (_, order) =>
    order === 0 ? examples : shuffle(examples, random),
  );
  const trials = numbers.flatMap((n) =>
    shuffled.map((own, order) => ({ order, examples: own.slice(all - n) })),
  );
  const seen = new Set<string>();
  return trials.filter(({ examples: own }) => {
    const key = JSON.stringify(own);
    return seen.has(key) ? false : seen.add(key);
  });
}

function shuffle<T>(items: readonly T[], random: () => number): T[] {
  const own = [...items];
  for (let last = own.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [own[last], own[other]] = [own[other] as T, own[last] as T];
  }
  return own;
}

/** @param answerOf what the model said of a text with a prompt alone; undefined where it failed
 * @param headAnswerOf what it says with the classifier head in force; left out without one */
export function examplesFigure(
  texts: readonly KnownText[],
  trials: readonly Trial[],
  {
    labels,
    answerOf,
    headAnswerOf,
  }: {
    readonly labels: readonly string[];
    readonly answerOf: (trial: Trial, text: KnownText) => Outcome | undefined;
    readonly headAnswerOf?: ((text: KnownText) => Outcome | undefined) | undefined;
  },
): ExamplesFigure {
  const numbers = [...new Set(trials.map(({ examples }) => examples.length))];
  const all = Math.max(...numbers);
  const rightOf = (trial: Trial, text: KnownText) => {
    const outcome = answerOf(trial, text);
    return outcome ? [Number(outcome.best === text.expected)] : [];
  };
  const ofNumber = (n: number) => trials.filter(({ examples }) => examples.length === n);
  /** Right answers with n examples: one list a text, one number an order. */
  const clusters = (n: number) => texts.map((text) => ofNumber(n).flatMap((trial) => rightOf(trial, text)));
  const points = numbers.flatMap((n): ExamplesPoint[] => {
    const byOrder = ofNumber(n)
      .map((trial) => texts.flatMap((text) => rightOf(trial, text)))
      .filter(({ length }) => length > 0)
      .map(mean);
    const answered = clusters(n).filter(({ length }) => length > 0);
    if (answered.length === 0) return [];
    const accuracy = mean(answered.map(mean));
    return [
      {
        examples: n,
        accuracy,
        interval: wilson95(accuracy * answered.length, answered.length),
        worst: Math.min(...byOrder),
        best: Math.max(...byOrder),
        byOrder,
        lessThanAll: n === all ? null : differenceOf(clusters(n), clusters(all), numbers.length - 1),
      },
    ];
  });
  const [own] = ofNumber(all);
  const promptAlone = (text: KnownText) => own && answerOf(own, text);
  const answered = (answer: (text: KnownText) => Outcome | undefined) =>
    texts.flatMap((text) => {
      const outcome = answer(text);
      return outcome ? [{ ...text, outcome }] : [];
    });
  const asItIs = answered(headAnswerOf ?? promptAlone);
  return {
    texts: texts.length,
    orders: Math.max(...numbers.map((n) => ofNumber(n).length)),
    chance: 1 / labels.length,
    points,
    withHead:
      headAnswerOf && asItIs.length > 0
        ? { accuracy: shareRight(asItIs), promptAlone: shareRight(answered(promptAlone)) }
        : null,
    byLabel: labels.flatMap((label) => {
      const rows = asItIs.filter(({ expected }) => expected === label);
      const right = rows.filter(({ outcome }) => outcome.best === label).length;
      return rows.length === 0
        ? []
        : [{ label, right, n: rows.length, interval: wilson95(right, rows.length) }];
    }),
    reliability: binsOf(asItIs),
    failed: trials.reduce((sum, trial) => sum + texts.filter((text) => !answerOf(trial, text)).length, 0),
  };
}

const shareRight = (rows: readonly (KnownText & { outcome: Outcome })[]) =>
  mean(rows.map(({ expected, outcome }) => Number(outcome.best === expected)));

/** Mean accuracy of each text with one number of examples less that with another.
 * @param tests how many differences are looked at together */
function differenceOf(
  some: readonly (readonly number[])[],
  other: readonly (readonly number[])[],
  tests: number,
): Difference | null {
  const differences = some.flatMap((own, index) => {
    const paired = other[index] ?? [];
    return own.length === 0 || paired.length === 0 ? [] : [mean(own) - mean(paired)];
  });
  const estimate = clusteredBootstrap95(
    differences.map((difference) => [difference]),
    { tests },
  );
  if (estimate === null) return null;
  const better = differences.filter((difference) => difference > 0).length;
  const worse = differences.filter((difference) => difference < 0).length;
  const p = mcnemarExact(better, worse).twoSided * tests;
  return { ...estimate, isClear: p < 0.05 && (estimate.low > 0 || estimate.high < 0) };
}

function binsOf(rows: readonly (KnownText & { outcome: Outcome })[]): ExamplesFigure["reliability"] {
  const scored = rows.flatMap(({ expected, outcome: { best, scores } }) =>
    best === null || scores === null ? [] : [{ score: scores[best] ?? 0, isRight: best === expected }],
  );
  if (scored.length === 0) return null;
  return Array.from({ length: BINS }, (_, bin) =>
    scored.filter(({ score }) => Math.min(BINS - 1, Math.floor(score * BINS)) === bin),
  )
    .filter(({ length }) => length > 0)
    .map((own) => {
      const right = own.filter(({ isRight }) => isRight).length;
      return {
        score: mean(own.map(({ score }) => score)),
        accuracy: right / own.length,
        interval: wilson95(right, own.length),
        n: own.length,
      };
    });
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
