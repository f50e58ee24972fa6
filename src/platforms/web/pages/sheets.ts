/** Forms and texts that open in a dialog. */

import { html } from "hono/html";
import type { Explanation, OverrideForm } from "../../../flows/bot.ts";
import { wordsFor } from "../../../i18n/words.ts";
import { askPath, type Sheet } from "./layout.ts";

export function wrongSheet(locale: string, askId: string): Sheet {
  const words = wordsFor(locale);
  const body = html`<form method="post" action="${askPath(askId, "rate")}" data-action="send">
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
  const body = html`<form method="post" action="${askPath(form.askId, "override")}" data-action="send">
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
