// A notice about something that still runs: its first button is pressed again and again, until there is more to show.

const EVERY_MS = 2_000;

/**
 * @param {Element} root holds the notice
 * @param {(markup: string) => void} show puts the next one in its place
 */
export function followRun(root, show) {
  const own = root.querySelector("[data-running]");
  const form = own?.querySelector("form");
  if (!form) return;
  setTimeout(async () => {
    const markup = own.isConnected ? await press(form) : null;
    // It was closed meanwhile, or somebody pressed a button.
    if (!own.isConnected) return;
    const next = read(markup ?? "").querySelector("[data-running] p");
    if (next) own.querySelector("p").textContent = next.textContent;
    if (next || markup === null) followRun(root, show);
    else show(markup);
  }, EVERY_MS);
}

/** @returns {Promise<string | null>} the next notice; null where there is none now */
async function press(form) {
  const button = form.querySelector("button");
  try {
    const response = await fetch(form.action, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify({ [button.name]: button.value }),
    });
    return response.ok ? ((await response.json()).sheet ?? null) : null;
  } catch {
    return null;
  }
}

function read(markup) {
  const holder = document.createElement("template");
  holder.innerHTML = markup;
  return holder.content;
}
