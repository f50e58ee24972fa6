/** What is kept of a visitor, and what they can do about it; and the page about the bot. */

import { html } from "hono/html";
import type { ModelInfo, Person } from "../../core/ask.ts";
import { composeDisclaimer } from "../../core/compose.ts";
import { wordsFor } from "../../i18n/words.ts";
import { sheetPage } from "./pages.ts";
import type { Html } from "./render.ts";

export interface PrivacyOptions {
  readonly locale: string;
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
  locale,
  person,
  isOptedOut,
  retentionDays,
  where,
  done,
}: PrivacyOptions): Html {
  const words = wordsFor(locale);
  const place = where === null ? words.explanation.here : words.explanation.onServer(where);
  const body = html`${done ? html`<p class="done" role="status">${done}</p>` : ""}
    <p>${words.privacy.about(retentionDays)} ${words.privacy.whereModelRuns(place)}</p>
    <p>${words.privacy.rights}</p>
    <p><strong>${isOptedOut ? words.privacy.statusOut : words.privacy.statusIn}</strong></p>
    <form method="post" action="/privacy/${isOptedOut ? "opt-in" : "opt-out"}"><button class="primary">${isOptedOut ? words.privacy.optIn : words.privacy.optOut}</button></form>
    <p><a class="button" href="/privacy/export" download>${words.privacy.export}</a></p>
    <details>
      <summary>${words.privacy.erase}</summary>
      <p>${words.privacy.eraseConfirm}</p>
      <form method="post" action="/privacy/erase"><button class="danger">${words.privacy.erase}</button></form>
    </details>
    <form method="post" action="/privacy/name">
      <label for="name">${words.web.yourName}</label>
      <input id="name" name="name" type="text" value="${person.name}" maxlength="40" autocomplete="nickname" aria-describedby="name-help" />
      <small id="name-help">${words.web.nameHelp}</small>
      <p class="buttons"><button>${words.web.saveName}</button></p>
    </form>`;
  return sheetPage(locale, { title: words.web.privacy, body });
}

export function aboutPage(locale: string, model: ModelInfo | null): Html {
  const words = wordsFor(locale);
  const body = html`${words.web.aboutText.map((text) => html`<p>${text}</p>`)}
    <p class="disclaimer">${model === null ? words.web.modelLoading : composeDisclaimer(model, words)}</p>`;
  return sheetPage(locale, { title: words.web.aboutTitle, body });
}
