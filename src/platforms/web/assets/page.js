// The chat page's script: sends without reloading. Text from people reaches the page only as HTML that the server has escaped, or as textContent.

import { closeList, isCommand } from "./commands.js";
import "./dialogs.js";
import { byId, formValues, post, words } from "./dom.js";
import { connect, showOwn } from "./live.js";

const composer = byId("composer");
const message = byId("message");
const fault = byId("fault");

composer.addEventListener("submit", async (event) => {
  event.preventDefault();
  closeList();
  await ask(formValues(composer));
});

async function ask(values) {
  const send = byId("send");
  const label = send.textContent;
  send.disabled = true;
  send.textContent = words.asking;
  fault.textContent = "";
  const answered = await post("/asks", { text: "", ...values });
  send.disabled = false;
  send.textContent = label;
  if (!answered.ok) {
    fault.textContent = answered.text;
    message.focus();
    return;
  }
  const named = /^\s*\/(\S+)/.exec(values.text)?.[1];
  if (named && isCommand(named)) byId("command").value = named;
  message.value = "";
  message.focus();
  await showOwn(answered.id);
}

for (const example of document.querySelectorAll("[data-example]"))
  example.addEventListener("click", (event) => {
    event.preventDefault();
    void ask({ text: example.value });
  });

byId("reset").addEventListener("click", () => {
  for (const field of document.querySelectorAll(".fields input")) field.value = "";
});

// A pasted text keeps its words apart where it had lines.
message.addEventListener("paste", (event) => {
  const text = event.clipboardData?.getData("text");
  if (!text || !/[\r\n]/.test(text)) return;
  event.preventDefault();
  message.setRangeText(
    text.replace(/\s*[\r\n]+\s*/g, " "),
    message.selectionStart,
    message.selectionEnd,
    "end",
  );
  message.dispatchEvent(new Event("input"));
});

connect();
const asks = byId("asks");
if (location.hash === "" && asks.lastElementChild) asks.lastElementChild.scrollIntoView({ block: "end" });
message.focus();
