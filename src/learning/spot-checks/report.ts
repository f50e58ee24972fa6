/** What spot checks say of a command: how often its answers are right, whether its scores are true, and from which score on to answer. Pure. */

import type { SpotCheck } from "../../core/review.ts";
import { expectedCalibrationError, type Judged } from "../../core/statistics/labels.ts";
import { wilson95 } from "../../core/statistics/proportions.ts";
import { mcnemarExact } from "../../core/statistics/tests.ts";

/** Spot checks with scores below which no threshold is suggested. */
const MIN_FOR_SUGGESTION = 30;
/** Thresholds that are tried are multiples of this, from 0 to 0.95. */
const STEP = 0.05;
const TRIED = Math.round(1 / STEP);
const BINS = 10;
const SIGNIFICANT = 0.05;

/** `right` of `n`, with its share and the 95 % Wilson interval of that share; shares are 0 to 1, null for n = 0. */
export interface Share {
  readonly right: number;
  readonly n: number;
  readonly share: number | null;
  readonly interval: readonly [number, number] | null;
}

export interface CurvePoint extends Share {
  /** Answers with at least this score are given, 0 to 1. */
  readonly threshold: number;
  /** Their share of all, 0 to 1. */
  readonly coverage: number;
}

export interface CalibrationBin extends Share {
  readonly from: number;
  readonly to: number;
  /** Mean score of the bin's answers. */
  readonly score: number;
}

export type Suggestion =
  | { readonly kind: "too-few"; readonly missing: number }
  /** No other threshold is better beyond doubt. */
  | { readonly kind: "keep"; readonly abstainBelow: number }
  | { readonly kind: "change"; readonly abstainBelow: number; readonly before: number; readonly p: number };

/** What one version of a command and of the model did. */
export interface VersionReport {
  /** Number of the saved version; null for a file. */
  readonly version: number | null;
  /** Short hash of the command's source. */
  readonly revision: string;
  readonly model: string;
  /** Whether a classifier head decided together with the prompt. */
  readonly hasHead: boolean;
  readonly firstAskedAt: Date;
  readonly lastAskedAt: Date;
  /** Of the spot checks with an answer: decided, and waiting. */
  readonly decided: number;
  readonly waiting: number;
  /** Of the decided ones whose answer was a label, those that were right. */
  readonly accuracy: Share;
  /** The same of the likeliest label, also where the answer was "Not sure". */
  readonly likeliest: Share;
  /** Decided ones whose answer was "Not sure". */
  readonly notSure: number;
  /** Expected calibration error, 0 to 1; null where nothing has scores. */
  readonly calibrationError: number | null;
  readonly bins: readonly CalibrationBin[];
  readonly curve: readonly CurvePoint[];
  readonly suggestion: Suggestion;
}

interface Decided {
  readonly given: string | null;
  readonly score: number | null;
  readonly isAnswered: boolean;
  /** Whether the likeliest label is right. */
  readonly isRight: boolean;
  readonly expected: string | null;
}

/** Reports of all versions that have spot checks with an answer, the one that was asked last first. Answers of two versions of the command
 * or of the model are never counted together. */
export function reportVersions(checks: readonly SpotCheck[]): VersionReport[] {
  const groups = Map.groupBy(
    checks.filter(({ answer }) => answer !== null),
    ({ answer }) =>
      JSON.stringify([
        answer?.commandVersion ?? null,
        answer?.commandRevision,
        modelOf(answer),
        hasHead(answer),
      ]),
  );
  return [...groups.values()]
    .map(reportOne)
    .sort((one, other) => other.lastAskedAt.getTime() - one.lastAskedAt.getTime());
}

/** Heads that were trained again count together: each is the one before with a few more rows. */
const hasHead = (answer: SpotCheck["answer"]) => answer?.head != null;
const modelOf = (answer: SpotCheck["answer"]) => `${answer?.model.name} ${answer?.model.revision}`;

function reportOne(checks: readonly SpotCheck[]): VersionReport {
  const times = checks.map(({ askedAt }) => askedAt.getTime());
  const decided = checks.flatMap(toDecided);
  const scored = decided.filter(({ score }) => score !== null);
  const answer = checks.at(-1)?.answer;
  const answered = decided.filter(({ isAnswered }) => isAnswered);
  return {
    version: answer?.commandVersion ?? null,
    revision: answer?.commandRevision ?? "unknown",
    model: modelOf(answer ?? null),
    hasHead: hasHead(answer ?? null),
    firstAskedAt: new Date(Math.min(...times)),
    lastAskedAt: new Date(Math.max(...times)),
    decided: decided.length,
    waiting: checks.length - decided.length,
    accuracy: shareOf(answered),
    likeliest: shareOf(decided),
    notSure: decided.length - answered.length,
    calibrationError: expectedCalibrationError(scored.map(toJudged)),
    bins: binsOf(scored),
    curve: curveOf(scored),
    suggestion: suggest(scored, answer?.abstainBelow ?? 0),
  };
}

