/** The page of the dashboard: filters, figures with their tables and files, and the newest failures. */

import { html, raw } from "hono/html";
import type {
  DashboardView,
  FigureSection,
  FigureView,
  SeenAskView,
} from "../../../../core/views/dashboard.ts";
import { wordsFor } from "../../../../i18n/words.ts";
import { type Html, layout, type Reader } from "../../pages/layout.ts";
import { pageWords } from "./words.ts";

export const DASHBOARD_PATH = "/dashboard";
const DAYS = ["7", "30", "90", "365"];
const STEPS = ["auto", "day", "week", "month"] as const;

/** Words of the address, as somebody chose or typed them. */
export type Chosen = Readonly<Record<string, string>>;

export interface DashboardPageOptions {
  readonly reader: Reader;
  readonly chosen: Chosen;
  /** Null where the filter is wrong. */
  readonly view: DashboardView | null;
  /** What is wrong with the filter. */
  readonly fault: string | null;
}

type PageWords = ReturnType<typeof pageWords>;

export function dashboardPage({ reader, chosen, view, fault }: DashboardPageOptions): Html {
  const words = pageWords(reader.locale);
  const query = new URLSearchParams(Object.entries(chosen).filter(([, value]) => value !== "")).toString();
  const body = html`<main class="dashboard">
    <h1>${words.title}</h1>
    ${fault === null ? "" : html`<p class="fault" role="alert">${fault}</p>`}
    ${renderFilters(chosen, view, words)}
    ${view === null ? "" : renderView(view, { words, query, chosen })}
    <p><a href="/">${wordsFor(reader.locale).web.home}</a></p>
  </main>`;
  const head = html`<link rel="stylesheet" href="/assets/monitoring/dashboard.css" /><script type="module" src="/assets/monitoring/dashboard.js"></script>`;
  return layout({ reader: { ...reader, query }, title: `${words.title} · Fewshot`, body, head });
}

function renderFilters(chosen: Chosen, view: DashboardView | null, words: PageWords): Html {
  const option = (value: string, label: string, selected: string) =>
    html`<option value="${value}" ${value === selected ? html`selected` : ""}>${label}</option>`;
  const select = (name: string, label: string, options: Html[]) =>
    html`<div class="field"><label for="filter-${name}">${label}</label><select id="filter-${name}" name="${name}">${options}</select></div>`;
  /** What was chosen stays in the list, also where nothing is there now. */
  const listed = (name: string, values: readonly string[], none: string) => {
    const own = chosen[name] ?? "";
    const all = own === "" || values.includes(own) ? values : [...values, own];
    return [
      option("", none, own),
      ...all.map((value) => option(value, name === "command" ? `/${value}` : value, own)),
    ];
  };
  const isOwnPeriod = Boolean(chosen.from || chosen.to);
  const days = isOwnPeriod ? "" : chosen.days || "30";
  const known = DAYS.includes(days) || days === "" ? DAYS : [...DAYS, days];
  const day = (name: "from" | "to") =>
    html`<div class="field"><label for="filter-${name}">${words[name]}</label><input type="date" id="filter-${name}" name="${name}" value="${chosen[name] ?? ""}" /></div>`;
  const step = chosen.step || "auto";
  return html`<form class="filters" method="get" action="${DASHBOARD_PATH}" aria-label="${words.filters}">
    ${select("command", words.command, listed("command", view?.commands ?? [], words.allCommands))}
    ${select("platform", words.platform, listed("platform", view?.platforms ?? [], words.all))}
    ${select("workspace", words.workspace, listed("workspace", view?.workspaces ?? [], words.all))}
    ${select("days", words.period, [...known.map((value) => option(value, words.days(value), days)), option("", words.ownPeriod, days)])}
    ${day("from")}
    ${day("to")}
    ${select(
      "step",
      words.step,
      STEPS.map((value) => option(value, words.steps[value], step)),
    )}
    ${
      view && view.versions.length > 1
        ? select(
            "version",
            words.version,
            view.versions.map(({ value, label }) => option(value, label, view.version ?? "")),
          )
        : ""
    }
    <button class="primary">${words.show}</button>
  </form>`;
}

