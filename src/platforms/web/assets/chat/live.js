// Shows what changes while the page is open: new asks, answers, overrides, and asks that were erased.

import { byId, toast, toElements, words } from "../shared/dom.js";
import { showLocalTimes } from "../shared/times.js";
import { replaceMenu } from "./commands.js";

const asks = byId("asks");
/** Changes within this time are fetched together. */
const BATCH_MS = 60;
/** As many ids as the server takes at once. */
const MAX_IDS = 50;
/** Asks made in this tab, whose answers are read out. */
const own = new Set();
const changed = new Set();
let timer;

const background = { headers: { "x-background": "1" } };
/** A page of older asks shows no new ones. */
const isNewest = asks.dataset.newest === "true";
const stillness = matchMedia("(prefers-reduced-motion: reduce)");
/** Whether the page is on its way to an ask: whoever waits for the answer has not scrolled away from it. */
let isScrolling = false;
addEventListener("scrollend", () => {
  isScrolling = false;
});
const nearEnd = () => isScrolling || window.innerHeight + window.scrollY > document.body.scrollHeight - 200;

/** Fetches an ask of this tab at once and scrolls to it. */
export async function showOwn(id) {
  own.add(id);
  await fetchAsks([id], true);
}

/** Fetches an ask again, soon and together with others. */
export function refresh(id) {
  if (!isNewest && !byId(`ask-${id}`)) return;
  changed.add(id);
  if (timer === undefined) timer = setTimeout(fetchChanged, BATCH_MS);
}

async function fetchChanged() {
  timer = undefined;
  const ids = [...changed];
  changed.clear();
  for (let index = 0; index < ids.length; index += MAX_IDS)
    await fetchAsks(ids.slice(index, index + MAX_IDS));
}

/** Fetches asks as they are now and puts them in their places; what the server does not know any more disappears. */
async function fetchAsks(ids, mustScroll = false) {
  const response = await fetch(`/asks?ids=${ids.map(encodeURIComponent).join(",")}`, background).catch(
    () => null,
  );
  if (!response?.ok) return;
  const fresh = toElements(await response.text());
  const known = new Set(fresh.map((article) => article.dataset.ask));
  for (const id of ids) if (!known.has(id)) byId(`ask-${id}`)?.remove();
  for (const article of fresh) place(article, mustScroll || nearEnd());
  showEmpty();
}

/** Fetches every ask that is shown, and the newest ones: after an erase, or a connection that was lost. */
async function refreshAll() {
  for (const article of asks.children) changed.add(article.dataset.ask);
  await fetchChanged();
  if (!isNewest) return;
  const response = await fetch("/asks", background).catch(() => null);
  if (!response?.ok) return;
  for (const article of toElements(await response.text())) if (!byId(article.id)) place(article, false);
  showEmpty();
}

function place(fresh, mayScroll) {
  const old = byId(fresh.id);
  showLocalTimes(fresh);
  // What is the same is left alone, with an open menu in it.
  if (old?.outerHTML.replace('<details class="more" open="">', '<details class="more">') === fresh.outerHTML)
    return;
  if (old) {
    const focused = old.contains(document.activeElement)
      ? [...old.querySelectorAll("button, a")].indexOf(document.activeElement)
      : -1;
    const wasAnswered = old.dataset.state === "answered";
    old.replaceWith(fresh);
    if (focused >= 0) fresh.querySelectorAll("button, a")[focused]?.focus();
    if (!wasAnswered) announce(fresh);
  } else {
    insert(fresh);
    announce(fresh);
  }
  if (mayScroll) scrollTo(fresh);
}

function scrollTo(article) {
  const isSmooth = !stillness.matches && "onscrollend" in window;
  isScrolling = isSmooth;
  article.scrollIntoView({ block: "end", behavior: isSmooth ? "smooth" : "auto" });
}

/** Puts a new ask where its time belongs. */
function insert(fresh) {
  const time = (article) => article.querySelector("time").dateTime;
  const next = [...asks.children].findLast((article) => time(article) <= time(fresh))?.nextElementSibling;
  const isFirst = asks.children.length === 0 || time(asks.children[0]) > time(fresh);
  asks.insertBefore(fresh, isFirst ? (asks.children[0] ?? null) : (next ?? null));
}

function showEmpty() {
  byId("empty").hidden = asks.children.length > 0;
}

/** Reads an answer out, where this tab asked for it. */
function announce(article) {
  if (article.dataset.state === "waiting" || !own.has(article.dataset.ask)) return;
  byId("announcer").textContent = [...article.querySelectorAll("[data-text], .disclaimer")]
    .map((part) => part.textContent.trim())
    .join(". ");
}

/** The commands or the model changed. */
async function refreshMenu() {
  const response = await fetch("/menu", background).catch(() => null);
  if (!response?.ok) return;
  for (const fresh of toElements(await response.text()))
    if (fresh.id === "menu") replaceMenu(fresh);
    else byId(fresh.id)?.replaceWith(fresh);
}

// ---------------------------------------------------------------- the stream of events

let wasLost = false;

function receive({ type, id }) {
  if (type === "ask") refresh(id);
  else if (type === "menu") void refreshMenu();
  else if (type === "lost") {
    if (!wasLost) toast({ text: words.offline });
    wasLost = true;
  } else {
    void refreshAll();
    if (type === "hello" && wasLost) toast({ ok: true, text: words.online });
    // It changed after the page was sent, while no stream was open.
    if (type === "hello" && id !== byId("menu").dataset.revision) void refreshMenu();
    if (type === "hello") wasLost = false;
  }
}

/** Browsers without shared workers: a stream of this tab's own, closed while the tab is hidden. */
function connectAlone() {
  let events = null;
  const open = () => {
    events = new EventSource("/events");
    for (const type of ["hello", "ask", "reload", "menu"])
      events.addEventListener(type, ({ data }) => receive({ type, id: data }));
    events.addEventListener("error", () => {
      receive({ type: "lost" });
      if (events.readyState === EventSource.CLOSED) setTimeout(() => document.hidden || open(), 3000);
    });
  };
  document.addEventListener("visibilitychange", () => {
    events?.close();
    if (!document.hidden) open();
  });
  addEventListener("pagehide", () => events?.close());
  if (!document.hidden) open();
}

function connectShared() {
  const { port } = new SharedWorker("/assets/chat/events-worker.js");
  port.addEventListener("message", ({ data }) => receive(data));
  port.start();
  addEventListener("pagehide", () => port.postMessage("leave"), { once: true });
  // A page that comes back from the browser's cache has left; it joins again.
  addEventListener("pageshow", ({ persisted }) => persisted && connect(), { once: true });
}

export function connect() {
  if (typeof SharedWorker === "function") connectShared();
  else connectAlone();
}
