/** Renders what can be pressed: a link where something is only read, a form where something is changed. Both work without the script. */

import { html } from "hono/html";
import type { Action, Press } from "../../../core/views/view.ts";
import { askPath, draftPath, type Html } from "./layout.ts";

/** Where a press leads, and what it sends. */
type Target =
  | { readonly method: "get"; readonly path: string; readonly opensDialog: boolean }
  | { readonly method: "post"; readonly path: string; readonly field: string; readonly value: string };

function targetOf({ name, askId, rest }: Press): Target {
  switch (name) {
    case "right":
    case "wrong":
      return { method: "post", path: askPath(askId, "rate"), field: "value", value: name };
    case "override":
    case "why":
      return { method: "get", path: askPath(askId, name), opensDialog: true };
    case "withdraw":
      return { method: "post", path: askPath(askId, name), field: "overrideId", value: rest };
    case "opt-out":
    case "erase":
      return { method: "get", path: `/privacy/${name}`, opensDialog: true };
    case "opt-out-now":
      return { method: "post", path: "/privacy/opt-out", field: "confirm", value: "yes" };
    case "erase-now":
      return { method: "post", path: "/privacy/erase", field: "confirm", value: "yes" };
    case "draft-settings":
      return { method: "get", path: draftPath(rest, "settings"), opensDialog: true };
    case "draft-publish":
    case "draft-back": {
      const path = draftPath(rest, name === "draft-publish" ? "publish" : "back");
      return { method: "post", path, field: "confirm", value: "yes" };
    }
    case "prefer-draft":
    case "prefer-live":
      return { method: "post", path: askPath(askId, "prefer"), field: "preferred", value: name.slice(7) };
    case "opt-in":
      return { method: "post", path: "/privacy/opt-in", field: "confirm", value: "yes" };
    case "export":
      return { method: "get", path: "/privacy/export", opensDialog: false };
  }
}

/** Presses that can't be taken back are set apart. */
const STYLES: Partial<Record<Press["name"], string>> = { "erase-now": "danger" };

export interface PressOptions {
  /** Words in place of the action's own. */
  readonly label?: string;
  /** True where the action keeps a state that is shown (a rating). */
  readonly isToggle?: boolean;
}

export function renderPress({ press, label, isPressed }: Action, options: PressOptions = {}): Html {
  const target = targetOf(press);
  const text = options.label ?? label;
  const style = STYLES[press.name] ?? "";
  if (target.method === "get")
    return target.opensDialog
      ? html`<a class="button" role="button" href="${target.path}" data-action="open">${text}</a>`
      : html`<a class="button" href="${target.path}" download>${text}</a>`;
  const button = options.isToggle
    ? html`<button name="${target.field}" value="${target.value}" aria-pressed="${String(isPressed)}">${text}</button>`
    : html`<button class="${style}" name="${target.field}" value="${target.value}">${text}</button>`;
  return html`<form method="post" action="${target.path}" data-action="send">${button}</form>`;
}
