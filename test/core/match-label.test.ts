/** From a generated text to a label of the set, or to none. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchLabel } from "../../src/core/text/match-label.ts";

const mood = ["Positive", "Negative", "Neutral"];
const spam = ["Spam", "Not spam", "Not"];
const stars = ["*", "**", "***", "****", "*****"];
const points = ["1", "2", "3", "4", "5"];
const chinese = ["正面", "負面", "中性"];

describe("matchLabel", () => {
  it.each<[string, readonly string[], string | null]>([
    [" Spam\n###", spam, "Spam"],
    ["not spam.", spam, "Not spam"],
    [" NOT  SPAM at all", spam, "Not spam"],
    ["“Spam”", spam, "Spam"],
    ["Not sure", spam, "Not"],
    ["Spammy", spam, null],
    ["It is Spam", spam, null],
    ["", spam, null],
    // Marks, captions and quotation marks before the label.
    ["- Positive", mood, "Positive"],
    ["1) Positive", mood, "Positive"],
    ["(2) Positive", mood, "Positive"],
    ["a. Positive", mood, "Positive"],
    ["• Positive", mood, "Positive"],
    ["Sentiment: Positive", mood, "Positive"],
    ["**Sentiment:** Positive", mood, "Positive"],
    ["Answer: “Positive”", mood, "Positive"],
    ["「Positive」", mood, "Positive"],
    ["**Positive**", mood, "Positive"],
    ["\n\n Positive\n", mood, "Positive"],
    ["Positive", mood, "Positive"],
    ["Positive, because it is kind", mood, "Positive"],
    ["Positive, not Negative", mood, "Positive"],
    ["Positive. The message is not negative", mood, "Positive"],
    ["Positive\nPositive", mood, "Positive"],
    ["Positive\nMessage: more\nSentiment: Negative", mood, "Positive"],
    // A list of labels is no answer.
    ["Positive or Negative", mood, null],
    ["Positive Negative Neutral", mood, null],
    ["Positive, Negative, Neutral", mood, null],
    ["Positive/Negative", mood, null],
    ["Positive|Negative", mood, null],
    ["Positive and Negative", mood, null],
    ["Positive? Negative?", mood, null],
    ["Positive -> Negative", mood, null],
    ["Positive & Negative", mood, null],
    ["Positive!", mood, "Positive"],
    ["Positive (90 %)", mood, "Positive"],
    ["Neutral to Positive", mood, null],
    ["“Positive” or “Negative”", mood, null],
    ["- Positive\n- Negative\n- Neutral", mood, null],
    ["正面或負面", chinese, null],
    ["正面、負面、中性", chinese, null],
    ["Positive-ish", mood, null],
    ["Positively", mood, null],
    ["Positive_1", mood, "Positive"],
    // Numbers are read whole.
    ["4", points, "4"],
    ["4.", points, "4"],
    ["4. good", points, "4"],
    ["4 out of 5", points, "4"],
    ["4.5", points, null],
    ["1,000", points, null],
    ["4/5", points, null],
    ["3-4", points, null],
    ["5%", points, null],
    ["45", points, null],
    ["1) 4", points, null],
    ["1. Positive\n2. Negative", mood, null],
    // Symbols.
    [" ***\n###", stars, "***"],
    ["*****", stars, "*****"],
    ["******", stars, null],
    ["* because", stars, "*"],
    ["+", ["+", "-"], "+"],
    ["- because", ["+", "-"], "-"],
    ["-5", ["+", "-"], null],
    ["C#", ["C", "C#", "C++"], "C#"],
    ["C++.", ["C", "C#", "C++"], "C++"],
    ["?", ["?", "!"], "?"],
    ["[x]", ["[x]", "[ ]"], "[x]"],
    // Emoji, with and without a variation selector; forms of composition and width.
    ["❤", ["❤️", "💔"], "❤️"],
    ["❤️!", ["❤", "💔"], "❤"],
    ["👍 great", ["👍", "👎"], "👍"],
    ["👨‍👩‍👧", ["👨", "👩"], null],
    ["Cafe\u0301", ["Café", "Other"], "Café"],
    ["Café", ["Cafe\u0301", "Other"], "Cafe\u0301"],
    ["Cafe", ["Café", "Other"], null],
    ["POSITIVE", mood, "Positive"],
    ["STRASSE", ["straße", "weg"], null],
    // Scripts without spaces.
    ["正面", chinese, "正面"],
    ["正面的情緒", chinese, "正面"],
    ["「正面」", chinese, "正面"],
    ["→ Positive", mood, "Positive"],
    ["✅ Positive", mood, "Positive"],
    ["Sentiment - Positive", mood, "Positive"],
    ["Sentiment-Positive", mood, null],
    ["1. Positive 2. Negative", mood, null],
    ["* * *", stars, null],
    ["İYİ", ["iyi", "kötü"], "iyi"],
    ["Maße", ["Masse", "Maße"], "Maße"],
    ["ΦΩΣ", ["φως", "σκότος"], "φως"],
    ["A good one", ["A", "B"], null],
    ["A, since it fits", ["A", "B"], "A"],
    ["A because it fits", ["A", "B"], "A"],
    ["答案:正面", chinese, "正面"],
    ["情緒:負面。", chinese, "負面"],
    ["不正面", chinese, null],
    ["好的", ["好", "壞"], "好"],
    ["好像不是", ["好", "壞"], null],
  ])("reads %j among %j as %j", (generated, labels, label) => {
    expect(matchLabel(generated, labels, generated.startsWith("情緒") ? "情緒" : "Sentiment")).toBe(label);
  });

  it("never gives anything but a label of the set, and takes every set's own labels", () => {
    const text = fc.uint8Array({ maxLength: 24 }).map((bytes) => Buffer.from(bytes).toString("utf16le"));
    fc.assert(
      fc.property(text, fc.array(text, { minLength: 2, maxLength: 5 }), (generated, labels) => {
        expect([null, ...labels]).toContain(matchLabel(generated, labels));
      }),
    );
  });

  it("reads a label that is alone, quoted or behind a caption as that label", () => {
    const sets = fc.constantFrom(
      mood,
      spam,
      stars,
      points,
      chinese,
      ["C", "C#", "C++"],
      ["❤️", "💔"],
      ["+", "-"],
    );
    fc.assert(
      fc.property(
        sets,
        fc.nat(),
        fc.constantFrom("", " ", "\n", "“", "「", "Answer: "),
        (labels, at, before) => {
          const label = labels[at % labels.length] as string;
          expect(matchLabel(`${before}${label}`, labels)).toBe(label);
          expect(matchLabel(`${before}${label}\n###`, labels)).toBe(label);
        },
      ),
    );
  });
});
