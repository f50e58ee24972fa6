// A copy of what is written and not saved, in this tab alone: a reload, a way back in the browser or a sign-in that ran out loses nothing.

/** Another number for copies of another shape: a tab may stay open while the bot is updated. */
const SHAPE = 1;
/** Of the page that is open: "/commands/triage". */
const key = () => `fewshot-edit-${SHAPE}:${location.pathname}`;

/** Keeps a copy, in the place of an earlier one. */
export function keepCopy(copy) {
  try {
    sessionStorage.setItem(key(), JSON.stringify(copy));
  } catch {
    // There is no space, or the browser keeps nothing: it asks before the page is left, as ever.
  }
}

/** @returns the copy; null where there is none */
export function readCopy() {
  try {
    return JSON.parse(sessionStorage.getItem(key()));
  } catch {
    return null;
  }
}

export function dropCopy() {
  try {
    sessionStorage.removeItem(key());
  } catch {
    // Nothing was kept.
  }
}
