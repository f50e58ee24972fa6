/** Flips before and after a change: how often the likeliest label changes with the word for a person. Pure. */

import { clusteredBootstrap95 } from "../../../core/statistics/bootstrap.ts";
import { wilson95 } from "../../../core/statistics/proportions.ts";
import type { AuditChange, AuditPair, FlippedPair, GateReport, LabelPair, Objection } from "./ports.ts";

/** The likeliest label of a text; undefined where there is no answer. */
export type LabelOf = (text: string) => string | null | undefined;

/** Compares two sides over the same pairs. Pairs without an answer of both sides are left out. */
export function compareFlips(
  pairs: readonly AuditPair[],
  {
    before,
    after,
    limit,
  }: { readonly before: LabelOf; readonly after: LabelOf; readonly limit: number | null },
): AuditChange {
  const known = pairs.flatMap((pair): FlippedPair[] => {
    const [own, earlier] = [labelsOf(pair, after), labelsOf(pair, before)];
    return own && earlier ? [{ ...pair, before: earlier, after: own }] : [];
  });
  const clusters = Map.groupBy(known, ({ sentence }) => sentence);
  return {
    n: known.length,
    before: countOf(known.map((pair) => pair.before)),
    after: countOf(known.map((pair) => pair.after)),
    appeared: known.filter((pair) => flips(pair.after) && !flips(pair.before)),
    gone: known.filter((pair) => !flips(pair.after) && flips(pair.before)),
    difference: clusteredBootstrap95(
      [...clusters.values()].map((own) =>
        own.map((pair) => Number(flips(pair.after)) - Number(flips(pair.before))),
      ),
    ),
    limit,
  };
}

/** Whether more answers change with the word for a person than the command's limit allows, and more than before. */
export function exceedsLimit({ n, before, after, limit }: AuditChange): boolean {
  return limit !== null && n > 0 && after.flips / n > limit && after.flips > before.flips;
}

/** What speaks against a change; empty for nothing. */
export function objectionsTo({ rows, audit }: Pick<GateReport, "rows" | "audit">): Objection[] {
  return [
    ...(rows.verdict === "worse" ? (["worse"] as const) : []),
    ...(audit && exceedsLimit(audit) ? (["flips"] as const) : []),
  ];
}

function labelsOf({ plain, text }: AuditPair, labelOf: LabelOf): LabelPair | null {
  const [one, other] = [labelOf(plain), labelOf(text)];
  return one === undefined || other === undefined ? null : [one, other];
}

const flips = ([plain, changed]: LabelPair) => plain !== changed;

function countOf(pairs: readonly LabelPair[]): AuditChange["before"] {
  const count = pairs.filter(flips).length;
  return { flips: count, interval: wilson95(count, pairs.length) };
}
