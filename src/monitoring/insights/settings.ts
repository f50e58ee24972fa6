/** The share of valid answers by temperature, token length and end sequence, where the model writes its answer. Pure. */

import type { GenerationSettings } from "../../core/ask.ts";
import type { Command } from "../../core/command/command.ts";
import { wilson95 } from "../../core/statistics/proportions.ts";
import { holm, mcnemarExact } from "../../core/statistics/tests.ts";

/** One way to generate, and how it did. */
export interface SettingsCell extends GenerationSettings {
  readonly valid: number;
  /** Texts that were answered. */
  readonly n: number;
  readonly interval: readonly [number, number];
}

export interface SettingsFigure {
  readonly texts: number;
  readonly temperatures: readonly number[];
  readonly lengths: readonly number[];
  readonly endSequences: readonly string[];
  readonly cells: readonly SettingsCell[];
  /** The settings of the command's file. */
  readonly own: SettingsCell | null;
  /** The best other settings that are better than the file's beyond doubt; null where none are. */
  readonly better: SettingsCell | null;
  readonly failed: number;
}

const TEMPERATURES = [0, 0.1, 0.5, 1, 1.5];
/** Labels are short; free texts are not. */
const LENGTHS = { labels: [2, 5, 10, 25], text: [5, 10, 25, 50] };
const END_SEQUENCES = ["###", "---", "END"];

/** Every combination that is tried, the command's own among them. End sequences that the command's texts hold are left out. */
export function gridOf(command: Command): Pick<SettingsFigure, "temperatures" | "lengths" | "endSequences"> {
  const { temperature, maxNewTokens, endSequence } = command.generation;
  const texts = [
    ...(command.labels ?? []),
    ...command.examples.flatMap(({ input, output }) => [input, output]),
  ].join("\n");
  const sorted = (numbers: readonly number[]) => [...new Set(numbers)].sort((a, b) => a - b);
  return {
    temperatures: sorted([...TEMPERATURES, temperature]),
    lengths: sorted([...(command.labels ? LENGTHS.labels : LENGTHS.text), maxNewTokens]),
    endSequences: [...new Set([endSequence, ...END_SEQUENCES.filter((end) => !texts.includes(end))])],
  };
}

/** @param validOf whether the answer about a text was valid; undefined where it failed */
export function settingsFigure(
  command: Command,
  texts: readonly string[],
  validOf: (settings: GenerationSettings, text: string) => boolean | undefined,
): SettingsFigure {
  const grid = gridOf(command);
  const cells = combinations(grid).map((settings): SettingsCell => {
    const known = texts.map((text) => validOf(settings, text)).filter((valid) => valid !== undefined);
    const valid = known.filter(Boolean).length;
    return { ...settings, valid, n: known.length, interval: wilson95(valid, known.length) };
  });
  const { temperature, maxNewTokens, endSequence } = command.generation;
  const own =
    cells.find(
      (cell) =>
        cell.temperature === temperature &&
        cell.maxNewTokens === maxNewTokens &&
        cell.endSequence === endSequence,
    ) ?? null;
  const better =
    own === null ? null : betterThan(own, cells, (cell) => texts.map((text) => validOf(cell, text)));
  return {
    texts: texts.length,
    ...grid,
    cells,
    own,
    better,
    failed: cells.reduce((sum, { n }) => sum + texts.length - n, 0),
  };
}

/** The best settings that are better than the command's own by exact McNemar over the same texts, adjusted by Holm for all that were tried. */
function betterThan(
  own: SettingsCell,
  cells: readonly SettingsCell[],
  validityOf: (cell: SettingsCell) => readonly (boolean | undefined)[],
): SettingsCell | null {
  const others = cells.filter((cell) => cell !== own);
  const before = validityOf(own);
  const pValues = others.map((cell) => {
    const now = validityOf(cell);
    const gained = now.filter((valid, index) => valid === true && before[index] === false).length;
    const lost = now.filter((valid, index) => valid === false && before[index] === true).length;
    return mcnemarExact(gained, lost).oneSided;
  });
  const adjusted = holm(pValues);
  const found = others
    .filter((_cell, index) => (adjusted[index] ?? 1) < 0.05)
    .sort((one, other) => other.valid / other.n - one.valid / one.n || one.maxNewTokens - other.maxNewTokens);
  return found[0] ?? null;
}

/** Every combination of a grid. */
export function combinations({
  temperatures,
  lengths,
  endSequences,
}: ReturnType<typeof gridOf>): GenerationSettings[] {
  return endSequences.flatMap((endSequence) =>
    temperatures.flatMap((temperature) =>
      lengths.map((maxNewTokens) => ({ temperature, maxNewTokens, endSequence })),
    ),
  );
}
