/** The chat page: what runs, the conversation, and the message box. */

import { html } from "hono/html";
import type { ModelInfo } from "../../../core/ask.ts";
import { type Command, MAX_NEW_TOKENS, summaryFor } from "../../../core/command.ts";
import { nameModel } from "../../../core/compose.ts";
import { type Words, wordsFor } from "../../../i18n/words.ts";
import { type Html, layout, type Reader } from "./layout.ts";

export interface ChatOptions {
  readonly reader: Reader;
  readonly commands: readonly Command[];
  /** Null while it loads. */
  readonly model: ModelInfo | null;
  /** The server's host; null in this process. */
  readonly where: string | null;
  readonly asks: readonly Html[];
  /** False on a page of older asks. */
  readonly isNewest: boolean;
  /** Id of the oldest ask shown, when there are older ones. */
  readonly olderThan: string | null;
  /** What was typed and refused, with the sentence why: shown again where there is no script. */
  readonly refused: { readonly text: string; readonly typed: string } | null;
}

/** The chat: what runs, the conversation, and the message box. */
export function chatPage(options: ChatOptions): Html {
  const { reader, commands, model, where, asks, olderThan, refused } = options;
  const { locale } = reader;
  const words = wordsFor(locale);
  const runs = model === null ? words.web.modelLoading : words.web.runsOn(nameModel(model, words), where);
  const body = html`<main>
      <section class="intro">
        <h1>${words.web.tagline}</h1>
        <p>${runs} <a href="/about">${words.web.learnMore}</a></p>
      </section>
      <section aria-label="${words.web.conversation}">
        ${olderThan ? html`<p class="older"><a class="button quiet" href="/?before=${encodeURIComponent(olderThan)}">${words.web.older}</a></p>` : ""}
        <div id="asks" data-newest="${String(options.isNewest)}">${asks}</div>
        ${emptyState(commands, locale, asks.length > 0)}
      </section>
    </main>
    ${composer(options, words)}
    <div id="words" hidden data-offline="${words.web.offline}" data-online="${words.web.online}" data-asking="${words.web.asking}" data-failed="${words.web.sendFailed}"></div>
    <dialog id="dialog" aria-labelledby="dialog-title"></dialog>
    <p id="announcer" class="hidden" role="status" aria-live="polite"></p>
    <p id="toast" role="status" hidden></p>
    ${refused ? html`<p class="hidden" id="refused">${refused.text}</p>` : ""}`;
  return layout({ reader, title: "Fewshot", body, isChat: true });
}

function emptyState(commands: readonly Command[], locale: string, isHidden: boolean): Html {
  const words = wordsFor(locale).web;
  const examples = ["sentiment", "triage", "spam"].flatMap((name) =>
    commands.filter((command) => command.name === name),
  );
  const shown = (examples.length > 0 ? examples : commands).slice(0, 3);
  return html`<div id="empty" class="empty" ${isHidden ? html`hidden` : ""}>
    <h2>${words.emptyTitle}</h2>
    <p>${words.emptyText}</p>
    <ul>
      ${shown.map((command) => {
        const text = `/${command.name} ${command.tests[1]?.input ?? command.tests[0]?.input ?? command.examples[0]?.input ?? ""}`;
        return html`<li><form method="post" action="/asks"><button class="example" name="text" value="${text}" data-example>${text}</button></form></li>`;
      })}
    </ul>
  </div>`;
}

function composer({ reader: { locale }, commands, refused }: ChatOptions, words: Words): Html {
  const web = words.web;
  return html`<footer class="composer">
    <form id="composer" method="post" action="/asks">
      <p id="fault" class="fault" role="alert">${refused?.text ?? ""}</p>
      <ul id="commands" role="listbox" aria-label="${web.commands}" hidden>
        ${commands.map((command) => html`<li id="command-${command.name}" role="option" aria-selected="false" data-name="${command.name}"><b>/${command.name}</b> <span>${summaryFor(command, locale)}</span></li>`)}
      </ul>
      <div class="row">
        <label class="hidden" for="command">${web.defaultCommand}</label>
        <select id="command" name="command">
          ${commands.map(({ name }) => html`<option value="${name}" ${name === "sentiment" ? html`selected` : ""}>/${name}</option>`)}
        </select>
        <label class="hidden" for="message">${web.message}</label>
        <input id="message" name="text" type="text" role="combobox" autocomplete="off" autocapitalize="off" enterkeyhint="send" dir="auto"
          aria-expanded="false" aria-controls="commands" aria-autocomplete="list" aria-describedby="hint fault"
          placeholder="${web.placeholder}" value="${refused?.typed ?? ""}" />
        <button id="send" class="primary">${web.ask}</button>
      </div>
      <p id="hint" class="hint">${web.hint}</p>
      ${settingsFold(web)}
    </form>
    <details class="list">
      <summary>${web.commands}</summary>
      <dl>${commands.map((command) => html`<div><dt>/${command.name}</dt><dd>${summaryFor(command, locale)}</dd></div>`)}</dl>
    </details>
  </footer>`;
}

function settingsFold(words: Words["web"]): Html {
  const field = (name: string, [label, help]: [string, string], input: Html) =>
    html`<div class="field"><label for="${name}">${label}</label>${input}<small id="${name}-help">${help}</small></div>`;
  const number = (name: string, range: { min: number; max: number; step: string }) =>
    html`<input id="${name}" name="${name}" type="number" inputmode="decimal" min="${range.min}" max="${range.max}" step="${range.step}" placeholder="${words.asTheCommandSays}" aria-describedby="${name}-help" />`;
  return html`<details class="settings">
    <summary>${words.settings}</summary>
    <p>${words.settingsAbout}</p>
    <div class="fields">
      ${field("temperature", [words.temperature, words.temperatureHelp], number("temperature", { min: 0, max: 2, step: "any" }))}
      ${field("maxNewTokens", [words.length, words.lengthHelp], number("maxNewTokens", { min: 1, max: MAX_NEW_TOKENS, step: "1" }))}
      ${field("endSequence", [words.endSequence, words.endSequenceHelp], html`<input id="endSequence" name="endSequence" type="text" maxlength="20" placeholder="${words.asTheCommandSays}" aria-describedby="endSequence-help" autocomplete="off" />`)}
      ${field("examples", [words.examples, words.examplesHelp], number("examples", { min: 0, max: 32, step: "1" }))}
    </div>
    <p><button type="button" id="reset" class="quiet">${words.reset}</button></p>
  </details>`;
}
