/** Counts tokens for a model on a server: with its tokenizer where that is on this machine, else with GPT-2's, which GPT-Neo shares. */

import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Tokenizer } from "@huggingface/tokenizers";
import { findTokenizer } from "./models/hub/cache.ts";
import { forgetWords } from "./models/tokenizer.ts";

export interface TokenCount {
  (text: string): number;
  /** The number of a text's first token; undefined for an empty text. */
  first(text: string): number | undefined;
  /** Forgets the words of texts. */
  forget(): void;
}

/** Families that share GPT-2's vocabulary: its count is theirs. */
const GPT2_FAMILIES = new Set(["GPT-2", "GPT-Neo", "GPT-J", "OPT"]);
/** Other vocabularies of at least 32,000 tokens need at most so many times GPT-2's tokens for plain text in English. */
const MARGIN = 1.3;
/** A first token is no longer than this. */
const FIRST_CHARACTERS = 100;
/** GPT-2's merging takes quadratic time in an unbroken run of characters. Runs longer than this are counted in pieces, which is never less. */
const RUN = /\S{200}|\s{200}/gu;

/** @param model a folder, or a hub id that MODEL_CACHE_DIR may hold
 * @returns null when its tokenizer is not here
 * @throws when tokenizer.json is there and can't be used */
export async function openTokenCounter(model: string, cacheDir: string): Promise<TokenCount | null> {
  const cached = await findTokenizer(cacheDir, model);
  const folders = [model, ...(cached === null ? [] : [cached])];
  const folder = folders.find((path) => existsSync(join(path, "tokenizer.json")));
  if (folder === undefined) return null;
  const definition = JSON.parse(await readFile(join(folder, "tokenizer.json"), "utf8"));
  const settings = await readFile(join(folder, "tokenizer_config.json"), "utf8").catch(() => "{}");
  const tokenizer = new Tokenizer(definition, JSON.parse(settings));
  const encode = (text: string) => tokenizer.encode(text, { add_special_tokens: false }).ids;
  return Object.assign((text: string) => encode(text).length, {
    first: (text: string) => encode(text)[0],
    forget: () => forgetWords(tokenizer),
  });
}

/** A count that is never below the model's own.
 * @param family of the model, null when it is unknown
 * @returns GPT-2's own count for the families that share it. For others a number on the high side: each character beyond ASCII as its
 * bytes, which is the most that any byte-level tokenizer makes of it, and each digit alone */
export async function createEstimate(
  family: string | null,
): Promise<{ count: TokenCount; isExact: boolean }> {
  const { countTokens, encode, clearMergeCache: forget } = await import("gpt-tokenizer/encoding/r50k_base");
  const plain = { disallowedSpecial: new Set<string>() };
  const gpt2 = (text: string) => pieces(text).reduce((sum, piece) => sum + countTokens(piece, plain), 0);
  // Of another vocabulary it is the likeliest first token: what is common is one token in most.
  const first = (text: string) => encode(text.slice(0, FIRST_CHARACTERS), plain)[0];
  if (family !== null && GPT2_FAMILIES.has(family))
    return { count: Object.assign(gpt2, { first, forget }), isExact: true };
  const count = (text: string) => {
    const others = text.replace(/[\0-\x7f]+/gu, "");
    const digits = text.match(/\d/g)?.length ?? 0;
    const ascii = text.replace(/[^\0-\x7f]+/gu, " ").replace(/\d/g, "");
    return Buffer.byteLength(others) + digits + Math.ceil(gpt2(ascii) * MARGIN);
  };
  return { isExact: false, count: Object.assign(count, { first, forget }) };
}

/** A text in pieces that are cut only inside long runs. */
function pieces(text: string): string[] {
  const cuts = [...text.matchAll(RUN)].map((run) => run.index + run[0].length);
  return [0, ...cuts].map((start, at) => text.slice(start, cuts[at])).filter((piece) => piece !== "");
}
