/** Every language has every word, locales find theirs, and counts, numbers and dates follow the language's rules. */

import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ERROR_CODES } from "../../src/core/errors.ts";
import { contestWords } from "../../src/core/views/review/contest-words.ts";
import { gateWords } from "../../src/flows/commands/gate/words.ts";
import { measureWords } from "../../src/flows/monitoring/measure/words.ts";
import { en } from "../../src/i18n/en/index.ts";
import { createFormat } from "../../src/i18n/format.ts";
import { complete, LANGUAGES, languageFor, wordsFor } from "../../src/i18n/words.ts";
import { zhTW } from "../../src/i18n/zh-tw/index.ts";
import { auditWords } from "../../src/monitoring/audit/report/words/words.ts";
import { cardWords } from "../../src/monitoring/card/words.ts";
import { insightsWords } from "../../src/monitoring/insights/words/words.ts";
import { discordWords } from "../../src/platforms/discord/words.ts";
import { slackWords } from "../../src/platforms/slack/words.ts";
import { terminalWords } from "../../src/platforms/terminal/words.ts";
import { runWords } from "../../src/platforms/web/monitoring/measurements/words.ts";
import { codePoint } from "../code-point.ts";

/** "reply.heading()": the path of every word. */
function paths(words: object, at = ""): string[] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? paths(value, `${at}${key}.`)
      : `${at}${key}${typeof value === "function" ? "()" : ""}`,
  );
}

/** The common table, and that of each platform that has one in its own folder. */
const IN_CHINESE = new URL("../../src/i18n/zh-tw/", import.meta.url);

const TABLES: [name: string, words: (locale: string) => object, files: URL[]][] = [
  ["of all", wordsFor, readdirSync(IN_CHINESE).map((name) => new URL(name, IN_CHINESE))],
  ["of the gate", gateWords, [new URL("../../src/flows/commands/gate/words.ts", import.meta.url)]],
  ["of Slack", slackWords, [new URL("../../src/platforms/slack/words.ts", import.meta.url)]],
  ["of Discord", discordWords, [new URL("../../src/platforms/discord/words.ts", import.meta.url)]],
  ["of the terminal", terminalWords, [new URL("../../src/platforms/terminal/words.ts", import.meta.url)]],
  ["of contests", contestWords, [new URL("../../src/core/views/review/contest-words.ts", import.meta.url)]],
  [
    "of measurements",
    measureWords,
    [new URL("../../src/flows/monitoring/measure/words.ts", import.meta.url)],
  ],
  ...(
    [
      ["of audits", auditWords, "audit/report/words/zh-tw.ts"],
      ["of insights", insightsWords, "insights/words/zh-tw.ts"],
      ["of cards", cardWords, "card/words.ts"],
    ] as const
  ).map(([name, words, file]): [string, (locale: string) => object, URL[]] => [
    ...([name, words] as const),
    [new URL(`../../src/monitoring/${file}`, import.meta.url)],
  ]),
  [
    "of the pages of runs",
    runWords,
    [new URL("../../src/platforms/web/monitoring/measurements/words.ts", import.meta.url)],
  ],
];

describe.each(TABLES)("the words %s", (_name, words, files) => {
  const [english, chinese] = [words("en"), words("zh-TW")];

  it("are all there in Traditional Chinese, and none too many", () => {
    expect(chinese).not.toBe(english);
    expect(paths(chinese).sort()).toEqual(paths(english).sort());
  });

  it("say something else in Traditional Chinese than in English wherever there are sentences", () => {
    const same = paths(english).filter((path) => {
      const at = (table: object) =>
        path.split(".").reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], table);
      const [one, other] = [at(english), at(chinese)];
      return typeof one === "string" && one === other && /[a-z]{3} [a-z]{3}/.test(one);
    });
    expect(same).toEqual([]);
  });

  it("use full-width punctuation in Chinese", () => {
    const text = files.map((file) => readFileSync(file, "utf8")).join("\n");
    expect(text.match(/.?[\u4e00-\u9fff][,?:;!()]|[,?:;!()][\u4e00-\u9fff]/g)).toBeNull();
  });
});

