// Helpers that every part of the page uses.

import { showRefusal } from "./refusal.js";

/** @param {string} id */
export const byId = (id) => document.getElementById(id);

/** Words that the server put into the page, in the visitor's language. */
export const words = byId("words").dataset;

/** Sends a form's values. @returns {Promise<{ok: boolean, status: number, text?: string, id?: string, login?: boolean}>} */
export async function post(path, body) {
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify({
        interactionId: crypto.randomUUID?.() ?? String(Math.random()).slice(2),
        ...body,
      }),
    });
    return { ok: response.ok, status: response.status, ...(await response.json()) };
  } catch {
    return { ok: false, status: 0, text: words.failed };
  }
}

/** The values of a form; empty fields count as not given. */
export function formValues(form, submitter) {
  const data = new FormData(form, submitter);
  return Object.fromEntries([...data].filter(([, value]) => value !== ""));
}

let hiding;
/** Shows a sentence for some seconds, above an open dialog too. One with a link stays until the next one.
 * @param {{text?: string, login?: boolean, reason?: string}} said what the server said */
export function toast(said) {
  const box = byId("toast");
  const dialog = byId("dialog");
  (dialog.open ? dialog : document.body).append(box);
  showRefusal(box, said, words);
  box.hidden = false;
  clearTimeout(hiding);
  if (box.querySelector("a")) return;
  hiding = setTimeout(() => {
    box.hidden = true;
  }, 5000);
}

/** Elements from markup of the server, which has escaped every text in it. */
export function toElements(markup) {
  const holder = document.createElement("template");
  holder.innerHTML = markup;
  return [...holder.content.children];
}
