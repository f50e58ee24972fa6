/** What all versions of a command did, or all commands: spot-check accuracy as a chart, and everything beside it in the table. */

import type { Counts } from "../../core/statistics/roll-up.ts";
import type { FigureView } from "../../core/views/dashboard.ts";
import { barChart } from "../charts.ts";
import { toCsv } from "./csv.ts";
import {
  answersOf,
  endedOf,
  type Frame,
  type Measured,
  shareOf,
  short,
  sumCounts,
  writeShare,
} from "./figure.ts";
import { createNaming } from "./versions.ts";

export const accuracyOf = ({ checked, checkedRight }: Counts) => shareOf(checkedRight, checked);

/** One row a version of the command, or one a command. */
export async function summarize(frame: Frame): Promise<FigureView> {
  const { words } = frame;
  const { summary, format } = words;
  const isOverview = frame.filter.command === null;
  const rows = isOverview ? commandRows(frame) : versionRows(frame);
  const n = rows.reduce((sum, { checks }) => sum + checks.checked, 0);
  const bars = rows.flatMap(({ name, checks }) => {
    const share = accuracyOf(checks);
    return share?.interval
      ? [{ name: `${short(name, 30)} (n ${checks.checked})`, value: share.value, interval: share.interval }]
      : [];
  });
  const title = isOverview ? summary.commands : summary.versions;
  const note = isOverview ? `${summary.note(n)} ${summary.newest}` : summary.note(n);
  const { head } = summary;
  return {
    ...{ name: "versions", title, note },
    svg:
      bars.length === 0
        ? null
        : await barChart({ id: "versions", title, description: note, format, xLabel: head.accuracy, bars }),
    head: [
      isOverview ? summary.commandColumn : summary.versionColumn,
      ...[head.used, head.asks, head.accuracy, words.interval, head.checks, head.notSure, head.failed],
      ...[head.overridden, head.rated, head.right, head.cached],
    ],
    rows: rows.map((row) => cellsOf(row, words)),
    csv: toCsv(CSV_HEAD, rows.map(csvCellsOf)),
  };
}

function versionRows({ figures: { versions }, words }: Frame): SummaryRow[] {
  const nameOf = createNaming(words, versions);
  return versions.map((one) => ({
    name: nameOf(one),
    used: [one.firstDay, one.lastDay],
    counts: one.counts,
    checks: one.counts,
  }));
}

function commandRows({ figures, words }: Frame): SummaryRow[] {
  const nameOf = createNaming(words, []);
  return [...Map.groupBy(figures.versions, ({ command }) => command)].map(([command, own]) => {
    const newest = own.find(({ counts }) => counts.checked > 0);
    const first = own.map(({ firstDay }) => firstDay).sort();
    const last = own.map(({ lastDay }) => lastDay).sort();
    return {
      name: newest ? `/${command}, ${nameOf(newest)}` : `/${command}`,
      used: [first[0] ?? "", last.at(-1) ?? ""],
      counts: sumCounts(own),
      checks: newest?.counts ?? sumCounts([]),
    };
  });
}

/** A row as people read it. */
function cellsOf({ name, used, counts, checks }: SummaryRow, words: Frame["words"]): string[] {
  const { summary, format } = words;
  const percent = (measured: Measured | null) =>
    measured === null ? words.none : writeShare(words, measured.value);
  const range = (measured: Measured | null) =>
    measured?.interval
      ? words.range(writeShare(words, measured.interval[0]), writeShare(words, measured.interval[1]))
      : words.none;
  return [
    name,
    words.range(words.step(used[0], "day"), words.step(used[1], "day")),
    format.number(counts.asks),
    percent(accuracyOf(checks)),
    range(accuracyOf(checks)),
    summary.of(checks.checkedRight, checks.checked),
    percent(shareOf(counts.notSure, answersOf(counts))),
    percent(shareOf(counts.failed, endedOf(counts))),
    percent(shareOf(counts.overridden, answersOf(counts))),
    percent(shareOf(counts.rated, answersOf(counts))),
    summary.of(counts.right, counts.right + counts.wrong),
    percent(shareOf(counts.cached, counts.cacheKnown)),
  ];
}

interface SummaryRow {
  readonly name: string;
  readonly used: readonly [first: string, last: string];
  readonly counts: Counts;
  /** Of which the spot checks are shown. */
  readonly checks: Counts;
}

const COLUMNS = [
  ["asks", "asks"],
  ["answered", "answered"],
  ["not_sure", "notSure"],
  ["failed", "failed"],
  ["overridden", "overridden"],
  ["rated", "rated"],
  ["ratings_right", "right"],
  ["ratings_wrong", "wrong"],
  ["cache_known", "cacheKnown"],
  ["cache_hits", "cached"],
] as const;

const CSV_HEAD = [
  ...["name", "first_day", "last_day", ...COLUMNS.map(([name]) => name)],
  ...["checks", "checks_right", "accuracy", "low_95", "high_95"],
];

function csvCellsOf({ name, used, counts, checks }: SummaryRow) {
  const share = accuracyOf(checks);
  const ends = share?.interval ?? [null, null];
  const all = COLUMNS.map(([, key]) => counts[key]);
  return [name, ...used, ...all, checks.checked, checks.checkedRight, share?.value ?? null, ...ends];
}
