/** Prompts to tokens, split where the cached prefix ends. */

import { hash } from "node:crypto";
import type { PromptParts } from "../../flows/ports.ts";
import type { TextTokenizer } from "../models/tokenizer.ts";
import { type Prefix, toPrefix } from "./prefix-cache.ts";

/** Pieces whose tokens are remembered: a command's prefix, labels and seams are the same for every ask. */
const MAX_PIECES = 500;
/** Pieces whose number of tokens is remembered: captions and examples are counted at every ask. */
const MAX_COUNTS = 2_000;
/** Characters before the seam that tell whether anything merges across it. */
const SEAM_CHARACTERS = 8;

export interface EncodedPrompt {
  readonly prefix: Prefix;
  readonly prefixTokens: number;
  /** At least one token; none where the whole prompt is empty. */
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
  const pieces = createMemory<Known>(MAX_PIECES);
  /** By digest: what people typed is counted, too, and must not stay here. */
  const counts = createMemory<number>(MAX_COUNTS);

  const encodeKnown = (text: string) => pieces(text, () => ({ ids: tokenizer.encode(text) }));

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
    count: (text) => counts(hash("sha256", text, "base64"), () => tokenizer.encode(text).length),
  };
}

/** Remembers what was made for a key, as long as it is among the `most` keys used last. */
function createMemory<T>(most: number): (key: string, make: () => T) => T {
  const known = new Map<string, T>();
  return (key, make) => {
    const value = known.get(key) ?? make();
    known.delete(key);
    known.set(key, value);
    if (known.size > most) known.delete(known.keys().next().value as string);
    return value;
  };
}
