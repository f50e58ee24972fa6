/** Prompts to tokens, split where the cached prefix ends. */

import type { PromptParts } from "../../flows/ports.ts";
import type { TextTokenizer } from "./tokenizer.ts";

/** Prefixes whose tokens are remembered: a command's is the same for every ask. */
const MOST_PREFIXES = 100;
/** Characters before the seam that are tokenised again with the text, to see that nothing merges across it. */
const SEAM_CHARACTERS = 24;

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
    if (remembered.size >= MOST_PREFIXES) remembered.delete(remembered.keys().next().value ?? "");
    remembered.set(text, ids);
    return ids;
  }

  return {
    encode({ prefix, text }) {
      const prefixIds = encodeKnown(prefix);
      const textIds = tokenizer.encode(text);
      const seam = prefix.slice(-SEAM_CHARACTERS);
      const together = tokenizer.encode(seam + text);
      const isClean = together.join() === [...tokenizer.encode(seam), ...textIds].join();
      if (isClean && textIds.length > 0) return { prefix: prefixIds, text: textIds };
      // Something merges across the seam: only what both readings share may come from the cache.
      const whole = tokenizer.encode(prefix + text);
      let shared = 0;
      while (shared < Math.min(prefixIds.length, whole.length - 1) && prefixIds[shared] === whole[shared])
        shared += 1;
      return { prefix: whole.slice(0, shared), text: whole.slice(shared) };
    },
    encodeLabel: (label) => encodeKnown(` ${label}`),
    count: (text) => encodeKnown(text).length,
  };
}
