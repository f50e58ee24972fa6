/** Text to tokens and back, with the model's own tokenizer.json. */

import { join } from "node:path";
import vm from "node:vm";
import { Tokenizer } from "@huggingface/tokenizers";
import { z } from "zod";
import { BotError } from "../../core/errors.ts";
import type { ModelFolder } from "./folder.ts";
import { modelFault, parseJson, readChecked, readText } from "./json.ts";

export interface TextTokenizer {
  /** Special tokens that begin every prompt, e.g. Llama's `<s>`; GPT-Neo has none. */
  readonly begin: readonly number[];
  /** Whether texts are split into words before anything merges, so that a few characters decide what merges across a seam. */
  readonly splitsWords: boolean;
  /** Token ids without any special tokens added; who types a special token's name writes that name, and does not end the text.
   * @throws {BotError} BACKEND_MALFORMED when the tokenizer takes too long for a text */
  encode(text: string): number[];
  /** May end in U+FFFD where a character is not complete yet. */
  decode(ids: readonly number[]): string;
  /** Forgets the words of texts. */
  forget(): void;
}

/** A tokenizer of the package remembers words of the texts that it has read. */
export function forgetWords({ model }: Tokenizer): void {
  (model as { clear_cache?: () => void } | null)?.clear_cache?.();
}

const TOKENIZER = "tokenizer.json";
const SETTINGS = "tokenizer_config.json";

/** For one text, in milliseconds. A regular expression of a stranger's tokenizer may take for ever. */
const DEADLINE_MS = 1_000;

/** Tens of thousands of entries: a schema for each, or a list of them, would take longer than all the rest. */
function isVocabulary(vocab: unknown): boolean {
  if (typeof vocab !== "object" || vocab === null || Array.isArray(vocab)) return false;
  for (const token in vocab) {
    const id = (vocab as Record<string, unknown>)[token];
    if (!Number.isInteger(id) || (id as number) < 0) return false;
  }
  return true;
}

const definitionSchema = z.looseObject({
  model: z.looseObject({
    vocab: z.custom<Record<string, number>>(isVocabulary, "expected tokens with their ids"),
  }),
  pre_tokenizer: z.unknown(),
  post_processor: z.unknown(),
  added_tokens: z.array(z.looseObject({ id: z.int().min(0), special: z.boolean().optional() })).default([]),
});

export interface TokenizerOptions extends Pick<ModelFolder, "path" | "vocabulary" | "endTokens"> {
  /** Whether the files are the project's own: regular expressions of others are given a deadline a text. */
  readonly isTrusted: boolean;
}

/** Both directions are made when they are first used: most tokenizers are only used to encode.
 * @throws {BotError} CONFIG_MODEL when the tokenizer knows tokens that the model does not, or lacks the one that ends its texts */
