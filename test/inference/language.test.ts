/** Texts in languages that the built-in model does not read are recognised at work. */

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { commandFor, isOtherLanguage } from "../../src/core/text/language.ts";
import { createPromptEncoder } from "../../src/inference/engine/prompt-encoder.ts";
import { readModelFolder } from "../../src/inference/models/folder.ts";
import { openTokenizer } from "../../src/inference/models/tokenizer.ts";
import { codePoint } from "../code-point.ts";

const folder = await readModelFolder(resolve("models/fewshot-neo"));
const { isWord } = createPromptEncoder(await openTokenizer({ ...folder, isTrusted: true }));
const isOther = (text: string) => isOtherLanguage(text, folder.languages ?? [], isWord);
const rows = readFileSync("training/languages.tsv", "utf8")
  .trim()
  .split("\n")
  .slice(1)
  .map((line) => line.split("\t") as [string, string]);

describe("the built-in model's languages", () => {
  it("are named by its configuration", () => expect(folder.languages).toEqual(["en"]));

  it("do not include German, Spanish, French and Hindi in Latin letters, and English at work is not taken for them", () => {
    const share = (texts: string[]) => texts.filter(isOther).length / texts.length;
    const of = (language: string) => rows.filter(([one]) => one === language).map(([, text]) => text);
    expect(of("en").length).toBeGreaterThanOrEqual(200);
    expect(share(of("en"))).toBeLessThanOrEqual(0.02);
    for (const language of ["de", "es", "fr", "hi"])
      expect(share(of(language)), language).toBeGreaterThan(0.9);
    for (const language of ["id", "ms", "tl", "sw", "it", "pt", "nl", "pl", "tr", "vi"])
      expect(share(of(language)), language).toBeGreaterThan(0.85);
  });

  it.each([
    "Müller from accounting needs the invoice",
    "kubectl rollout restart deploy/api -n prod",
    "https://example.com/que/para/los",
    "@jürgen `der die das` #für",
    "NullPointerException in OrderService.java line 214",
    "café",
    "im surfin",
    "yeh me too",
    "Van der Berg approved the budget",
    "run index.la",
    "edit main.es",
    "👍👍",
    "12:30",
    "",
  ])("may include %j", (text) => expect(isOther(text)).toBe(false));

  it("takes any text, and finds nothing in what has no words", () => {
    fc.assert(
      fc.property(fc.string({ unit: codePoint, maxLength: 80 }), (text) => {
        expect(typeof isOther(text)).toBe("boolean");
        expect(isOther(text.replace(/\p{L}/gu, "!"))).toBe(false);
      }),
    );
  });

  it("are recognised by words, not by their case at the beginning, nor by addresses and mentions between them", () => {
    const recognised = rows
      .filter(([language, text]) => language !== "en" && isOther(text))
      .map(([, text]) => text);
    fc.assert(
      fc.property(
        fc.constantFrom(...recognised),
        fc.constantFrom("@ada ", "https://a.example/b ", "#42 "),
        (text, before) => {
          expect(isOther(before + text)).toBe(true);
          expect(isOther(text.charAt(0).toLowerCase() + text.slice(1))).toBe(true);
        },
      ),
    );
  });

  it("of a model that reads Chinese are any text with Chinese in it, and a few words of English that it knows", async () => {
    const chinese = await readModelFolder(resolve("models/fewshot-neo-zh"));
    const encoder = createPromptEncoder(await openTokenizer({ ...chinese, isTrusted: true }));
    const isOtherThanChinese = (text: string) =>
      isOtherLanguage(text, chinese.languages ?? [], encoder.isWord);
    for (const text of [
      "deploy 成功了",
      "LGTM",
      "ok thanks",
      "Bug fixed",
      "新版本太好了",
      "👍",
      "小明の店很好吃",
      "這個 meeting 很 productive",
      "code review 給的 feedback 很 helpful",
      "會議改到3點 OK",
      "https://a.example/b",
    ])
      expect(isOtherThanChinese(text), text).toBe(false);
    const others = [
      "the build is broken again and nobody answers",
      "great job, team!",
      "hello",
      "Das ist schlecht",
      "Merci",
      "This is 真的 amazing",
      "Please forward 王小明 the invoice",
      "会議は四時です",
      "了解です",
      "バグが多い",
    ];
    for (const text of others) expect(isOtherThanChinese(text), text).toBe(true);
  });
});

describe("the command for a text's language", () => {
  it.each([
    ["sentiment", "我很開心", "sentiment-zh"],
    ["sentiment-zh", "I am happy", "sentiment"],
    ["sentiment-zh", "我很開心", null],
    ["sentiment", "這個 meeting 很 productive", "sentiment-zh"],
    ["sentiment-zh", "This is 真的 amazing", "sentiment"],
    ["sentiment", "Ich bin froh", null],
    ["sentiment", "👍", null],
    // Its name alone says nothing.
    ["other", "我很開心", null],
  ])("instead of /%s for %s is %s", (name, text, expected) => {
    const commands = [
      { name: "sentiment", language: null, variantOf: null },
      { name: "other-zh", language: null, variantOf: null },
      { name: "sentiment-zh", language: "zh", variantOf: "sentiment" },
    ];
    expect(commandFor(name, text, commands)).toBe(expected);
  });
});
