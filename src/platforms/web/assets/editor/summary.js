// The summary of a new command follows what it decides, until it has words of its own.

/** UTF-16 code units that a summary may have. */
const MAX = 100;

/** @param {HTMLFormElement} form with the fields "description" and "summary" */
export function followSummary({ elements: { description, summary } }) {
  let before = "";
  description.addEventListener("focus", () => {
    before = summaryOf(description.value);
  });
  // Before the page reads the form.
  description.addEventListener("input", () => {
    const now = summaryOf(description.value);
    if (summary.value === before) summary.value = now;
    before = now;
  });
}

function summaryOf(text) {
  let kept = "";
  for (const character of text.replace(/\s+/g, " ").trim()) {
    if (kept.length + character.length > MAX) break;
    kept += character;
  }
  return kept;
}
