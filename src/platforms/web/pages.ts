/** The page and its smaller sisters: about, privacy, login, and the forms that open in a dialog. */

import { html } from "hono/html";
import type { ModelInfo } from "../../core/ask.ts";
import { type Command, MAX_NEW_TOKENS, summaryFor } from "../../core/command.ts";
import { nameModel } from "../../core/compose.ts";
import type { Explanation, OverrideForm } from "../../flows/bot.ts";
import { LANGUAGES, type Words, wordsFor } from "../../i18n/words.ts";
import type { Html } from "./render.ts";

/** A form or a text that opens in a dialog, or as a page of its own where there is no script. */
export interface Sheet {
  readonly title: string;
  readonly body: Html | string;
}

export interface ChatOptions {
  readonly locale: string;
  readonly commands: readonly Command[];
  /** Null while it loads. */
  readonly model: ModelInfo | null;
  /** The server's host; null in this process. */
  readonly where: string | null;
  readonly asks: readonly Html[];
  /** Id of the oldest ask shown, when there are older ones. */
  readonly olderThan: string | null;
  /** What was typed and refused, with the sentence why: shown again where there is no script. */
  readonly refused: { readonly text: string; readonly typed: string } | null;
}

/** The frame of every page. */
function layout({
  locale,
  title,
  body,
  isChat = false,
}: {
  locale: string;
  title: string;
  body: Html;
  isChat?: boolean;
}): Html {
  const words = wordsFor(locale).web;
  return html`<!doctype html>
<html lang="${locale}" class="${isChat ? "chat" : "sheet"}">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${title}</title>
    <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="/assets/page.css" />
    ${isChat ? html`<script type="module" src="/assets/page.js"></script>` : ""}
  </head>
  <body>
    <header class="top">
      ${isChat ? html`<a class="skip" href="#message">${words.skip}</a>` : ""}
      <a class="brand" href="/" aria-label="Fewshot">Fewshot</a>
      <nav>
        <a href="/about">${words.about}</a>
        <a href="/privacy">${words.privacy}</a>
        ${Object.entries(LANGUAGES)
          .filter(([tag]) => tag !== locale)
          .map(
            ([tag, other]) =>
              html`<a href="/language/${tag}" lang="${tag}" hreflang="${tag}">${other.languageName}</a>`,
          )}
      </nav>
    </header>
    ${body}
  </body>
</html>`;
}

/** The chat: what runs, the conversation, and the message box. */
export function chatPage(options: ChatOptions): Html {
  const { locale, commands, model, where, asks, olderThan, refused } = options;
  const words = wordsFor(locale);
  const runs = model === null ? words.web.modelLoading : words.web.runsOn(nameModel(model, words), where);
  const body = html`<main>
      <section class="intro">
        <h1>${words.web.tagline}</h1>
        <p>${runs} <a href="/about">${words.web.learnMore}</a></p>
      </section>
      <section aria-label="${words.web.conversation}">
        ${olderThan ? html`<p class="older"><a class="button quiet" href="/?before=${olderThan}">${words.web.older}</a></p>` : ""}
        <div id="asks" data-offline="${words.web.offline}" data-online="${words.web.online}">${asks}</div>
        ${emptyState(commands, locale, asks.length > 0)}
      </section>
    </main>
    ${composer(options, words)}
    <dialog id="dialog" aria-labelledby="dialog-title"></dialog>
    <p id="announcer" class="hidden" role="status" aria-live="polite"></p>
    <p id="toast" role="status" hidden></p>
    ${refused ? html`<p class="hidden" id="refused">${refused.text}</p>` : ""}`;
  return layout({ locale, title: "Fewshot", body, isChat: true });
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

function composer({ locale, commands, refused }: ChatOptions, words: Words): Html {
  const web = words.web;
  return html`<footer class="composer">
    <form id="composer" method="post" action="/asks" data-failed="${web.sendFailed}" data-asking="${web.asking}">
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

/** A sheet as a page of its own. */
export function sheetPage(locale: string, sheet: Sheet): Html {
  const body = html`<main class="narrow"><h1>${sheet.title}</h1>${sheet.body}<p><a href="/">${wordsFor(locale).web.home}</a></p></main>`;
  return layout({ locale, title: `${sheet.title} · Fewshot`, body });
}

/** A sheet for the dialog. */
export function sheetFragment(locale: string, sheet: Sheet): Html {
  return html`<div class="dialog-head"><h2 id="dialog-title">${sheet.title}</h2><button type="button" class="quiet" data-close>${wordsFor(locale).web.close}</button></div>${sheet.body}`;
}

export function wrongSheet(locale: string, askId: string): Sheet {
  const words = wordsFor(locale);
  const body = html`<form method="post" action="/asks/${askId}/rate" data-action="send">
    <input type="hidden" name="value" value="wrong" />
    <label for="reason">${words.feedback.askReason}</label>
    <textarea id="reason" name="reason" rows="3" maxlength="2000"></textarea>
    <p class="buttons"><button class="primary">${words.feedback.send}</button></p>
  </form>`;
  return { title: words.web.wrongTitle, body };
}

export function overrideSheet(locale: string, form: OverrideForm): Sheet {
  const words = wordsFor(locale);
  const choice = form.labels
    ? html`<fieldset><legend>${words.feedback.chooseLabel}</legend>
        ${form.labels.map((label, index) => html`<label class="choice"><input type="radio" name="value" value="${label}" required ${label === form.current || (form.current === null && index === 0) ? html`checked` : ""} /> <span>${label}</span></label>`)}
      </fieldset>`
    : html`<label for="value">${words.feedback.writeAnswer}</label><textarea id="value" name="value" rows="4" required maxlength="2000" dir="auto">${form.current ?? ""}</textarea>`;
  const body = html`<form method="post" action="/asks/${form.askId}/override" data-action="send">
    ${choice}
    <label for="reason">${words.feedback.reason}</label>
    <input id="reason" name="reason" type="text" maxlength="2000" autocomplete="off" />
    <label class="choice"><input type="checkbox" name="mayReuse" value="yes" /> <span>${words.feedback.mayReuse}</span></label>
    <p class="buttons"><button class="primary">${words.feedback.send}</button></p>
  </form>`;
  return { title: words.web.overrideTitle, body };
}

export function whySheet({ title, sections }: Explanation): Sheet {
  const body = html`<div class="why">${sections.map(
    ({ heading, text, isVerbatim }) =>
      html`<section><h3>${heading}</h3>${isVerbatim ? html`<pre tabindex="0">${text}</pre>` : text.split("\n").map((line) => html`<p dir="auto">${line}</p>`)}</section>`,
  )}</div>`;
  return { title, body };
}

export function optOutSheet(locale: string): Sheet {
  const words = wordsFor(locale);
  const body = html`<p>${words.web.optOutConfirm}</p>
    <form method="post" action="/privacy/opt-out" data-action="send"><p class="buttons"><button class="primary">${words.privacy.optOut}</button></p></form>`;
  return { title: words.privacy.optOut, body };
}

export function loginPage(locale: string, fault: "loginWrong" | "loginWait" | null): Html {
  const words = wordsFor(locale).web;
  const body = html`<p>${words.loginText}</p>
    <form method="post" action="/login">
      <label for="token">${words.loginField}</label>
      <input id="token" name="token" type="password" autocomplete="current-password" required aria-describedby="fault" />
      <p id="fault" class="fault" role="alert">${fault ? words[fault] : ""}</p>
      <p class="buttons"><button class="primary">${words.loginButton}</button></p>
    </form>`;
  return sheetPage(locale, { title: words.loginTitle, body });
}
