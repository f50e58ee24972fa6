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

/** Letters and digits in forms that phones and input methods write: full-width, half-width katakana, ligatures, raised, letter-like, circled and
 * squared ones, and the bold and italic ones of mathematics. */
const LETTER_FORMS =
  /[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff66-\uff9f\ufb00-\ufb06\u02b0-\u02b8\u02e0-\u02e4\u1d2c-\u1d6a\u2071\u207f\u2102\u210a-\u2113\u2115\u2119-\u211d\u2124\u2128\u212c\u212d\u212f-\u2134\u24b6-\u24e9\u{1d400}-\u{1d7ff}\u{1f130}-\u{1f149}]+/gu;
/** Punctuation of full width, which Chinese and Japanese keep. */
const WIDE_MARKS = /[\uff01-\uff5e]+/gu;
const WRITES_WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/** What is typed for an apostrophe within a word: by phones, and on keyboards that have accents. */
const APOSTROPHES = /(?<=\p{L})’(?=\p{L})|(?<=\p{Script=Latin})[‘ʼ´`](?=\p{Script=Latin})/gu;

/** Letters, digits and apostrophes as keyboards of computers type them. Models have hardly seen other forms: the built-in model took "isn’t", as phones
 * type it, for "is", and read "Ｇｒｅａｔ" as no word at all. Signs that mean something of their own, such as "…", "™" and "½", stay. */
export function plainCharacters(text: string): string {
  const plain = (found: string) => found.normalize("NFKC");
  const letters = text.replace(LETTER_FORMS, plain);
  const marks = WRITES_WIDE.test(letters) ? letters : letters.replace(WIDE_MARKS, plain);
  return marks.normalize("NFC").replace(APOSTROPHES, "'");
}

/** Makes a text ready for a command's prompt: one line of plain characters, no end sequence, none of the command's own captions with a colon.
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
  let line = plainCharacters(toOneLine(text));
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
