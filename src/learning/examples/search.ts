/** Searches a set of examples, and their order, that answers given rows well. What it says of the set it finds is too good: many were tried. */

import { createRandom } from "../../core/statistics/random.ts";
import { drawSet, type ExampleSet, type Labelled, shuffle, sizesFor, swapOne } from "./sets.ts";

/** How a set answers one row. */
export interface Judged {
  /** The likeliest label; null for none. */
  readonly label: string | null;
  /** Log-probability of the right label. */
  readonly worth: number;
}

/** Has the model answer rows with a set of examples in the prompt.
 * @returns one for each row; null for a set that does not fit into the prompt */
export type Judge = (set: ExampleSet, rows: readonly Labelled[]) => Promise<readonly Judged[] | null>;

export interface Tried {
  readonly set: ExampleSet;
  /** One for each row that judges. */
  readonly judged: readonly Judged[];
  /** Of their worths. */
  readonly mean: number;
}

export interface SearchOptions {
  readonly labels: readonly string[];
  /** Texts that may be examples or judge; a third of them at most are tried as examples. */
  readonly rows: readonly Labelled[];
  /** Rows that judge and nothing else. */
  readonly judges: readonly Labelled[];
  /** What the prompt holds now. It may be in other sets too. */
  readonly present: ExampleSet;
  readonly maxExamples: number;
  readonly seed: number;
  readonly judge: Judge;
}

export interface Found {
  readonly best: Tried;
  readonly tried: readonly Tried[];
  /** The rows that judged. */
  readonly rows: readonly Labelled[];
}

/** Draws for each number of examples, then exchanges of one example, then orders. */
const DRAWS = 6;
const SWAPS = 12;
const ORDERS = 4;
/** Sets that one search judges, at most. */
export const MAX_TRIED = 1 + 3 * DRAWS + SWAPS + ORDERS;
/** Rows that a set is judged on. */
const MAX_ROWS = 100;

/** Of sets without a proven difference, the one with the fewest examples; what the prompt holds now where nothing is better.
 * @throws {RangeError} where no set fits into the prompt; what the judge throws */
export async function searchExamples(options: SearchOptions): Promise<Found> {
  const { labels, present, maxExamples, judge } = options;
  const random = createRandom(options.seed);
  // A text in the prompt is copied from there, so that what may be an example does not judge.
  const open = drawSet(options.rows, labels, { size: Math.floor(options.rows.length / 3), random });
  const isOpen = new Set(open.map(({ id }) => id));
  const closed = [...options.judges, ...options.rows.filter(({ id }) => !isOpen.has(id))];
  const rows = shuffle(closed, random).slice(0, MAX_ROWS);
  const pool = [...present, ...open];
  const tried: Tried[] = [];
  let best: Tried | null = null;
  async function attempt(set: ExampleSet | null): Promise<void> {
    const judged = set && (await judge(set, rows));
    if (!judged) return;
    const one = { set, judged, mean: meanOf(judged.map(({ worth }) => worth)) };
    tried.push(one);
    if (best === null || one.mean > best.mean) best = one;
  }
  const chosen = () => (best as Tried | null)?.set ?? null;
  await attempt(present);
  for (const size of sizesFor(labels.length, maxExamples))
    for (let draw = 0; draw < DRAWS; draw++) await attempt(drawSet(pool, labels, { size, random }));
  for (let swap = 0; swap < SWAPS; swap++) {
    const set = chosen();
    await attempt(set && swapOne(set, pool, random));
  }
  for (let order = 0; order < ORDERS; order++) {
    const set = chosen();
    await attempt(set && set.length > 1 ? shuffle(set, random) : null);
  }
  if (best === null) throw new RangeError("no set of examples fits into the prompt");
  return { best: fewest(tried, best), tried, rows };
}

/** Among those whose worth is within one standard error of the best one's, row by row: the present examples (the first that was tried), else
 * those with the fewest. */
function fewest(tried: readonly Tried[], best: Tried): Tried {
  const near = tried.filter((one) => {
    const losses = one.judged.map(({ worth }, at) => (best.judged[at] as Judged).worth - worth);
    return meanOf(losses) <= standardError(losses);
  });
  const [first] = tried;
  if (first && near.includes(first)) return first;
  return near.reduce((found, one) => {
    const isShorter = one.set.length < found.set.length;
    return isShorter || (one.set.length === found.set.length && one.mean > found.mean) ? one : found;
  }, best);
}

export function meanOf(values: readonly number[]): number {
  return values.length === 0 ? Number.NaN : values.reduce((sum, one) => sum + one, 0) / values.length;
}

function standardError(values: readonly number[]): number {
  const mean = meanOf(values);
  const squares = values.reduce((sum, one) => sum + (one - mean) ** 2, 0);
  return values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1) / values.length);
}
