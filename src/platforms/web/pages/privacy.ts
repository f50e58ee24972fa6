/** What is kept of a visitor, and what they can do about it; and the page about the bot. */

import { html } from "hono/html";
import type { ModelInfo, Person } from "../../../core/ask.ts";
import { composeDisclaimer } from "../../../core/compose.ts";
import { wordsFor } from "../../../i18n/words.ts";
import { type Html, type Reader, type Sheet, sheetPage } from "./layout.ts";

export interface PrivacyOptions {
  readonly reader: Reader;
  readonly person: Person;
  readonly isOptedOut: boolean;
  /** Null when asks are kept until they are erased. */
  readonly retentionDays: number | null;
  /** The server's host; null in this process. */
  readonly where: string | null;
  /** What was just done; null on a plain visit. */
  readonly done: string | null;
}

export function privacyPage({
  reader,
  person,
  isOptedOut,
  retentionDays,
  where,
  done,
}: PrivacyOptions): Html {
  const words = wordsFor(reader.locale);
  const place = where === null ? words.explanation.here : words.explanation.onServer(where);
  const body = html`${done ? html`<p class="done" role="status">${done}</p>` : ""}
    <p>${words.privacy.about(retentionDays)} ${words.privacy.whereModelRuns(place)}</p>
    <p>${words.privacy.rights}</p>
    <p><strong>${isOptedOut ? words.privacy.statusOut : words.privacy.statusIn}</strong></p>
    <form method="post" action="/privacy/${isOptedOut ? "opt-in" : "opt-out"}"><button class="primary">${isOptedOut ? words.privacy.optIn : words.privacy.optOut}</button></form>
    <p><a class="button" href="/privacy/export" download>${words.privacy.export}</a></p>
    <p><a class="button" href="/privacy/erase">${words.privacy.erase}</a></p>
    <form method="post" action="/privacy/name">
      <label for="name">${words.web.yourName}</label>
      <input id="name" name="name" type="text" value="${person.name}" maxlength="40" autocomplete="nickname" aria-describedby="name-help" />
      <small id="name-help">${words.web.nameHelp}</small>
      <p class="buttons"><button>${words.web.saveName}</button></p>
    </form>`;
  return sheetPage(reader, { title: words.web.privacy, body });
}

/** Asks again before everything is erased. */
export function eraseSheet(locale: string): Sheet {
  const words = wordsFor(locale);
  const body = html`<p>${words.privacy.eraseConfirm}</p>
    <form method="post" action="/privacy/erase">
      <p class="buttons"><button class="danger" name="confirm" value="yes">${words.privacy.eraseYes}</button>
      <a class="button" href="/privacy">${words.feedback.cancel}</a></p>
    </form>`;
  return { title: words.privacy.erase, body };
}

export function aboutPage(reader: Reader, model: ModelInfo | null): Html {
  const words = wordsFor(reader.locale);
  const body = html`${words.web.aboutText.map((text) => html`<p>${text}</p>`)}
    <p class="disclaimer">${model === null ? words.web.modelLoading : composeDisclaimer(model, words)}</p>`;
  return sheetPage(reader, { title: words.web.aboutTitle, body });
}
