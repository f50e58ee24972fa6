// A run of an audit or of insights: shows its progress, loads the page again when it ends, and saves charts as PNG.

import { savePng } from "../shared/save-png.js";

const main = document.querySelector("main[data-run]");
const POLL_MS = 1_000;

async function poll() {
  const trouble = document.getElementById("trouble");
  try {
    const response = await fetch(main.dataset.run, {
      headers: { accept: "application/json", "x-background": "1" },
    });
    const run = await response.json();
    if (!response.ok || run.state !== main.dataset.state) return location.reload();
    if (!run.isOpen) return;
    const bar = document.getElementById("progress");
    bar.max = Math.max(run.total, 1);
    bar.value = run.done;
    document.getElementById("progress-text").textContent = run.text;
    trouble.textContent = "";
  } catch {
    trouble.textContent = main.dataset.offline;
  }
  setTimeout(poll, POLL_MS);
}

if (main && document.getElementById("progress")) setTimeout(poll, POLL_MS);
for (const link of document.querySelectorAll("a[data-chart]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = `${link.dataset.chart}: ${main.dataset.png}`;
  button.addEventListener("click", () => savePng(`${link.getAttribute("href")}?plain=1`, link.dataset.chart));
  link.after(button);
}
