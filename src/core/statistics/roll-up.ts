/**
 * Adds asks up: what a dashboard shows is counted once, a day and a command at a time, and kept as counts. Nothing of a text or a person
 * is in them. Pure.
 */

import { bucketOf } from "./histogram.ts";

/** What is counted of one ask. */
export interface AskFacts {
  readonly platform: string;
  readonly workspace: string;
  readonly answer: AnswerFacts | null;
  readonly failureCode: string | null;
  /** From asking to the end, in milliseconds; null while there is none. Below 0 where the clock was set back meanwhile. */
  readonly tookMs: number | null;
  /** Ratings of people who have not opted out. */
  readonly rights: number;
  readonly wrongs: number;
  /** Whether an override stands, of a person who has not opted out. */
  readonly isOverridden: boolean;
  /** Set where the answer was drawn for a review. */
  readonly check: { readonly isDecided: boolean; readonly label: string | null } | null;
}

export interface AnswerFacts {
  /** Number of the saved version; null for a file. */
  readonly version: number | null;
  readonly revision: string;
  /** Name and revision. */
  readonly model: string;
  readonly hasHead: boolean;
  readonly label: string | null;
  /** Whether it is "Not sure". */
  readonly isDoubtful: boolean;
  /** The likeliest label with its score, 0 to 1; null where nothing was scored. */
  readonly likeliest: { readonly label: string; readonly score: number } | null;
  /** What the model took. */
  readonly modelMs: number;
  /** Tokens of the prompt that were cached; null where a server does not say. */
  readonly cachedTokens: number | null;
}

export const COUNTS = [
  "asks",
  /** Answered with a label or a text. */
  "answered",
  "notSure",
  "failed",
  /** Answers with an override that stands. */
  "overridden",
  /** Answers that somebody rated; and their ratings. */
  "rated",
  "right",
  "wrong",
  /** Answers of which the number of cached tokens is known; and of these the ones with any. */
  "cacheKnown",
  "cached",
  /** Spot checks with an answer; of these the decided ones; of these the ones with a label; of these the right ones. */
  "drawn",
  "decided",
  "checked",
  "checkedRight",
] as const;
export type CountName = (typeof COUNTS)[number];
export type Counts = Readonly<Record<CountName, number>>;

/** Of which places something is counted: a page about all of them reads no more rows than one about a workspace. */
const LEVELS = ["all", "platform", "workspace"] as const;
export type Level = (typeof LEVELS)[number];

/** What is never counted together: answers of two versions of the command, or of two models; and at the lower levels of two places. */
export interface Series {
  readonly level: Level;
  /** Empty for all. */
  readonly platform: string;
  /** Empty for all. */
  readonly workspace: string;
  readonly version: number | null;
  /** Short hash of the command's source; empty where there is no answer. */
  readonly revision: string;
  readonly model: string;
  readonly hasHead: boolean;
}

export interface RollUp extends Series {
  readonly counts: Counts;
  /** Numbers by key: "label:NAME", "text", "code:CODE", "model:BUCKET" and "wait:BUCKET" of times. */
  readonly spread: Readonly<Record<string, number>>;
  /** The same of decided spot checks: "pair:[given, expected]" (null for "Not sure" and for "none fits"), and for each bin of scores
   * "n:BIN", "right:BIN" and "score:BIN", the sum in thousandths. */
  readonly checks: Readonly<Record<string, number>>;
}

/** Bins of scores; their lower ends are the thresholds of the curve of sureness. */
export const BINS = 20;
/** Rounded, so that 3 × 0.05 is 0.15. */
export const binFrom = (bin: number) => Math.round((bin / BINS) * 100) / 100;

/** Of a score, 0 to 1: the last bin that begins at it or below. */
export function binOf(score: number): number {
  let bin = Math.max(0, Math.min(BINS - 1, Math.floor(score * BINS) + 1));
  while (bin > 0 && binFrom(bin) > score) bin--;
  return bin;
}

export interface Summing {
  add(facts: AskFacts): void;
  /** In the order in which they came. */
  rollUps(): RollUp[];
}

interface Open {
  readonly series: Series;
  readonly counts: Record<CountName, number>;
  readonly spread: Map<string, number>;
  readonly checks: Map<string, number>;
}

/** Sums up any number of asks of one command, one at a time. */
export function createSumming(): Summing {
  const open = new Map<string, Open>();
  return {
    add(facts) {
      for (const level of LEVELS) {
        const series = seriesOf(facts, level);
        const key = JSON.stringify(series);
        const own = open.get(key) ?? begin(series);
        open.set(key, own);
        addTo(own, facts);
      }
    },
    rollUps: () =>
      [...open.values()].map(({ series, counts, spread, checks }) => ({
        ...series,
        counts,
        spread: Object.fromEntries(spread),
        checks: Object.fromEntries(checks),
      })),
  };
}

export const noCounts = () =>
  Object.fromEntries(COUNTS.map((name) => [name, 0])) as Record<CountName, number>;

const begin = (series: Series): Open => ({
  series,
  counts: noCounts(),
  spread: new Map(),
  checks: new Map(),
});

function seriesOf({ platform, workspace, answer }: AskFacts, level: Level): Series {
  const place = {
    level,
    platform: level === "all" ? "" : platform,
    workspace: level === "workspace" ? workspace : "",
  };
  if (answer === null) return { ...place, version: null, revision: "", model: "", hasHead: false };
  const { version, revision, model, hasHead } = answer;
  return { ...place, version, revision, model, hasHead };
}

function addTo({ counts, spread, checks }: Open, facts: AskFacts): void {
  const { answer, failureCode, tookMs, rights, wrongs, isOverridden, check } = facts;
  counts.asks++;
  if (answer === null) {
    if (failureCode === null) return;
    counts.failed++;
    increase(spread, `code:${failureCode}`);
    return;
  }
  if (isOverridden) counts.overridden++;
  counts.right += rights;
  counts.wrong += wrongs;
  if (rights + wrongs > 0) counts.rated++;
  if (answer.label === null && answer.isDoubtful) counts.notSure++;
  else {
    counts.answered++;
    increase(spread, answer.label === null ? "text" : `label:${answer.label}`);
  }
  if (answer.cachedTokens !== null) {
    counts.cacheKnown++;
    if (answer.cachedTokens > 0) counts.cached++;
  }
  increase(spread, `model:${bucketOf(answer.modelMs)}`);
  if (tookMs !== null && tookMs >= 0) increase(spread, `wait:${bucketOf(tookMs - answer.modelMs)}`);
  if (check === null) return;
  counts.drawn++;
  if (check.isDecided) addCheck({ counts, checks }, answer, check.label);
}

/** @param expected the right label; null where none fits */
function addCheck(
  { counts, checks }: Pick<Open, "counts" | "checks">,
  answer: AnswerFacts,
  expected: string | null,
) {
  const likeliest = answer.likeliest?.label ?? answer.label;
  const isRight = expected !== null && expected === likeliest;
  counts.decided++;
  if (answer.label !== null) {
    counts.checked++;
    if (isRight) counts.checkedRight++;
  }
  increase(checks, `pair:${JSON.stringify([answer.label, expected])}`);
  if (answer.likeliest === null) return;
  const bin = binOf(answer.likeliest.score);
  increase(checks, `n:${bin}`);
  if (isRight) increase(checks, `right:${bin}`);
  increase(checks, `score:${bin}`, Math.round(answer.likeliest.score * 1000));
}

const increase = (counts: Map<string, number>, key: string, by = 1) =>
  counts.set(key, (counts.get(key) ?? 0) + by);
