/** The pages of audits and insights: the list with the form that starts one, and one run with its progress or its result. */

import { html, raw } from "hono/html";
import type { Listed } from "../../../../flows/commands/editor/editor.ts";
import type {
  MeasurementKind,
  MeasurementReport,
  MeasurementRun,
} from "../../../../flows/ports/measurements.ts";
import { createFormat } from "../../../../i18n/format.ts";
import { wordsFor } from "../../../../i18n/words.ts";
import { type Html, layout, type Reader } from "../../pages/layout.ts";
import { runWords } from "./words.ts";

/** The addresses of a kind. */
export const PATHS: Readonly<Record<MeasurementKind, string>> = { audit: "/audits", insights: "/insights" };
const HEAD = html`<link rel="stylesheet" href="/assets/monitoring/runs.css" /><script type="module" src="/assets/monitoring/runs.js"></script>`;

export const runPath = ({ kind, id }: Pick<MeasurementRun, "kind" | "id">) => `${PATHS[kind]}/${id}`;

export interface ListPage {
  readonly kind: MeasurementKind;
  readonly runs: readonly MeasurementRun[];
  readonly commands: readonly Listed[];
  /** What was typed and why it was refused; null on a plain visit. */
  readonly fault: { readonly text: string; readonly subject: string; readonly against: string } | null;
}

export function runsPage(reader: Reader, { kind, runs, commands, fault }: ListPage): Html {
  const words = runWords(reader.locale);
  const title = titleOf(kind, reader);
  const body = html`<main class="runs">
    <h1>${title}</h1>
    <p class="hint">${kind === "audit" ? words.auditsAbout : words.insightsAbout}</p>
    ${fault === null ? "" : html`<p class="fault" role="alert">${fault.text}</p>`}
    <form class="start" method="post" action="${PATHS[kind]}">
      <label for="subject">${words.command}</label>
      <input type="text" id="subject" name="subject" list="subjects" value="${fault?.subject ?? ""}" required autocomplete="off" autocapitalize="none" spellcheck="false" maxlength="80" aria-describedby="subject-help" />
      <small id="subject-help">${words.commandHelp}</small>
      <datalist id="subjects">${subjectsOf(commands).map((subject) => html`<option value="${subject}"></option>`)}</datalist>
      ${
        kind === "audit"
          ? html`<label for="against">${words.against}</label>
      <input type="text" id="against" name="against" list="subjects" value="${fault?.against ?? ""}" autocomplete="off" autocapitalize="none" spellcheck="false" maxlength="80" />`
          : ""
      }
      <p class="buttons"><button class="primary">${words.start}</button></p>
    </form>
    <h2>${words.runs}</h2>
    ${runs.length === 0 ? html`<p>${words.none}</p>` : html`<ul class="run-list">${runs.map((run) => runItem(run, reader))}</ul>`}
    <p><a href="/">${wordsFor(reader.locale).web.home}</a></p>
  </main>`;
  return layout({ reader, title: `${title} · Fewshot`, body, head: HEAD });
}

/** Names, and the newest draft of each. */
function subjectsOf(commands: readonly Listed[]): string[] {
  return commands.flatMap(({ name, draft }) => [name, ...(draft === null ? [] : [`${name}@${draft}`])]);
}

function runItem(run: MeasurementRun, { locale }: Reader): Html {
  const words = runWords(locale);
  const format = createFormat(locale);
  const { against, startedAt, model } = run;
  return html`<li><a href="${runPath(run)}">/${run.command}, ${versionOf(run, locale)}</a>
    <span class="hint">${[
      stateOf(run, locale),
      ...(against === null ? [] : [words.comparedWith(against)]),
      model,
      format.moment(startedAt),
    ].join(" · ")}</span></li>`;
}

function versionOf({ version }: MeasurementRun, locale: string): string {
  const words = runWords(locale);
  return version === null ? words.file : words.version(version);
}

function stateOf({ state, passed }: MeasurementRun, locale: string): string {
  const words = runWords(locale);
  const verdict = passed === null ? [] : [passed ? words.passed : words.exceeded];
  return [words.states[state], ...verdict].join(", ");
}

const titleOf = (kind: MeasurementKind, { locale }: Pick<Reader, "locale">) =>
  kind === "audit" ? runWords(locale).audits : runWords(locale).insights;

export function runPage(
  reader: Reader,
  { run, report }: { readonly run: MeasurementRun; readonly report: MeasurementReport | null },
): Html {
  const { locale } = reader;
  const words = runWords(locale);
  const title = `${titleOf(run.kind, reader)}: /${run.command}`;
  const body = html`<main class="runs" data-run="${runPath(run)}" data-state="${run.state}" data-offline="${words.offline}" data-png="${words.png}" data-svg="${words.svg}">
    <p><a href="${PATHS[run.kind]}">${words.all}</a></p>
    <h1>${title}</h1>
    <p class="hint">${[versionOf(run, locale), ...(run.against === null ? [] : [words.comparedWith(run.against)])].join(", ")}. ${words.model}: ${run.model}. ${words.started}: ${createFormat(locale).moment(run.startedAt)}.</p>
    <p>${words.state}: <strong>${stateOf(run, locale)}</strong>${run.failure === null ? "" : html`. ${wordsFor(locale).failures[run.failure]}`}</p>
    ${isOpen(run) ? renderProgress(run, locale) : report === null ? renderAgain(run, locale) : renderReport(run, report, locale)}
  </main>`;
  return layout({ reader, title: `${title} · Fewshot`, body, head: HEAD });
}

export const isOpen = ({ state }: Pick<MeasurementRun, "state">) =>
  state === "waiting" || state === "running";

export function progressText({ done, total }: MeasurementRun, locale: string): string {
  const { number } = createFormat(locale);
  return total === 0 ? "" : runWords(locale).progress(number(done), number(total));
}

function renderProgress(run: MeasurementRun, locale: string): Html {
  const words = runWords(locale);
  return html`<progress id="progress" max="${Math.max(run.total, 1)}" value="${run.done}" aria-label="${words.states.running}"></progress>
    <p id="progress-text">${progressText(run, locale)}</p>
    <p id="trouble" class="fault" role="alert"></p>
    <p class="hint">${words.reload}</p>
    <p class="buttons"><a class="button" href="${runPath(run)}">${words.refresh}</a></p>
    <form method="post" action="${runPath(run)}/cancel"><p class="buttons"><button>${words.cancel}</button></p></form>`;
}

function renderAgain(run: MeasurementRun, locale: string): Html {
  const words = runWords(locale);
  return html`<p>${words.continues}</p>
    <form method="post" action="${PATHS[run.kind]}">
      <input type="hidden" name="subject" value="${subjectOf(run)}" />
      ${run.against === null ? "" : html`<input type="hidden" name="against" value="${run.against}" />`}
      <p class="buttons"><button class="primary">${words.again}</button></p>
    </form>`;
}

const subjectOf = ({ command, version }: MeasurementRun) => `${command}@${version ?? "file"}`;

function renderReport(
  run: MeasurementRun,
  { html: content, charts }: MeasurementReport,
  locale: string,
): Html {
  const words = runWords(locale);
  return html`<p class="buttons">
      <a class="button" href="${runPath(run)}/report.json" download>${words.asJson}</a>
      <a class="button" href="${runPath(run)}/report.html" download>${words.asHtml}</a>
      ${charts.map(({ name }) => html`<a class="button" href="${runPath(run)}/${name}.svg" data-chart="${name}" download>${name}: ${words.svg}</a>`)}
    </p>
    <section class="report" aria-label="${words.result}">${raw(content)}</section>`;
}
