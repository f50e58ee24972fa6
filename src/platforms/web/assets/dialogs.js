// Buttons under an answer, and the forms and explanations that open in a dialog.

import { byId, formValues, post, toast, words } from "./dom.js";
import { refresh } from "./live.js";

const dialog = byId("dialog");

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-action=open]");
  if (link && !event.metaKey && !event.ctrlKey) {
    event.preventDefault();
    void open(link.getAttribute("href"));
  } else if (event.target.closest("[data-close]")) dialog.close();
});

// A link that is a button answers to the space bar too.
document.addEventListener("keydown", (event) => {
  const link = event.target.closest?.("a[role=button]");
  if (link && event.key === " ") {
    event.preventDefault();
    link.click();
  }
});

async function open(path) {
  const response = await fetch(path, { headers: { "x-fragment": "1" } }).catch(() => null);
  if (!response) return toast(words.failed);
  dialog.innerHTML = await response.text();
  dialog.showModal();
  const first = dialog.querySelector("input:checked, input:not([type=hidden]), textarea");
  (first ?? byId("dialog-title"))?.focus();
  dialog.scrollTop = 0;
}

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-action]");
  if (!form) return;
  event.preventDefault();
  const answered = await post(form.getAttribute("action"), formValues(form, event.submitter));
  if (answered.ok && dialog.open) dialog.close();
  toast(answered.text);
  const askId = /^\/asks\/([^/]+)\//.exec(form.getAttribute("action"))?.[1];
  if (askId && answered.ok) refresh(decodeURIComponent(askId));
});

dialog.addEventListener("close", () => document.body.append(byId("toast")));
