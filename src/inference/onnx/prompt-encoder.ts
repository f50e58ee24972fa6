/** Prompts to tokens, split where the cached prefix ends. */

import type { PromptParts } from "../../flows/ports.ts";
import { type Prefix, toPrefix } from "./prefix-cache.ts";
import type { TextTokenizer } from "./tokenizer.ts";

/** Pieces whose tokens are remembered: a command's prefix, labels and seams are the same for every ask. */
const MOST_REMEMBERED = 500;
/** Characters before the seam that tell whether anything merges across it. */
const SEAM_CHARACTERS = 8;
const MOST_COUNTED = 400;

export interface EncodedPrompt {
  readonly prefix: Prefix;
  readonly prefixTokens: number;
  /** At least one token. */
  readonly text: readonly number[];
}

export interface PromptEncoder {
  encode(prompt: PromptParts): EncodedPrompt;
  encodeLabel(label: string): readonly number[];
  count(text: string): number;
}

interface Known {
  readonly ids: readonly number[];
  /** Made when it is first asked for: most of what is remembered is no prefix. */
  prefix?: Prefix;
}

export function createPromptEncoder(tokenizer: TextTokenizer): PromptEncoder {
  const remembered = new Map<string, Known>();

  function encodeKnown(text: string): Known {
    const found = remembered.get(text);
    if (found) return found;
    const ids = tokenizer.encode(text);
    const known: Known = { ids };
    if (remembered.size >= MOST_REMEMBERED) remembered.delete(remembered.keys().next().value ?? "");
    remembered.set(text, known);
    return known;
  }

  /** The text's tokens, where nothing merges across the seam; else null. Byte-level BPE never merges a caption with the space and the
   * word after it, nor a line's end with a word, so where the seam is such a place the few characters before it decide it. */
  function encodeAfter(prefix: string, text: string): readonly number[] | null {
    if (prefix === "") return tokenizer.encode(text);
    const before = prefix.slice(-SEAM_CHARACTERS);
    if (!(/\S$/.test(before) ? /^ \S/ : /^\S/).test(text)) return null;
    const { ids } = encodeKnown(before);
    const together = tokenizer.encode(before + text);
    return ids.every((id, at) => together[at] === id) ? together.slice(ids.length) : null;
  }

  return {
    encode({ prefix, text }) {
      const known = encodeKnown(prefix);
      const after = encodeAfter(prefix, text);
      if (after?.length) {
        known.prefix ??= toPrefix(known.ids);
        return { prefix: known.prefix, prefixTokens: known.ids.length, text: after };
      }
      // Something merges across the seam: only what both readings share may come from the cache.
      const whole = tokenizer.encode(prefix + text);
      let shared = 0;
      while (shared < Math.min(known.ids.length, whole.length - 1) && known.ids[shared] === whole[shared])
        shared += 1;
      return {
        prefix: toPrefix(whole.slice(0, shared)),
        prefixTokens: shared,
        text: whole.slice(shared),
      };
    },
    encodeLabel: (label) => encodeKnown(` ${label}`).ids,
    // Texts come once: only what is short, as captions and examples are, is worth remembering.
    count: (text) =>
      text.length > MOST_COUNTED ? tokenizer.encode(text).length : encodeKnown(text).ids.length,
  };
}
