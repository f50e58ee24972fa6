/** The tests of a command that is edited: how many are right, what the edit repairs and breaks, and what thresholds would do. */

import { html } from "hono/html";
import type { Checked } from "../../../flows/commands/editor/check.ts";
import { verdictText } from "../../../flows/commands/editor/test-words.ts";
import type { Judged, TestRow, TestRun, Threshold } from "../../../flows/commands/editor/tests.ts";
import type { Words } from "../../../i18n/words.ts";
import type { Html } from "../pages/layout.ts";

/** Rows that are shown of each kind; a summary says how many there are. */
const MAX_ROWS = 50;

export function renderTests({ command, tests, corrections }: Checked, words: Words): Html {
  const { editor } = words;
  if (command === null) return html``;
  if (command.labels === null) return html`<p>${editor.freeText}</p>`;
  return html`${renderOwnTests(command.tests.length, tests, words)}
    ${corrections === null ? "" : renderCorrections(corrections, words)}`;
}

function renderOwnTests(count: number, tests: TestRun | null, words: Words): Html {
  const { editor } = words;
  if (count === 0) return html`<p>${editor.noTests}</p>`;
  if (tests === null) return html`<p>${editor.notRun}</p>`;
  const { repaired, broken, isCompared } = changesOf(tests);
  return html`<p class="score">${editor.right(tests.right, tests.rows.length)}${tests.notSure > 0 ? ` ${editor.notSure(tests.notSure)}` : ""}</p>
    ${isCompared ? html`<p class="changes">${editor.changes(repaired.length, broken.length)}</p>` : ""}
    <p class="hint">${verdictText(tests, words)}${tests.leftOut > 0 ? ` ${editor.leftOut(tests.leftOut)}` : ""}</p>
    ${renderGroups(tests, words, editor.results)}
    ${tests.thresholds.length > 0 ? renderThresholds(tests.thresholds, tests.threshold, words) : ""}`;
}

/** Apart from the tests: what people corrected is what was wrong, and measures nothing. */
function renderCorrections(run: TestRun, words: Words): Html {
  const { editor } = words;
  const { repaired, broken, isCompared } = changesOf(run);
  return html`<section aria-labelledby="corrections-title"><h3 id="corrections-title">${editor.corrections}</h3>
    <p class="score">${editor.correctionsRight(run.right, run.rows.length)}</p>
    ${isCompared ? html`<p class="changes">${editor.correctionsChanges(repaired.length, broken.length)}</p>` : ""}
    <p class="hint">${editor.correctionsAbout}</p>
    ${renderGroups(run, words, editor.corrections)}</section>`;
}

function changesOf({ rows }: TestRun) {
  const changed = (kind: "repaired" | "broken") => rows.filter(({ change }) => change === kind);
  return {
    repaired: changed("repaired"),
    broken: changed("broken"),
    rest: rows.filter(({ change }) => change === null),
    isCompared: rows.some(({ before }) => before !== null),
  };
}

/** @param list what the rows are, which tells one list from another */
function renderGroups(run: TestRun, words: Words, list: string): Html {
  const { editor } = words;
  const { repaired, broken, rest, isCompared } = changesOf(run);
  const isRight = ({ now, output }: TestRow) => now.label === output;
  const group = (title: string, rows: readonly TestRow[], isOpen: boolean) =>
    rows.length === 0
      ? ""
      : html`<details ${isOpen ? html`open` : ""} data-keep="${list} ${title}"><summary>${editor.titled(title, rows.length)}</summary>${renderRows({ title: editor.titled(list, title), rows: rows.slice(0, MAX_ROWS), isCompared }, words)}</details>`;
  return html`${group(editor.broken, broken, true)}
    ${group(editor.repaired, repaired, true)}
    ${group(
      editor.wrong,
      rest.filter((row) => !isRight(row)),
      true,
    )}
    ${group(editor.asExpected, rest.filter(isRight), false)}`;
}

function renderRows(
  {
    title,
    rows,
    isCompared,
  }: { readonly title: string; readonly rows: readonly TestRow[]; readonly isCompared: boolean },
  words: Words,
): Html {
  const { text, expected, before, now } = words.editor.columns;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${title}"><table>
    <thead><tr><th scope="col">${text}</th><th scope="col">${expected}</th>${isCompared ? html`<th scope="col">${before}</th>` : ""}<th scope="col">${now}</th></tr></thead>
    <tbody>${rows.map(
      (row) =>
        html`<tr><td dir="auto">${row.input}</td><td dir="auto">${row.output}</td>${isCompared ? html`<td dir="auto">${said(row.before, words)}</td>` : ""}<td dir="auto">${said(row.now, words)}</td></tr>`,
    )}</tbody></table></div>`;
}

function said(judged: Judged | null, { reply }: Words): string {
  if (judged === null) return "–";
  const share = judged.score === null ? "" : ` (${reply.share(judged.score)})`;
  return judged.label === null
    ? `${reply.notSure}${judged.best === null ? "" : ` (${judged.best}${share})`}`
    : `${judged.label}${share}`;
}

function renderThresholds(thresholds: readonly Threshold[], own: number, words: Words): Html {
  const { editor, reply } = words;
  const { below, answered, right } = editor.threshold;
  return html`<details data-keep="thresholds"><summary>${editor.thresholds}</summary><div class="scroll" tabindex="0" role="region" aria-label="${editor.thresholds}"><table class="numbers">
    <thead><tr><th scope="col">${below}</th><th scope="col">${answered}</th><th scope="col">${right}</th></tr></thead>
    <tbody>${thresholds.map(
      (one) =>
        html`<tr ${one.share === own ? html`aria-current="true"` : ""}><td>${reply.share(one.share)}</td><td>${one.answered}</td><td>${one.right}${one.answered === 0 ? "" : ` (${reply.share(one.right / one.answered)})`}</td></tr>`,
    )}</tbody></table></div></details>`;
}
