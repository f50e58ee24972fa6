// Says what was refused, with a link to what helps.

/**
 * @param {Element} box
 * @param {{text?: string, login?: boolean, reason?: string}} refused what the server said
 * @param {DOMStringMap} words "signIn", and where people may opt in "optIn"
 */
export function showRefusal(box, { text = "", login, reason }, { signIn, optIn }) {
  box.textContent = text;
  const [path, label] = login
    ? ["/login", signIn]
    : reason === "opted-out" && optIn !== undefined
      ? ["/privacy", optIn]
      : [];
  if (path === undefined) return;
  const link = document.createElement("a");
  link.href = path;
  link.textContent = label;
  // What was written stays on this page.
  if (login) link.target = "_blank";
  box.append(" ", link);
}
