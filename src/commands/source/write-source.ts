/** Writes a changed document of YAML so that everything else stays as its author wrote it. */

import { diffArrays } from "diff";
import { type Document, parseDocument } from "yaml";

/** More changed lines than this are written as the YAML writer has them. */
const MAX_EDITS = 2_000;

/** The source of a changed document. The YAML writer does not remember spaces inside brackets, indentation and how a list was broken into
 * lines: lines that the change leaves alone are taken from the source.
 * @param source before the change
 * @throws {Error} from the YAML writer, e.g. for an alias whose anchor is gone */
export function writeSource(source: string, document: Document): string {
  const options = {
    lineWidth: 0,
    nullStr: "",
    indentSeq: !/^- /m.test(source),
    flowCollectionPadding: !/^\s*- \{\S/m.test(source),
  };
  const written = document.toString(options);
  const merged = keepLines(
    source.split(/\r?\n/),
    parseDocument(source).toString(options).split("\n"),
    written.split("\n"),
  );
  return merged !== null && isSame(merged, written) ? merged : written;
}

const isSame = (one: string, other: string) =>
  JSON.stringify(parseDocument(one).toJS()) === JSON.stringify(parseDocument(other).toJS());

/** A run of lines of the plain text, `from` to before `to`, and what stands there in another text. */
interface Stretch {
  readonly from: number;
  to: number;
  readonly lines: string[];
}

/** A merge of three texts: where `written` differs from `plain` its lines, elsewhere those of the source.
 * @param plain the source as the YAML writer has it
 * @returns null where too much differs */
function keepLines(
  source: readonly string[],
  plain: readonly string[],
  written: readonly string[],
): string | null {
  const spelt = stretchesOf(plain, source);
  const changes = stretchesOf(plain, written);
  if (spelt === null || changes === null) return null;
  const own = lineByLine(spelt);
  const isKept = (from: number, to: number) =>
    changes.some((one) => one.from <= from && one.to >= to && isUnchanged(one, plain));
  const merged: string[] = [];
  for (const change of changes) {
    if (!isUnchanged(change, plain)) {
      merged.push(...change.lines);
      continue;
    }
    for (let at = change.from; at < change.to; ) {
      const stretch = own.find(({ from, to }) => from <= at && to > at);
      const isWhole = stretch?.from === at && isKept(stretch.from, stretch.to);
      merged.push(...(isWhole ? stretch.lines : [plain[at] as string]));
      at = isWhole ? stretch.to : at + 1;
    }
  }
  return merged.join("\n");
}

const isUnchanged = ({ from, to, lines }: Stretch, plain: readonly string[]) =>
  lines.length === to - from && lines.every((line, index) => line === plain[from + index]);

/** One stretch a line where there are as many lines as before. Lines that only the other text has go with the line above. */
function lineByLine(stretches: readonly Stretch[]): Stretch[] {
  const all: Stretch[] = [];
  let above: string[] = [];
  for (const { from, to, lines } of stretches) {
    const own =
      lines.length === to - from
        ? lines.map((line, index) => ({ from: from + index, to: from + index + 1, lines: [line] }))
        : [{ from, to, lines: [...lines] }];
    const last = all.at(-1);
    if (to > from)
      all.push(...own.map((one, index) => (index === 0 ? { ...one, lines: [...above, ...one.lines] } : one)));
    else if (last) last.lines.push(...lines);
    if (to > from) above = [];
    else if (!last) above = [...lines];
  }
  return all;
}

/** What stands in another text for each run of plain lines, in order; every plain line is in one. Equal lines are together. */
function stretchesOf(plain: readonly string[], other: readonly string[]): Stretch[] | null {
  const parts = diffArrays([...plain], [...other], { maxEditLength: MAX_EDITS });
  if (parts === undefined) return null;
  const stretches: Stretch[] = [];
  let at = 0;
  let open: Stretch | null = null;
  for (const { value, added, removed } of parts) {
    if (!added && !removed) {
      stretches.push({ from: at, to: at + value.length, lines: value });
      open = null;
    } else {
      if (open === null) {
        open = { from: at, to: at, lines: [] };
        stretches.push(open);
      }
      if (added) open.lines.push(...value);
      else open.to += value.length;
    }
    if (!added) at += value.length;
  }
  return stretches;
}
