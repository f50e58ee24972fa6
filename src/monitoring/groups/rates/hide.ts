/**
 * Which groups may be shown, so that nothing can be known of one that is too small: not from its own row, and not from totals less the
 * groups that are shown. Pure.
 */

import type { GroupName } from "../../../flows/groups/report.ts";
import { spanOf } from "./span.ts";
import { type Counted, isOfPeople, isTooSmall, type Unit } from "./units.ts";

/** Numbers of groups, of one command, by what is counted. */
export type Shown = ReadonlyMap<Counted, ReadonlySet<number>>;

/**
 * A group is shown where it and everybody else are large enough. Of those, the smallest are hidden in turn until nothing that is too small
 * follows from what is left: no hidden group, no overlap or rest of two sets that are known, no set of units that are in the same groups.
 * Totals of the command by workspace, day and version count as known. A group that is hidden for the sake of another is hidden in all figures of
 * the command: with figures of the same answers side by side, one would give away what the other hides.
 * @param units of one command
 * @param groups all groups, by number
 */
export function shownGroups(
  units: readonly Unit[],
  groups: readonly GroupName[],
  counted: readonly Counted[],
): Shown {
  const tables = new Map(counted.map((what) => [what, createTable(of(units, what), groups)]));
  const hidden = new Set<number>();
  for (;;) {
    const found = [...tables.values()].map((table) => table.giveaway(hidden)).find((one) => one !== null);
    if (found === undefined || found === null) break;
    hidden.add(found);
  }
  return new Map([...tables].map(([what, table]) => [what, table.shown(hidden)]));
}

/** The units that count for one figure. */
export const of = (units: readonly Unit[], what: Counted) =>
  units.filter(({ failed }) => failed[what] !== null);

interface Table {
  /** The groups that are shown where these are hidden. */
  shown(hidden: ReadonlySet<number>): ReadonlySet<number>;
  /** The group to hide next; null where nothing is given away. */
  giveaway(hidden: ReadonlySet<number>): number | null;
}

function createTable(units: readonly Unit[], groups: readonly GroupName[]): Table {
  const anyPeople = groups.some(({ source }) => isOfPeople(source));
  const sizes = groups.map((_name, group) => units.filter((unit) => unit.groups.has(group)).length);
  const largeEnough = groups.flatMap(({ source }, group) => {
    if (sizes[group] === 0) return [];
    const own = units.filter((unit) => unit.groups.has(group));
    const others = units.filter((unit) => !unit.groups.has(group));
    const people = isOfPeople(source);
    return isTooSmall(own, people) || isTooSmall(others, people) ? [] : [group];
  });
  const present = sizes.flatMap((size, group) => (size > 0 ? [group] : []));
  /** Units with the same groups in the same total: no figure tells them apart. */
  const atoms = [
    ...Map.groupBy(units, ({ groups: own, total }) =>
      JSON.stringify([total, [...own].sort((a, b) => a - b)]),
    ).values(),
  ];
  const vectorOf = (isIn: (unit: Unit) => boolean) => atoms.map(([unit]) => (unit && isIn(unit) ? 1 : 0));
  const parts = [...new Set(units.map(({ total }) => total))].map((total) =>
    vectorOf((unit) => unit.total === total),
  );
  const totals = [vectorOf(() => true), ...parts];
  const vectors = new Map(present.map((group) => [group, vectorOf((unit) => unit.groups.has(group))]));
  const vector = (group: number) => vectors.get(group) as readonly number[];
  const unitsOf = (set: readonly number[]) => atoms.flatMap((atom, at) => (set[at] === 1 ? atom : []));

  /** Sets of which nothing may be known. */
  const secrets = (shown: readonly number[]): (readonly number[])[] => {
    const sets = shown.map(vector);
    const pairs = sets.flatMap((one, index) =>
      [...sets.slice(index + 1), ...totals].map((other) => [one, other] as const),
    );
    const overlaps = pairs.flatMap(([one, other]) => [
      one.map((value, at) => value * (other[at] as number)),
      one.map((value, at) => value * (1 - (other[at] as number))),
      one.map((value, at) => (1 - value) * (other[at] as number)),
    ]);
    const sameGroups = [...Map.groupBy(atoms.keys(), (at) => keyOf(atoms[at])).values()].map((own) => {
      const members = new Set(own);
      return atoms.map((_atom, at) => (members.has(at) ? 1 : 0));
    });
    const single = atoms.map((_atom, own) => atoms.map((_other, at) => (at === own ? 1 : 0)));
    const distinct = new Map([...overlaps, ...sameGroups, ...single].map((set) => [set.join(""), set]));
    const small = [...distinct.values()].filter((set) => {
      const own = unitsOf(set);
      return own.length > 0 && isTooSmall(own, anyPeople);
    });
    return [...present.filter((group) => !largeEnough.includes(group)).map(vector), ...small];
  };

  const shownWithout = (hidden: ReadonlySet<number>) => largeEnough.filter((group) => !hidden.has(group));
  return {
    shown: (hidden) => new Set(shownWithout(hidden)),
    giveaway(hidden) {
      const shown = shownWithout(hidden).sort((a, b) => (sizes[a] as number) - (sizes[b] as number) || a - b);
      if (shown.length === 0) return null;
      const byTotals = spanOf(totals);
      const span = spanOf([...totals, ...shown.map(vector)]);
      const secret = secrets(shown).find((one) => span.has(one) && !byTotals.has(one));
      if (secret === undefined) return null;
      const without = (left: number) =>
        spanOf([...totals, ...shown.filter((one) => one !== left).map(vector)]);
      return shown.find((group) => !without(group).has(secret)) ?? (shown[0] as number);
    },
  };
}

const keyOf = (atom: readonly Unit[] | undefined) =>
  JSON.stringify([...(atom?.[0]?.groups ?? [])].sort((a, b) => a - b));
