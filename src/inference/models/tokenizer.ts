/** Text to tokens and back, with the model's own tokenizer.json. */

import { join } from "node:path";
import { Tokenizer } from "@huggingface/tokenizers";
import { z } from "zod";
import { BotError } from "../../core/errors.ts";
import { type ModelFolder, readChecked } from "./folder.ts";

export interface TextTokenizer {
  /** Token ids without any special tokens added; who types a special token's name writes that name, and does not end the text. */
  encode(text: string): number[];
  /** May end in U+FFFD where a character is not complete yet. */
  decode(ids: readonly number[]): string;
}

/** Tens of thousands of entries: a schema for each would take longer than all the rest. */
function isVocabulary(vocab: unknown): boolean {
  if (typeof vocab !== "object" || vocab === null || Array.isArray(vocab)) return false;
  for (const id of Object.values(vocab)) if (!Number.isInteger(id) || id < 0) return false;
  return true;
}

const definitionSchema = z.looseObject({
  model: z.looseObject({
    vocab: z.custom<Record<string, number>>(isVocabulary, "expected tokens with their ids"),
  }),
  added_tokens: z.array(z.looseObject({ id: z.int().min(0), special: z.boolean().optional() })).default([]),
});

/** Both directions are made when they are first used: the engine's thread only reads, the main one only writes.
 * @throws {BotError} CONFIG_MODEL when the tokenizer knows tokens that the model does not, or lacks the one that ends its texts */
export async function openTokenizer(
  folder: Pick<ModelFolder, "path" | "shape" | "endTokens">,
): Promise<TextTokenizer> {
  const { path, shape, endTokens } = folder;
  const file = join(path, "tokenizer.json");
  const definition = await readChecked(definitionSchema, { path, file: "tokenizer.json" });
  const settings = await readChecked(z.looseObject({}), {
    path,
    file: "tokenizer_config.json",
    otherwise: {},
  });
  const ids = new Set(Object.values(definition.model.vocab));
  for (const { id } of definition.added_tokens) ids.add(id);
  let highest = -1;
  for (const id of ids) highest = Math.max(highest, id);
  const lost = endTokens.find((token) => !ids.has(token));
  if (lost !== undefined)
    throw new BotError(
      "CONFIG_MODEL",
      `${file} does not belong to this model: it lacks token ${lost}, which ends the model's texts`,
    );
  if (highest >= shape.vocabulary)
    throw new BotError(
      "CONFIG_MODEL",
      `${file} does not belong to this model: it has token ${highest}, the model knows ${shape.vocabulary} tokens`,
    );
  const make = (added: typeof definition.added_tokens) => () => {
    try {
      return new Tokenizer({ ...definition, added_tokens: added }, settings);
    } catch (cause) {
      throw new BotError("CONFIG_MODEL", `${file} can't be used: ${(cause as Error).message}`, { cause });
    }
  };
  const reader = once(make(definition.added_tokens.filter(({ special }) => !special)));
  const writer = once(make(definition.added_tokens));
  return {
    encode: (text) => reader().encode(text, { add_special_tokens: false }).ids,
    // A model may end its text before it began, and the package refuses to decode nothing.
    decode: (ids) =>
      ids.length === 0
        ? ""
        : writer().decode([...ids], { skip_special_tokens: true, clean_up_tokenization_spaces: false }),
  };
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
