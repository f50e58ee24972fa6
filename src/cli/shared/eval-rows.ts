/** Reads the rows of `fewshot eval`: JSON lines, with every faulty line named. */

import { readFile } from "node:fs/promises";
import { closest, distance } from "fastest-levenshtein";
import { BotError } from "../../core/errors.ts";
import { toOneLine } from "../../core/text/text.ts";
import { NOT_SURE, type Row } from "./measure.ts";

/** Faulty lines that are listed; more are counted. */
const MAX_LISTED = 10;

export interface Rows {
  readonly rows: readonly Row[];
  /** Lines whose label was left out by --labels. */
  readonly skipped: number;
}

interface ReadOptions {
  /** Labels to measure. */
  readonly labels: readonly string[];
  /** All labels of the command. */
  readonly allLabels: readonly string[];
  /** Rows to take, at most. */
  readonly limit: number;
}

/** Reads `{"input": "…", "output": "…"}` lines; other keys are ignored, so are empty lines and a byte-order mark.
 * @throws {BotError} INPUT_USAGE naming every faulty line */
export async function readRows(file: string, { labels, allLabels, limit }: ReadOptions): Promise<Rows> {
  const text = await readText(file);
  if (text.includes("\0"))
    throw new BotError("INPUT_USAGE", `${file} is not saved as UTF-8 (perhaps UTF-16); save it as UTF-8.`);
  if (/\.[ct]sv$/i.test(file))
    throw new BotError(
      "INPUT_USAGE",
      `${file} is a table; eval reads JSON lines, one {"input": "…", "output": "…"} a line.`,
    );
  if (/^\s*\[/.test(text))
    throw new BotError(
      "INPUT_USAGE",
      `${file} holds a JSON array; eval reads JSON lines, one object a line. Convert it with: jq -c '.[]' ${file}`,
    );
  const rows: Row[] = [];
  const faults: string[] = [];
  let skipped = 0;
  for (const [index, content] of text.split(/\r?\n/).entries()) {
    if (content.trim() === "") continue;
    if (rows.length >= limit) break;
    const line = index + 1;
    const read = readLine(content, allLabels);
    if (typeof read === "string") faults.push(`${file}:${line}: ${read}`);
    else if (read.expected !== NOT_SURE && !labels.includes(read.expected)) skipped += 1;
    else rows.push({ line, ...read });
  }
  if (faults.length > 0) {
    const more = faults.length - MAX_LISTED;
    const list = faults.slice(0, MAX_LISTED).join("\n");
    throw new BotError("INPUT_USAGE", more > 0 ? `${list}\nand ${more} more` : list);
  }
  if (rows.length === 0) throw new BotError("INPUT_USAGE", `${file} has no lines to measure.`);
  return { rows, skipped };
}

async function readText(file: string): Promise<string> {
  try {
    return (await readFile(file, "utf8")).replace(/^\ufeff/, "");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new BotError("INPUT_USAGE", `${file} can't be read (${code ?? "unknown error"}).`, { cause });
  }
}

/** @returns the row, or what is wrong with the line */
function readLine(content: string, labels: readonly string[]): Omit<Row, "line"> | string {
  const wanted = 'expected a line {"input": "…", "output": "…"}';
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    return wanted;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return wanted;
  const { input, output } = value as { input?: unknown; output?: unknown };
  for (const [key, found] of Object.entries({ input, output })) {
    if (found === undefined)
      return `"${key}" is missing; the line has ${Object.keys(value)
        .map((name) => `"${name}"`)
        .join(", ")}. ${wanted}`;
    if (typeof found !== "string") return `"${key}" must be a text in quotes, not ${JSON.stringify(found)}`;
  }
  const text = input as string;
  if (toOneLine(text) === "") return '"input" has no visible text';
  const expected = (output as string).trim().normalize("NFC");
  if (expected.toLowerCase() === NOT_SURE.toLowerCase()) return { input: text, expected: NOT_SURE };
  if (labels.includes(expected)) return { input: text, expected };
  const nearest = closest(expected, [...labels]);
  const isNear = distance(expected.toLowerCase(), nearest.toLowerCase()) <= 2;
  return `"${expected}" is not one of the labels ${labels.join(", ")}${isNear ? `; did you mean "${nearest}"?` : ""}`;
}
