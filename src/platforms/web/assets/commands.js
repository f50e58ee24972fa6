// The list of commands that opens once "/" is typed.

import { byId } from "./dom.js";

const message = byId("message");
const select = byId("command");
const listbox = byId("commands");
const options = [...listbox.children];
let active = -1;

const shown = () => options.filter((option) => !option.hidden);
export const isCommand = (name) => options.some((option) => option.dataset.name === name);

function openList() {
  const typed = /^\/(\S*)$/.exec(message.value)?.[1]?.toLowerCase();
  if (typed === undefined) return closeList();
  for (const option of options) option.hidden = !option.dataset.name.startsWith(typed);
  const any = shown().length > 0;
  listbox.hidden = !any;
  message.setAttribute("aria-expanded", String(any));
  activate(any ? 0 : -1);
}

export function closeList() {
  listbox.hidden = true;
  message.setAttribute("aria-expanded", "false");
  activate(-1);
}

function activate(index) {
  active = index;
  const current = shown()[index];
  for (const option of options) option.setAttribute("aria-selected", String(option === current));
  if (current) {
    message.setAttribute("aria-activedescendant", current.id);
    current.scrollIntoView({ block: "nearest" });
  } else message.removeAttribute("aria-activedescendant");
}

function choose(option) {
  message.value = `/${option.dataset.name} `;
  select.value = option.dataset.name;
  closeList();
  message.focus();
}

message.addEventListener("input", openList);
message.addEventListener("blur", () => setTimeout(closeList, 150));
message.addEventListener("keydown", (event) => {
  if (listbox.hidden || event.isComposing) return;
  const count = shown().length;
  if (event.key === "ArrowDown") activate((active + 1) % count);
  else if (event.key === "ArrowUp") activate((active - 1 + count) % count);
  else if (event.key === "Enter" || event.key === "Tab") choose(shown()[active]);
  else if (event.key === "Escape") closeList();
  else return;
  event.preventDefault();
});
listbox.addEventListener("mousedown", (event) => {
  const option = event.target.closest("[role=option]");
  event.preventDefault();
  if (option) choose(option);
});
