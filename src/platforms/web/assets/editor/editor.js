// The editor of a command: form and YAML say the same, and what is said of them is asked for again after each change.

import { showRefusal } from "../shared/refusal.js";
import { sendForms } from "../shared/sheets.js";
import { offerChoice } from "./choose.js";
import { openCopies } from "./copy.js";
import { addLine, keepOpen, putPart } from "./parts.js";
import { followSummary } from "./summary.js";

const main = document.querySelector("main.editor");
const edit = document.getElementById("edit");
const source = document.getElementById("field-source");
const status = document.getElementById("status");
const trouble = document.getElementById("trouble");
const done = document.getElementById("done");
const name = edit.elements.name;
const note = edit.elements.note;
const text = document.getElementById("try-text");
const against = document.getElementById("against");
const fields = [...edit.querySelectorAll("[data-field]")];
const runsByItself = main.dataset.live === "true";
const copies = openCopies(main.dataset.person);
/** Time without a key before a change is sent. */
const PAUSE_MS = 250;

/** The form as the page came: somebody may have written in it before this script was there. */
const loaded = edit.cloneNode(true);
loaded.reset();
const readForm = ({ elements } = edit) =>
  Object.fromEntries(fields.map((field) => [field.name, elements[field.name].value]));
/** Set where the form came back with a fault: it is ahead of the YAML. */
const before = main.dataset.before;
/** What the form held when both said the same. */
let inStep = before === undefined ? readForm(loaded) : JSON.parse(before);
/** Which side was changed last, and is not in step yet. */
let changed = before === undefined ? null : "form";
/** Where somebody wrote last: faults are said as they are seen there. */
let writtenIn = changed;
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

/** Says why something was not done. */
function complain(refused, otherwise) {
  showRefusal(trouble, { ...refused, text: refused?.text ?? otherwise }, main.dataset);
}

