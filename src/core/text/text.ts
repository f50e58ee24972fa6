/** What is done to people's text before it enters a prompt, and what can be read off it. Pure. */

import type { Command } from "../command/command.ts";

/** Line and paragraph breaks of every kind: text in a prompt is one line, so it can't begin an example of its own. */
const BREAKS = /[\r\n\v\f\u0085\u2028\u2029]+/gu;
/** Controls, zero-width and bidi characters: invisible, and made for hiding things. ZWJ and ZWNJ are handled separately. */
const INVISIBLE =
  /[\p{Cc}\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;
/** A zero-width joiner outside an emoji, a non-joiner outside a word. */
const STRAY_JOINER =
  /(?<!\p{Extended_Pictographic}[\ufe0f\u{1f3fb}-\u{1f3ff}]*)\u200d|\u200d(?!\p{Extended_Pictographic})|(?<![\p{L}\p{M}])\u200c|\u200c(?![\p{L}\p{M}])/gu;

/** One line without invisible characters; runs of space become one. What a person sees stays as it is. */
export function toOneLine(text: string): string {
  return text
    .toWellFormed()
    .replace(BREAKS, " ")
    .replace(INVISIBLE, "")
    .replace(STRAY_JOINER, "")
    .replace(/\s+/gu, " ")
    .trim();
}

/** Apostrophes within words as keyboards of computers type them. Phones type ’ there, which models have hardly seen: the built-in model, for one,
 * took "isn’t" for "is". */
export function plainApostrophes(text: string): string {
  return text.replace(/(?<=\p{L})’(?=\p{L})/gu, "'");
}

/** Makes a text ready for a command's prompt: one line with plain apostrophes, no end sequence, none of the command's own captions with a colon.
 * A text that contains the end sequence or forges an example line can't end or extend the examples. */
export function neutralise(
  text: string,
  command: Pick<Command, "input" | "output">,
  endSequence: string,
): string {
  const captions = new RegExp(
    `(${escapeRegExp(command.input)}|${escapeRegExp(command.output)})[\\s:\uff1a]*[:\uff1a]\\s*`,
    "giu",
  );
  const apart = endSequence.length > 1 ? [...endSequence].join(" ") : " ";
  let line = plainApostrophes(toOneLine(text));
  // Until nothing changes: taking one thing apart may leave another behind.
  for (let before = ""; before !== line; ) {
    before = line;
    line = line.replace(captions, "$1 ").replaceAll(endSequence, apart).trim();
  }
  return line;
}

/** True when more than half of a text's letters belong to none of the scripts.
 * @param scripts Unicode script names, e.g. ["Latin"] */
export function isMostlyOutside(text: string, scripts: readonly string[]): boolean {
  const letters = text.match(/\p{L}/gu) ?? [];
  if (letters.length === 0) return false;
  const known = new RegExp(`[${scripts.map((script) => `\\p{Script=${script}}`).join("")}]`, "u");
  return letters.filter((letter) => !known.test(letter)).length * 2 > letters.length;
}

/** The first `most` characters (code points, never half a surrogate pair), with … where something was cut. */
export function shorten(text: string, most: number): string {
  const points = [...text];
  return points.length <= most
    ? text
    : `${points
        .slice(0, most - 1)
        .join("")
        .trimEnd()}…`;
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}
