/** A prompt is read the same wherever its cached prefix ends: what merges across the seam is never cut. */

import { resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tokensOf } from "../../src/inference/engine/prefix-cache.ts";
import { createPromptEncoder } from "../../src/inference/engine/prompt-encoder.ts";
import { readModelFolder } from "../../src/inference/models/folder.ts";
import { openTokenizer } from "../../src/inference/models/tokenizer.ts";

const TEXT =
  "Say it.\nMessage:  unbelievable   strawberries 👍🏽👍🏽\n\nSentiment: naïve—café 1234 don't\n###\nMessage: a  b";

describe.each(["models/fewshot-neo", "test/fixtures/tiny-neo"])(
  "the prompt encoder of %s",
  async (folder) => {
    const tokenizer = await openTokenizer({ ...(await readModelFolder(resolve(folder))), isTrusted: true });

    function expectWhole(prefix: string, text: string): void {
      const found = createPromptEncoder(tokenizer).encode({ prefix, text });
      const before = tokensOf(found.prefix);
      expect([...before, ...found.text]).toEqual(tokenizer.encode(prefix + text));
      expect(found.prefixTokens).toBe(before.length);
      expect(found.text.length).toBeGreaterThan(0);
    }

    it("gives the whole prompt's tokens at every cut between two characters", () => {
      const characters = [...TEXT];
      for (let cut = 0; cut < characters.length; cut++)
        expectWhole(characters.slice(0, cut).join(""), characters.slice(cut).join(""));
    });

    it("gives them for any text behind a caption", () => {
      fc.assert(
        fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (text) => {
          expectWhole("Decide.\nMessage: one\nSentiment: Good\n###\nMessage:", ` ${text}\nSentiment:`);
        }),
      );
    });
  },
);
