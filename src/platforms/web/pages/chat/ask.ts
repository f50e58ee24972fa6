/** Renders an ask: the root message, and the answer below it. The one place where blocks become elements; `html` escapes every text. */

import { html } from "hono/html";
import type { Ask } from "../../../../core/ask.ts";
import { badgeWord } from "../../../../core/views/answer/badge.ts";
import { GENERATED_SOURCE_TYPE } from "../../../../core/views/answer/model.ts";
import type { Action, Block, MessageView } from "../../../../core/views/view.ts";
import { wordsFor } from "../../../../i18n/words.ts";
import type { Html } from "../layout.ts";
import { renderPress } from "./press.ts";

export interface AskOptions {
  /** What the model has written so far, for an ask that is not answered; null for none. */
  readonly draft: string | null;
  /** Whether the reader asked it. */
  readonly isOwn: boolean;
}

export function renderAsk(ask: Ask, message: MessageView, { draft, isOwn }: AskOptions): Html {
  const { id, createdAt } = ask;
  const words = wordsFor(message.locale);
  return html`<article class="ask${isOwn ? " own" : ""}" id="ask-${id}" data-ask="${id}" data-state="${message.state}"${message.state === "answered" ? html` data-digital-source-type="${GENERATED_SOURCE_TYPE}"` : ""} aria-labelledby="heading-${id}">
    <header class="root">
      <p class="who" id="heading-${id}">${message.root.heading}</p>
      <time datetime="${createdAt.toISOString()}">${words.time.moment(createdAt)}</time>
    </header>
    <blockquote dir="auto">${message.root.quote}</blockquote>
    <div class="answer"${message.badge ? html` data-badge="${message.badge.kind}"` : ""}>
      ${renderBadge(message)}
      ${message.blocks.map((block) => renderBlock(block, message.state))}
      ${draft === null ? "" : html`<p class="draft" dir="auto">${draft}</p>`}
      ${renderSettings(ask, message.locale)}
      ${message.actions.length > 0 ? renderActions(message) : ""}
    </div>
  </article>`;
}

/** What became of the ask, in a word; the colour beside the answer says the same. */
function renderBadge(message: MessageView): Html | "" {
  const word = badgeWord(message);
  return word === null ? "" : html`<p class="badge" data-text>${word}</p>`;
}

function renderBlock(block: Block, state: MessageView["state"]): Html {
  switch (block.kind) {
    case "waiting":
      return html`<p class="waiting" data-text><span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>${block.text}</p>`;
    case "result":
      return html`<p class="result${state === "failed" ? " failed" : ""}" data-text dir="auto"><strong>${block.text}</strong>${block.detail ? html` <span class="detail">${block.detail}</span>` : ""}</p>`;
    case "override":
      return html`<p class="result override" data-text dir="auto"><strong>${block.text}</strong></p>
        <p class="byline">${block.byline}${block.reason ? html`<br /><span dir="auto">${block.reason}</span>` : ""}</p>`;
    case "struck":
      return html`<p class="struck" dir="auto"><span class="hidden">${block.spoken}</span><s aria-hidden="true">${block.text}</s></p>`;
    case "scores":
      return html`<ul class="scores" aria-label="${block.heading}">
        ${block.scores.map(({ label, percent, shown }) => html`<li><span class="label" dir="auto">${label}</span><progress max="100" value="${percent}" aria-hidden="true"></progress><span class="percent">${shown}</span></li>`)}
      </ul>`;
    case "compared":
      return html`<div class="compared">${block.sides.map(
        ({ title, blocks }) =>
          html`<section aria-label="${title}"><h3>${title}</h3>${blocks.map((one) => renderBlock(one, state))}</section>`,
      )}</div>`;
    case "note":
      return html`<p class="note">${block.text}</p>`;
    case "disclaimer":
      return html`<p class="disclaimer">${block.text}</p>`;
  }
}

/** The settings that differed from the command's own. */
function renderSettings({ settings }: Ask, locale: string): Html | "" {
  const { web } = wordsFor(locale);
  const names = {
    temperature: web.temperature,
    maxNewTokens: web.length,
    endSequence: web.endSequence,
    examples: web.examples,
  };
  const used = (Object.keys(names) as (keyof typeof names)[])
    .filter((key) => settings[key] !== undefined)
    .map((key) => `${names[key]} ${settings[key]}`);
  return used.length === 0 ? "" : html`<p class="note used">${web.usedSettings}: ${used.join(" · ")}</p>`;
}

/** Rating first; what is seldom used and about the reader alone is behind "…". */
function renderActions({ actions, locale }: MessageView): Html {
  const { web } = wordsFor(locale);
  const isIn = (names: readonly Action["press"]["name"][]) =>
    actions.filter(({ press }) => names.includes(press.name));
  const rest = isIn(["opt-out"]);
  return html`<div class="actions">
    ${isIn(["right", "wrong"]).map((action) => renderPress(action, { isToggle: true }))}
    ${isIn(["prefer-live", "prefer-draft"]).map((action) => renderPress(action, { isToggle: true }))}
    ${isIn(["override"]).map((action) => renderPress(action))}
    ${isIn(["withdraw"]).map((action) => renderPress(action, { label: web.withdrawOwn }))}
    ${isIn(["why"]).map((action) => renderPress(action))}
    ${rest.length === 0 ? "" : html`<details class="more"><summary aria-label="${web.more}">…</summary><div>${rest.map((action) => renderPress(action))}</div></details>`}
  </div>`;
}
