/** What waits for a review, and what spot checks say of each command. */

import { html } from "hono/html";
import { contestWords } from "../../../../core/views/review/contest-words.ts";
import type { ReviewNotice } from "../../../../core/views/review/review.ts";
import type { FormView, NoticeView } from "../../../../core/views/view.ts";
import type { ReviewList } from "../../../../flows/review/list.ts";
import { wordsFor } from "../../../../i18n/words.ts";
import { renderPress } from "../chat/press.ts";
import { editorPath, type Html, layout, type Reader, reviewPath } from "../layout.ts";
import { renderReports } from "./reports.ts";

export interface ReviewPageOptions {
  readonly reader: Reader;
  readonly list: ReviewList;
  /** What became of a decision; null on a plain visit. */
  readonly done: NoticeView | null;
}

export function reviewPage({ reader, list, done }: ReviewPageOptions): Html {
  const { review: words, web } = wordsFor(reader.locale);
  const { spotChecks, corrections, counts } = list;
  const body = html`<main class="narrow reviews">
    <h1>${words.title}</h1>
    ${done === null ? "" : renderDone(done, reader)}
    ${renderContests(list, reader)}
    <h2>${words.checks}</h2>
    <p>${words.checksAbout}</p>
    ${spotChecks.length === 0 ? html`<p>${words.nothing}</p>` : spotChecks.map((one) => checkCard(one))}
    ${moreOf(counts.spotChecks - spotChecks.length, reader)}
    <h2>${words.corrections}</h2>
    <p>${words.correctionsAbout}</p>
    ${corrections.length === 0 ? html`<p>${words.nothing}</p>` : corrections.map(card)}
    ${moreOf(counts.corrections - corrections.length, reader)}
    ${list.decided.length === 0 ? "" : html`<details class="decided"><summary>${words.decidedLately}</summary>${list.decided.map(card)}</details>`}
    <h2>${words.figures}</h2>
    <p>${words.figuresAbout}</p>
    ${renderReports(list.reports, reader.locale)}
    <p><a href="/">${web.home}</a></p>
  </main>`;
  return layout({ reader, title: `${words.title} · Fewshot`, body });
}

/** What became of a decision. Who goes on by keyboard, or listens, begins there. */
function renderDone({ refusal, text, actions }: NoticeView, { locale }: Reader): Html {
  const { review: words } = wordsFor(locale);
  return html`<div class="${refusal === null ? "done" : "fault"}" role="status" tabindex="-1" autofocus>
    <p>${text}</p>${
      actions.length === 0
        ? ""
        : html`<div class="buttons">${actions.map((action) =>
            // The editor has what may be wrong with a draft, and publishes it.
            action.press.name === "draft-publish"
              ? html`<a class="button" href="${editorPath(action.press.rest)}">${words.openDraft}</a>`
              : renderPress(action),
          )}</div>`
    }</div>`;
}

/** One spot check on a page of its own, for a browser that follows the button of a chat message. */
export function checkPage(reader: Reader, form: FormView): Html {
  const { review: words } = wordsFor(reader.locale);
  const body = html`<main class="narrow reviews"><h1>${form.title}</h1>${form.about === undefined ? "" : html`<blockquote dir="auto">${form.about}</blockquote>`}${checkForm(form)}
    <p><a href="/review">${words.title}</a></p></main>`;
  return layout({ reader, title: `${form.title} · Fewshot`, body });
}

/** Contested answers, where there are any. */
function renderContests({ contests, counts }: ReviewList, reader: Reader): Html | "" {
  if (contests.length === 0) return "";
  const words = contestWords(reader.locale);
  return html`<h2>${words.contests}</h2>
    <p>${words.contestsAbout}</p>
    ${contests.map(({ view, form }) => {
      const rest = view.actions.filter(({ press }) => press.name !== "contest-label");
      return html`<article class="card" aria-label="${view.title}">
    ${head(view)}
    <div class="buttons">${rest.map((action) => renderPress(action))}</div>
    ${form === null ? "" : html`<details><summary>${wordsFor(reader.locale).review.otherLabel}</summary>${checkForm(form, "contests")}</details>`}
  </article>`;
    })}
    ${moreOf(counts.contests - contests.length, reader)}`;
}

function moreOf(rest: number, { locale }: Reader): Html | "" {
  return rest <= 0 ? "" : html`<p>${wordsFor(locale).review.more(rest)}</p>`;
}

function checkCard({ view, form }: ReviewList["spotChecks"][number]): Html {
  const label = view.actions.find(({ press }) => press.name === "review-label");
  const rest = view.actions.filter(({ press }) => press.name !== "review-label");
  return html`<article class="card" aria-label="${view.title}">
    ${head(view)}
    <div class="buttons">${rest.map((action) => renderPress(action))}</div>
    <details ${rest.length === 0 ? html`open` : ""}><summary>${label?.label ?? form.title}</summary>${checkForm(form)}</details>
  </article>`;
}

function checkForm(
  { askId, fields, submit }: FormView,
  about: "spot-checks" | "contests" = "spot-checks",
): Html {
  const [field] = fields;
  const options = field?.kind === "choice" ? field.options : [];
  return html`<form method="post" action="${reviewPath(about, askId)}">
    <fieldset><legend>${field?.label ?? ""}</legend>
      ${options.map(({ value, label }) => html`<label class="choice"><input type="radio" name="value" value="${value}" required /> <span dir="auto">${label}</span></label>`)}
    </fieldset>
    <p class="buttons"><button>${submit}</button></p>
  </form>`;
}

function card(view: ReviewNotice): Html {
  return html`<article class="card" aria-label="${view.title}">
    ${head(view)}
    <div class="buttons">${view.actions.map((action) => renderPress(action))}</div>
  </article>`;
}

function head({ title, quote, lines }: ReviewNotice): Html {
  return html`<h3>${title}</h3><blockquote dir="auto">${quote}</blockquote>${lines.map((line) => html`<p dir="auto">${line}</p>`)}`;
}
