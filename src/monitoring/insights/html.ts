/** A command's insights as a page of its own. */

import { html, raw } from "hono/html";
import { page } from "../shared/page.ts";
import { type Figure, figuresOf } from "./charts.ts";
import { findingsOf } from "./findings.ts";
import type { Insights } from "./run.ts";

/** @returns the whole document */
export async function insightsHtml(insights: Insights): Promise<string> {
  return page(`Insights of /${insights.command}`, insightsBody(insights, await figuresOf(insights)));
}

/** The same without the frame of a document. */
export function insightsBody(insights: Insights, figures: readonly Figure[]): ReturnType<typeof html> {
  const { version, revision, model } = insights;
  return html`<p>${version === null ? `File, revision ${revision}` : `Version ${version}`}; model ${model.name}, revision ${model.revision}.</p>
<ul>${findingsOf(insights).map((finding) => html`<li>${finding}</li>`)}</ul>
${figures.map(figureHtml)}`;
}

const figureHtml = ({ name, title, svg, head, rows }: Figure) => html`<figure data-name="${name}">
${raw(svg)}
<details><summary>${title}, as a table</summary>
<div class="wide" tabindex="0" role="region" aria-label="${title}"><table><caption>${title}</caption>
<thead><tr>${head.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows.map(([first, ...rest]) => html`<tr><th scope="row">${first}</th>${rest.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody>
</table></div></details>
</figure>`;
