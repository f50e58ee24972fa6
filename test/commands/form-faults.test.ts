/** Faults of a command in the words of its form: the title of the field, and the line as people count it there. */

import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyForm, toForm } from "../../src/commands/source/form.ts";
import { placeInForm } from "../../src/commands/source/form-faults.ts";
import { parseSource } from "../../src/commands/watch.ts";
import { type CommandForm, fieldTitles } from "../../src/core/views/forms/command-form.ts";
import {
  explainFormFault,
  FORM_CODES,
  type FormFault,
  nameOf,
} from "../../src/core/views/forms/form-faults.ts";
import { LANGUAGES, wordsFor } from "../../src/i18n/words.ts";
import { codePoint } from "../code-point.ts";

const FORM: CommandForm = {
  ...{ summary: "Which team?", description: "Route it.", input: "Message", output: "Team" },
  labels: "Billing\nTravel",
  examples: "my money => Billing\nmy flight => Travel",
  tests: "a refund => Billing",
  ...{ notSure: "", calibration: "none" },
};
const ALL = Object.keys(fieldTitles("en"));
const FIRST_PAGE = ["description", "labels", "examples", "note"];

/** The faults of a form that is filled in. @param base YAML of the command that is edited; null for a new one */
function faultsOf(form: Partial<CommandForm>, base: string | null = null, name = "route") {
  const command = base === null ? null : parseSource(name, base);
  const before = command && "command" in command ? toForm(command.command) : null;
  const filled = base === null ? { ...FORM, ...form } : form;
  const applied = applyForm(base, before, filled);
  if ("fault" in applied) return [applied.fault];
  const parsed = parseSource(name, applied.source);
  const faults = "faults" in parsed ? parsed.faults : [];
  return placeInForm(faults, applied.source, { ...before, ...filled }).map((fault, index) => {
    if (fault === null) throw new Error(`${JSON.stringify(faults[index])} is in no field`);
    return fault;
  });
}

const say = (faults: readonly FormFault[], locale = "en", shown: readonly string[] = ALL) =>
  faults.map((fault) => explainFormFault(fault, shown, locale).text);
const both = (form: Partial<CommandForm>, base: string | null = null, name = "route") => {
  const faults = faultsOf(form, base, name);
  return [say(faults), say(faults, "zh-TW")];
};

const REVIEWED =
  "summary: s\ndescription: d\ninput: In\noutput: Out\nlabels: [Good, Bad]\nreview: { every: 5 }\naudit: { favourable: Good }\n";
const many = (count: number, row: (index: number) => string) =>
  Array.from({ length: count }, (_, at) => row(at)).join("\n");

