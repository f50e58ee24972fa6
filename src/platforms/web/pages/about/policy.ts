/** The privacy policy as a page. */

import { html } from "hono/html";
import { VERSION } from "../../../../config/version.ts";
import { type PolicyFacts, policySections } from "../../../../core/views/policy.ts";
import { wordsFor } from "../../../../i18n/words.ts";
import { type Html, type Reader, sheetPage } from "../layout.ts";

export function policyPage({
  reader,
  facts,
}: {
  readonly reader: Reader;
  readonly facts: PolicyFacts;
}): Html {
  const words = wordsFor(reader.locale);
  const body = html`<p>${words.policy.intro(VERSION)}</p>
    ${policySections(facts, words).map(
      ({ title, paragraphs, items }) => html`<h2>${title}</h2>
        ${paragraphs.map((text) => html`<p>${text}</p>`)}
        ${items.length === 0 ? "" : html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`}`,
    )}
    <p><a href="/privacy">${words.policy.yours}</a></p>`;
  return sheetPage(reader, { title: words.policy.title, body });
}
