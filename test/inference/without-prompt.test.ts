/** The prompt that a server gives back is no part of its answer. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { withoutPrompt } from "../../src/inference/server/without-prompt.ts";

const prompt =
  "Translate.\nEnglish: Good morning , how are you ?\nFrench: Ça va\n###\nEnglish: don 't\nFrench:";

describe("withoutPrompt", () => {
  it.each([
    [`${prompt} Merci`, " Merci"],
    [`${prompt.replaceAll(" ,", ",").replaceAll(" ?", "?").replaceAll(" '", "'")} Merci`, " Merci"],
    [`${prompt.replaceAll("\n", " ")} Merci`, " Merci"],
    [`<s> ${prompt} Merci`, " Merci"],
    [`<|endoftext|>${prompt}\nMerci`, "\nMerci"],
    [`${prompt.normalize("NFD")} Merci`, " Merci"],
    [prompt, ""],
    [" Merci", " Merci"],
    ["Translate this yourself", "Translate this yourself"],
    ["", ""],
  ])("of %j is %j", (text, answer) => {
    expect(withoutPrompt(text, prompt)).toBe(answer);
  });

  it("gives what follows any prompt, whichever of its spaces were cleaned up", () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.string(), fc.boolean(), (bytes, answer, isCleaned) => {
        const asked = Buffer.from(bytes).toString("utf8");
        const before = `${asked}:`;
        const back = isCleaned ? before.replaceAll(/ ([.?!,])/g, "$1") : before;
        expect(withoutPrompt(back + answer, before)).toBe(answer);
      }),
    );
  });
});