/** Every fault that a form can have: what is filled in, and what is said in English and in Chinese. */
const TOLD: readonly (readonly [
  code: string,
  form: Partial<CommandForm>,
  en: string,
  zh: string,
  base?: string,
  name?: string,
])[] = [
  [
    "no-arrow",
    { examples: "\nmy money Billing" },
    "Examples, line 2: there is no =>. Write it as: text => label",
    "範例第 2 行：沒有 =>。請寫成：文字 => 標籤",
  ],
  [
    "not-a-percentage",
    { notSure: "much" },
    "Not sure below: write a percentage from 0 to 100, or nothing",
    "低於多少百分比時回答「不確定」：請寫 0 到 100 的百分比，或留空",
  ],
  [
    "too-much",
    { tests: "x".repeat(70_000) },
    "Tests: too long: a command may have 64 KiB in all. Shorten it",
    "測試：內容太長：一個指令合計最多 64 KiB，請縮短",
  ],
  [
    "bad-name",
    {},
    "Name: write lower-case letters, digits, - and _, at most 31 of them, beginning with a letter or a digit",
    "名稱：只能有小寫英文字母、數字、- 與 _，以字母或數字開頭，最多 31 個字元",
    undefined,
    "My name",
  ],
  [
    "own-name",
    {},
    "Name: Fewshot itself answers /help. Choose another name",
    "名稱：/help 由 Fewshot 自己回答，請換一個名稱",
    undefined,
    "help",
  ],
  ["missing", { summary: "" }, "Summary: is empty; write something", "摘要：是空的，請填寫"],
  [
    "empty",
    { examples: "my money => Billing\n=> Travel" },
    "Examples, line 2: the text before => is empty; write something",
    "範例第 2 行：=> 前面的文字是空的，請填寫",
  ],
  [
    "empty",
    { labels: "Billing => fees\n\n=> trips\nTravel" },
    "Labels, line 3: the label before => is empty; write something",
    "標籤第 3 行：=> 前面的標籤是空的，請填寫",
  ],
  [
    "invisible",
    { labels: "Billing\nTravel\n\u2060" },
    "Labels, line 3: holds nothing that can be seen; write something",
    "標籤第 3 行：沒有看得見的內容，請填寫",
  ],
  [
    "too-few",
    { labels: "Billing", examples: "", tests: "" },
    "Labels: needs at least 2 lines; write one more, or none for free text",
    "標籤：至少需要 2 行；請再寫一行，自由文字則全部留空",
  ],
  [
    "too-many",
    { examples: many(33, (at) => `text ${at} => Billing`) },
    "Examples: has 33 lines; the limit is 32. Take some away",
    "範例：有 33 行，最多 32 行；請刪去一些",
  ],
  [
    "too-long",
    { labels: `Billing\n${"x".repeat(61)}\nTravel` },
    "Labels, line 2: has 61 characters; the limit is 60. Shorten it",
    "標籤第 2 行：有 61 個字元，最多 60 個；請縮短",
  ],
  [
    "too-long",
    { labels: `Billing\n\nTravel => ${"x".repeat(201)}` },
    "Labels, line 3: the explanation behind => has 201 characters; the limit is 200. Shorten it",
    "標籤第 3 行：=> 後面的說明有 201 個字元，最多 200 個；請縮短",
  ],
  [
    "too-long",
    { labels: `Billing => fees\n${"x".repeat(61)}\nTravel` },
    "Labels, line 2: has 61 characters; the limit is 60. Shorten it",
    "標籤第 2 行：有 61 個字元，最多 60 個；請縮短",
  ],
  [
    "not-one-line",
    { description: "Route\nit." },
    "What it decides: must be one line; write spaces in place of line breaks, tabs and other control characters",
    "用一句話說明它要判斷什麼：必須是一行；請把換行、Tab 等控制字元改成空格",
  ],
  [
    "not-one-line",
    { examples: "my money => Billing\n\nmy\tflight => Travel" },
    "Examples, line 3: the text before => must be one line; write spaces in place of line breaks, tabs and other control characters",
    "範例第 3 行：=> 前面的文字必須是一行；請把換行、Tab 等控制字元改成空格",
  ],
  [
    "broken-characters",
    { summary: "Which \u202eteam?" },
    "Summary: holds half a character, or one that turns the direction of writing around; type it anew",
    "摘要：含有不完整的字元，或會改變書寫方向的字元；請重新輸入",
  ],
  [
    "colon",
    { input: "Message:" },
    "Written before the text: must not contain a colon: the prompt adds it",
    "寫在文字前面的詞：不可有冒號：提示會自動加上",
  ],
  [
    "label-twice",
    { labels: "Billing\n\nTravel\nbilling" },
    'Labels, line 4: the label "billing" is there twice; keep one. Upper and lower case count as the same',
    "標籤第 4 行：標籤「billing」重複了，請保留一個；大小寫視為相同",
  ],
  [
    "label-twice",
    { labels: "Billing => fees\nTravel\n\nBilling" },
    'Labels, line 4: the label "Billing" is there twice; keep one. Upper and lower case count as the same',
    "標籤第 4 行：標籤「Billing」重複了，請保留一個；大小寫視為相同",
  ],
  [
    "label-twice",
    { labels: "Billing => fees\nTravel\n\nBILLING => more" },
    'Labels, line 4: the label "BILLING" is there twice; keep one. Upper and lower case count as the same',
    "標籤第 4 行：標籤「BILLING」重複了，請保留一個；大小寫視為相同",
  ],
  [
    "label-twice",
    { labels: "Billing => fees\nTravel\nCaf\u00e9\nCafe\u0301" },
    'Labels, line 4: the label "Caf\u00e9" is there twice; keep one. Upper and lower case count as the same',
    "標籤第 4 行：標籤「Caf\u00e9」重複了，請保留一個；大小寫視為相同",
  ],
  [
    "label-twice",
    { labels: "正面\n\n負面\n正面" },
    'Labels, line 4: the label "正面" is there twice; keep one',
    "標籤第 4 行：標籤「正面」重複了，請保留一個",
  ],
  [
    "unusable-label",
    { labels: "Billing => fees\n__proto__\nTravel" },
    'Labels, line 2: "__proto__" can\'t be a label; choose another word',
    "標籤第 2 行：「__proto__」不能作為標籤，請換一個詞",
  ],
  [
    "unusable-label",
    { labels: "Billing\nTravel\n__proto__" },
    'Labels, line 3: "__proto__" can\'t be a label; choose another word',
    "標籤第 3 行：「__proto__」不能作為標籤，請換一個詞",
  ],
  [
    "end-sequence",
    { examples: "\nmy ### money => Billing" },
    "Examples, line 2: contains ###, which ends each example; leave it out",
    "範例第 2 行：含有「###」，這是每個範例的結尾，請拿掉",
  ],
  [
    "end-sequence",
    { labels: "Billing => fees\nTravel\n#### => x" },
    "Labels, line 3: contains ###, which ends each example; leave it out",
    "標籤第 3 行：含有「###」，這是每個範例的結尾，請拿掉",
  ],
  [
    "same-captions",
    { output: "message" },
    'Written before the answer: must differ from “Written before the text” ("Message"): the model tells text and answer apart by them',
    "寫在答案前面的詞：必須與「寫在文字前面的詞」（「Message」）不同：模型以此區分文字與答案",
  ],
  [
    "not-a-label",
    { tests: "a refund => Billing\n\na card => Cards" },
    'Tests, line 3: "Cards" is not one of the labels Billing, Travel. Write one of them, or add it under “Labels”',
    "測試第 3 行：「Cards」不在標籤 Billing、Travel 之中。請改用其中一個，或把它加到「標籤」",
  ],
  [
    "favourable-no-label",
    { labels: "Great\nBad" },
    'Labels: keep "Good": the audit of this command counts it as good news for a person. Another label is named for that in the YAML, on the page or in a file',
    "標籤：請保留「Good」：這個指令的稽核把它當作對人有利的結果。可以在網頁或檔案的 YAML 中改用另一個標籤",
    REVIEWED,
  ],
  [
    "scoring-without-labels",
    { labels: "", notSure: "40" },
    "Not sure below: there are no labels; leave this empty, or write labels",
    "低於多少百分比時回答「不確定」：沒有標籤；請留空，或填寫標籤",
  ],
  [
    "review-without-labels",
    { labels: "" },
    "Labels: keep them: this command has spot checks, which need labels. They are taken out in the YAML, on the page or in a file",
    "標籤：請保留：這個指令有抽查，而抽查需要有標籤。可以在網頁或檔案的 YAML 中移除抽查",
    REVIEWED.replace(/audit.*\n/, ""),
  ],
  [
    "not-one-of",
    { calibration: "wild" },
    "Correct the scores by those of an empty text: choose one of what is offered",
    "以空白文字的分數校正：請從選項中選擇",
  ],
];

