/** The frame of every page, and pages that hold one sheet. */

import { html } from "hono/html";
import { LANGUAGES, wordsFor } from "../../../i18n/words.ts";
import type { Visitor } from "../access/visitor.ts";
import { adminMenu } from "./admin-menu.ts";

/** HTML that is safe to send: `html` escapes every text put into it. */
export type Html = ReturnType<typeof html>;

/** For whom a page is made. */
export type Reader = Pick<Visitor, "locale" | "path" | "isSignedIn"> & {
  /** What the page was asked for with, which another language keeps; nothing where it is left out. */
  readonly query?: string;
};

/** A form or a text that opens in a dialog, or as a page of its own where there is no script. */
export interface Sheet {
  readonly title: string;
  readonly body: Html | string;
}

export interface LayoutOptions {
  readonly reader: Reader;
  readonly title: string;
  readonly body: Html;
  /** More elements of the head. */
  readonly head?: Html | "";
  readonly isChat?: boolean;
}

const STYLES = ["base", "controls", "ask", "composer", "dialog", "review"] as const;

export function layout({ reader, title, body, head = "", isChat = false }: LayoutOptions): Html {
  const { locale, path, query = "", isSignedIn } = reader;
  const words = wordsFor(locale).web;
  return html`<!doctype html>
<html lang="${locale}" class="${isChat ? "chat" : "sheet"}">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${title}</title>
    <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
    ${STYLES.map((name) => html`<link rel="stylesheet" href="/assets/styles/${name}.css" />`)}
    ${head}
    ${isChat ? html`<script type="module" src="/assets/chat/page.js"></script>` : ""}
  </head>
  <body>
    <header class="top">
      ${isChat ? html`<a class="skip" href="#message">${words.skip}</a>` : ""}
      <a class="brand" href="/" aria-label="Fewshot">Fewshot</a>
      <nav>
        <a href="/commands">${words.commands}</a>
        <a href="/about">${words.about}</a>
        <a href="/privacy">${words.privacy}</a>
        ${isSignedIn ? html`<a href="/logout">${words.signOut}</a>` : ""}
        ${Object.entries(LANGUAGES)
          .filter(([tag]) => tag !== locale)
          .map(
            ([tag, other]) =>
              html`<a href="${path}?${query === "" ? "" : `${query}&`}lang=${tag}" lang="${tag}" hreflang="${tag}">${other.languageName}</a>`,
          )}
      </nav>
    </header>
    ${adminMenu(reader)}
    ${body}
  </body>
</html>`;
}

/** What the script of a page needs to send forms and to open sheets.
 * @param more words for the script, by their names there, beside "failed": what is said where the server does not answer */
export function dialogParts(
  { locale }: Pick<Reader, "locale">,
  more: { readonly failed: string } & Readonly<Record<string, string>>,
): Html {
  const { web } = wordsFor(locale);
  const words = { "sign-in": web.signInLink, close: web.close, ...more };
  return html`<div id="words" hidden ${Object.entries(words).map(([name, text]) => html`data-${name}="${text}" `)}></div>
    <dialog id="dialog" aria-labelledby="dialog-title"></dialog>
    <p id="toast" role="status" hidden></p>`;
}

/** A sheet as a page of its own. */
export function sheetPage(reader: Reader, sheet: Sheet): Html {
  const body = html`<main class="narrow"><h1>${sheet.title}</h1>${sheet.body}<p><a href="/">${wordsFor(reader.locale).web.home}</a></p></main>`;
  return layout({ reader, title: `${sheet.title} · Fewshot`, body });
}

/** A sheet for the dialog. */
export function sheetFragment({ locale }: Pick<Reader, "locale">, sheet: Sheet): Html {
  return html`<div class="dialog-head"><h2 id="dialog-title" tabindex="-1">${sheet.title}</h2><button type="button" class="quiet" data-close>${wordsFor(locale).web.close}</button></div>${sheet.body}`;
}

/** "/commands/triage@3", or "/commands/new" for an empty subject. */
export const editorPath = (subject: string) =>
  `/commands/${subject === "" ? "new" : encodeURIComponent(subject).replaceAll("%40", "@")}`;

/** Where a draft is saved, set or published.
 * @param subject "triage@3", "triage@file", or empty for a new command */
export function draftPath(subject: string, part: "save" | "settings" | "publish" | "back" | "other"): string {
  return `/drafts/${subject === "" ? "new" : encodeURIComponent(subject).replaceAll("%40", "@")}/${part}`;
}

/** Where a review is decided. */
export function reviewPath(
  about: "contests" | "spot-checks" | "corrections" | "commands",
  id: string,
): string {
  return `/review/${about}/${encodeURIComponent(id)}`;
}

/** The address of a command's card. */
export function cardPath({
  command,
  revision,
}: {
  readonly command: string;
  readonly revision: string;
}): string {
  return `/cards/${encodeURIComponent(command)}/${encodeURIComponent(revision)}`;
}

/** The address of an ask, or of something that belongs to it. Ids are encoded, whatever they hold. */
export function askPath(
  askId: string,
  part?: "rate" | "reason" | "override" | "withdraw" | "why" | "prefer" | "record" | "contest",
): string {
  return `/asks/${encodeURIComponent(askId)}${part === undefined ? "" : `/${part}`}`;
}
