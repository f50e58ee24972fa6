/** How each command answers groups: a table and charts for each command, for one week. */

import { html, raw } from "hono/html";
import { titleOf } from "../../../../flows/monitoring/groups/lists.ts";
import {
  type Cell,
  type CommandGroups,
  type GroupRow,
  type GroupsReport,
  MEASURES,
  type Measure,
  type Week,
} from "../../../../flows/monitoring/groups/report.ts";
import { type GroupWords, groupWords, verdictWords } from "../../../../flows/monitoring/groups/words.ts";
import { createFormat } from "../../../../i18n/format.ts";
import { languageFor } from "../../../../i18n/words.ts";
import { type Html, layout, type Reader } from "../../pages/layout.ts";
import { pageWords } from "./words.ts";

export interface GroupsPageOptions {
  readonly reader: Reader;
  readonly weeks: readonly Week[];
  readonly isClockDoubted: boolean;
  /** Null where there is no week to show. */
  readonly report: GroupsReport | null;
  /** Whether a week was asked for that is not shown. */
  readonly isOtherWeek: boolean;
  /** The charts of each command, by measure; SVG. */
  readonly charts: ReadonlyMap<string, readonly string[]>;
  /** Whether any source is on. */
  readonly isOn: boolean;
}

interface Context {
  readonly locale: string;
  readonly words: GroupWords;
  readonly margin: number;
}

export function groupsPage(options: GroupsPageOptions): Html {
  const { reader, report, isOn, isClockDoubted, isOtherWeek } = options;
  const words = pageWords(reader.locale);
  const missing = !isOn ? words.off : isClockDoubted ? words.clock : report === null ? words.noWeeks : null;
  const body = html`<main class="narrow reviews groups">
    <h1>${words.title}</h1>
    <p>${words.about}</p>
    <p>${words.limits}</p>
    ${missing === null ? "" : html`<p class="remark">${missing}</p>`}
    ${isOtherWeek && missing === null ? html`<p class="fault" role="status">${words.unknownWeek}</p>` : ""}
    ${report === null ? "" : renderReport(report, options)}
  </main>`;
  return layout({ reader, title: `${words.title} · Fewshot`, body });
}

function renderReport(report: GroupsReport, { reader, weeks, charts }: GroupsPageOptions): Html {
  const words = pageWords(reader.locale);
  const own = groupWords(reader.locale);
  const { day } = createFormat(languageFor(reader.locale));
  const { commands, sources, margin, findings, comparisons, groups } = report;
  const context = { locale: languageFor(reader.locale), words: own, margin };
  const shown = new Set(commands.flatMap(({ rows }) => rows.map(keyOf)));
  const rest = groups.filter((group) => !shown.has(keyOf(group)));
  return html`<p>${words.sources(sources.map((source) => own.sources[source]).join(", "))}</p>
    <nav class="weeks" aria-label="${words.week}"><span>${words.week}</span>
      ${weeks.map(
        ({ id, from }) =>
          html`<a href="/dashboard/groups?week=${id}" ${id === report.week.id ? html`aria-current="page"` : ""}>${day(from)}</a>`,
      )}
    </nav>
    <p role="status"><strong>${words.found(findings.length, comparisons)}</strong></p>
    ${commands.length === 0 ? html`<p>${words.nothing}</p>` : ""}
    ${commands.map((one) => renderCommand(one, charts.get(one.command) ?? [], context))}
    ${
      rest.length === 0
        ? ""
        : html`<details><summary>${words.hiddenGroups(rest.length)}</summary>
      <ul class="figures">${rest.map((group) => html`<li>${titleOf(group, context.locale)}</li>`)}</ul></details>`
    }`;
}

const keyOf = ({ source, name }: Pick<GroupRow, "source" | "name">) => `${source} ${name}`;

function renderCommand(
  { command, isInForce, rows }: CommandGroups,
  charts: readonly string[],
  context: Context,
): Html {
  const words = pageWords(context.locale);
  const title = `/${command}`;
  return html`<section class="card">
    <h2>${title}</h2>
    ${isInForce ? "" : html`<p>${words.gone}</p>`}
    ${
      rows.length === 0
        ? html`<p>${words.noRows}</p>`
        : html`<div class="scroll" tabindex="0" role="region" aria-label="${title}"><table>
      <thead><tr>${words.columns.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
      ${rows.map((row) => renderRow(row, context))}
    </table></div>
    <details><summary>${words.charts}</summary>${charts.map((svg) => html`<figure>${raw(svg)}</figure>`)}</details>`
    }
  </section>`;
}

/** The figures of one group that may be shown, a line each. */
function renderRow(row: GroupRow, context: Context): Html {
  const { words, locale } = context;
  const { feedback } = pageWords(locale);
  return html`<tbody><tr><th scope="rowgroup" colspan="5">${titleOf(row, locale)}</th></tr>
    <tr><th scope="row">${feedback}</th><td>${row.feedback === null ? words.hidden : words.rate(row.feedback)}</td><td></td><td></td><td></td></tr>
    ${MEASURES.map((measure) => renderCell(measure, row.cells[measure], context))}</tbody>`;
}

function renderCell(measure: Measure, cell: Cell, { words, margin }: Context): Html {
  const name = html`<th scope="row">${words.measures[measure]}</th>`;
  if (cell.kind === "hidden")
    return html`<tr>${name}<td>${words.hidden}</td><td></td><td></td><td></td></tr>`;
  const verdict = verdictWords(cell, margin, words);
  const isFound = cell.kind === "compared" && cell.verdict === "different";
  const compared =
    cell.kind === "compared"
      ? html`<td>${words.rate(cell.comparison.others)}</td><td>${words.difference(cell.comparison)}</td>`
      : html`<td></td><td></td>`;
  return html`<tr>${name}<td>${words.rate(cell.rate)}</td>${compared}<td>${isFound ? html`<strong>${verdict}</strong>` : verdict}</td></tr>`;
}

/** The charts of a report, by command. */
export async function drawCharts(
  report: GroupsReport,
  draw: (command: CommandGroups, measure: Measure) => Promise<string | null>,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const drawn = new Map<string, readonly string[]>();
  for (const one of report.commands) {
    const charts: string[] = [];
    // One after the other: all at once would be drawn in one piece.
    for (const measure of MEASURES) {
      const svg = await draw(one, measure);
      if (svg !== null) charts.push(svg);
    }
    drawn.set(one.command, charts);
  }
  return drawn;
}
