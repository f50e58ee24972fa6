// Charts as PNG. Without this script there are SVG and CSV.

import { savePng } from "../shared/save-png.js";

for (const button of document.querySelectorAll("button[data-png]")) {
  button.hidden = false;
  button.addEventListener("click", () => savePng(button.dataset.png, button.dataset.name));
}
