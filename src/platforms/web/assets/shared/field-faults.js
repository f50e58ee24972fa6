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
    said.setAttribute(MARK, at.getAttribute("aria-describedby") ?? "");
    at.after(said);
    at.setAttribute("aria-invalid", "true");
    at.setAttribute("aria-describedby", `${at.getAttribute("aria-describedby") ?? ""} ${said.id}`.trim());
  }
  const [first] = faults;
  (first.at.matches("fieldset") ? first.at.querySelector("input") : first.at).focus();
  return true;
}

/** Takes away what was said of a form. */
export function clearFieldFaults(form) {
  for (const said of form.querySelectorAll(`[${MARK}]`)) {
    const at = said.previousElementSibling;
    at.removeAttribute("aria-invalid");
    const described = said.getAttribute(MARK);
    if (described === "") at.removeAttribute("aria-describedby");
    else at.setAttribute("aria-describedby", described);
    said.remove();
  }
}

/** The box of a field, or the group that its choices are in; null where the form has none of that name. */
function fieldOf(form, name) {
  const box = form.querySelector(`[name="${CSS.escape(name)}"]:not([type=hidden])`);
  return box?.closest("fieldset") ?? box;
}
