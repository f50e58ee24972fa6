/** Counts tokens for a model on a server, with its tokenizer where that is on this machine: a model folder, or what an earlier download kept. */

import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Tokenizer } from "@huggingface/tokenizers";

/** @param model a folder, or a hub id that MODEL_CACHE_DIR may hold
 * @returns null when its tokenizer is not here
 * @throws when tokenizer.json is there and can't be used */
export async function openTokenCounter(
  model: string,
  cacheDir: string,
): Promise<((text: string) => number) | null> {
  const kept = join(cacheDir, ...model.split("/"));
  const revision = await readFile(join(kept, "whole-revision"), "utf8").catch(() => null);
  const folders = [model, ...(revision === null ? [] : [join(kept, revision.trim())])];
  const folder = folders.find((path) => existsSync(join(path, "tokenizer.json")));
  if (folder === undefined) return null;
  const definition = JSON.parse(await readFile(join(folder, "tokenizer.json"), "utf8"));
  const settings = await readFile(join(folder, "tokenizer_config.json"), "utf8").catch(() => "{}");
  const tokenizer = new Tokenizer(definition, JSON.parse(settings));
  return (text) => tokenizer.encode(text, { add_special_tokens: false }).ids.length;
}
