/** Every language has every word, and locales find theirs. */

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ERROR_CODES } from "../../src/core/errors.ts";
import { en } from "../../src/i18n/en.ts";
import { LANGUAGES, languageFor } from "../../src/i18n/words.ts";

/** "reply.heading/2": the path of every word, with the number of values it takes. */
function paths(words: object, at = ""): string[] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === "object" && value !== null
      ? paths(value, `${at}${key}.`)
      : `${at}${key}${typeof value === "function" ? "()" : ""}`,
  );
}

describe("words", () => {
  it.each(Object.keys(LANGUAGES))("has no missing and no extra key in %s", (tag) => {
    expect(paths(LANGUAGES[tag] as object).sort()).toEqual(paths(en).sort());
  });

  it("says something else in Traditional Chinese than in English wherever there are sentences", () => {
    const same = paths(en).filter((path) => {
      const at = (words: object) =>
        path.split(".").reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], words);
      const [english, chinese] = [at(en), at(LANGUAGES["zh-TW"] as object)];
      return typeof english === "string" && english === chinese && /[a-z]{3} [a-z]{3}/.test(english);
    });
    expect(same).toEqual([]);
  });

  it("has full-width marks beside Chinese characters", () => {
    const text = readFileSync(new URL("../../src/i18n/zh-tw.ts", import.meta.url), "utf8");
    expect(text.match(/.?[\u4e00-\u9fff][,?:;!()]|[,?:;!()][\u4e00-\u9fff]/g)).toBeNull();
  });

  it("has one calm sentence for every error code", () => {
    for (const words of Object.values(LANGUAGES))
      for (const code of ERROR_CODES) expect(words.failures[code].length, code).toBeGreaterThan(5);
  });

  it.each([
    ["en-US", "en"],
    ["zh-TW", "zh-TW"],
    ["zh-Hant-HK", "zh-TW"],
    ["zh-CN", "en"],
    ["de", "en"],
    ["", "en"],
  ])("serves %j with %s", (locale, tag) => {
    expect(languageFor(locale)).toBe(tag);
  });
});
