/** The rates of a command's groups with their intervals, drawn. */

import { shorten } from "../../core/text/text.ts";
import { titleOf } from "../../flows/monitoring/groups/lists.ts";
import type { CommandGroups, Measure } from "../../flows/monitoring/groups/report.ts";
import { groupWords } from "../../flows/monitoring/groups/words.ts";
import { createFormat } from "../../i18n/format.ts";
import { languageFor } from "../../i18n/words.ts";
import { barChart } from "../charts.ts";

/** Wide characters are as wide as two others. */
const MAX_NAME = 40;
const MAX_WIDE_NAME = 20;

/** @returns SVG; null where nothing of this kind may be shown */
export async function groupChart(
  { command, rows }: CommandGroups,
  measure: Measure,
  locale: string,
): Promise<string | null> {
  const words = groupWords(locale);
  const tag = languageFor(locale);
  const shown = rows.flatMap((row) => {
    const cell = row.cells[measure];
    return cell.kind === "hidden" ? [] : [{ title: titleOf(row, tag), ...cell.rate }];
  });
  if (shown.length === 0) return null;
  return barChart({
    id: `groups-${command}-${measure}`,
    title: `/${command}: ${words.measures[measure]}`,
    description: shown.map((one) => `${one.title}: ${words.rate(one)}`).join(". "),
    format: createFormat(tag),
    xLabel: words.measures[measure],
    bars: shown.map(({ title, share, low, high }) => ({
      name: shorten(title, /\p{Script=Han}/u.test(title) ? MAX_WIDE_NAME : MAX_NAME),
      value: share,
      interval: [low, high],
    })),
  });
}
