// Buttons that are answered without leaving the page, and the forms, notices and explanations that open in a dialog.

import { byId, formValues, hideToast, isToastKept, post, toast, words } from "./dom.js";
import { clearFieldFaults, showFieldFaults } from "./field-faults.js";
import { followRun } from "./follow-run.js";
import { showLocalTimes } from "./times.js";

const dialog = byId("dialog");

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-action=open]");
  const isPlain = !event.metaKey && !event.ctrlKey && !event.shiftKey;
  if (link && isPlain) {
    event.preventDefault();
    void open(link.getAttribute("href"));
  } else if (event.target.closest("[data-close]")) {
    event.preventDefault();
    dialog.close();
  }
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
  if (response?.headers.get("content-type")?.includes("text/html")) showSheet(await response.text());
  else toast(response ? await response.json() : { text: words.failed });
}

/** Opens a sheet of the server in the dialog, from its top: at the first field of a form, else at the heading. */
export function showSheet(markup) {
  // A sentence may be shown inside the dialog, whose content goes.
  document.body.append(byId("toast"));
  dialog.innerHTML = markup;
  showLocalTimes(dialog);
  if (!dialog.open) dialog.showModal();
  const field = dialog.querySelector("input:checked, input:not([type=hidden]), textarea");
  (field ?? byId("dialog-title"))?.focus({ preventScroll: true });
  dialog.scrollTop = 0;
  followRun(dialog, showSheet);
}

/** @param {(path: string) => void} onDone called after a form was sent and what it asks for was done */
export function sendForms(onDone) {
  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("form[data-action]");
    if (!form) return;
    event.preventDefault();
    const path = form.getAttribute("action");
    if (isToastKept()) hideToast();
    clearFieldFaults(form);
    const answered = await post(path, formValues(form, event.submitter));
    if (answered.ok) onDone(path);
    if (answered.sheet) return showSheet(answered.sheet);
    if (answered.ok && dialog.open) dialog.close();
    if (!showFieldFaults(form, answered)) toast(answered);
  });
}

dialog.addEventListener("close", () => {
  document.body.append(byId("toast"));
  // Why a form was refused goes with the form.
  if (isToastKept()) hideToast();
});