interface Shown {
  readonly words: PageWords;
  /** What the files are asked for with. */
  readonly query: string;
  readonly chosen: Chosen;
}

function renderView(view: DashboardView, shown: Shown): Html {
  const { words, chosen } = shown;
  return html`<ul class="status">${view.status.map((line) => html`<li>${line}</li>`)}</ul>
    ${chosen.command ? "" : renderCommands(view.commands, shown)}
    ${view.changes.length === 0 ? "" : html`<details class="changes"><summary>${words.changes}</summary><ul>${view.changes.map((change) => html`<li>${change}</li>`)}</ul></details>`}
    ${view.sections.map((section) => renderSection(section, shown))}
    ${renderLists(view, words)}`;
}

function renderCommands(commands: readonly string[], { words, chosen }: Shown): Html | "" {
  if (commands.length === 0) return "";
  const path = (command: string) =>
    `${DASHBOARD_PATH}?${new URLSearchParams([...Object.entries(chosen).filter(([name, value]) => value !== "" && name !== "version"), ["command", command]])}`;
  return html`<nav class="commands-nav" aria-label="${words.everyCommand}">${commands.map((command) => html`<a href="${path(command)}">/${command}</a>`)}</nav>`;
}

function renderSection({ heading, about, figures }: FigureSection, shown: Shown): Html {
  return html`<section><h2>${heading}</h2><p class="hint">${about}</p>
    <div class="figures-grid">${figures.map((figure) => renderFigure(figure, shown))}</div></section>`;
}

function renderFigure({ name, title, note, svg, head, rows }: FigureView, { words, query }: Shown): Html {
  const file = (ending: "csv" | "svg") =>
    `${DASHBOARD_PATH}/${name}.${ending}${query === "" ? "" : `?${query}`}`;
  const of = html`<span class="hidden">: ${title}</span>`;
  return html`<figure class="chart-card" id="figure-${name}">
    ${svg === null ? html`<h3>${title}</h3><p>${words.noData}</p>` : html`<div class="scroll drawing" tabindex="0" role="region" aria-label="${words.chart(title)}">${raw(svg)}</div>`}
    <figcaption>${note}</figcaption>
    ${rows.length === 0 ? "" : html`<details><summary>${words.table}${of}</summary>${renderTable(title, head, rows)}</details>`}
    <p class="files"><a href="${file("csv")}" download="${name}.csv">CSV${of}</a>
      ${svg === null ? "" : html`<a href="${file("svg")}" download="${name}.svg">SVG${of}</a> <button type="button" class="quiet" data-png="${file("svg")}" data-name="${name}" hidden>${words.png}${of}</button>`}</p>
  </figure>`;
}

function renderTable(
  title: string,
  head: readonly string[],
  rows: readonly (readonly (string | Html)[])[],
): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${title}"><table>
    <thead><tr>${head.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead>
    <tbody>${rows.map(([first, ...rest]) => html`<tr><th scope="row" dir="auto">${first}</th>${rest.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody>
  </table></div>`;
}

function renderLists({ failures, wrong }: DashboardView, words: PageWords): Html {
  const { columns } = words;
  const list = (title: string, none: string, head: string[], rows: readonly (readonly (string | Html)[])[]) =>
    html`<h3>${title}</h3>${rows.length === 0 ? html`<p>${none}</p>` : renderTable(title, head, rows)}`;
  const seen = ({ askedAt, command, place }: SeenAskView) => [askedAt, `/${command}`, place];
  const said = ({ text }: SeenAskView) => html`<span class="said" dir="auto">${text}</span>`;
  const own = [columns.at, columns.command, columns.place];
  return html`<p class="hint texts">${words.failuresAbout}</p>
    ${list(
      words.failures,
      words.noFailures,
      [...own, columns.reason, columns.text],
      failures.map((one) => [...seen(one), one.reason, said(one)]),
    )}
    ${list(
      words.wrong,
      words.noWrong,
      [...own, columns.given, columns.expected, columns.text],
      wrong.map((one) => [...seen(one), one.given, one.expected, said(one)]),
    )}`;
}