describe("words", () => {
  it("have one calm sentence for every error code", () => {
    for (const words of Object.values(LANGUAGES))
      for (const code of ERROR_CODES) expect(words.failures[code].length, code).toBeGreaterThan(5);
  });
});

describe("a locale", () => {
  it.each([
    ["en-US", "en"],
    ["zh-TW", "zh-TW"],
    ["zh-tw", "zh-TW"],
    ["zh_TW", "zh-TW"],
    ["zh-HK", "zh-TW"],
    ["zh-Hant", "zh-TW"],
    ["zh-Hant-HK", "zh-TW"],
    ["zh-CN", "en"],
    ["zh", "en"],
    ["tlh", "en"],
    ["", "en"],
    ["*", "en"],
    ["C", "en"],
  ])("%j is served with %s", (locale, tag) => {
    expect(languageFor(locale)).toBe(tag);
  });

  it("finds a language that was added, by its tag and by its first part", () => {
    const tags = ["en", "zh-TW", "de", "pt-BR"];
    for (const locale of ["de", "de-AT", "DE-ch", "de_DE"]) expect(languageFor(locale, tags)).toBe("de");
    expect(languageFor("pt-BR", tags)).toBe("pt-BR");
    expect(languageFor("pt", tags)).toBe("pt-BR");
    expect(languageFor("nl", tags)).toBe("en");
  });

  it("is served whatever somebody sends", () => {
    fc.assert(fc.property(fc.string({ unit: codePoint }), (locale) => wordsFor(locale) !== undefined));
  });
});

describe("a language", () => {
  it("may be ten words: what it leaves out is said in English", () => {
    const { de } = complete({ de: { actions: { right: "Richtig" }, languageName: "Deutsch" } });
    expect([de?.actions.right, de?.actions.wrong, de?.languageName]).toEqual(["Richtig", "Wrong", "Deutsch"]);
    expect(de?.web.aboutText).toEqual(en.web.aboutText);
    expect(de?.privacy.erased(2)).toBe("2 asks were erased.");
  });
});

describe("counts, numbers and dates", () => {
  it("are right for one and for many", () => {
    const { refusals, privacy, explanation, reply } = en;
    expect(refusals.rateLimited(1, 1)).toBe(
      "That is more than 1 ask in a minute. Please try again in 1 second.",
    );
    expect(refusals.rateLimited(6, 30)).toContain("6 asks in a minute. Please try again in 30 seconds.");
    expect([privacy.erased(1), privacy.erased(0)]).toEqual(["1 ask was erased.", "0 asks were erased."]);
    expect(explanation.examples(1, 0)).toBe("The prompt held 1 example.");
    expect(explanation.examples(3, 1)).toBe(
      "The prompt held 3 examples; 1 was left out because the text is long.",
    );
    expect(reply.loading(1)).toContain("about 1 second to go");
    expect(refusals.textLimit(40_000)).toContain("40,000 characters");
  });

  it("follow the language", () => {
    expect(createFormat("en").amount(7_346_184)).toBe("7.35 million");
    expect(createFormat("zh-TW").amount(125_000_000)).toBe("1.25億");
    expect(createFormat("zh-TW").amount(7_346_184)).toBe("735萬");
    expect(createFormat("de").number(40_000)).toBe("40.000");
    const date = new Date("2026-11-27T08:05:00Z");
    expect(en.time.moment(date)).toBe("Nov 27, 2026, 08:05 UTC");
    expect(zhTW.time.moment(date)).toBe("2026年11月27日 08:05 UTC");
    expect(en.time.day(date)).toBe("Nov 27, 2026");
    const forms = { one: "# Datei", few: "# few", other: "# Dateien" };
    expect([createFormat("pl").count(2, forms), createFormat("de").count(1, forms)]).toEqual([
      "2 few",
      "1 Datei",
    ]);
  });
});
