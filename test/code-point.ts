/** Any character, for tests that take people's text. */

import fc from "fast-check";

const HALVES_FROM = 0xd800;
const HALVES = 0x800;
const MAX = 0x10_ffff - HALVES;

/** A code point that is no half of a pair: what fast-check calls the unit "binary" of a string, whose making takes a second of processor
 * time in each process. */
export const codePoint = fc.nat(MAX).map(
  (number) => String.fromCodePoint(number < HALVES_FROM ? number : number + HALVES),
  // Backwards, so that fast-check can mix in words that are known to be dangerous, such as __proto__.
  (text) => {
    const number = typeof text === "string" ? text.codePointAt(0) : undefined;
    if (number === undefined || text !== String.fromCodePoint(number) || !(text as string).isWellFormed())
      throw new Error("not one code point");
    return number < HALVES_FROM ? number : number - HALVES;
  },
);
