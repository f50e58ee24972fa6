/** The message box and what belongs to it: the menu of commands, settings, and who sees what is written. */

import { html } from "hono/html";
import { type Command, MAX_NEW_TOKENS } from "../../../../core/command/command.ts";
import { isInLanguage } from "../../../../core/views/menu.ts";
import { trialOf } from "../../../../core/views/suggestions.ts";
import { type Words, wordsFor } from "../../../../i18n/words.ts";
import type { Html } from "../layout.ts";
import { type MenuOptions, menu } from "../menu.ts";

export interface ComposerOptions extends MenuOptions {
  /** The visitor's name here. */
  readonly name: string;
  readonly isOptedOut: boolean;
  /** Scripts that the model was trained on; null when not known to be limited. */
  readonly scripts: readonly string[] | null;
  /** What was typed and refused, with the sentence why: shown again where there is no script. */
  readonly refused: { readonly text: string; readonly typed: string } | null;
}

export function composer(options: ComposerOptions): Html {
  const { locale, refused, name, isOptedOut, scripts } = options;
  const { web, privacy } = wordsFor(locale);
  const first = options.entries[0]?.command;
  const isUnread = scripts !== null && !scripts.includes(web.script);
  return html`<footer class="composer" id="composer-area">
    <p id="fault" class="fault" role="alert">${refused?.text ?? ""}</p>
    ${
      isOptedOut
        ? html`<form method="post" action="/privacy/opt-in" class="opted-out"><p>${web.optedOut}</p><button name="confirm" value="yes">${privacy.optIn}</button></form>`
        : ""
    }
    <form id="composer" method="post" action="/asks" novalidate>
      <div class="row">
        ${menu(options)}
        <label class="hidden" for="message">${web.message}</label>
        <textarea id="message" name="text" rows="1" autocomplete="off" autocapitalize="off" enterkeyhint="send" dir="auto"
          aria-controls="commands" aria-autocomplete="list" aria-describedby="shared keys fault"
          placeholder="${web.placeholder(first === undefined ? "" : trialOf(first))}">${refused?.typed ?? ""}</textarea>
        <button id="send" class="primary">${web.ask}</button>
      </div>
    </form>
    <div class="tools">
      <button type="button" class="quiet" popovertarget="settings">${web.settings}</button>
      <span id="changed" hidden><span></span> <button type="button" id="reset" class="quiet">${web.reset}</button></span>
      <p id="shared" class="hint">${web.shared} <a href="/privacy#name" title="${web.changeName}">${name}</a>
      ${isUnread && !(first && isInLanguage(first, locale)) ? html`<br /><strong>${web.otherScript}</strong>` : ""}</p>
      <p id="keys" class="hint">${web.keys}</p>
    </div>
    ${settingsPopover(web, first)}
  </footer>`;
}

/** Fields hold text, not numbers: a browser would send nothing for a number that is none, and the ask would be made without it. */
function settingsPopover(words: Words["web"], command: Command | undefined): Html {
  const field = (name: string, label: string, help: string, value: string | number, scoredToo = false) =>
    html`<div class="field" ${scoredToo ? "" : html`data-text-only`}>
      <label for="${name}">${label}</label>
      <input id="${name}" name="${name}" form="composer" type="text" inputmode="${name === "endSequence" ? "text" : "decimal"}" maxlength="20" autocomplete="off"
        placeholder="${value}" aria-describedby="${name}-help" />
      <small id="${name}-help">${help}</small></div>`;
  const { generation, examples } = command ?? {
    generation: { temperature: 0.1, maxNewTokens: 25, endSequence: "###" },
    examples: [],
  };
  return html`<div id="settings" popover aria-label="${words.settings}">
    <div class="dialog-head"><h2>${words.settings}</h2><button type="button" class="quiet" popovertarget="settings" popovertargetaction="hide">${words.close}</button></div>
    <p>${words.settingsAbout}</p>
    <p id="scored" hidden>${words.settingsScored}</p>
    <div class="fields">
      ${field("examples", words.examples, words.examplesHelp, examples.length, true)}
      ${field("temperature", words.temperature, words.temperatureHelp, generation.temperature)}
      ${field("maxNewTokens", words.length, `${words.lengthHelp} (1–${MAX_NEW_TOKENS})`, generation.maxNewTokens)}
      ${field("endSequence", words.endSequence, words.endSequenceHelp, generation.endSequence)}
    </div>
  </div>`;
}
