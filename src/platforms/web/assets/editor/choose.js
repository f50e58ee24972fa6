// Has the examples of a command chosen while somebody writes, and puts them into the form as an edit that is not saved.

import { showRefusal } from "../shared/refusal.js";

const part = (name) => document.getElementById(name);
/** The bar shows every step; a screen reader announces each quarter. */
const QUARTERS = 4;

/** The bot says why not; anything else is a fault on the way. */
class Refused extends Error {
  constructor(answer) {
    super(answer.text);
    this.answer = answer;
  }
}

/**
 * @param {object} page of the editor
 * @param {() => object} page.read what is written now: name, source and form
 * @param {(examples: string) => void} page.put puts examples into the form, one a line
 * @param {(text: string) => void} page.say has a sentence read aloud
 * @param {DOMStringMap} page.words "offline": what to say where nobody answers; "signIn"
 */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: short functions that share the state of one choice
export function offerChoice({ read, put, say, words }) {
  const box = part("choose");
  if (box === null) return;
  const [start, cancel, use, undo] = ["start", "cancel", "use", "undo"].map((name) => part(`choose-${name}`));
  const progress = part("choose-progress");
  const result = part("choose-result");
  const examples = document.getElementById("field-examples");
  let controller;
  let chosen = null;
  let before = null;
  box.hidden = false;

  function show(line) {
    if (line.kind === "progress") {
      const bar = progress.querySelector("progress");
      const quarter = Math.floor((QUARTERS * line.done) / line.total);
      if (progress.dataset.quarter !== String(quarter)) say(line.text);
      progress.dataset.quarter = String(quarter);
      Object.assign(bar, { max: line.total, value: line.done });
      progress.querySelector("span").textContent = line.text;
      return;
    }
    result.innerHTML = line.markup;
    if (line.markup === "") result.textContent = line.text;
    chosen = line.examples;
    if (line.isProven) fill();
    else say(line.text);
    use.hidden = line.isProven || chosen === null;
  }

  function fill() {
    before = examples.value;
    put(chosen);
    use.hidden = true;
    undo.hidden = false;
    say(box.dataset.put);
  }

  function setRunning(isRunning) {
    start.disabled = isRunning;
    cancel.hidden = !isRunning;
    progress.hidden = !isRunning;
    if (!isRunning) progress.querySelector("progress").removeAttribute("value");
    box.toggleAttribute("data-running", isRunning);
  }

  async function run() {
    controller = new AbortController();
    result.textContent = "";
    use.hidden = true;
    undo.hidden = true;
    setRunning(true);
    cancel.focus();
    try {
      const response = await fetch("/commands/examples", {
        method: "POST",
        headers: { "content-type": "application/json", accept: "application/x-ndjson" },
        body: JSON.stringify(read()),
        signal: controller.signal,
      });
      if (!response.ok) throw new Refused(await response.json());
      let rest = "";
      for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
        const lines = (rest + piece).split("\n");
        rest = lines.pop();
        for (const line of lines) show(JSON.parse(line));
      }
    } catch (error) {
      if (error instanceof Refused) showRefusal(result, error.answer, words);
      else result.textContent = error.name === "AbortError" ? box.dataset.cancelled : words.offline;
      say(result.textContent);
    }
    const hadFocus = document.activeElement === cancel;
    setRunning(false);
    if (hadFocus) start.focus();
  }

  start.addEventListener("click", run);
  cancel.addEventListener("click", () => controller.abort());
  use.addEventListener("click", () => {
    fill();
    undo.focus();
  });
  undo.addEventListener("click", () => {
    put(before);
    undo.hidden = true;
    use.hidden = chosen === null;
    say(box.dataset.undone);
    start.focus();
  });
}
