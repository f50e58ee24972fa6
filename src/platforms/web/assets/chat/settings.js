// Settings for trying out: they show the command's own values, and that some were changed.

import { byId, words } from "../shared/dom.js";
import { chosen } from "./commands.js";

const fields = [...document.querySelectorAll("#settings input")];

/** Shows the chosen command's own values, an example of a text for it, and only the settings that matter for it. */
function showCommand() {
  const { dataset } = chosen();
  const isScored = dataset.labels === "true";
  byId("message").placeholder = words.placeholder.replace("{}", dataset.example);
  byId("scored").hidden = !isScored;
  for (const field of fields) {
    field.placeholder = dataset[field.name];
    const box = field.closest(".field");
    if (!("textOnly" in box.dataset)) continue;
    box.hidden = isScored;
    // A setting that plays no part is not sent.
    field.disabled = isScored;
  }
  showChanged();
}

function showChanged() {
  const count = fields.filter((field) => !field.disabled && field.value !== "").length;
  byId("changed").hidden = count === 0;
  byId("changed").firstElementChild.textContent =
    count === 1 ? words.changedOne : words.changedMany.replace("2", String(count));
}

byId("menu").addEventListener("change", showCommand);
byId("settings").addEventListener("input", showChanged);
byId("reset").addEventListener("click", () => {
  for (const field of fields) field.value = "";
  showChanged();
  byId("message").focus();
});

export { showCommand };
