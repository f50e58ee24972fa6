/** A command's insights as a page of its own. */

import { html, raw } from "hono/html";
import { page } from "../shared/page.ts";
import { type Figure, figuresOf } from "./charts.ts";
import { findingsOf } from "./findings.ts";
import type { Insights } from "./run.ts";
import { insightsWords } from "./words/words.ts";

export const insightsTitle = ({ command }: Insights, locale: string): string =>
  insightsWords(locale).title(command);

/** @param locale BCP 47 tag of the reader's language
 * @returns the whole document */
export async function insightsHtml(insights: Insights, locale: string): Promise<string> {
  const body = insightsBody(insights, await figuresOf(insights, locale), locale);
  return page(insightsTitle(insights, locale), body, locale);
}

/** The same without the frame of a document. */
export function insightsBody(
  insights: Insights,
  figures: readonly Figure[],
  locale: string,
): ReturnType<typeof html> {
  const { version, revision, model } = insights;
  const words = insightsWords(locale);
  return html`<p>${words.measuredOn(version, revision, model)}</p>
<ul>${findingsOf(insights, locale).map((finding) => html`<li>${finding}</li>`)}</ul>
${figures.map((figure) => figureHtml(figure, words.asTable(figure.title)))}`;
}

const figureHtml = (
  { name, title, svg, head, rows }: Figure,
  summary: string,
) => html`<figure data-name="${name}">
${raw(svg)}
<details><summary>${summary}</summary>
<div class="wide" tabindex="0" role="region" aria-label="${title}"><table><caption>${title}</caption>
<thead><tr>${head.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows.map(([first, ...rest]) => html`<tr><th scope="row">${first}</th>${rest.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody>
</table></div></details>
</figure>`;
