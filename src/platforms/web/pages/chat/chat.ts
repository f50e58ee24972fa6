/** The chat page: what runs, the conversation, and the message box. */

import { html } from "hono/html";
import { nameModel } from "../../../../core/views/answer/model.ts";
import { suggestAsks } from "../../../../core/views/suggestions.ts";
import type { ModelStatus } from "../../../../flows/asks/answer/known-model.ts";
import { wordsFor } from "../../../../i18n/words.ts";
import { dialogParts, type Html, layout, type Reader } from "../layout.ts";
import type { MenuOptions } from "../menu.ts";
import { type ComposerOptions, composer } from "./composer.ts";

export interface ChatOptions extends ComposerOptions {
  readonly reader: Reader;
  readonly status: ModelStatus;
  /** The model server's host; null on this machine. */
  readonly where: string | null;
  readonly asks: readonly Html[];
  /** The address that a browser without a script opens next while an ask waits for its answer; null when none does. */
  readonly nextLook: string | null;
  /** False on a page of older asks. */
  readonly isNewest: boolean;
  /** Id of the oldest ask shown, when there are older ones. */
  readonly olderThan: string | null;
}

export function chatPage(options: ChatOptions): Html {
  const { reader, asks, olderThan, isNewest, nextLook } = options;
  const { locale } = reader;
  const { web } = wordsFor(locale);
  const body = html`<main>
      ${statusLine(options)}
      <section aria-label="${web.conversation}">
        ${olderThan ? html`<p class="older"><a class="button quiet" href="/?before=${encodeURIComponent(olderThan)}">${web.older}</a></p>` : ""}
        <div id="asks" data-newest="${String(isNewest)}">${asks}</div>
        ${emptyState(options, asks.length > 0)}
      </section>
    </main>
    ${composer(options)}
    ${dialogParts(reader, {
      ...{ failed: web.sendFailed, offline: web.offline, online: web.online, asking: web.asking },
      ...{ "opt-in": web.optInLink, placeholder: web.placeholder("{}") },
      ...{ "found-one": web.commandsFound(1), "found-many": web.commandsFound(2) },
      ...{ "changed-one": web.settingsChanged(1), "changed-many": web.settingsChanged(2) },
    })}
    <p id="announcer" class="hidden" role="status" aria-live="polite"></p>`;
  const head =
    nextLook === null
      ? ""
      : html`<noscript><meta http-equiv="refresh" content="2; url=${nextLook}" /></noscript>`;
  return layout({ reader, title: "Fewshot", body, head, isChat: true });
}

/** What the page is, and which model answers. */
export function statusLine({
  locale,
  status,
  where,
}: Pick<ChatOptions, "locale" | "status" | "where">): Html {
  const words = wordsFor(locale);
  const { web } = words;
  const runs = {
    loading: () => web.modelLoading,
    ready: () => (status.kind === "ready" ? web.runsOn(nameModel(status.model, words), where) : ""),
    failed: () => (status.kind === "failed" ? web.modelFailed(words.failures[status.code]) : ""),
  }[status.kind]();
  return html`<section class="intro" id="status">
    <h1>${web.tagline}</h1>
    <p><span class="${status.kind === "failed" ? "fault" : ""}">${runs}</span> <a href="/about">${web.learnMore}</a></p>
  </section>`;
}

/** Texts to try. */
const MAX_SUGGESTIONS = 3;

function emptyState({ entries, locale }: MenuOptions, isHidden: boolean): Html {
  const { web } = wordsFor(locale);
  const suggestions = suggestAsks(entries, locale, MAX_SUGGESTIONS);
  return html`<div id="empty" class="empty" ${isHidden ? html`hidden` : ""}>
    <h2>${web.emptyTitle}</h2>
    <p>${web.emptyText}</p>
    <ul>
      ${suggestions.map(({ command, text: example }) => {
        const text = `/${command} ${example}`;
        return html`<li><form method="post" action="/asks"><button class="example" name="text" value="${text}" data-example>${text}</button></form></li>`;
      })}
    </ul>
  </div>`;
}
