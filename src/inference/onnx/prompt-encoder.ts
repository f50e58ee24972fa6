/** Prompts to tokens, split where the cached prefix ends. */

import type { PromptParts } from "../../flows/ports.ts";
import type { TextTokenizer } from "./tokenizer.ts";

/** Pieces whose tokens are remembered: a command's prefix, labels and seams are the same for every ask. */
const MOST_REMEMBERED = 500;
/** Characters on each side of the seam that tell whether anything merges across it. */
const SEAM_CHARACTERS = 8;
const MOST_COUNTED = 400;

export interface EncodedPrompt {
  readonly prefix: readonly number[];
  /** At least one token. */
  readonly text: readonly number[];
}

export interface PromptEncoder {
  encode(prompt: PromptParts): EncodedPrompt;
  encodeLabel(label: string): readonly number[];
  count(text: string): number;
}

export function createPromptEncoder(tokenizer: TextTokenizer): PromptEncoder {
  const remembered = new Map<string, readonly number[]>();

  function encodeKnown(text: string): readonly number[] {
    const known = remembered.get(text);
    if (known) return known;
    const ids = tokenizer.encode(text);
    if (remembered.size >= MOST_REMEMBERED) remembered.delete(remembered.keys().next().value ?? "");
    remembered.set(text, ids);
    return ids;
  }

  /** Whether nothing merges across the seam. Byte-level BPE never merges a caption with the space and the word after it, nor a
   * line's end with a word, so where the seam is such a place the few characters on both sides decide it. */
  function isClean(before: string, after: string): boolean {
    if (before === "") return true;
    if (!(/\S$/.test(before) ? /^ \S/ : /^\S/).test(after)) return false;
    const together = tokenizer.encode(before + after);
    return together.join() === [...encodeKnown(before), ...tokenizer.encode(after)].join();
  }

  return {
    encode({ prefix, text }) {
      const prefixIds = encodeKnown(prefix);
      const textIds = tokenizer.encode(text);
      if (textIds.length > 0 && isClean(prefix.slice(-SEAM_CHARACTERS), text.slice(0, SEAM_CHARACTERS)))
        return { prefix: prefixIds, text: textIds };
      // Something merges across the seam: only what both readings share may come from the cache.
      const whole = tokenizer.encode(prefix + text);
      let shared = 0;
      while (shared < Math.min(prefixIds.length, whole.length - 1) && prefixIds[shared] === whole[shared])
        shared += 1;
      return { prefix: whole.slice(0, shared), text: whole.slice(shared) };
    },
    encodeLabel: (label) => encodeKnown(` ${label}`),
    // Texts come once: only what is short, as captions and examples are, is worth remembering.
    count: (text) => (text.length > MOST_COUNTED ? tokenizer.encode(text) : encodeKnown(text)).length,
  };
}
