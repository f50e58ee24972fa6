/** From units to rates, comparisons and findings. Pure. */

import { neededPerGroup } from "../../../core/statistics/power.ts";
import { newcombe95, wilson95 } from "../../../core/statistics/proportions.ts";
import { benjaminiHochberg, twoProportions } from "../../../core/statistics/tests.ts";
import {
  type Cell,
  type CommandGroups,
  type Comparison,
  type Enough,
  type Finding,
  type GroupName,
  type GroupRow,
  type GroupVerdict,
  MEASURES,
  type Measure,
  type Rate,
} from "../../../flows/monitoring/groups/report.ts";
import { of, shownGroups } from "./hide.ts";
import { type Counted, MIN_COMPARED, type Unit } from "./units.ts";

const COUNTED: readonly Counted[] = [...MEASURES, "feedback"];
const SIGNIFICANT = 0.05;

type ComparedCommand = Omit<CommandGroups, "isInForce">;

export interface Compared {
  readonly commands: readonly ComparedCommand[];
  readonly comparisons: number;
  readonly findings: readonly Finding[];
}

/** A figure before the adjustment for many comparisons. */
interface Draft {
  readonly rate: Rate;
  readonly others: Rate;
  readonly enough: Enough;
  /** Null where nothing is compared. */
  readonly comparison: Omit<Comparison, "adjusted"> | null;
  /** Whether the difference is still there whichever single person is left out. */
  readonly isOfMany: () => boolean;
}

/** @param units of all commands, in one week
 * @param groups all groups, by number
 * @param margin a smaller difference is no alert, 0 to 1 */
export function compareGroups(
  units: readonly Unit[],
  groups: readonly GroupName[],
  margin: number,
): Compared {
  const drafts = [...Map.groupBy(units, ({ command }) => command)]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([command, own]) => ({ command, rows: draftRows(own, groups, margin) }));
  const compared = drafts.flatMap(({ rows }) =>
    rows.flatMap(({ cells }) => [...cells.values()].flatMap((draft) => (draft?.comparison ? [draft] : []))),
  );
  const values = benjaminiHochberg(compared.map(({ comparison }) => comparison?.p ?? 1));
  const adjusted = new Map(compared.map((draft, index) => [draft, values[index] as number]));
  const commands = drafts.map(({ command, rows }) => ({
    command,
    rows: rows.map(
      ({ group, cells, feedback }): GroupRow => ({
        ...(groups[group] as GroupName),
        feedback,
        cells: Object.fromEntries(
          MEASURES.map((measure) => [measure, toCell(cells.get(measure) ?? null, { adjusted, margin })]),
        ) as Record<Measure, Cell>,
      }),
    ),
  }));
  return { commands, comparisons: compared.length, findings: commands.flatMap(findingsOf) };
}

interface DraftRow {
  readonly group: number;
  readonly cells: ReadonlyMap<Measure, Draft | null>;
  readonly feedback: Rate | null;
}

/** Groups of which a figure may be shown. */
function draftRows(units: readonly Unit[], groups: readonly GroupName[], margin: number): DraftRow[] {
  const shown = shownGroups(units, groups, COUNTED);
  const isShown = (group: number, what: Counted) => shown.get(what)?.has(group) ?? false;
  return groups.flatMap((_name, group) => {
    const cells = new Map(
      MEASURES.map((measure) => [
        measure,
        isShown(group, measure) ? draft(units, { group, measure, margin }) : null,
      ]),
    );
    if ([...cells.values()].every((one) => one === null)) return [];
    const answered = of(units, "feedback").filter((unit) => unit.groups.has(group));
    return [{ group, cells, feedback: isShown(group, "feedback") ? rateOf(answered, "feedback") : null }];
  });
}

function draft(
  units: readonly Unit[],
  { group, measure, margin }: { readonly group: number; readonly measure: Measure; readonly margin: number },
): Draft {
  const [own, rest] = split(of(units, measure), (unit) => unit.groups.has(group));
  const [rate, others] = [rateOf(own, measure), rateOf(rest, measure)];
  const n = Math.min(own.length, rest.length);
  // A share that can't grow by the margin is compared with one that is smaller by it.
  const other = others.share + margin <= 1 ? others.share + margin : others.share - margin;
  return {
    ...{ rate, others },
    enough: { n, needed: neededPerGroup(others.share, other) },
    comparison:
      n < MIN_COMPARED ? null : { others, ...differenceOf(rate, others), ...twoProportions(rate, others) },
    isOfMany: () => {
      return (
        withoutEach(own, measure).every((without) => isBeyond(differenceOf(without, others))) &&
        withoutEach(rest, measure).every((without) => isBeyond(differenceOf(rate, without)))
      );
    },
  };
}

/** 0.3 − 0.2 is less than 0.1. */
const ROUNDING = 1e-9;
const isBeyond = ({ low, high }: { readonly low: number; readonly high: number }) => low > 0 || high < 0;

function toCell(
  found: Draft | null,
  { adjusted, margin }: { readonly adjusted: ReadonlyMap<Draft, number>; readonly margin: number },
): Cell {
  if (found === null) return { kind: "hidden" };
  const { rate, enough } = found;
  if (found.comparison === null) return { kind: "rate", rate, enough };
  const comparison: Comparison = { ...found.comparison, adjusted: adjusted.get(found) ?? 1 };
  return { kind: "compared", rate, enough, comparison, verdict: judge(found, comparison, margin) };
}

function judge({ enough, isOfMany }: Draft, comparison: Comparison, margin: number): GroupVerdict {
  const isLarge = Math.abs(comparison.difference) >= margin - ROUNDING;
  const isReal = isBeyond(comparison) && comparison.adjusted < SIGNIFICANT;
  if (isReal && !isLarge) return "small";
  if (isReal && isOfMany()) return "different";
  if (enough.n < enough.needed) return "few";
  return isLarge ? "unclear" : "similar";
}

function findingsOf({ command, rows }: ComparedCommand): Finding[] {
  return rows.flatMap(({ source, name, names, cells }) =>
    MEASURES.flatMap((measure): Finding[] => {
      const cell = cells[measure];
      if (cell.kind !== "compared" || cell.verdict !== "different") return [];
      return [{ command, source, name, names, measure, rate: cell.rate, comparison: cell.comparison }];
    }),
  );
}

function rateOf(units: readonly Unit[], what: Counted): Rate {
  const n = units.length;
  const hits = units.filter(({ failed }) => failed[what] === true).length;
  const [low, high] = wilson95(hits, n);
  return { hits, n, share: n === 0 ? 0 : hits / n, low, high };
}

type Count = Pick<Rate, "hits" | "n">;

/** The counts that are left without each of the people. */
function withoutEach(units: readonly Unit[], what: Counted): Count[] {
  const all = { hits: units.filter(({ failed }) => failed[what] === true).length, n: units.length };
  return [...Map.groupBy(units, ({ person }) => person).values()].map((own) => ({
    hits: all.hits - own.filter(({ failed }) => failed[what] === true).length,
    n: all.n - own.length,
  }));
}

function differenceOf(rate: Count, others: Count) {
  const [low, high] = newcombe95(rate, others);
  // Without a row nothing is known: the interval says so.
  const share = ({ hits, n }: Count) => (n === 0 ? 0 : hits / n);
  return { difference: share(rate) - share(others), low, high };
}

function split<Value>(values: readonly Value[], isFirst: (value: Value) => boolean): [Value[], Value[]] {
  return [values.filter(isFirst), values.filter((value) => !isFirst(value))];
}
