// A run of an audit or of insights: shows its progress, loads the page again when it ends, and saves charts as PNG.

const main = document.querySelector("main[data-run]");
const POLL_MS = 1_000;
/** Pixels of a PNG for one of the chart. */
const SCALE = 2;

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

/** Draws a chart on white and saves it. */
async function savePng(path, name) {
  const image = new Image();
  image.src = `${path}?plain=1`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.width * SCALE;
  canvas.height = image.height * SCALE;
  const drawing = canvas.getContext("2d");
  drawing.fillStyle = "white";
  drawing.fillRect(0, 0, canvas.width, canvas.height);
  drawing.drawImage(image, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = `${name}.png`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }, "image/png");
}

if (main && document.getElementById("progress")) setTimeout(poll, POLL_MS);
for (const link of document.querySelectorAll("a[data-chart]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = `${link.dataset.chart}: ${main.dataset.png}`;
  button.addEventListener("click", () => savePng(link.getAttribute("href"), link.dataset.chart));
  link.after(button);
}
