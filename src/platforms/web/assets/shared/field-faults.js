// Says at the fields of a form what is wrong with them. It stays until the form is sent again.

const MARK = "data-field-fault";

/**
 * @param {HTMLFormElement} form
 * @param {{text?: string, field?: string | null, fields?: Record<string, string>}} refused what the server said
 * @returns whether all of it could be said there
 */
export function showFieldFaults(form, { text, field, fields = field ? { [field]: text } : {} }) {
  const faults = Object.entries(fields).map(([name, sentence]) => ({
    name,
    sentence,
    at: fieldOf(form, name),
  }));
  if (faults.length === 0 || faults.some(({ at }) => at === null)) return false;
  for (const { name, sentence, at } of faults) {
    const said = Object.assign(document.createElement("p"), {
      ...{ className: "fault", id: `fault-${name}`, textContent: sentence, dir: "auto" },
    });
    said.setAttribute("role", "alert");
    said.setAttribute(MARK, name);
    (hintOf(at) ?? at).after(said);
    at.setAttribute("aria-invalid", "true");
    at.setAttribute("aria-describedby", [hintOf(at)?.id, said.id].filter(Boolean).join(" "));
  }
  const [first] = faults;
  (first.at.matches("fieldset") ? first.at.querySelector("input") : first.at).focus();
  return true;
}

/** Takes away what was said of a form. */
export function clearFieldFaults(form) {
  for (const said of form.querySelectorAll(`[${MARK}]`)) {
    const at = fieldOf(form, said.getAttribute(MARK));
    at.removeAttribute("aria-invalid");
    at.removeAttribute("aria-describedby");
    const hint = hintOf(at);
    if (hint !== null) at.setAttribute("aria-describedby", hint.id);
    said.remove();
  }
}

/** What is said below a box in any case; null where nothing is. */
function hintOf(at) {
  const next = at.nextElementSibling;
  return next?.matches("small[id]") ? next : null;
}

/** The box of a field, or the group that its choices are in; null where the form has none of that name. */
function fieldOf(form, name) {
  const box = form.querySelector(`[name="${CSS.escape(name)}"]:not([type=hidden])`);
  return box?.closest("fieldset") ?? box;
}
