/** Prompts to tokens, split where the cached prefix ends. */

import { hash } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { PromptParts } from "../../flows/ports/backend.ts";
import type { TextTokenizer } from "../models/tokenizer.ts";
import { type Prefix, toPrefix } from "./prefix-cache.ts";

/** Pieces whose tokens are remembered: a command's prefix, labels and seams are the same for every ask. */
const MAX_PIECES = 500;
/** Pieces whose number of tokens is remembered: captions and examples are counted at every ask. */
const MAX_COUNTS = 2_000;
/** Characters before the seam that show whether anything merges across it. */
const SEAM_CHARACTERS = 8;
/** What precedes a label. */
const BEFORE_LABEL = ":";

export interface EncodedPrompt {
  readonly prefix: Prefix;
  readonly prefixTokens: number;
  /** At least one token; none where the whole prompt is empty. */
  readonly text: readonly number[];
}

export interface PromptEncoder {
  encode(prompt: PromptParts): EncodedPrompt;
  /** Tokens of a label as it continues a prompt, with the space before it. */
  encodeLabel(label: string): readonly number[];
  count(text: string): number;
  /** Whether a word without spaces is one token, at the beginning of a text or within it. */
  isWord(word: string): boolean;
  /** Forgets prefixes: their examples may be erased. */
  forget(): void;
}

interface Known {
  readonly ids: readonly number[];
  /** Made when it is first asked for: most of what is remembered is no prefix. */
  prefix?: Prefix;
}

export function createPromptEncoder(tokenizer: TextTokenizer): PromptEncoder {
  const pieces = new LRUCache<string, Known>({ max: MAX_PIECES });
  const labels = new LRUCache<string, readonly number[]>({ max: MAX_PIECES });
  /** By digest: what people typed is counted, too, and must not stay here. */
  const counts = new LRUCache<string, number>({ max: MAX_COUNTS });

  function encodeKnown(text: string): Known {
    const known = pieces.get(text) ?? { ids: tokenizer.encode(text) };
    pieces.set(text, known);
    return known;
  }

  /** The text's tokens behind a few characters; null where something merges with those. */
  function encodeBehind(before: string, text: string): readonly number[] | null {
    const { ids } = encodeKnown(before);
    const together = tokenizer.encode(before + text);
    return ids.every((id, at) => together[at] === id) ? together.slice(ids.length) : null;
  }

  /** The text's tokens, where nothing merges across the seam; else null. Tokenizers that split words never merge a caption with the
   * space and the word after it, nor a line's end with a word, so where the seam is such a place the few characters before it decide. */
  function encodeAfter(prefix: string, text: string): readonly number[] | null {
    if (prefix === "") return tokenizer.encode(text);
    const before = prefix.slice(-SEAM_CHARACTERS);
    if (!tokenizer.splitsWords || !(/\S$/.test(before) ? /^ \S/ : /^\S/).test(text)) return null;
    return encodeBehind(before, text);
  }

  const { begin } = tokenizer;

  return {
    encode({ prefix, text }) {
      const known = encodeKnown(prefix);
      const after = encodeAfter(prefix, text);
      if (after?.length) {
        known.prefix ??= toPrefix([...begin, ...known.ids]);
        return { prefix: known.prefix, prefixTokens: begin.length + known.ids.length, text: after };
      }
      // Something merges across the seam: only what both readings share may come from the cache.
      const whole = tokenizer.encode(prefix + text);
      let shared = 0;
      while (shared < Math.min(known.ids.length, whole.length - 1) && known.ids[shared] === whole[shared])
        shared += 1;
      return {
        prefix: toPrefix([...begin, ...whole.slice(0, shared)]),
        prefixTokens: begin.length + shared,
        text: whole.slice(shared),
      };
    },
    encodeLabel(label) {
      // Some tokenizers put a space before the first word of any text: a label is no first word.
      const ids =
        labels.get(label) ?? encodeBehind(BEFORE_LABEL, ` ${label}`) ?? tokenizer.encode(` ${label}`);
      labels.set(label, ids);
      return ids;
    },
    isWord: (word) => [` ${word}`, word].some((form) => tokenizer.encode(form).length === 1),
    forget() {
      pieces.clear();
      tokenizer.forget();
    },
    count(text) {
      const key = hash("sha256", text, "base64");
      const count = counts.get(key) ?? tokenizer.encode(text).length;
      counts.set(key, count);
      return count;
    },
  };
}
