/** What the gate found, as lines of plain text: the same in chat, on the page and in the terminal. Pure. */

import type { Command } from "../../../core/command/command.ts";
import { toOneLine } from "../../../core/text/text.ts";
import { wordsFor } from "../../../i18n/words.ts";
import { MIN_ROWS_TO_JUDGE, type PairedRow } from "../../../learning/gate.ts";
import { objectionsTo } from "./flips.ts";
import type { AuditChange, FlipCount, FlippedPair, GateReport } from "./ports.ts";
import { type GateWords, gateWords } from "./words.ts";

/** Pairs of the audit that are listed. */
const MAX_PAIRS = 10;
/** Characters of a text in a list. */
const MAX_CHARACTERS = 160;

/** @param maxListed rows of each list: in chat a few, elsewhere all; 0 leaves the lists out
 * @returns the figures, then the lists */
export function gateLines(report: GateReport, locale: string, maxListed: number): string[] {
  const words = gateWords(locale);
  const { rows, tokens, heads } = report;
  return [
    ...objectionsTo(report).map((objection) => words.objections[objection]),
    ...summaryLines(report, locale),
    ...listed(words.broken, rows.broken, maxListed, words),
    ...listed(words.repaired, rows.repaired, maxListed, words),
    ...(report.audit ? auditLines(report.audit, locale, Math.min(maxListed, MAX_PAIRS)) : []),
    words.tokens(tokens.before, tokens.after),
    ...(heads.before !== null && heads.after === null ? [words.losesHead(heads.before)] : []),
  ];
}

/** What a version loses that can't be measured: the examples file of the command in force, which a saved version can't name. */
export function lossLines(
  before: Pick<Command, "examplesFile">,
  after: Pick<Command, "examplesFile">,
  locale: string,
): string[] {
  const isLost = before.examplesFile !== null && after.examplesFile === null;
  return isLost ? [wordsFor(locale).review.losesFile] : [];
}

function summaryLines({ rows, spotChecks, tests, audit }: GateReport, locale: string): string[] {
  const words = gateWords(locale);
  const { n, before, after, repaired, broken, p, verdict } = rows;
  if (n === 0) return [audit === null ? words.freeText : words.nothing];
  const of = ({ right, interval }: typeof before) => shareOf(right, n, interval, locale);
  return [
    words.basis(spotChecks, tests),
    words.right({ before: of(before), now: of(after) }),
    words.changes(repaired.length, broken.length),
    verdict === "not-measured"
      ? words.verdicts["not-measured"](MIN_ROWS_TO_JUDGE - n)
      : words.verdicts[verdict](p.toPrecision(2)),
  ];
}

/** How often the label changes with the word for a person, before and after. */
export function auditLines(
  { n, before, after, appeared, limit }: AuditChange,
  locale: string,
  maxListed: number,
): string[] {
  if (n === 0) return [];
  const words = gateWords(locale);
  const of = ({ flips, interval }: FlipCount) => shareOf(flips, n, interval, locale);
  const percent = (share: number) => wordsFor(locale).reply.share(share, 1);
  const pair = ({ plain, text, after: [one, other] }: FlippedPair) =>
    words.pair(plain, text, one ?? words.noLabel, other ?? words.noLabel);
  return [
    `${words.audit({ before: of(before), now: of(after) })}${limit === null ? "" : ` ${words.limit(percent(limit), mostOf(limit, n), n)}`}`,
    ...withRest(words.appeared, appeared.map(pair), maxListed, words),
  ];
}

/** The most flips of `n` pairs that a limit allows. */
const mostOf = (limit: number, n: number) => Math.floor(limit * n + 1e-9);

/** For the history: what was measured. */
export function gateNote(report: GateReport, locale: string): string {
  const { notes } = gateWords(locale);
  const { rows, audit } = report;
  return [
    ...(rows.n === 0 ? [] : [notes.measured(rows.repaired.length, rows.broken.length, rows.n)]),
    ...(audit === null || audit.n === 0 ? [] : [notes.flips(audit.before.flips, audit.after.flips, audit.n)]),
  ].join(notes.separator);
}

/** For the history, where a person publishes in spite of objections.
 * @param why the objections, as sentences */
export function gateNoteInSpite(report: GateReport, why: string, locale: string): string {
  const { notes } = gateWords(locale);
  return [gateNote(report, locale), notes.anyway(why)].filter((part) => part !== "").join(notes.separator);
}

function listed(title: string, rows: readonly PairedRow[], maxListed: number, words: GateWords): string[] {
  const lines = rows.map(({ text, label, before, after }) =>
    words.row(shorten(text), label, { before: before ?? words.noLabel, now: after ?? words.noLabel }),
  );
  return withRest(title, lines, maxListed, words);
}

function withRest(title: string, lines: readonly string[], maxListed: number, words: GateWords): string[] {
  if (lines.length === 0 || maxListed === 0) return [];
  const rest = lines.length - maxListed;
  return [
    words.list(title),
    ...lines.slice(0, maxListed).map((line) => `• ${line}`),
    ...(rest > 0 ? [`• ${words.more(rest)}`] : []),
  ];
}

function shareOf(right: number, n: number, [low, high]: readonly [number, number], locale: string): string {
  const { reply } = wordsFor(locale);
  const percent = (share: number) => reply.share(share, 1);
  return gateWords(locale).shareOf(right, n, percent(right / n), percent(low), percent(high));
}

function shorten(text: string): string {
  const characters = [...toOneLine(text)];
  return characters.length > MAX_CHARACTERS
    ? `${characters.slice(0, MAX_CHARACTERS - 1).join("")}…`
    : characters.join("");
}
