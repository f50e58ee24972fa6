/** Renders what can be pressed: a link where something is only read, a form where something is changed. Both work without the script. */

import { html } from "hono/html";
import type { Action, Press } from "../../../../core/views/view.ts";
import { askPath, draftPath, type Html, reviewPath } from "../layout.ts";

/** Where a press leads, and what it sends. */
type Target =
  | { readonly method: "get"; readonly path: string; readonly opens: "dialog" | "page" | "file" }
  | { readonly method: "post"; readonly path: string; readonly field: string; readonly value: string };

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: one line for each press
function targetOf({ name, askId, rest }: Press): Target {
  switch (name) {
    case "right":
    case "wrong":
      return { method: "post", path: askPath(askId, "rate"), field: "value", value: name };
    case "override":
    case "why":
      return { method: "get", path: askPath(askId, name), opens: "dialog" };
    case "withdraw":
      return { method: "post", path: askPath(askId, name), field: "overrideId", value: rest };
    case "opt-out":
    case "erase":
      return { method: "get", path: `/privacy/${name}`, opens: "dialog" };
    case "opt-out-now":
      return { method: "post", path: "/privacy/opt-out", field: "confirm", value: "yes" };
    case "erase-now":
      return { method: "post", path: "/privacy/erase", field: "confirm", value: "yes" };
    case "draft-settings":
      return { method: "get", path: draftPath(rest, "settings"), opens: "dialog" };
    case "draft-back":
    case "draft-other": {
      const part = name === "draft-back" ? "back" : "other";
      return { method: "post", path: draftPath(rest, part), field: "confirm", value: "yes" };
    }
    case "draft-publish":
    case "draft-publish-now":
    case "draft-publish-anyway":
    case "draft-publish-again": {
      const [subject = ""] = rest.split(".");
      const value = `${STEPS[name]}${rest.slice(subject.length)}`;
      return { method: "post", path: draftPath(subject, "publish"), field: "confirm", value };
    }
    case "prefer-draft":
    case "prefer-live":
      return { method: "post", path: askPath(askId, "prefer"), field: "preferred", value: name.slice(7) };
    case "review-open":
    case "review-skip":
      return { method: "get", path: "/review", opens: "page" };
    case "review-right":
      return { method: "post", path: reviewPath("spot-checks", askId), field: "verdict", value: "right" };
    case "review-label":
    case "review-change":
      return { method: "get", path: reviewPath("spot-checks", askId), opens: "page" };
    case "contest-right":
    case "contest-wrong": {
      const value = name === "contest-right" ? "right" : "wrong";
      return { method: "post", path: reviewPath("contests", askId), field: "verdict", value };
    }
    case "contest-label":
      return { method: "get", path: "/review", opens: "page" };
    case "decisions":
      return { method: "get", path: "/privacy/decisions", opens: "dialog" };
    case "record":
      return { method: "get", path: askPath(askId, name), opens: "file" };
    case "contest":
      return { method: "get", path: askPath(askId, name), opens: "dialog" };
    case "review-example":
    case "review-test":
    case "review-row":
      return correction(rest, name.slice("review-".length));
    case "review-dismiss":
      return correction(rest, "dismissed");
    case "review-undo":
      return correction(rest, "undo");
    case "opt-in":
      return { method: "post", path: "/privacy/opt-in", field: "confirm", value: "yes" };
    case "groups":
      return { method: "get", path: "/privacy/groups", opens: "dialog" };
    case "export":
      return { method: "get", path: "/privacy/export", opens: "file" };
  }
}

const STEPS = {
  "draft-publish": "yes",
  "draft-publish-now": "now",
  "draft-publish-anyway": "anyway",
  "draft-publish-again": "again",
} as const;

const correction = (overrideId: string, decision: string): Target => ({
  ...{ method: "post", path: reviewPath("corrections", overrideId), field: "decision", value: decision },
});

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
  if (target.method === "get") {
    if (target.opens === "dialog")
      return html`<a class="button" role="button" href="${target.path}" data-action="open">${text}</a>`;
    return target.opens === "file"
      ? html`<a class="button" href="${target.path}" download>${text}</a>`
      : html`<a class="button" href="${target.path}">${text}</a>`;
  }
  const button = options.isToggle
    ? html`<button name="${target.field}" value="${target.value}" aria-pressed="${String(isPressed)}">${text}</button>`
    : html`<button class="${style}" name="${target.field}" value="${target.value}">${text}</button>`;
  return html`<form method="post" action="${target.path}" data-action="send">${button}</form>`;
}
