/** Tokenizers of other kinds than GPT-Neo's, and hostile ones. */

import { readFileSync } from "node:fs";
import { cp, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tokensOf } from "../../src/inference/engine/prefix-cache.ts";
import { createPromptEncoder } from "../../src/inference/engine/prompt-encoder.ts";
import { readModelFolder } from "../../src/inference/models/folder.ts";
import { openTokenizer } from "../../src/inference/models/tokenizer.ts";
import { TINY, useBackends } from "./tiny-backends.ts";

const { folder, open } = await useBackends();

describe("a tokenizer of Llama's kind", async () => {
  const tokenizer = await openTokenizer({
    ...(await readModelFolder(resolve("test/fixtures/tiny-llama"))),
    isTrusted: false,
  });
  const encoder = createPromptEncoder(tokenizer);

  it("begins each prompt with its own token, once, wherever the prompt is cut", () => {
    expect(tokenizer.begin).toEqual([1]);
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 40 }), (text) => {
        const prompt = { prefix: "Say.\nMessage: one\n###\nMessage:", text: ` ${text}\nAnswer:` };
        const found = encoder.encode(prompt);
        const whole = [1, ...tokenizer.encode(prompt.prefix + prompt.text)];
        expect([...tokensOf(found.prefix), ...found.text]).toEqual(whole);
        expect(found.prefixTokens).toBe(tokensOf(found.prefix).length);
      }),
      { numRuns: 50 },
    );
  });

  it("encodes a label as it continues a prompt, with one space", () => {
    const behind = tokenizer.encode("Answer: return").slice(tokenizer.encode("Answer:").length);
    expect(encoder.encodeLabel("return")).toEqual(behind);
    expect(tokenizer.encode(" return").length).toBeGreaterThan(behind.length);
  });

  it("gives texts back as they were, byte by byte where it knows no word", () => {
    for (const text of ["return the weights", "naïve 好 🙂", "a\nb"])
      expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
  });
});

describe("a hostile tokenizer", () => {
  it("has a second for a text: that ask is refused, the process continues, and others are answered", async () => {
    const path = join(folder, "hostile");
    await cp(TINY, path, { recursive: true });
    const definition = JSON.parse(readFileSync(join(TINY, "tokenizer.json"), "utf8"));
    const split = { type: "Split", pattern: { Regex: "(a+)+$" }, behavior: "Isolated", invert: false };
    definition.pre_tokenizer = { type: "Sequence", pretokenizers: [split, definition.pre_tokenizer] };
    await writeFile(join(path, "tokenizer.json"), JSON.stringify(definition));
    const backend = open({ model: path });
    const ask = (text: string) => backend.score({ prompt: { prefix: "", text }, labels: ["yes", "no"] });
    expect(await ask("hello")).toMatchObject({ logprobs: [expect.any(Number), expect.any(Number)] });
    const startMs = performance.now();
    await expect(ask(`${"a".repeat(60)}!`)).rejects.toMatchObject({
      code: "BACKEND_MALFORMED",
      message: expect.stringMatching(/took more than 1000 ms for a text of 61 characters/),
    });
    expect(performance.now() - startMs).toBeLessThan(5_000);
    expect(await ask("hello")).not.toBeNull();
  });
});
