/** Text to tokens and back, with the model's own tokenizer.json. */

import { join } from "node:path";
import { Tokenizer } from "@huggingface/tokenizers";
import { BotError } from "../../core/errors.ts";
import { type ModelFolder, readJson } from "./folder.ts";

export interface TextTokenizer {
  /** Token ids without any special tokens added. */
  encode(text: string): number[];
  /** May end in U+FFFD where a character is not complete yet. */
  decode(ids: readonly number[]): string;
}

/** @throws {BotError} CONFIG_MODEL when the tokenizer knows tokens that the model does not, or lacks the one that ends its texts */
export async function openTokenizer(
  folder: Pick<ModelFolder, "path" | "shape" | "endTokens">,
): Promise<TextTokenizer> {
  const definition = (await readJson(folder.path, "tokenizer.json")) as {
    model?: { vocab?: Record<string, number> };
    added_tokens?: readonly { id: number }[];
  };
  const settings = await readJson(folder.path, "tokenizer_config.json").catch(() => ({}));
  const ids = new Set(Object.values(definition.model?.vocab ?? {}));
  for (const { id } of definition.added_tokens ?? []) ids.add(id);
  let highest = -1;
  for (const id of ids) highest = Math.max(highest, id);
  const lost = folder.endTokens.find((token) => !ids.has(token));
  if (lost !== undefined)
    throw new BotError(
      "CONFIG_MODEL",
      `${join(folder.path, "tokenizer.json")} does not belong to this model: it lacks token ${lost}, which ends the model's texts`,
    );
  if (highest >= folder.shape.vocabulary)
    throw new BotError(
      "CONFIG_MODEL",
      `${join(folder.path, "tokenizer.json")} does not belong to this model: it has token ${highest}, the model knows ${folder.shape.vocabulary} tokens`,
    );
  let tokenizer: Tokenizer;
  try {
    tokenizer = new Tokenizer(definition, settings as object);
  } catch (cause) {
    throw new BotError(
      "CONFIG_MODEL",
      `${join(folder.path, "tokenizer.json")} can't be used: ${(cause as Error).message}`,
      { cause },
    );
  }
  return {
    encode: (text) => tokenizer.encode(text, { add_special_tokens: false }).ids,
    // A model may end its text before it began, and the package refuses to decode nothing.
    decode: (ids) =>
      ids.length === 0
        ? ""
        : tokenizer.decode([...ids], { skip_special_tokens: true, clean_up_tokenization_spaces: false }),
  };
}