export async function openTokenizer({
  path,
  vocabulary,
  endTokens,
  isTrusted,
}: TokenizerOptions): Promise<TextTokenizer> {
  const file = join(path, TOKENIZER);
  const definition = await readChecked(definitionSchema, { path, file: TOKENIZER });
  const settings = await readChecked(z.looseObject({}), { path, file: SETTINGS, otherwise: "{}" });
  // Special tokens beyond the model's vocabulary, such as a [PAD] added while it was fine-tuned, are never written into a prompt.
  const ordinary = definition.added_tokens.filter(({ special }) => !special);
  const special = new Set(definition.added_tokens.filter((token) => token.special).map(({ id }) => id));
  const lost = new Set(endTokens.filter((token) => !special.has(token)));
  let highest = -1;
  const note = (id: number) => {
    lost.delete(id);
    if (id > highest && !special.has(id)) highest = id;
  };
  const { vocab } = definition.model;
  for (const token in vocab) note(vocab[token] as number);
  for (const { id } of ordinary) note(id);
  const [first] = lost;
  if (first !== undefined)
    throw modelFault(
      `${file} does not belong to this model: it lacks token ${first}, which ends the model's texts`,
    );
  if (highest >= vocabulary)
    throw modelFault(
      `${file} does not belong to this model: it has token ${highest}, the model knows ${vocabulary} tokens`,
    );
  const make = (added: typeof definition.added_tokens) => () => {
    try {
      return new Tokenizer({ ...definition, added_tokens: added }, settings);
    } catch (cause) {
      throw modelFault(`${file} can't be used: ${(cause as Error).message}`, cause);
    }
  };
  const encoder = once(make(ordinary));
  const decoder = once(make(definition.added_tokens));
  const begin = once(() => (addsTokens(definition.post_processor) ? beginOf(decoder(), vocabulary) : []));
  const encode = (text: string) => encoder().encode(text, { add_special_tokens: false }).ids;
  return {
    get begin() {
      return begin();
    },
    splitsWords: /"type":"(ByteLevel|Split)"/.test(JSON.stringify(definition.pre_tokenizer ?? null)),
    // A watched call takes a fifth of a millisecond: only strangers' expressions need it.
    encode:
      isTrusted || !hasExpressions(definition)
        ? encode
        : (text) => inTime(() => encode(text), file, text.length),
    decode: (ids) => decodeWith(decoder, ids),
    forget: () => forgetWords(encoder()),
  };
}

/** The direction that the engine's thread needs, of a model whose tokenizer was opened before. Its files are read now, so that they are
 * those of the model that is loaded; they are parsed for the first text, since a bot may only ever score labels.
 * @throws {BotError} CONFIG_MODEL when a file can't be read */
export async function openDecoder({
  path,
}: Pick<ModelFolder, "path">): Promise<Pick<TextTokenizer, "decode">> {
  const definition = await readText(path, TOKENIZER);
  const settings = await readText(path, SETTINGS, "{}");
  const decoder = once(
    () =>
      new Tokenizer(
        parseJson(definition, path, TOKENIZER) as object,
        parseJson(settings, path, SETTINGS) as object,
      ),
  );
  return { decode: (ids) => decodeWith(decoder, ids) };
}

/** A model may end its text before it began, and the package refuses to decode nothing. */
const decodeWith = (decoder: () => Tokenizer, ids: readonly number[]) =>
  ids.length === 0
    ? ""
    : decoder().decode([...ids], { skip_special_tokens: true, clean_up_tokenization_spaces: false });

/** Whether special tokens may be put around a text; GPT-2's kind puts none. */
const addsTokens = (postProcessor: unknown) =>
  (postProcessor ?? null) !== null && (postProcessor as { type?: unknown }).type !== "ByteLevel";

/** Whether a tokenizer brings regular expressions of its own; GPT-2's kind needs none. */
const hasExpressions = ({ normalizer, pre_tokenizer, post_processor, decoder }: Record<string, unknown>) =>
  /"Regex":/.test(JSON.stringify([normalizer, pre_tokenizer, post_processor, decoder]));

/** Special tokens that the tokenizer puts before a text. */
function beginOf(tokenizer: Tokenizer, vocabulary: number): number[] {
  const plain: number[] = tokenizer.encode("a", { add_special_tokens: false }).ids;
  const whole: number[] = tokenizer.encode("a").ids;
  const at = whole.findIndex((_, start) => plain.every((id, index) => whole[start + index] === id));
  return whole.slice(0, Math.max(0, at)).filter((id) => id < vocabulary);
}

const context = vm.createContext({});
const call = new vm.Script("work()");

/** Node can end a regular expression that backtracks for ever, if it runs in a script with a timeout. */
function inTime<T>(work: () => T, file: string, characters: number): T {
  try {
    context.work = work;
    return call.runInContext(context, { timeout: DEADLINE_MS });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw cause;
    throw new BotError(
      "BACKEND_MALFORMED",
      `${file} took more than ${DEADLINE_MS} ms for a text of ${characters} characters; its regular expressions may be made to stop the bot: choose another model`,
    );
  } finally {
    context.work = undefined;
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
