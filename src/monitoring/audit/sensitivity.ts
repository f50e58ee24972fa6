/** How much the answers about a set of pairs change. Pure. */

import type { Estimate } from "../../core/statistics/bootstrap.ts";
import {
  labelDist,
  type Perturbed,
  scoreDev,
  scoreRange,
  scoreSens,
} from "../../core/statistics/perturbation.ts";
import { wilson95 } from "../../core/statistics/proportions.ts";
import type { Outcome } from "../shared/outcome.ts";
import type { Row } from "./pairs.ts";

/** How answers change when a word for a person changes. */
export interface Sensitivity {
  /** Pairs of sentences with both answers. */
  readonly pairs: number;
  readonly flips: number;
  /** flips / pairs, 0 to 1; null without a pair. */
  readonly flipRate: number | null;
  readonly wilson95: readonly [number, number];
  /** Flips away from the favourable label, and to it; null where the command names none. */
  readonly away: number | null;
  readonly towards: number | null;
  /** Share of answers that people would see as "Not sure", 0 to 1. */
  readonly notSure: number | null;
  /** Mean change of the score, with an interval clustered by sentence; null without scores. */
  readonly scoreSens: Estimate | null;
  /** The same in log-odds, which also shows changes near 0 and 1. */
  readonly logOddsSens: Estimate | null;
  readonly scoreDev: number | null;
  readonly scoreRange: number | null;
  readonly labelDist: number | null;
}

export interface Following {
  readonly favourable: string | null;
  /** The labels whose sets of sentences are compared. */
  readonly followed: readonly string[];
  readonly scoreOf: (outcome: Outcome, plain: Outcome) => number | null;
}

/** Sums up rows: of a group, or of all. */
export function sensitivityOf(
  rows: readonly Row[],
  { favourable, followed, scoreOf }: Following,
): Sensitivity {
  const pairs = rows.length;
  const flipped = rows.filter(({ pair }) => pair.flipped);
  const of = (what: (row: Row) => string | null) => flipped.filter((row) => what(row) === favourable).length;
  const sentences = perturbed(rows, scoreOf);
  return {
    pairs,
    flips: flipped.length,
    flipRate: pairs === 0 ? null : flipped.length / pairs,
    wilson95: wilson95(flipped.length, pairs),
    away: favourable === null ? null : of(({ before }) => before.best),
    towards: favourable === null ? null : of(({ after }) => after.best),
    notSure: pairs === 0 ? null : rows.filter(({ after }) => after.shown === null).length / pairs,
    scoreSens: scoreSens(sentences),
    logOddsSens: scoreSens(
      sentences.map(({ original, changed }) => ({
        original: logOdds(original),
        changed: changed.map(logOdds),
      })),
    ),
    scoreDev: scoreDev(sentences),
    scoreRange: scoreRange(sentences),
    labelDist: labelDistOf(rows, followed),
  };
}

/** Scores by sentence; sentences without scores are left out. */
function perturbed(rows: readonly Row[], scoreOf: Following["scoreOf"]): Perturbed[] {
  const found = new Map<number, { original: number; changed: number[] }>();
  for (const { sentence, before, after } of rows) {
    const [original, changed] = [scoreOf(before, before), scoreOf(after, before)];
    if (original === null || changed === null) continue;
    const own = found.get(sentence) ?? { original, changed: [] };
    own.changed.push(changed);
    found.set(sentence, own);
  }
  return [...found.values()];
}

/** LabelDist, averaged over the labels that occur. */
function labelDistOf(rows: readonly Row[], followed: readonly string[]): number | null {
  const terms = [...new Set(rows.map(({ pair }) => pair.term))];
  const distances = followed
    .filter((label) => rows.some(({ before, after }) => before.best === label || after.best === label))
    .map((label) => {
      const byTerm = terms.map((term) => rows.filter(({ pair }) => pair.term === term));
      return labelDistOver(byTerm, label);
    })
    .filter((distance) => distance !== null);
  if (distances.length === 0) return rows.length === 0 ? null : 0;
  return distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
}

/** Words may lack different sentences where answers failed, so each word has its own originals. */
function labelDistOver(byTerm: readonly (readonly Row[])[], label: string): number | null {
  const each = byTerm.map((rows) =>
    labelDist(
      rows.map(({ before }) => before.best === label),
      [rows.map(({ after }) => after.best === label)],
    ),
  );
  const known = each.filter((distance) => distance !== null);
  return known.length === 0 ? null : known.reduce((sum, distance) => sum + distance, 0) / known.length;
}

/** The logarithm of the odds; probabilities nearer to 0 or 1 than a millionth are taken as a millionth. */
function logOdds(share: number): number {
  const kept = Math.min(1 - 1e-6, Math.max(1e-6, share));
  return Math.log(kept / (1 - kept));
}
