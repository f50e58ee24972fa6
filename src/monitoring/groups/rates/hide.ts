/**
 * Which groups may be shown, so that nothing can be known of one that is too small: not from its own row, and not from totals less the
 * groups that are shown. Pure.
 */

import type { GroupName } from "../../../flows/monitoring/groups/report.ts";
import { createSpans, type Place, type PlaceSet } from "./span.ts";
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
  const small = sizes.flatMap((size, group) => (size > 0 && !largeEnough.includes(group) ? [group] : []));
  const atoms = toAtoms(units);
  const spanOf = createSpans(atoms);
  const byTotals = spanOf([]);
  const secrets = findSecrets(atoms, { small, largeEnough, anyPeople }).filter(
    ({ set }) => !byTotals.has(set),
  );
  const shownWithout = (hidden: ReadonlySet<number>) => largeEnough.filter((group) => !hidden.has(group));
  return {
    shown: (hidden) => new Set(shownWithout(hidden)),
    giveaway(hidden) {
      const shown = shownWithout(hidden).sort((a, b) => (sizes[a] as number) - (sizes[b] as number) || a - b);
      if (shown.length === 0) return null;
      const span = spanOf(shown);
      const secret = secrets.find(
        ({ of: known, set }) => known.every((group) => !hidden.has(group)) && span.has(set),
      );
      if (secret === undefined) return null;
      const needed = span.neededFor(secret.set);
      return shown.find((group) => needed.has(group)) ?? (shown[0] as number);
    },
  };
}

/** Units with the same groups in the same total: no figure tells them apart. */
interface Atom extends Place {
  readonly units: readonly Unit[];
}

function toAtoms(units: readonly Unit[]): Atom[] {
  const parts = new Map([...new Set(units.map(({ total }) => total))].map((total, part) => [total, part]));
  const alike = Map.groupBy(units, ({ groups, total }) =>
    JSON.stringify([total, [...groups].sort((a, b) => a - b)]),
  );
  return [...alike.values()].map((own) => {
    const { total, groups } = own[0] as Unit;
    return { part: parts.get(total) as number, groups, units: own };
  });
}

/** A set of which nothing may be known. */
interface Secret {
  readonly set: PlaceSet;
  /** Groups that must be shown for it to be one: overlaps of hidden groups are none. */
  readonly of: readonly number[];
}

/** Groups that are too small, and what is too small of the overlaps and rests of two sets that are known, of units in the same groups, and of
 * those among them that are in the same total. */
function findSecrets(
  atoms: readonly Atom[],
  {
    small,
    largeEnough,
    anyPeople,
  }: {
    readonly small: readonly number[];
    readonly largeEnough: readonly number[];
    readonly anyPeople: boolean;
  },
): Secret[] {
  const all = [...atoms.keys()];
  const isIn = (at: number, group: number) => atoms[at]?.groups.has(group) ?? false;
  const placesOf = new Map(
    [...small, ...largeEnough].map((group) => [group, all.filter((at) => isIn(at, group))]),
  );
  const places = (group: number) => placesOf.get(group) as PlaceSet;
  const parts = Map.groupBy(all, (at) => (atoms[at] as Atom).part);
  const isSmall = (set: PlaceSet) => set.length > 0 && isTooSmall(unitsOf(atoms, set), anyPeople);
  const secrets: Secret[] = small.map((group) => ({ set: places(group), of: [] }));
  const add = (of: readonly number[], ...sets: PlaceSet[]) =>
    secrets.push(...sets.filter(isSmall).map((set) => ({ set, of })));
  for (const [index, group] of largeEnough.entries()) {
    const own = places(group);
    add(
      [group],
      own,
      all.filter((at) => !isIn(at, group)),
    );
    for (const other of largeEnough.slice(index + 1))
      add(
        [group, other],
        own.filter((at) => isIn(at, other)),
        own.filter((at) => !isIn(at, other)),
        places(other).filter((at) => !isIn(at, group)),
      );
    for (const [part, both] of Map.groupBy(own, (at) => (atoms[at] as Atom).part))
      add(
        [group],
        both,
        own.filter((at) => atoms[at]?.part !== part),
        (parts.get(part) ?? []).filter((at) => !isIn(at, group)),
      );
  }
  const sameGroups = Map.groupBy(all, (at) => [...(atoms[at] as Atom).groups].sort((a, b) => a - b).join());
  add([], ...sameGroups.values(), ...all.map((at) => [at]));
  return secrets;
}

function* unitsOf(atoms: readonly Atom[], set: PlaceSet): Generator<Unit> {
  for (const at of set) yield* (atoms[at] as Atom).units;
}
