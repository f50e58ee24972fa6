/** Adds up the counts of days to the figures of a page. Pure. */

import { COUNTS, type Counts, noCounts } from "../../../core/statistics/roll-up.ts";
import { beginOf } from "../../../flows/monitoring/dashboard/filter.ts";
import type { FigureFilter, Figures, Step, VersionKey } from "../../../flows/ports/dashboard.ts";

/** Counts of one day, command and version, as they are stored: objects of numbers by key, as JSON. */
export interface DayRow extends VersionKey {
  /** "2026-11-27" */
  readonly day: string;
  readonly command: string;
  readonly counts: string;
  readonly spread: string;
  readonly checks: string;
}

type Numbers = Readonly<Record<string, number>>;
export type SummedFigures = Pick<Figures, "versions" | "steps" | "spread" | "checks" | "days">;

export interface FigureSums {
  add(row: DayRow): void;
  figures(): SummedFigures;
}

/** Without a command, labels of different commands would be mixed: they are left out. */
const OF_ONE_COMMAND = /^(label:|text$)/;
const NO_VERSION: VersionKey = { version: null, revision: "", model: "", hasHead: false };

/** The rows may come in any order. */
export function createFigureSums({
  command,
  step,
}: Pick<FigureFilter, "command"> & { readonly step: Step }): FigureSums {
  const isOfOne = command !== null;
  const versions = new Map<string, Summed & { command: string; firstDay: string; lastDay: string }>();
  const steps = new Map<string, Summed & { step: string }>();
  const spread = new Map<string, Map<string, number>>();
  const checks = new Map<string, { key: VersionKey; numbers: Map<string, number> }>();
  const days = new Map<string, VersionKey & { day: string }>();

  function addSpread(first: string, numbers: Numbers): void {
    const own = getOrAdd(spread, first, () => new Map<string, number>());
    for (const [name, n] of Object.entries(numbers))
      if (isOfOne || !OF_ONE_COMMAND.test(name)) own.set(name, (own.get(name) ?? 0) + n);
  }

  function addOfOne({ day, checks: text }: DayRow, key: VersionKey, id: string): void {
    if (key.revision !== "") days.set(`${day} ${id}`, { ...key, day });
    const own = getOrAdd(checks, id, () => ({ key, numbers: new Map<string, number>() })).numbers;
    for (const [name, n] of Object.entries(JSON.parse(text) as Numbers))
      own.set(name, (own.get(name) ?? 0) + n);
  }

  return {
    add(row) {
      const { day, version, revision, model, hasHead } = row;
      const key = { version, revision, model, hasHead };
      const id = JSON.stringify([version, revision, model, hasHead]);
      const counts = JSON.parse(row.counts) as Numbers;
      const ofVersion = getOrAdd(versions, `${row.command} ${id}`, () => ({
        ...{ key, counts: noCounts(), command: row.command, firstDay: day, lastDay: day },
      }));
      addCounts(ofVersion, counts);
      if (day < ofVersion.firstDay) ofVersion.firstDay = day;
      if (day > ofVersion.lastDay) ofVersion.lastDay = day;
      const first = beginOf(day, step);
      const ofStep = isOfOne ? key : NO_VERSION;
      addCounts(
        getOrAdd(steps, isOfOne ? `${first} ${id}` : first, () => ({
          ...{ key: ofStep, counts: noCounts(), step: first },
        })),
        counts,
      );
      addSpread(first, JSON.parse(row.spread) as Numbers);
      if (isOfOne) addOfOne(row, key, id);
    },

    figures: () => ({
      versions: [...versions.values()]
        .sort(
          (one, other) =>
            compare(other.lastDay, one.lastDay) ||
            compare(other.firstDay, one.firstDay) ||
            (other.key.version ?? -1) - (one.key.version ?? -1),
        )
        .map(({ key, command: own, firstDay, lastDay, counts }) => ({
          ...key,
          ...{ command: own, firstDay, lastDay, counts },
        })),
      steps: [...steps.values()]
        .sort((one, other) => compare(one.step, other.step))
        .map(({ key, step: first, counts }) => ({ ...key, step: first, counts })),
      spread: [...spread].flatMap(([first, own]) => [...own].map(([key, n]) => ({ step: first, key, n }))),
      checks: [...checks.values()].flatMap(({ key: of, numbers }) =>
        [...numbers].map(([key, n]) => ({ ...of, key, n })),
      ),
      days: [...days.values()].sort((one, other) => compare(one.day, other.day)),
    }),
  };
}

interface Summed {
  readonly key: VersionKey;
  readonly counts: Record<keyof Counts, number>;
}

function addCounts({ counts }: Summed, numbers: Numbers): void {
  for (const name of COUNTS) counts[name] += numbers[name] ?? 0;
}

const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);

function getOrAdd<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
