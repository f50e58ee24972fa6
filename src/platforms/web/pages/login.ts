/** Signing in with the admin token, and signing out. */

import { html } from "hono/html";
import { wordsFor } from "../../../i18n/words.ts";
import { type Html, type Reader, sheetPage } from "./layout.ts";

/** @param options `path`: where the form is sent, with where to go from there */
export function loginPage(
  reader: Reader,
  { fault, path }: { readonly fault: "loginWrong" | "loginWait" | null; readonly path: string },
): Html {
  const words = wordsFor(reader.locale).web;
  const body = html`<p>${words.loginText}</p>
    <form method="post" action="${path}">
      <label for="token">${words.loginField}</label>
      <input id="token" name="token" type="password" autocomplete="current-password" required aria-describedby="fault" />
      <p id="fault" class="fault" role="alert">${fault ? words[fault] : ""}</p>
      <p class="buttons"><button class="primary">${words.loginButton}</button></p>
    </form>`;
  return sheetPage(reader, { title: words.loginTitle, body });
}

export function logoutPage(reader: Reader): Html {
  const words = wordsFor(reader.locale).web;
  const body = html`<form method="post" action="/logout">
      <p class="buttons"><button class="primary">${words.signOutHere}</button>
      <button name="everywhere" value="yes">${words.signOutEverywhere}</button></p>
    </form>
    <p>${words.signOutText}</p>
    <script type="module" src="/assets/shared/sign-out.js"></script>`;
  return sheetPage(reader, { title: words.signOut, body });
}
