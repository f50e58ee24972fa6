// Copies of what is written and not saved, and of the texts that are tried, in this tab alone: a reload, a way back in the browser or a
// sign-in that ran out loses nothing. They belong to one person.

const PREFIX = "fewshot-edit-";
/** Another number for copies of another shape: a tab may stay open while the bot is updated. */
const SHAPE = 2;

/** Of the page that is open: "/commands/triage@3". */
const editKey = () => `${PREFIX}${SHAPE}:${location.pathname}`;
/** A text is tried with every version of a command. @param path "/commands/triage@3", or "/commands/new" */
const textKey = (path) => `${PREFIX}${SHAPE}-text:${path.split("@")[0]}`;

/** @param {string} person stands for the person at the page: another value for another person, and after each sign-out */
export function openCopies(person) {
  function read(key) {
    try {
      const kept = JSON.parse(sessionStorage.getItem(key));
      return kept?.person === person ? kept.value : null;
    } catch {
      return null;
    }
  }

  function drop(key) {
    try {
      sessionStorage.removeItem(key);
    } catch {
      // Nothing was kept.
    }
  }

  /** @returns whether it is kept. If not, an earlier one is gone: it would come back as if it were the newest. */
  function keep(key, value) {
    try {
      sessionStorage.setItem(key, JSON.stringify({ person, value }));
      return true;
    } catch {
      drop(key);
      return false;
    }
  }

  /** Drops what somebody else wrote in this tab, and copies of another shape. */
  function dropOthers() {
    try {
      for (const key of Object.keys(sessionStorage))
        if (key.startsWith(PREFIX) && (!key.startsWith(`${PREFIX}${SHAPE}`) || read(key) === null)) drop(key);
    } catch {
      // The browser keeps nothing.
    }
  }

  dropOthers();
  return {
    /** Keeps a copy, in the place of an earlier one. @returns whether there was space */
    keepEdit: (edit) => keep(editKey(), edit),
    /** @returns the copy; null where there is none */
    readEdit: () => read(editKey()),
    dropEdit: () => drop(editKey()),
    keepText: (text, path = location.pathname) => keep(textKey(path), text),
    /** @returns the text that was tried last with this command; empty for none */
    readText: () => read(textKey(location.pathname)) ?? "",
    dropText: () => drop(textKey(location.pathname)),
  };
}
