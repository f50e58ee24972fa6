/** Renders a reply as HTML: the one place where blocks become elements. `html` escapes every text. */

import { html } from "hono/html";
import type { AskRecord, Person } from "../../../core/ask.ts";
import { personKey, standingOverride } from "../../../core/ask.ts";
import type { ActionId, Block, Reply } from "../../../core/reply.ts";
import { wordsFor } from "../../../i18n/words.ts";
import { askPath, type Html } from "./layout.ts";

export interface AskView {
  readonly viewer: Person;
  /** What the model has written so far, for an ask that is not answered; null for none. */
  readonly draft: string | null;
}

/** One ask: its anchor, and its thread beneath. */
export function renderAsk(record: AskRecord, reply: Reply, { viewer, draft }: AskView): Html {
  const { id, createdAt } = record.ask;
  const words = wordsFor(reply.locale);
  return html`<article class="ask" id="ask-${id}" data-ask="${id}" data-state="${reply.state}" aria-labelledby="heading-${id}">
    <header class="anchor">
      <p class="who" id="heading-${id}">${reply.anchor.heading}</p>
      <time datetime="${createdAt.toISOString()}">${words.time.moment(createdAt)}</time>
    </header>
    <blockquote dir="auto">${reply.anchor.quote}</blockquote>
    <div class="thread">
      ${reply.blocks.map((block) => renderBlock(block, reply.locale))}
      ${draft === null ? "" : html`<p class="draft" dir="auto">${draft}</p>`}
      ${reply.actions.length > 0 ? renderActions(record, reply, viewer) : ""}
      <div class="place" data-place></div>
    </div>
  </article>`;
}

function renderBlock(block: Block, locale: string): Html {
  const words = wordsFor(locale);
  switch (block.kind) {
    case "text":
      return html`<p class="waiting" data-text><span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>${block.text}</p>`;
    case "result":
      return html`<p class="result" data-text dir="auto"><strong>${block.text}</strong>${block.detail ? html` <span class="detail">${block.detail}</span>` : ""}</p>`;
    case "override":
      return html`<p class="result override" data-text dir="auto"><strong>${block.text}</strong></p>
        <p class="byline">${block.byline}${block.reason ? html`<br /><span dir="auto">${block.reason}</span>` : ""}</p>`;
    case "struck":
      return html`<p class="struck" dir="auto"><span class="hidden">${words.reply.modelSaid("")}</span><s>${block.text}</s></p>`;
    case "scores":
      return html`<ul class="scores" aria-label="${words.reply.scores}">
        ${block.scores.map(({ label, percent }) => html`<li><span class="label">${label}</span><progress max="100" value="${percent}" aria-hidden="true"></progress><span class="percent">${words.reply.percent(percent)}</span></li>`)}
      </ul>`;
    case "note":
      return html`<p class="note">${block.text}</p>`;
    case "disclaimer":
      return html`<p class="disclaimer">${block.text}</p>`;
  }
}

/** The buttons, as forms and links so that they work without the script. */
function renderActions(record: AskRecord, reply: Reply, viewer: Person): Html {
  const { id } = record.ask;
  const words = wordsFor(reply.locale);
  const own = record.ratings.find(({ person }) => personKey(person) === personKey(viewer))?.value ?? null;
  const override = standingOverride(record);
  const mayWithdraw = override !== null && personKey(override.person) === personKey(viewer);
  const button: Record<ActionId, (label: string) => Html> = {
    right: (label) =>
      html`<form method="post" action="${askPath(id, "rate")}" data-action="right"><button name="value" value="right" aria-pressed="${String(own === "right")}">${label}</button></form>`,
    wrong: (label) =>
      html`<a class="button" role="button" href="${askPath(id, "wrong")}" data-action="open" aria-pressed="${String(own === "wrong")}">${label}</a>`,
    override: (label) =>
      html`<a class="button" role="button" href="${askPath(id, "override")}" data-action="open">${label}</a>`,
    why: (label) =>
      html`<a class="button" role="button" href="${askPath(id, "why")}" data-action="open">${label}</a>`,
    "opt-out": (label) =>
      html`<a class="button quiet" role="button" href="/privacy/opt-out" data-action="open">${label}</a>`,
  };
  return html`<div class="actions">
    ${reply.actions.map(({ id: action, label }) => button[action](label))}
    ${mayWithdraw ? html`<form method="post" action="${askPath(id, "withdraw")}" data-action="withdraw"><button name="overrideId" value="${override.id}">${words.feedback.withdraw}</button></form>` : ""}
  </div>`;
}
