/** The card of a command. */

import { html, raw } from "hono/html";
import type { CardView } from "../../../../core/views/card.ts";
import { wordsFor } from "../../../../i18n/words.ts";
import { cardPath, type Html, type Reader, sheetPage } from "../../pages/layout.ts";

export interface CardPageOptions {
  readonly reader: Reader;
  readonly command: string;
  readonly revision: string;
  /** Null where none was made of this revision. */
  readonly card: CardView | null;
}

export function cardPage({ reader, command, revision, card }: CardPageOptions): Html {
  const { web } = wordsFor(reader.locale);
  const body =
    card === null
      ? html`<p>${web.cardMissing(command)}</p>`
      : html`<p><a href="${cardPath({ command, revision })}.md">${web.cardDownload}</a></p>
        <div lang="${card.language}">${card.sections.map(
          ({ heading, paragraphs, tables }) => html`<h2>${heading}</h2>
            ${paragraphs.map((text) => html`<p>${text}</p>`)}
            ${tables.map(
              ({
                caption,
                head,
                rows,
                svg,
              }) => html`${svg === undefined ? "" : raw(svg)}<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table>
                <caption>${caption}</caption>
                <thead><tr>${head.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
                <tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody>
              </table></div>`,
            )}`,
        )}</div>`;
  return sheetPage(reader, { title: web.card(command), body });
}
