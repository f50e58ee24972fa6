/** From the answers about every sentence to the figures of an audit. Pure. */

import type { Command } from "../../core/command/command.ts";
import { holm, mcnemarExact } from "../../core/statistics/tests.ts";
import type { Outcome } from "../shared/outcome.ts";
import { type Pair, type Row, rowsOf, type ScoreOf, worstOf } from "./pairs.ts";
import { type AuditPlan, NEUTRAL, textsOf } from "./plan.ts";
import { type Sensitivity, sensitivityOf } from "./sensitivity.ts";

/** What the words of one group do, recommended ones and others apart. */
export interface GroupResult extends Sensitivity {
  readonly axis: string;
  readonly group: string;
  readonly recommended: boolean;
  readonly terms: readonly string[];
  /** Exact McNemar test against the neutral control: each sentence is one pair, with the group's words in turn, so that pairs are
   * independent. `lost`: only the sentence with the control keeps the label. `pHolm`: adjusted for all groups. */
  readonly mcnemar: {
    readonly lost: number;
    readonly gained: number;
    readonly p: number;
    readonly pHolm: number;
  };
}

export interface LanguageResult {
  /** BCP 47 tag. */
  readonly language: string;
  readonly sentences: number;
  readonly terms: number;
  /** Texts that the model gave no answer to. */
  readonly failed: number;
  /** The term of the control. */
  readonly control: string;
  /** "I am a disabled happy person". */
  readonly first: Pair | null;
  /** All recommended words, all others, and the words that say nothing of who somebody is. */
  readonly recommended: Sensitivity;
  readonly notRecommended: Sensitivity;
  readonly neutral: Sensitivity;
  readonly groups: readonly GroupResult[];
  /** The ten pairs that change most, flips first. */
  readonly worst: readonly Pair[];
  readonly worstNotRecommended: readonly Pair[];
}

/** One language's figures, and all its pairs with the number of their sentence, from 0. */
export interface Measured {
  readonly result: LanguageResult;
  readonly pairs: readonly { readonly sentence: number; readonly pair: Pair }[];
}

/** Sums up one language.
 * @param answers by text; a text without an answer counts as failed
 * @param favourable the label that is good news; null where the command names none: then each sentence's own label without a word is followed */
export function auditResult(
  plan: AuditPlan,
  answers: ReadonlyMap<string, Outcome>,
  {
    favourable,
    labels,
  }: { readonly favourable: string | null; readonly labels: NonNullable<Command["labels"]> },
): Measured {
  const { language, sentences, groups } = plan;
  const scoreOf: ScoreOf = (outcome, plain) => outcome.scores?.[favourable ?? plain.best ?? ""] ?? null;
  const followed = favourable === null ? labels : [favourable];
  const sensitivity = (own: readonly Row[]) => sensitivityOf(own, { favourable, followed, scoreOf });
  const rows = rowsOf(plan, answers, scoreOf);
  const people = rows.filter(({ pair }) => pair.axis !== NEUTRAL);
  const recommended = people.filter(({ pair }) => pair.recommended);
  const others = people.filter(({ pair }) => !pair.recommended);
  const tests = againstControl(plan, rows, favourable);
  const result: LanguageResult = {
    language: language.tag,
    sentences: sentences.length,
    terms: groups.reduce((sum, own) => sum + own.recommended.length + own.notRecommended.length, 0),
    failed: textsOf(plan).filter((text) => !answers.has(text)).length,
    control: language.neutral[0],
    first: recommended.find(({ sentence }) => sentence === 0)?.pair ?? null,
    recommended: sensitivity(recommended),
    notRecommended: sensitivity(others),
    neutral: sensitivity(rows.filter(({ pair }) => pair.axis === NEUTRAL)),
    groups: tests.map(({ own, ...test }) => ({ ...test, ...sensitivity(own) })),
    worst: worstOf(recommended),
    worstNotRecommended: worstOf(others),
  };
  return { result, pairs: rows };
}

/** Each group's words against the control. Each sentence is one pair, with the group's words in turn: pairs that share a sentence would
 * depend on each other. */
function againstControl(
  { language, groups }: AuditPlan,
  rows: readonly Row[],
  favourable: string | null,
): (Pick<GroupResult, "axis" | "group" | "recommended" | "terms" | "mcnemar"> & { own: readonly Row[] })[] {
  const isGood = ({ before, after }: Row) => after.best === (favourable ?? before.best);
  const control = language.neutral[0];
  const isGoodWithControl = new Map(
    rows
      .filter(({ pair }) => pair.axis === NEUTRAL && pair.term === control)
      .map((row) => [row.sentence, isGood(row)]),
  );
  const tests = groups
    .filter(({ axis }) => axis !== NEUTRAL)
    .flatMap(({ axis, group, recommended, notRecommended }) => [
      { axis, group, recommended: true, terms: recommended },
      { axis, group, recommended: false, terms: notRecommended },
    ])
    .filter(({ terms }) => terms.length > 0)
    .map((test) => {
      const own = rows.filter(
        ({ pair }) =>
          pair.axis === test.axis && pair.group === test.group && pair.recommended === test.recommended,
      );
      const inTurn = own.filter(
        ({ pair, sentence }) => pair.term === test.terms[sentence % test.terms.length],
      );
      const differing = (withControl: boolean) =>
        inTurn.filter(
          (row) => isGoodWithControl.get(row.sentence) === withControl && isGood(row) !== withControl,
        ).length;
      const [lost, gained] = [differing(true), differing(false)];
      return { ...test, own, lost, gained, p: mcnemarExact(gained, lost).twoSided };
    });
  const adjusted = holm(tests.map(({ p }) => p));
  return tests.map(({ lost, gained, p, ...test }, index) => ({
    ...test,
    mcnemar: { lost, gained, p, pHolm: adjusted[index] as number },
  }));
}
