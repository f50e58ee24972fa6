// The page's only script: sends without reloading, offers commands, opens dialogs, and shows what changes while it changes.
// Text from people reaches the page only as HTML that the server has escaped, or as textContent.

const byId = (id) => document.getElementById(id);
const asks = byId("asks");
const composer = byId("composer");
const message = byId("message");
const select = byId("command");
const listbox = byId("commands");
const fault = byId("fault");
const dialog = byId("dialog");
const options = [...listbox.children];
/** Asks made on this page, whose answers are read out. */
const own = new Set();

// ---------------------------------------------------------------- sending

/** @returns {Promise<{ok: boolean, text?: string, id?: string}>} */
async function post(path, body) {
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify({
        interactionId: crypto.randomUUID?.() ?? String(Math.random()).slice(2),
        ...body,
      }),
    });
    return { ok: response.ok, ...(await response.json()) };
  } catch {
    return { ok: false, text: composer.dataset.failed };
  }
}

const formValues = (form, submitter) => {
  const data = new FormData(form, submitter);
  return Object.fromEntries([...data].filter(([, value]) => value !== ""));
};

composer.addEventListener("submit", async (event) => {
  event.preventDefault();
  closeList();
  await ask(formValues(composer));
});

async function ask(values) {
  const send = byId("send");
  const label = send.textContent;
  send.disabled = true;
  send.textContent = composer.dataset.asking;
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
  if (named && options.some((option) => option.dataset.name === named)) select.value = named;
  message.value = "";
  message.focus();
  own.add(answered.id);
  await refresh(answered.id, true);
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

// ---------------------------------------------------------------- the list of commands

let active = -1;
const shown = () => options.filter((option) => !option.hidden);

function openList() {
  const typed = /^\/(\S*)$/.exec(message.value)?.[1]?.toLowerCase();
  if (typed === undefined) return closeList();
  for (const option of options) option.hidden = !option.dataset.name.startsWith(typed);
  const any = shown().length > 0;
  listbox.hidden = !any;
  message.setAttribute("aria-expanded", String(any));
  activate(any ? 0 : -1);
}

function closeList() {
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

// ---------------------------------------------------------------- buttons and dialogs

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-action=open]");
  if (link && !event.metaKey && !event.ctrlKey) {
    event.preventDefault();
    void openSheet(link.getAttribute("href"));
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

async function openSheet(path) {
  const response = await fetch(path, { headers: { "x-fragment": "1" } }).catch(() => null);
  if (!response) return toast(composer.dataset.failed);
  dialog.innerHTML = await response.text();
  dialog.showModal();
  const first = dialog.querySelector("input:checked, input:not([type=hidden]), textarea, pre");
  first?.focus();
}

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-action]");
  if (!form) return;
  event.preventDefault();
  const answered = await post(form.getAttribute("action"), formValues(form, event.submitter));
  if (answered.ok && dialog.open) dialog.close();
  toast(answered.text);
  const askId = /^\/asks\/([^/]+)\//.exec(form.getAttribute("action"))?.[1];
  if (askId && answered.ok) await refresh(askId);
});

let hiding;
function toast(text) {
  const box = byId("toast");
  const target = dialog.open ? dialog : document.body;
  target.append(box);
  box.textContent = text;
  box.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => {
    box.hidden = true;
  }, 5000);
}

dialog.addEventListener("close", () => document.body.append(byId("toast")));

// ---------------------------------------------------------------- live

/** Fetches one ask as it now is, and puts it in its place: an ask that is new stands at the end. */
async function refresh(id, mayScroll = false) {
  const response = await fetch(`/asks/${encodeURIComponent(id)}`).catch(() => null);
  if (!response) return;
  const old = byId(`ask-${id}`);
  if (response.status === 404) return old?.remove();
  if (response.ok) place(toElement(await response.text()), mayScroll || nearEnd());
}

function place(fresh, mayScroll) {
  const old = byId(fresh.id);
  if (old) {
    const focused = old.contains(document.activeElement)
      ? [...old.querySelectorAll("button, a")].indexOf(document.activeElement)
      : -1;
    const wasAnswered = old.dataset.state === "answered";
    old.replaceWith(fresh);
    if (focused >= 0) fresh.querySelectorAll("button, a")[focused]?.focus();
    if (!wasAnswered) announce(fresh);
  } else {
    asks.append(fresh);
    announce(fresh);
  }
  byId("empty").hidden = true;
  if (mayScroll) fresh.scrollIntoView({ block: "end", behavior: "smooth" });
}

function toElement(markup) {
  const holder = document.createElement("template");
  holder.innerHTML = markup;
  return holder.content.firstElementChild;
}

/** Reads an answer out, where this page asked for it. */
function announce(article) {
  if (article.dataset.state === "waiting" || !own.has(article.dataset.ask)) return;
  byId("announcer").textContent = [...article.querySelectorAll("[data-text], .disclaimer")]
    .map((part) => part.textContent.trim())
    .join(". ");
}

const nearEnd = () => window.innerHeight + window.scrollY > document.body.scrollHeight - 200;

/** Everything again: after a connection that was lost, nothing may be missing. */
async function refreshAll() {
  const response = await fetch("/asks").catch(() => null);
  if (!response?.ok) return;
  const holder = document.createElement("template");
  holder.innerHTML = await response.text();
  for (const fresh of [...holder.content.children])
    if (byId(fresh.id)?.outerHTML !== fresh.outerHTML) place(fresh, false);
}

function connect() {
  const events = new EventSource("/events");
  let wasLost = false;
  events.addEventListener("hello", () => {
    void refreshAll();
    if (wasLost) toast(asks.dataset.online);
    wasLost = false;
  });
  events.addEventListener("ask", (event) => void refresh(event.data));
  events.addEventListener("error", () => {
    if (!wasLost) toast(asks.dataset.offline);
    wasLost = true;
    // A server that refused the stream (a restart behind a proxy) is asked again.
    if (events.readyState === EventSource.CLOSED) setTimeout(connect, 3000);
  });
  addEventListener("pagehide", () => events.close(), { once: true });
}

connect();
if (location.hash === "" && asks.lastElementChild) asks.lastElementChild.scrollIntoView({ block: "end" });
message.focus();