function toDecided({ answer, decision }: SpotCheck): Decided[] {
  if (answer === null || decision === null) return [];
  const given = answer.scores?.[0]?.label ?? answer.label;
  return [
    {
      given,
      score: answer.scores?.[0]?.score ?? null,
      isAnswered: answer.label !== null,
      isRight: decision.label !== null && decision.label === given,
      expected: decision.label,
    },
  ];
}

const toJudged = ({ given, score, expected }: Decided): Judged => ({
  // What fits no label is an answer that no label equals.
  ...{ expected: expected ?? "\n", predicted: given, confidence: score },
});

function shareOf(decided: readonly Decided[]): Share {
  const n = decided.length;
  const right = decided.filter(({ isRight }) => isRight).length;
  return n === 0
    ? { right, n, share: null, interval: null }
    : { right, n, share: right / n, interval: wilson95(right, n) };
}

function binsOf(scored: readonly Decided[]): CalibrationBin[] {
  return Array.from({ length: BINS }, (_, bin) => {
    const own = scored.filter(({ score }) => Math.min(BINS - 1, Math.floor((score ?? 0) * BINS)) === bin);
    const score = own.reduce((sum, one) => sum + (one.score ?? 0), 0) / own.length;
    return { from: bin / BINS, to: (bin + 1) / BINS, score, ...shareOf(own) };
  }).filter(({ n }) => n > 0);
}

function curveOf(scored: readonly Decided[]): CurvePoint[] {
  return Array.from({ length: TRIED }, (_, step) => {
    const threshold = thresholdOf(step);
    const given = scored.filter(({ score }) => (score ?? 0) >= threshold);
    return { threshold, coverage: given.length / scored.length, ...shareOf(given) };
  }).filter(({ n }) => n > 0);
}

/** The points of a curve at which fewer answers are left than before: for a table. */
export function distinctPoints(curve: readonly CurvePoint[]): readonly CurvePoint[] {
  return curve.filter(({ n }, index) => n !== curve[index - 1]?.n);
}

/** Rounded, so that 3 × 0.05 is 0.15. */
const thresholdOf = (step: number) => Math.round(step * STEP * 100) / 100;

/**
 * The threshold at which right answers exceed wrong ones by most: below it, an answer is more often wrong than right. It differs from the
 * present one only where the answers between the two speak for it beyond doubt: an exact sign test, corrected for the number of
 * thresholds that were tried (Bonferroni).
 * @see https://doi.org/10.1109/TIT.1970.1054406 Chow 1970, with a wrong answer as bad as a right one is good
 */
function suggest(scored: readonly Decided[], present: number): Suggestion {
  if (scored.length < MIN_FOR_SUGGESTION)
    return { kind: "too-few", missing: MIN_FOR_SUGGESTION - scored.length };
  const gainOf = (threshold: number) =>
    scored
      .filter(({ score }) => (score ?? 0) >= threshold)
      .reduce((sum, { isRight }) => sum + (isRight ? 1 : -1), 0);
  const candidates = Array.from({ length: TRIED }, (_, step) => thresholdOf(step));
  const best = candidates.reduce((found, one) => {
    const more = gainOf(one) - gainOf(found);
    const isNearer = Math.abs(one - present) < Math.abs(found - present);
    return more > 0 || (more === 0 && isNearer) ? one : found;
  });
  const between = scored.filter(
    ({ score }) => (score ?? 0) >= Math.min(best, present) && (score ?? 0) < Math.max(best, present),
  );
  const rights = between.filter(({ isRight }) => isRight).length;
  const wrongs = between.length - rights;
  const [helped, harmed] = best > present ? [wrongs, rights] : [rights, wrongs];
  const p = Math.min(1, mcnemarExact(helped, harmed).oneSided * TRIED);
  return p < SIGNIFICANT
    ? { kind: "change", abstainBelow: best, before: present, p }
    : { kind: "keep", abstainBelow: present };
}
