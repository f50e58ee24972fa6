/**
 * Chooses the examples of a prompt, and says what the choice is worth. Rows that judged the sets say too much of the one that won, so that the
 * whole search is repeated without each fifth of the rows, and judged on that fifth: what many tried sets make better by chance is no gain there.
 * @see https://doi.org/10.1186/1471-2105-7-91 Varma and Simon 2006, nested cross-validation
 */

import { createRandom } from "../../core/statistics/random.ts";
import { type Comparison, compare, type PairedRow } from "../gate.ts";
import { textKey } from "../text-key.ts";
import { type Found, type Judge, type Judged, MAX_TRIED, meanOf, searchExamples } from "./search.ts";
import { type ExampleSet, type Labelled, shuffle } from "./sets.ts";

export interface ChooseOptions {
  readonly labels: readonly string[];
  /** What the prompt holds now. */
  readonly present: ExampleSet;
  /** Texts that may become examples. */
  readonly pool: readonly Labelled[];
  /** Rows that judge and are never copied into a prompt, as spot checks. */
  readonly judges: readonly Labelled[];
  /** More examples are not tried. */
  readonly maxExamples: number;
  readonly seed: number;
  readonly judge: Judge;
}

/** Shares of right answers, 0 to 1. */
export interface Spread {
  /** How many are compared. */
  readonly count: number;
  readonly worst: number;
  readonly mean: number;
  readonly best: number;
}

export interface Choice {
  /** In the order of the prompt. */
  readonly examples: ExampleSet;
  /** Whether no set was better than what the prompt holds now. */
  readonly isPresent: boolean;
  /** The prompt as it is now, beside what a search chose that had not seen the row. */
  readonly comparison: Comparison;
  /** Sets that were judged, all repetitions included. */
  readonly tried: number;
  /** By number of examples: how right sets were on the rows that chose among them. */
  readonly sizes: readonly (Spread & { readonly size: number })[];
  /** The chosen examples in several orders, on the same rows. */
  readonly orders: Spread;
}

const FOLDS = 5;
const ORDERS = 8;
/** How often all rows are asked about, at most. */
export const MAX_SETS = (FOLDS + 1) * MAX_TRIED + ORDERS + 2;

/** @throws {RangeError} where no set fits into the prompt; what the judge throws */
export async function chooseExamples(options: ChooseOptions): Promise<Choice> {
  const { labels, present, maxExamples, seed, judge } = options;
  const held = new Set(present.map(({ text }) => textKey(text)));
  const judges = unique(options.judges, held);
  const rows = unique(options.pool, new Set([...held, ...judges.map(({ text }) => textKey(text))]));
  const search = (some: { rows: readonly Labelled[]; judges: readonly Labelled[] }, own: number) =>
    searchExamples({ ...some, labels, present, maxExamples, judge, seed: seed + own });
  const paired: PairedRow[] = [];
  let tried = 0;
  for (const [fold, own] of foldsOf([...judges, ...rows], seed).entries()) {
    const isLeftOut = new Set(own.map(({ id }) => id));
    const isIn = ({ id }: Labelled) => !isLeftOut.has(id);
    const found = await search({ rows: rows.filter(isIn), judges: judges.filter(isIn) }, fold + 1);
    tried += found.tried.length;
    const [before, after] = [await judge(present, own), await judge(found.best.set, own)];
    for (const [at, { id, text, label }] of own.entries())
      paired.push({
        id,
        text,
        label,
        before: before?.[at]?.label ?? null,
        after: after?.[at]?.label ?? null,
      });
  }
  const whole = await search({ rows, judges }, 0);
  const { best } = whole;
  return {
    examples: best.set,
    isPresent: best.set === present,
    comparison: compare(paired),
    tried: tried + whole.tried.length,
    sizes: sizesOf(whole),
    orders: await ordersOf(whole, judge, seed),
  };
}

function sizesOf({ tried, rows }: Found): Choice["sizes"] {
  const bySize = Map.groupBy(tried, ({ set }) => set.length);
  return [...bySize]
    .map(([size, sets]) => ({ size, ...spreadOf(sets.map(({ judged }) => shareRight(judged, rows))) }))
    .sort((one, other) => one.size - other.size);
}

async function ordersOf({ best, rows }: Found, judge: Judge, seed: number): Promise<Spread> {
  const random = createRandom(seed);
  const shares = [shareRight(best.judged, rows)];
  for (let order = 1; best.set.length > 1 && order < ORDERS; order++) {
    const judged = await judge(shuffle(best.set, random), rows);
    if (judged) shares.push(shareRight(judged, rows));
  }
  return spreadOf(shares);
}

const shareRight = (judged: readonly Judged[], rows: readonly Labelled[]) =>
  meanOf(judged.map(({ label }, at) => Number(label === rows[at]?.label)));

function spreadOf(shares: readonly number[]): Spread {
  return {
    count: shares.length,
    worst: Math.min(...shares),
    mean: meanOf(shares),
    best: Math.max(...shares),
  };
}

/** Each text once, and none of those that are taken. */
function unique(some: readonly Labelled[], taken: ReadonlySet<string>): Labelled[] {
  const known = new Set(taken);
  return some.filter(({ text }) => {
    const key = textKey(text);
    return !known.has(key) && known.add(key);
  });
}

/** Dealt out label by label, so that each part has about as many of each. */
function foldsOf(rows: readonly Labelled[], seed: number): Labelled[][] {
  const random = createRandom(seed);
  const byLabel = Map.groupBy(shuffle(rows, random), ({ label }) => label);
  const folds = Array.from({ length: Math.min(FOLDS, rows.length) }, (): Labelled[] => []);
  for (const [at, row] of [...byLabel.values()].flat().entries()) folds[at % folds.length]?.push(row);
  return folds;
}
