/** Which rows are most like a text, to be shown beside an answer. Pure, but for giving way to other work. */

import { setImmediate as giveWay } from "node:timers/promises";
import { rarityOf, similarity, textFeatures } from "./head/text-features.ts";
import type { LabelledRow } from "./rows.ts";

const COUNT = 3;
/** Newest rows that are compared. */
const MAX_ROWS = 2_000;
/** Rows between two pauses: some five milliseconds. */
const AT_ONCE = 100;
/** Less alike than this is not alike. */
const LEAST = 0.1;

/** The three rows most like a text, of those that may be shown, most alike first; fewer where fewer are alike. */
export async function nearestRows(text: string, rows: readonly LabelledRow[]): Promise<LabelledRow[]> {
  const shown = rows.filter(({ mayBeShown }) => mayBeShown).slice(-MAX_ROWS);
  // How rare words are is known well enough from a part of the rows.
  const rarity = rarityOf([text, ...shown.slice(-AT_ONCE).map((row) => row.text)]);
  const own = textFeatures(text, rarity);
  const found: { readonly row: LabelledRow; readonly alike: number }[] = [];
  for (const [at, row] of shown.entries()) {
    if (at % AT_ONCE === AT_ONCE - 1) await giveWay();
    const alike = similarity(own, textFeatures(row.text, rarity));
    if (alike >= LEAST) found.push({ row, alike });
  }
  return found
    .sort((one, other) => other.alike - one.alike)
    .slice(0, COUNT)
    .map(({ row }) => row);
}
