/** Text on its way out, where platforms agree. Pure. */

import { toOneLine } from "../../core/text/text.ts";

/** As people should see it: its lines, without invisible and direction-changing characters; "…" where nothing is left. */
export function visibleText(text: string): string {
  const lines = text.split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/u).map(toOneLine);
  return (
    lines
      .join("\n")
      .replace(/\n{3,}/g, "\n\n")
      .trim() || "…"
  );
}

/** The beginning of a text, at most `maxUnits` UTF-16 code units (as Slack and Discord count), never half a character; "…" where something was cut. */
export function fitText(text: string, maxUnits: number): string {
  if (text.length <= maxUnits) return text;
  let kept = "";
  for (const character of text) {
    if (kept.length + character.length > maxUnits - 1) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}

/** One line of at most `maxUnits` UTF-16 code units, for fields that are shown as they are (titles, options, thread names). */
export function fitLine(text: string, maxUnits: number): string {
  return fitText(toOneLine(text) || "…", maxUnits);
}
