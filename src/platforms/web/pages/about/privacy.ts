/** What is kept of a visitor, and what they can do about it. */

import { html } from "hono/html";
import type { Person } from "../../../../core/ask.ts";
import type { NoticeView } from "../../../../core/views/view.ts";
import { wordsFor } from "../../../../i18n/words.ts";
import { renderPress } from "../chat/press.ts";
import { type Html, type Reader, sheetPage } from "../layout.ts";

export interface PrivacyOptions {
  readonly reader: Reader;
  readonly person: Person;
  /** What the flows say of the person's data: state and actions. */
  readonly notice: NoticeView;
  /** Null when asks are kept until they are erased. */
  readonly retentionDays: number | null;
  /** The model server's host; null on this machine. */
  readonly where: string | null;
  /** What was just done; null on a plain visit. */
  readonly done: string | null;
}

export function privacyPage({ reader, person, notice, retentionDays, where, done }: PrivacyOptions): Html {
  const words = wordsFor(reader.locale);
  const place = where === null ? words.explanation.here : words.explanation.onServer(where);
  const body = html`${done ? html`<p class="done" role="status">${done}</p>` : ""}
    <p>${words.privacy.about(retentionDays)} ${words.privacy.whereModelRuns(place)}</p>
    <p>${words.web.rights}</p>
    <p><a href="/privacy-policy">${words.policy.title}</a></p>
    <p><strong>${notice.remark}</strong></p>
    <div class="buttons">${notice.actions.map((action) => renderPress(action))}</div>
    <form method="post" action="/privacy/name" id="name-form">
      <label for="name">${words.web.yourName}</label>
      <input id="name" name="name" type="text" value="${person.name}" maxlength="40" autocomplete="nickname" aria-describedby="name-help" />
      <small id="name-help">${words.web.nameHelp}</small>
      <p class="buttons"><button>${words.web.saveName}</button></p>
    </form>`;
  return sheetPage(reader, { title: words.web.privacy, body });
}
