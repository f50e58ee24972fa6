// Puts fragments into the page: only what differs, so that nothing moves and no place in a list is lost.

const FOCUSABLE = "summary, a, [tabindex]";
const shown = new Map();
/** What the reader opened or closed, by the name of the fold. */
const folds = new Map();

export function putPart(name, markup) {
  if (shown.get(name) === markup) return;
  shown.set(name, markup);
  const place = document.querySelector(`[data-part="${name}"]`);
  const scrolled = [...place.querySelectorAll("pre, .scroll")].map(({ scrollTop, scrollLeft }) => ({
    scrollTop,
    scrollLeft,
  }));
  const hadFocus = place.contains(document.activeElement) ? document.activeElement : null;
  const focused = hadFocus && [...place.querySelectorAll(FOCUSABLE)].indexOf(hadFocus);
  place.innerHTML = markup;
  for (const fold of place.querySelectorAll("details[data-keep]"))
    if (folds.has(fold.dataset.keep)) fold.open = folds.get(fold.dataset.keep);
  for (const [at, element] of [...place.querySelectorAll("pre, .scroll")].entries())
    Object.assign(element, scrolled[at]);
  if (focused !== null && focused >= 0) place.querySelectorAll(FOCUSABLE)[focused]?.focus();
  if (name === "faults") markFields();
}

/** Marks the fields that a fault is said of, for those who do not see the list. */
function markFields() {
  const wrong = new Set([...document.querySelectorAll("[data-field-of]")].map((at) => at.dataset.fieldOf));
  for (const field of document.querySelectorAll("[id^=field-]"))
    if (wrong.has(field.id.slice("field-".length))) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
}

/** Remembers which folds the reader opened and closed. */
export function keepOpen(root) {
  root.addEventListener("click", ({ target }) => {
    const fold = target.closest?.("summary")?.parentElement;
    // The fold changes after the click.
    if (fold?.dataset.keep) folds.set(fold.dataset.keep, !fold.open);
  });
}

/** Adds a line at the end of a box. */
export function addLine(id, line) {
  const box = document.getElementById(id);
  box.value = [box.value.trimEnd(), line].filter((one) => one !== "").join("\n");
}