const written = (filled) => ({
  name: name.value.trim().replace(/^\//, "").toLowerCase(),
  source: source.value,
  // Where both say the same, nothing differs from what was in step.
  form: writtenIn === "form" ? { filled, before: inStep } : null,
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
      ...written(filled),
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
  if (!response.ok) return complain(answer, main.dataset.offline);
  trouble.textContent = "";
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

/** Somebody wrote something. @param side which one is ahead; null where both say the same */
function wrote(side) {
  isSaved = false;
  edits += 1;
  changed = side;
  writtenIn = side ?? writtenIn;
  // What is written is not in the version that the button publishes.
  main.dataset.edited = "";
  const isKept = copies.keepEdit({
    ...{ action: edit.action, form: readForm(), inStep, changed, writtenIn, source: source.value },
    ...{ name: name.value, note: note.value },
  });
  document.getElementById("no-copy").hidden = isKept;
}

if (main.dataset.subject === "") followSummary(edit);
edit.addEventListener("input", ({ target }) => {
  wrote(target === source ? "source" : fields.includes(target) ? "form" : changed);
  if (target !== note) later();
});
text.addEventListener("input", () => {
  copies.keepText(text.value);
  later();
});
against.addEventListener("change", later);

document.getElementById("try").addEventListener("submit", (event) => {
  event.preventDefault();
  check(true, true);
});

/** The label for texts that fit no other, which a hint offers. */
main.dataset.script = "";
edit.addEventListener("click", ({ target }) => {
  const { label, example } = target.closest?.("button[data-label]")?.dataset ?? {};
  if (label === undefined) return;
  addLine("field-labels", label);
  addLine("field-examples", example);
  wrote("form");
  // The button goes away with its hint.
  document.getElementById("field-labels").focus();
  check(runsByItself);
});

/** Saves, and opens what was saved. A page that could not be loaded would take with it what was written. */
async function save(button) {
  const sent = edits;
  const body = new FormData(edit, button);
  if (writtenIn !== null) body.set("written", writtenIn);
  const response = await fetch(edit.action, {
    method: "POST",
    headers: { accept: "application/json" },
    body,
  });
  const answer = await response.json();
  if (answer.location === undefined) {
    complain(answer, main.dataset.unsent);
    // The sentence stays in sight above the field.
    if (answer.field === "name") name.focus();
    else trouble.scrollIntoView({ block: "center" });
    return;
  }
  if (edits !== sent) return stay(answer);
  isSaved = true;
  copies.dropEdit();
  moveText(answer.location);
  // The way back leads to where the editor was opened: what this edit started from is older now.
  location.replace(answer.location);
}

/** The text that is tried stays with the command: a new one has its name only now. */
function moveText(saved) {
  copies.dropText();
  if (text.value !== "") copies.keepText(text.value, new URL(saved, location.href).pathname);
}

/** Somebody wrote on while the draft was saved: the page goes on from that draft. */
function stay({ location: saved, title, text: sentence }) {
  const { pathname } = new URL(saved, location.href);
  copies.dropEdit();
  moveText(saved);
  history.replaceState(null, "", pathname);
  edit.action = `${pathname}/save`;
  name.readOnly = true;
  main.querySelector("h1").textContent = title;
  document.getElementById("start").hidden = true;
  trouble.textContent = "";
  const lines = [...sentence.split("\n"), main.dataset.wroteOn];
  done.replaceChildren(
    ...lines.map((line) => Object.assign(document.createElement("p"), { textContent: line })),
  );
  wrote(changed);
}

/** Puts back what was written before the page was left. What somebody wrote before this script was there stays where the copy has nothing
 * of its own. */
function restore(copy) {
  const isFormAhead = hasWritten(fields);
  for (const field of [...fields, source, name, note]) {
    const kept = copy.form[field.name] ?? copy[field.name];
    if (kept !== loaded.elements[field.name].value) field.value = kept;
  }
  inStep = copy.inStep;
  // What it began with may not be the newest any more.
  document.getElementById("start").hidden = edit.action !== copy.action;
  edit.action = copy.action;
  writtenIn = copy.writtenIn ?? null;
  wrote(isFormAhead ? "form" : copy.changed);
  document.getElementById("restored").hidden = false;
}

/** Whether somebody wrote in one of the fields since the page came. */
function hasWritten(those) {
  return those.some((field) => field.value !== loaded.elements[field.name].value);
}

/** Takes up what was written before this script was there: in the page that was left, or in this one.
 * @returns whether there is such */
function takeUp() {
  if (text.value === "") text.value = copies.readText();
  else copies.keepText(text.value);
  const kept = before === undefined ? copies.readEdit() : null;
  const [isForm, isSource] = [hasWritten(fields), hasWritten([source])];
  if (kept !== null) restore(kept);
  else if (isForm || isSource) wrote(isForm ? "form" : "source");
  else if (hasWritten([name, note])) wrote(changed);
  else return text.value !== "";
  return true;
}

document.getElementById("drop").addEventListener("click", () => {
  isSaved = true;
  copies.dropEdit();
  location.reload();
});

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

// Publishing is answered in a dialog. Behind it the page says what was in force before.
sendForms(() => {
  document.getElementById("dialog").onclose = () => location.replace(location.pathname);
});

offerChoice({
  read: () => written(readForm()),
  put(examples) {
    const field = document.getElementById("field-examples");
    field.value = examples;
    // As if it had been typed: the YAML follows, the tests run, and leaving the page asks first.
    field.dispatchEvent(new Event("input", { bubbles: true }));
  },
  say(sentence) {
    status.textContent = sentence;
  },
  words: main.dataset,
});
// Who comes back from signing in elsewhere sees at once that it goes on.
addEventListener("focus", () => trouble.querySelector("a") && check(runsByItself));

keepOpen(main);
if (takeUp() || runsByItself) check(runsByItself);
// Whoever listens, or goes on by keyboard, begins with what was done.
if (done.textContent !== "") done.focus();
