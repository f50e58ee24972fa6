/** Turns forms, explanations and notices into sheets: what opens in a dialog, or as a page of its own. */

import { html } from "hono/html";
import type {
  ExplanationView,
  Field,
  FormValues,
  FormView,
  NoticeView,
} from "../../../../core/views/view.ts";
import { wordsFor } from "../../../../i18n/words.ts";
import { askPath, cardPath, draftPath, type Html, reviewPath, type Sheet } from "../layout.ts";
import { renderPress } from "./press.ts";

/** Texts longer than this are written in a box of several lines. */
const ONE_LINE_CHARACTERS = 200;

export function viewSheet(view: FormView | ExplanationView | NoticeView, locale: string): Sheet {
  switch (view.kind) {
    case "form":
      return formSheet(view);
    case "explanation":
      return explanationSheet(view, locale);
    case "notice":
      return noticeSheet(view, locale);
  }
}

/** A form that was refused, with what was typed in it and why: for a browser without the script, which has no other copy. */
export function refusedSheet(form: FormView, values: FormValues, { text }: NoticeView): Sheet {
  const fields = form.fields.map((field) => {
    const value = values[field.id];
    return field.kind === "text" ? { ...field, value: typeof value === "string" ? value : "" } : field;
  });
  const { title, body } = formSheet({ ...form, fields });
  return { title, body: html`<div class="fault" role="alert">${lines(text)}</div>${body}` };
}

function formSheet(form: FormView): Sheet {
  const body = html`<form method="post" action="${formPath(form)}" data-action="send">
    ${form.note === undefined ? "" : html`<p class="hint">${form.note}</p>`}
    ${form.fields.map(renderField)}
    <p class="buttons"><button class="primary">${form.submit}</button> <a class="button" href="/" data-close>${form.cancel}</a></p>
  </form>`;
  return { title: form.title, body };
}

function formPath({ form, askId }: FormView): string {
  if (form === "command") return draftPath(askId, "save");
  if (form === "groups") return "/privacy/groups";
  if (form === "command-settings") return draftPath(askId, "settings");
  if (form === "contest-label") return reviewPath("contests", askId);
  return askPath(askId, form === "reason" || form === "contest" ? form : "override");
}

function renderField(field: Field): Html {
  switch (field.kind) {
    case "choice":
      return html`<fieldset><legend>${field.label}</legend>
        ${field.options.map(({ value, label }) => html`<label class="choice"><input type="radio" name="${field.id}" value="${value}" required ${value === field.selected ? html`checked` : ""} /> <span dir="auto">${label}</span></label>`)}
      </fieldset>`;
    case "choices":
      return html`<fieldset><legend>${field.label}</legend><p><small>${field.hint}</small></p>
        ${field.options.map(({ value, label }, index) => html`<label class="choice"><input type="checkbox" name="${field.id}.${index}" value="${value}" ${field.selected.includes(value) ? html`checked` : ""} /> <span dir="auto">${label}</span></label>`)}
      </fieldset>`;
    case "check":
      return html`<label class="choice"><input type="checkbox" name="${field.id}" value="yes" /> <span>${field.label}</span></label>`;
    case "text": {
      // A browser drops the first line break of a box, which may be a blank line of the text.
      const rows = field.value.length > ONE_LINE_CHARACTERS ? 6 : 3;
      return html`<label for="field-${field.id}">${field.label}</label>
        <textarea id="field-${field.id}" name="${field.id}" rows="${rows}" maxlength="${field.maxCharacters}" dir="auto" ${field.isRequired ? html`required` : ""} ${field.hint === undefined ? "" : html`aria-describedby="hint-${field.id}"`}>${"\n"}${field.value}</textarea>
        ${field.hint === undefined ? "" : html`<small id="hint-${field.id}">${field.hint}</small>`}`;
    }
  }
}

function explanationSheet({ title, sections, card, actions = [] }: ExplanationView, locale: string): Sheet {
  const body = html`<div class="why">${sections.map(({ heading, text, isVerbatim, isTechnical }) => {
    if (isTechnical) return html`<details><summary>${heading}</summary>${lines(text)}</details>`;
    const content = isVerbatim ? html`<pre tabindex="0" dir="auto">${text}</pre>` : lines(text);
    return html`<section><h3>${heading}</h3>${content}</section>`;
  })}${card === undefined ? "" : html`<p><a href="${cardPath(card)}">${wordsFor(locale).web.card(card.command)}</a></p>`}${actions.length === 0 ? "" : html`<div class="buttons">${actions.map((action) => renderPress(action))}</div>`}</div>`;
  return { title, body };
}

function noticeSheet(view: NoticeView, locale: string): Sheet {
  const { about, title, text, remark, actions, isRunning = false } = view;
  const words = wordsFor(locale);
  const isFault = about === "refused" || about === "failed";
  const isData = about === "confirm" || about === "privacy";
  const body = html`${lines(text)}
    ${remark === null ? "" : html`<p class="remark">${remark}</p>`}
    ${
      actions.length === 0
        ? ""
        : html`<div class="buttons">${actions.map((action) => renderPress(action))}
      ${about === "confirm" ? html`<a class="button" href="/privacy" data-close>${words.privacy.keep}</a>` : ""}</div>`
    }`;
  return {
    title: title ?? (isFault ? words.web.failedTitle : isData ? words.privacy.title : "Fewshot"),
    // The script asks again, and puts what is new in its place.
    body: isRunning ? html`<div data-running>${body}</div>` : body,
  };
}

const lines = (text: string) => text.split("\n").map((line) => html`<p dir="auto">${line}</p>`);
