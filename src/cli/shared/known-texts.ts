/** Texts with known answers, from a file of `--data`. */

import { BotError } from "../../core/errors.ts";
import { readRows } from "./eval-rows.ts";
import { NOT_SURE } from "./measure.ts";

/** Reads texts with known labels; rows that expect "Not sure" are left out.
 * @throws {BotError} INPUT_USAGE for faulty lines, for a command without labels, and where nothing is left */
export async function readKnownTexts(
  file: string,
  labels: readonly string[] | null,
): Promise<{ readonly input: string; readonly expected: string }[]> {
  if (labels === null)
    throw new BotError(
      "INPUT_USAGE",
      "--data is for commands with labels: free text has no single right answer.",
    );
  const { rows } = await readRows(file, { labels, allLabels: labels, limit: Number.POSITIVE_INFINITY });
  const known = rows.filter(({ expected }) => expected !== NOT_SURE);
  if (known.length === 0) throw new BotError("INPUT_USAGE", `${file} has no text with one of the labels.`);
  return known.map(({ input, expected }) => ({ input, expected }));
}