describe("a fault of a command in a form", () => {
  it.each(
    TOLD.map(([code, form, english, chinese, base, name]) => ({ code, form, english, chinese, base, name })),
  )("is said by title and line, with what to do: $code", ({ code, form, english, chinese, base, name }) => {
    const faults = faultsOf(form, base ?? null, name);
    expect(faults.map(({ fault }) => fault.code)).toContain(code);
    const [inEnglish, inChinese] = both(form, base ?? null, name);
    expect(inEnglish).toContain(english);
    expect(inChinese).toContain(chinese);
  });

  it("is said once where a line has no answer", () => {
    expect(faultsOf({ examples: "my money =>" }).map(({ fault }) => fault.code)).toEqual(["empty"]);
  });

  it("has a sentence for each code that a form can have", () => {
    const told = new Set(TOLD.map(([code]) => code));
    expect(FORM_CODES.filter((code) => !told.has(code))).toEqual(["more-faults"]);
    const examples = many(25, (at) => `text ${at} => Nowhere`);
    expect(both({ examples }).map((lines) => lines.at(-1))).toEqual([
      "5 more faults; mend the first ones first",
      "另有 5 個錯誤，請先修正前面的",
    ]);
  });

  it("is in the field that is longest where all of it is too long, and in none where the command itself is", () => {
    expect(faultsOf({ examples: "x".repeat(40_000), tests: "x".repeat(30_000) })[0]?.field).toBe("examples");
    const large = applyForm(`# ${"x".repeat(70_000)}\n`, FORM, { description: "x" });
    expect(large).toMatchObject({ fault: { field: null, fault: { code: "too-much" } } });
  });

  it("is shown at the field that the page of the form has: tests at the labels, the summary of a new command at what it decides", () => {
    const renamed = faultsOf(
      { labels: "Great\nBad" },
      `${REVIEWED.replace(/audit.*\n/, "")}tests: [{ input: x, output: Bad }, { input: y, output: Good }]\n`,
    );
    const [told] = renamed.map((fault) => explainFormFault(fault, FIRST_PAGE, "en"));
    expect(told).toEqual({
      field: "labels",
      text: 'Tests (under “More settings”), line 2: it expects "Good", which is no label any more. Keep that label under “Labels” and save; then change the tests under “More settings”, and take the label away after that',
    });
    expect(say(renamed, "zh-TW", FIRST_PAGE)).toEqual([
      "測試（在「更多設定」中）第 2 行：應為「Good」，但這個標籤已經不在了。請先在「標籤」保留這個標籤並儲存，再到「更多設定」更改測試，最後才移除標籤",
    ]);
    const [empty] = faultsOf({ summary: "" });
    if (empty === undefined) throw new Error("no fault");
    expect(explainFormFault(empty, FIRST_PAGE, "en")).toEqual({
      field: "description",
      text: "What it decides: is empty; write something",
    });
  });

  it("names a field by the beginning of its title, in every language", () => {
    for (const locale of Object.keys(LANGUAGES))
      for (const title of Object.values(fieldTitles(locale))) {
        expect(title.startsWith(nameOf(title))).toBe(true);
        expect(nameOf(title)).not.toBe("");
      }
    expect(nameOf(wordsFor("en").versions.examples)).toBe("Examples");
    expect(nameOf(wordsFor("zh-TW").versions.notSure)).toBe("低於多少百分比時回答「不確定」");
  });

  it("is no fault of the form where the YAML around it is wrong, or says something else than the form", () => {
    const source =
      "summary: s\ndescription: d\ninput: In\noutput: Out\nlables: [A]\nlabels: [B, b]\nexamples: [{ input: x, output: C }]\ngeneration: { temperature: 9 }\n";
    const parsed = parseSource("route", source);
    const faults = "faults" in parsed ? parsed.faults : [];
    expect(faults.length).toBeGreaterThan(2);
    expect(placeInForm(faults, source, FORM).filter((fault) => fault !== null)).toEqual([]);
    const twice = source.replace("lables: [A]\n", "").replace(/generation.*\n/, "");
    const again = parseSource("route", twice);
    expect(
      placeInForm("faults" in again ? again.faults : [], twice, { ...FORM, labels: "\nB\nb", examples: "" }),
    ).toMatchObject([{ field: "labels", line: 3 }, null]);
  });
});

