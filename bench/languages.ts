/** How often a text of another language is recognised, and how often English is taken for one, by the model's vocabulary and the lists of
 * `core/text/frequent-words.ts`. Prints shares with 95 % Wilson intervals.
 *
 *   npm run bench -- languages [MODEL_FOLDER] [--data FOLDER] [--mistakes]
 *
 * Sentences: `training/languages.tsv`; with --data also every tenth pair of tatoeba_manythings_5k, and comments of GoEmotions. */

import { existsSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { wilson95 } from "../src/core/statistics/proportions.ts";
import { isOtherLanguage } from "../src/core/text/language.ts";
import { createPromptEncoder } from "../src/inference/engine/prompt-encoder.ts";
import { readModelFolder } from "../src/inference/models/folder.ts";
import { openTokenizer } from "../src/inference/models/tokenizer.ts";

export async function run(args: readonly string[]): Promise<void> {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { data: { type: "string" }, mistakes: { type: "boolean", default: false } },
  });
  const folder = await readModelFolder(positionals[0] ?? "models/fewshot-neo");
  const encoder = createPromptEncoder(await openTokenizer({ ...folder, isTrusted: true }));
  const languages = folder.languages ?? ["en"];

  const sets = new Map<string, string[]>();
  const add = (name: string, text: string) => sets.set(name, [...(sets.get(name) ?? []), text]);
  for (const [language = "", text = ""] of linesOf("training/languages.tsv")
    .slice(1)
    .map((line) => line.split("\t")))
    add(language, text);
  if (values.data) {
    for (const [index, line] of linesOf(`${values.data}/tatoeba_manythings_5k/eng-fra.txt`).entries()) {
      const [english = "", french = ""] = line.split("\t");
      if (index % 10 !== 0) continue;
      add("en, Tatoeba", english);
      add("fr, Tatoeba", french);
    }
    const comments = `${values.data}/goemotions/original/train.tsv`;
    if (existsSync(comments))
      for (const line of linesOf(comments).filter((_, index) => index % 20 === 0))
        add("en, GoEmotions", line.split("\t")[0] ?? "");
  }
  for (const [name, texts] of sets) {
    const isEnglish = name.startsWith("en");
    const recognised = texts.filter((text) => isOtherLanguage(text, languages, encoder.isWord));
    const [low, high] = wilson95(recognised.length, texts.length);
    console.log(
      `${name.padEnd(16)} recognised as another language: ${(recognised.length / texts.length).toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}] (n = ${texts.length})`,
    );
    if (values.mistakes)
      for (const text of texts.filter((one) => recognised.includes(one) === isEnglish))
        console.log(`  ${text}`);
  }
}

function linesOf(file: string): string[] {
  return readFileSync(file, "utf8").split("\n").filter(Boolean);
}
