/** The menu of whoever has signed in with the admin token: the one list of admin pages. A new page is a line here. */

import { html } from "hono/html";
import { createChooser, wordsFor } from "../../../i18n/words.ts";
import { pageWords as dashboardWords } from "../monitoring/dashboard/words.ts";
import { pageWords as groupWords } from "../monitoring/groups/words.ts";
import { runWords } from "../monitoring/measurements/words.ts";
import type { Html, Reader } from "./layout.ts";

const wordsOf = createChooser({
  en: { label: "For admins" },
  "zh-TW": { label: "管理" },
});

const PAGES: readonly { readonly path: string; title(locale: string): string }[] = [
  { path: "/dashboard", title: (locale) => dashboardWords(locale).title },
  { path: "/dashboard/groups", title: (locale) => groupWords(locale).title },
  { path: "/review", title: (locale) => wordsFor(locale).review.title },
  { path: "/audits", title: (locale) => runWords(locale).audits },
  { path: "/insights", title: (locale) => runWords(locale).insights },
];

/** @returns nothing for whoever has not signed in */
export function adminMenu({ locale, path, isSignedIn }: Reader): Html | "" {
  if (!isSignedIn) return "";
  const around = PAGES.filter((page) => path === page.path || path.startsWith(`${page.path}/`));
  // A page below another one is a page of its own.
  const here = around.toSorted((one, other) => other.path.length - one.path.length)[0];
  return html`<nav class="admin" aria-label="${wordsOf(locale).label}">
      ${PAGES.map((page) => html`<a href="${page.path}" ${page === here ? html`aria-current="page"` : ""}>${page.title(locale)}</a>`)}
    </nav>`;
}
