// The chat page's script: sends without reloading. Text from people reaches the page only as HTML that the server has escaped, or as textContent.

import { byId, formValues, post, toast, words } from "../shared/dom.js";
import { showRefusal } from "../shared/refusal.js";
import { sendForms, showSheet } from "../shared/sheets.js";
import { showLocalTimes } from "../shared/times.js";
import { closeList, isCommand, selectCommand } from "./commands.js";
import { connect, refresh, showOwn } from "./live.js";
import { showCommand } from "./settings.js";

const composer = byId("composer");
const message = byId("message");
let last = "";

composer.addEventListener("submit", async (event) => {
  event.preventDefault();
  closeList();
  byId("settings").hidePopover();
  await ask(formValues(composer));
});

async function ask(values) {
  const send = byId("send");
  const label = send.textContent;
  send.disabled = true;
  send.textContent = words.asking;
  showFault(null);
  const answered = await post("/asks", { text: "", ...values });
  send.disabled = false;
  send.textContent = label;
  if (!answered.ok) {
    showFault(answered);
    message.focus();
    return;
  }
  last = values.text;
  message.value = "";
  fitBox();
  if (answered.sheet) return showSheet(answered.sheet);
  if (answered.location) return location.assign(answered.location);
  if (answered.id === undefined) return toast(answered);
  const named = /^\s*\/(\S+)/.exec(values.text)?.[1]?.toLowerCase();
  if (named && isCommand(named)) selectCommand(named);
  message.focus();
  await showOwn(answered.id);
}

const showFault = (answered) => showRefusal(byId("fault"), answered ?? {}, words);

for (const example of document.querySelectorAll("[data-example]"))
  if (example.matches("button"))
    example.addEventListener("click", (event) => {
      event.preventDefault();
      void ask({ text: example.value });
    });

sendForms((path) => {
  const askId = /^\/asks\/([^/]+)\//.exec(path)?.[1];
  if (askId) refresh(decodeURIComponent(askId));
  // Who opted out or in sees another page.
  if (path.startsWith("/privacy/")) setTimeout(() => location.reload(), 1500);
});

/** The box grows with its text; the style sheet says how far. */
function fitBox() {
  message.style.height = "auto";
  message.style.height = `${message.scrollHeight + message.offsetHeight - message.clientHeight}px`;
}

message.addEventListener("input", fitBox);
message.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    composer.requestSubmit();
  } else if (event.key === "ArrowUp" && message.value === "" && last !== "") {
    event.preventDefault();
    message.value = last;
    fitBox();
  }
});

// "/" goes to the box from anywhere on the page.
document.addEventListener("keydown", (event) => {
  const isTyping = event.target.closest?.("input, textarea, select, dialog[open]");
  if (event.key !== "/" || isTyping || event.metaKey || event.ctrlKey || event.altKey) return;
  event.preventDefault();
  message.focus();
  message.setRangeText("/", message.selectionStart, message.selectionEnd, "end");
  message.dispatchEvent(new Event("input"));
});

// Nothing is hidden behind the composer, however high it is: scrolling leaves space for it.
new ResizeObserver(([{ target }]) =>
  document.documentElement.style.setProperty("--composer", `${target.offsetHeight}px`),
).observe(byId("composer-area"));

showLocalTimes(document);
showCommand();
fitBox();
connect();
const asks = byId("asks");
if (location.hash === "" && asks.lastElementChild) asks.lastElementChild.scrollIntoView({ block: "end" });
