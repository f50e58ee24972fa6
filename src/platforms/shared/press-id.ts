/** A press as one string, for buttons that hold no more: "fewshot:right:ASK". At most 92 characters: ids have at most 24; a version with its place, and the
 * one that it is to replace, has 62. */

import { PRESS_NAMES, type Press, type PressName } from "../../core/views/view.ts";

export function writePressId({ name, askId, rest }: Press): string {
  return ["fewshot", name, ...(askId || rest ? [askId] : []), ...(rest ? [rest] : [])].join(":");
}

/** The press behind a string; null when it is none of ours. */
export function readPressId(id: string): Press | null {
  const [ours, name = "", askId = "", rest = ""] = id.split(":");
  const isKnown = ours === "fewshot" && (PRESS_NAMES as readonly string[]).includes(name);
  return isKnown ? { name: name as PressName, askId, rest } : null;
}
