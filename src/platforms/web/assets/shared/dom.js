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
/** Shows a sentence above an open dialog too: for some seconds that something was done, and for as long as the reader likes why it was not.
 * @param {{ok?: boolean, text?: string, login?: boolean, reason?: string}} said what the server said; `ok` where something was done */
export function toast(said) {
  const box = byId("toast");
  const dialog = byId("dialog");
  (dialog.open ? dialog : document.body).append(box);
  showRefusal(box, said, words);
  box.hidden = false;
  clearTimeout(hiding);
  if (said.ok) {
    hiding = setTimeout(hideToast, 5000);
    return;
  }
  const close = Object.assign(document.createElement("button"), { type: "button", textContent: "×" });
  close.setAttribute("aria-label", words.close);
  close.addEventListener("click", hideToast);
  box.append(" ", close);
}

/** Takes the sentence away: the reader goes on. */
export function hideToast() {
  byId("toast").hidden = true;
}

/** Whether a sentence waits for the reader. */
export const isToastKept = () => !byId("toast").hidden && byId("toast").querySelector("button") !== null;

/** Elements from markup of the server, which has escaped every text in it. */
export function toElements(markup) {
  const holder = document.createElement("template");
  holder.innerHTML = markup;
  return [...holder.content.children];
}
