/** How Fewshot works: a real prompt, and the commands with the files behind them. */

import { html } from "hono/html";
import { type Command, summaryFor } from "../../../../core/command/command.ts";
import { buildPrompt } from "../../../../core/command/prompt.ts";
import { type MenuEntry, markOf } from "../../../../core/views/menu.ts";
import { trialOf } from "../../../../core/views/suggestions.ts";
import { wordsFor } from "../../../../i18n/words.ts";
import { type Html, type Reader, sheetPage } from "../layout.ts";

export interface AboutOptions {
  readonly reader: Reader;
  readonly entries: readonly MenuEntry[];
}

export function aboutPage({ reader, entries }: AboutOptions): Html {
  const { locale } = reader;
  const words = wordsFor(locale);
  const { web } = words;
  const first = entries[0]?.command;
  const [before = "", after = "", ...rest] = web.aboutText;
  const body = html`<p>${before}</p>
    ${first === undefined ? "" : html`<pre tabindex="0">${promptOf(first)}</pre>`}
    <p>${after}</p>
    ${rest.map((text) => html`<p>${text}</p>`)}
    <p><a href="/privacy-policy">${words.policy.title}</a></p>
    <h2>${web.aboutCommands}</h2>
    <dl class="command-list">${entries.map(({ command, fit }) => {
      const mark = markOf(fit, words);
      return html`<div><dt>/${command.name}${mark === null ? "" : html` <em>${mark}</em>`}</dt><dd>${summaryFor(command, locale)}</dd>
        <dd>${command.labels ? web.aboutLabels(command.labels.join(", ")) : web.aboutFreeText} ${command.version === null ? web.aboutFile(`commands/${command.name}.yaml`) : web.aboutVersion(command.version)}</dd></div>`;
    })}</dl>`;
  return sheetPage(reader, { title: web.aboutTitle, body });
}

const promptOf = (command: Command) =>
  buildPrompt(command, trialOf(command), {
    settings: {},
    budgetTokens: Number.POSITIVE_INFINITY,
    countTokens: (text) => text.length,
  }).full;
