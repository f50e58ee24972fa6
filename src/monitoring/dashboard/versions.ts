/** Versions of a command as people name them, and the days on which something changed. Pure. */

import type { DashboardFilter } from "../../flows/monitoring/dashboard/filter.ts";
import type { Figures, VersionFigures, VersionKey } from "../../flows/ports/dashboard.ts";
import type { DashboardWords } from "./words/words.ts";

/** Something changed within a step. */
export interface Marker {
  /** Index of the step. */
  readonly step: number;
  readonly title: string;
}

/** As many as can be distinguished on a chart; the newest are kept. */
const MAX_MARKERS = 12;

/** One word for a version, for addresses. */
export const versionId = ({ version, revision, model, hasHead }: VersionKey) =>
  [version ?? "", revision, model, hasHead ? "head" : ""].join("~");

/** Versions that answered, the one that was used last first. */
export const answeringVersions = (figures: Figures) =>
  figures.versions.filter(({ revision }) => revision !== "");

/** Names a version among others: the model is in it where they have several.
 * @param among all versions that are shown beside it */
export function createNaming(
  words: DashboardWords,
  among: readonly VersionKey[],
): (key: VersionKey) => string {
  const models = new Set(among.map(({ model }) => model).filter((model) => model !== ""));
  return (key) => {
    if (key.revision === "") return words.withoutAnswer;
    const own = words.version(key.version, key.revision);
    const name = key.hasHead ? words.withHead(own) : own;
    return models.size > 1 ? `${name}, ${key.model}` : name;
  };
}

/** The version whose spot checks are shown: the chosen one, else the one used last that has any. */
export function chosenVersion(figures: Figures, filter: DashboardFilter): VersionFigures | null {
  if (filter.command === null) return null;
  const versions = answeringVersions(figures);
  return (
    versions.find((one) => versionId(one) === filter.version) ??
    versions.find(({ counts }) => counts.decided > 0) ??
    versions[0] ??
    null
  );
}

/** Days on which a version, a classifier head or a model answers that did not on the day with asks before, by step. */
export function findChanges(
  days: Figures["days"],
  steps: readonly string[],
  words: DashboardWords,
): { readonly markers: readonly Marker[]; readonly omitted: number } {
  const byDay = Map.groupBy(days, ({ day }) => day);
  const found: { day: string; what: string }[] = [];
  let before: Record<string, ReadonlySet<string>> | null = null;
  for (const [day, keys] of byDay) {
    const aspects: Record<string, ReadonlySet<string>> = {
      version: new Set(keys.map(({ version, revision }) => words.version(version, revision))),
      head: new Set(keys.map(({ hasHead }) => (hasHead ? words.headOn : words.headOff))),
      model: new Set(keys.map(({ model }) => model)),
    };
    if (before !== null)
      for (const [name, values] of Object.entries(aspects))
        for (const what of values) if (!before[name]?.has(what)) found.push({ day, what });
    before = aspects;
  }
  const byStep = Map.groupBy(found, ({ day }) => steps.findLastIndex((step) => step <= day));
  const all = [...byStep]
    .filter(([step]) => step >= 0)
    .map(([step, own]) => ({
      step,
      title: own.map(({ day, what }) => words.onDay(words.step(day, "day"), what)).join("; "),
    }));
  return { markers: all.slice(-MAX_MARKERS), omitted: Math.max(0, all.length - MAX_MARKERS) };
}