/** Lines that say nothing. */
const blank = fc.constantFrom("", " ", "\t", "  ");
const breakOf = fc.constantFrom("\n", "\r\n", "\r");
/** A field with a faulty line: what it holds, and the number of that line as people count. */
const field = (good: readonly string[], bad: fc.Arbitrary<string>) =>
  fc
    .tuple(
      fc.array(blank, { maxLength: 4 }),
      fc.array(fc.tuple(fc.constantFrom(...good), fc.array(blank, { maxLength: 3 })), { maxLength: 5 }),
      bad,
      fc.array(fc.oneof(blank, fc.constantFrom(...good)), { maxLength: 4 }),
      breakOf,
    )
    .map(([start, before, line, after, end]) => {
      const above = [...start, ...before.flatMap(([text, blanks]) => [text, ...blanks])];
      return { text: [...above, line, ...after].join(end), line: above.length + 1 };
    });

describe("the line of a fault, in a text with blank lines", () => {
  const words = fc.stringMatching(/^[a-z]{1,8}( [a-z]{1,8}){0,3}$/);
  const badExample = fc.oneof(
    words,
    words.map((text) => `${text} => Nowhere`),
    fc.constant("=> Billing"),
    words.map((text) => `${text} =>`),
    words.map((text) => `${text} ### => Billing`),
    words.map((text) => `${text}\t${text} => Billing`),
    fc.constant(`${"x".repeat(2001)} => Travel`),
  );

  it.each(["examples", "tests"] as const)("is the line of the %s that is wrong", (key) => {
    const bad = key === "tests" ? badExample.filter((line) => !line.includes("###")) : badExample;
    fc.assert(
      fc.property(
        field(["my money => Billing", "my flight => Travel", "a => b => Travel"], bad),
        ({ text, line }) => {
          const faults = faultsOf({ examples: "", tests: "", [key]: text });
          expect(faults.length).toBeGreaterThan(0);
          for (const fault of faults) expect(fault).toMatchObject({ field: key, line });
          expect(say(faults)[0]).toMatch(
            new RegExp(`^${key === "tests" ? "Tests" : "Examples"}, line ${line}: `),
          );
        },
      ),
      { numRuns: 200 },
    );
  });

  it("is the line of the label that is wrong, in a list and where labels have explanations", () => {
    const bad = fc.constantFrom("y".repeat(61), "###", "__proto__", "\u2060", "=>", "A\tB", "\u202eX");
    const explained = fc.constantFrom(
      `${"y".repeat(61)} => z`,
      "### => z",
      "=> z",
      `Sure => ${"z".repeat(201)}`,
      "Sure => a\tb",
    );
    const labels = (good: readonly string[], faulty: fc.Arbitrary<string>) =>
      fc
        .tuple(
          fc.shuffledSubarray([...good], { minLength: 2 }),
          fc.nat(),
          faulty,
          fc.array(blank, { minLength: 1, maxLength: 3 }),
          breakOf,
        )
        .map(([some, place, line, blanks, end]) => {
          const at = place % (some.length + 1);
          const above = some.slice(0, at).flatMap((label) => [...blanks, label]);
          return { text: [...above, line, ...some.slice(at)].join(end), line: above.length + 1 };
        });
    fc.assert(
      fc.property(
        fc.oneof(
          labels(["Billing", "Travel", "Cards", "10", "2"], bad),
          labels(["Billing => fees", "Travel", "10", "2 => two"], fc.oneof(bad, explained)),
        ),
        ({ text, line }) => {
          const faults = faultsOf({ labels: text, examples: "", tests: "" });
          expect(faults.length).toBeGreaterThan(0);
          for (const fault of faults) expect(fault).toMatchObject({ field: "labels", line });
        },
      ),
      { numRuns: 300 },
    );
  });

  it("is that of the second one where a label is there twice", () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(["Billing", "Travel => trips", "Cards", "Other"], { minLength: 2 }),
        fc.nat(),
        fc.array(blank, { maxLength: 3 }),
        (some, place, blanks) => {
          const again = some[place % some.length] ?? "";
          const lines = some.flatMap((label) => [...blanks, label]);
          const faults = faultsOf({
            labels: [...lines, ...blanks, again].join("\n"),
            examples: "",
            tests: "",
          });
          expect(faults).toMatchObject([
            { field: "labels", line: lines.length + blanks.length + 1, fault: { code: "label-twice" } },
          ]);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("is in some field, whatever is written in a form of a new command or of one of this project", () => {
    const bases = [
      null,
      REVIEWED,
      ...readdirSync("commands")
        .filter((name) => name.endsWith(".yaml"))
        .map((name) => readFileSync(`commands/${name}`, "utf8").replace(/^variant_of.*\n/m, "")),
    ];
    const piece = fc.oneof(
      fc.string({ unit: codePoint, maxLength: 12 }),
      fc.constantFrom(
        " => ",
        "=>",
        "###",
        "Good",
        "Positive",
        "*a",
        "&a",
        "- ",
        ": ",
        "#",
        "'",
        '"',
        "|",
        "1",
        "true",
        "null",
        "~",
        "\t",
        "\u202e",
        "x".repeat(300),
      ),
    );
    const text = fc
      .array(fc.oneof(piece, fc.constant("\n")), { maxLength: 12 })
      .map((pieces) => pieces.join(""));
    fc.assert(
      fc.property(
        fc.constantFrom(...bases),
        fc.record(
          {
            description: text,
            labels: text,
            examples: text,
            tests: text,
            summary: text,
            input: text,
            output: text,
            notSure: text,
          },
          { requiredKeys: [] },
        ),
        (base, form) => {
          for (const locale of ["en", "zh-TW"])
            for (const said of say(faultsOf(form, base), locale).map((line) => line.split(/["“「]/)[0] ?? ""))
              expect(said).not.toMatch(
                /\[\d+\]|\b(labels|examples|tests|summary|description|input|output|scoring|generation|audit|review|abstain_below)\b(\.\w|:|\[)/,
              );
        },
      ),
      // A sentence that ends with such a word names no key.
      { numRuns: 400, examples: [[REVIEWED, { labels: "" }]] },
    );
  });
});
