/** Prints what a paired comparison found. */

import pc from "picocolors";
import { toOneLine } from "../../core/text/text.ts";
import type { Comparison } from "../../learning/gate.ts";
import { percent } from "../shared/measure.ts";
import { count, print } from "../shared/output.ts";

/** @param sides what the two sides are called */
export function printComparison(
  title: string,
  { n, before, after, repaired, broken, p, verdict }: Comparison,
  maxListed: number,
  [first, second]: readonly [string, string] = ["prompt", "head"],
): void {
  const share = (side: Comparison["before"]) =>
    `${percent(side.right / n)} (95% interval ${percent(side.interval[0])} to ${percent(side.interval[1])})`;
  if (n === 0) {
    print(`${pc.bold(title)}: not measured, there are none`);
    return;
  }
  print(
    `${pc.bold(title)}: ${count(n, "row")}${verdict === "not-measured" ? ", too few to measure" : ""}; ${first} ${share(before)}, ${second} ${share(after)}`,
  );
  print(
    `  ${repaired.length} repaired, ${broken.length} broken, p = ${p.toPrecision(2)} (exact McNemar, one-sided)`,
  );
  for (const [word, rows] of [
    ["repaired", repaired],
    ["broken", broken],
  ] as const) {
    for (const { text, label, before: was, after: is } of rows.slice(0, maxListed))
      print(pc.dim(`  ${word}  ${label}: ${was} → ${is}  ${toOneLine(text)}`));
    if (rows.length > maxListed)
      print(pc.dim(`  and ${rows.length - maxListed} more ${word}; --json lists all`));
  }
}
