// The menu of commands: a select beside the box, and a list that opens once "/" is typed. Both may be replaced while the page is open.

import { byId, words } from "../shared/dom.js";

const message = byId("message");
let active = -1;

const select = () => byId("command");
const listbox = () => byId("commands");
const options = () => [...listbox().children];
const shown = () => options().filter((option) => !option.hidden);
export const isCommand = (name) => options().some((option) => option.dataset.name === name);

/** The option of the command that is chosen now. */
export const chosen = () => select().selectedOptions[0];

/** Chooses a command beside the box. */
export function selectCommand(name) {
  if (!isCommand(name)) return;
  select().value = name;
  select().dispatchEvent(new Event("change", { bubbles: true }));
}

function openList() {
  const typed = /^\/(\S*)$/.exec(message.value)?.[1]?.toLowerCase();
  if (typed === undefined) return closeList();
  for (const option of options()) option.hidden = !option.dataset.name.startsWith(typed);
  const count = shown().length;
  const wasClosed = listbox().hidden;
  listbox().hidden = count === 0;
  // What the model does poorly is offered, and never chosen before a person does.
  activate(shown().findIndex((option) => option.dataset.fit === "good" || typed !== ""));
  if (wasClosed && count > 0)
    byId("announcer").textContent =
      count === 1 ? words.foundOne : words.foundMany.replace("2", String(count));
}

export function closeList() {
  listbox().hidden = true;
  activate(-1);
}

function activate(index) {
  active = index;
  const current = shown()[index];
  for (const option of options()) option.setAttribute("aria-selected", String(option === current));
  if (current) {
    message.setAttribute("aria-activedescendant", current.id);
    current.scrollIntoView({ block: "nearest" });
  } else message.removeAttribute("aria-activedescendant");
}

function choose(option) {
  message.value = `/${option.dataset.name} `;
  selectCommand(option.dataset.name);
  closeList();
  message.focus();
}

/** Puts another menu in the place of this one: the choice is kept, and the list stays open for what is typed. */
export function replaceMenu(fresh) {
  const { value } = select();
  const isOpen = !listbox().hidden;
  byId("menu").replaceChildren(...fresh.children);
  byId("menu").dataset.revision = fresh.dataset.revision;
  selectCommand(value);
  if (isOpen) openList();
}

message.addEventListener("input", openList);
message.addEventListener("blur", () => setTimeout(closeList, 150));
message.addEventListener("keydown", (event) => {
  if (listbox().hidden || event.isComposing) return;
  const count = shown().length;
  if (event.key === "ArrowDown") activate((active + 1) % count);
  else if (event.key === "ArrowUp") activate((active - 1 + count) % count);
  else if (event.key === "Tab" && shown()[active]) choose(shown()[active]);
  else if (event.key === "Enter" && !event.shiftKey && shown()[active]) choose(shown()[active]);
  else if (event.key === "Escape") closeList();
  else return;
  event.preventDefault();
  event.stopImmediatePropagation();
});
byId("menu").addEventListener("mousedown", (event) => {
  const option = event.target.closest("[role=option]");
  if (!option) return;
  event.preventDefault();
  choose(option);
});
