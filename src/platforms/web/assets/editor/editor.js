// The editor of a command: form and YAML say the same, and what is said of them is asked for again after each change.

import { offerChoice } from "./choose.js";
import { keepOpen, putPart } from "./parts.js";

const main = document.querySelector("main.editor");
const edit = document.getElementById("edit");
const source = document.getElementById("field-source");
const status = document.getElementById("status");
const trouble = document.getElementById("trouble");
const text = document.getElementById("try-text");
const against = document.getElementById("against");
const fields = [...edit.querySelectorAll("[data-field]")];
const runsByItself = main.dataset.live === "true";
/** Time without a key before a change is sent. */
const PAUSE_MS = 250;

const readForm = () => Object.fromEntries(fields.map((field) => [field.name, field.value]));
/** Set where the form came back with a fault: it is ahead of the YAML. */
const before = main.dataset.before;
/** What the form held when both said the same. */
let inStep = before === undefined ? readForm() : JSON.parse(before);
/** Which side was changed last, and is not in step yet. */
let changed = before === undefined ? null : "form";
let isSaved = before === undefined;
/** How often somebody wrote something, so that a save sees what came after it was sent. */
let edits = 0;
let timer;
let cancel = new AbortController();
let checking = Promise.resolve();

/** Puts a value where nobody is typing. */
function put(field, value) {
  if (field !== document.activeElement && field.value !== value) field.value = value;
}

const written = (filled, side) => ({
  name: edit.elements.name.value.trim().replace(/^\//, "").toLowerCase(),
  source: source.value,
  form: side === "form" ? { filled, before: inStep } : null,
});

async function send(runs, isPressed) {
  cancel.abort();
  cancel = new AbortController();
  const { signal } = cancel;
  const side = changed;
  const filled = readForm();
  const response = await fetch("/commands/check", {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify({
      ...written(filled, side),
      text: text.value,
      against: against.value,
      runs,
      isPressed,
    }),
    signal,
  });
  if (response.status === 204) return;
  const answer = await response.json();
  // What was typed meanwhile is sent next; then this is old already.
  if (signal.aborted) return;
  trouble.textContent = response.ok ? "" : (answer.text ?? main.dataset.offline);
  if (!response.ok) return;
  if (side === "form" && answer.isInStep) {
    if (answer.source !== source.value) source.value = answer.source;
    // The form's own spelling counts: a line that is being written is not taken away.
    inStep = filled;
  } else if (side !== "form" && answer.form !== null) {
    for (const field of fields) put(field, answer.form[field.name] ?? "");
    inStep = { ...answer.form };
  }
  if (changed === side && answer.isInStep) changed = null;
  for (const [name, part] of Object.entries(answer.parts)) putPart(name, part);
  if (answer.status !== "") status.textContent = answer.status;
}

function check(runs, isPressed = false) {
  clearTimeout(timer);
  main.dataset.busy = "";
  const own = send(runs, isPressed)
    .catch((error) => {
      if (error.name !== "AbortError") trouble.textContent = main.dataset.offline;
    })
    .finally(() => {
      if (checking === own) delete main.dataset.busy;
    });
  checking = own;
  return own;
}

function later() {
  clearTimeout(timer);
  cancel.abort();
  timer = setTimeout(() => check(runsByItself), PAUSE_MS);
}

edit.addEventListener("input", ({ target }) => {
  if (target.name === "note") return;
  isSaved = false;
  edits += 1;
  if (target === source) changed = "source";
  else if (fields.includes(target)) changed = "form";
  later();
});
text.addEventListener("input", later);
against.addEventListener("change", later);

document.getElementById("try").addEventListener("submit", (event) => {
  event.preventDefault();
  check(true, true);
});

/** Adds a line at the end of a box. */
function addLine(id, line) {
  const box = document.getElementById(id);
  box.value = [box.value.trimEnd(), line].filter((one) => one !== "").join("\n");
}

/** The label for texts that fit no other, which a hint offers. */
main.dataset.script = "";
edit.addEventListener("click", ({ target }) => {
  const { label, example } = target.closest?.("button[data-label]")?.dataset ?? {};
  if (label === undefined) return;
  addLine("field-labels", label);
  addLine("field-examples", example);
  isSaved = false;
  edits += 1;
  changed = "form";
  // The button goes away with its hint.
  document.getElementById("field-labels").focus();
  check(runsByItself);
});

/** Saves, and leaves the page once that is done. A page that could not be loaded would take with it what was written. */
async function save(button) {
  const sent = edits;
  const response = await fetch(edit.action, {
    method: "POST",
    headers: { accept: "application/json" },
    body: new FormData(edit, button),
  });
  const { location: saved, text: refusal } = await response.json();
  if (saved === undefined) {
    trouble.textContent = refusal ?? main.dataset.unsent;
    trouble.scrollIntoView({ block: "center" });
    return;
  }
  // The browser asks before it leaves what was written meanwhile.
  isSaved = edits === sent;
  location.assign(saved);
}

// Both sides say the same once the last change was answered: then the YAML holds everything. A fault in the form has no YAML that says the
// same: the form itself is sent.
edit.addEventListener("submit", async (event) => {
  event.preventDefault();
  const isForm = event.submitter?.value !== "source";
  if (isForm) await (changed === null ? checking : check(false));
  const from = isForm && changed !== null ? "form" : "source";
  await save(edit.querySelector(`button[value="${from}"]`)).catch(() => {
    trouble.textContent = main.dataset.unsent;
    trouble.scrollIntoView({ block: "center" });
  });
});

addEventListener("beforeunload", (event) => {
  if (!isSaved) event.preventDefault();
});

offerChoice({
  read: () => written(readForm(), changed),
  put(examples) {
    const field = document.getElementById("field-examples");
    field.value = examples;
    // As if it had been typed: the YAML follows, the tests run, and leaving the page asks first.
    field.dispatchEvent(new Event("input", { bubbles: true }));
  },
  say(sentence) {
    status.textContent = sentence;
  },
  offline: () => main.dataset.offline,
});
keepOpen(main);
if (runsByItself) check(true);
