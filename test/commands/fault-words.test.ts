/** Faults of command files in the reader's language: whatever is wrong, a Chinese sentence holds no English and no stack trace. */

import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseCommand } from "../../src/commands/source/parse.ts";
import {
  type CommandFault,
  describeFault,
  explainFault,
  type Fault,
  type FaultOf,
  faultIn,
  type SyntaxCode,
} from "../../src/core/command/faults.ts";
import { shorten, toOneLine } from "../../src/core/text/text.ts";
import { en } from "../../src/i18n/en/index.ts";
import { zhTW } from "../../src/i18n/zh-tw/index.ts";
import { codePoint } from "../code-point.ts";

const SHIPPED = readdirSync("commands")
  .filter((name) => name.endsWith(".yaml"))
  .map((name) => readFileSync(`commands/${name}`, "utf8"));

/** One fault of each code; what has no values is its code alone. */
const SAMPLES: { readonly [Code in Fault["code"]]: Omit<FaultOf<Code>, "code"> } = {
  "folder-unreadable": { why: { reason: "missing" } },
  "folder-empty": {},
  "made-twice": { name: "triage", first: "triage.yaml" },
  "bad-name": { name: "My Name" },
  "own-name": { name: "help" },
  "version-unreadable": { name: "triage", number: 3 },
  "nested-too-deeply": {},
  "file-empty": {},
  "cut-at-hash": {},
  unreadable: { why: { reason: "not-permitted" } },
  "is-folder": {},
  "not-regular": {},
  "is-link": {},
  "no-rows": {},
  "not-json": {},
  "may-be-more": {},
  "file-too-large": { kib: 1025, most: 1024 },
  "rows-too-large": { mib: 9, most: 8 },
  "not-utf8": { isPerhapsUtf16: true },
  "too-many-rows": { most: 10_000 },
  yaml: { error: "BAD_INDENT" },
  "unknown-alias": { alias: "really good" },
  "too-many-aliases": { most: 100 },
  "more-faults": { count: 3 },
  "unknown-key": { key: "some key", within: "generation", nearest: null, known: ["one of", "two"] },
  missing: {},
  empty: {},
  null: {},
  "not-valid": {},
  "wrong-type": { wanted: "whole-number", found: { kind: "tagged" } },
  unquoted: { type: "boolean", value: "yes" },
  "not-one-of": { values: ["contextual", "none"] },
  "too-few": { least: 2 },
  "too-many": { count: null, most: 25 },
  "too-long": { length: 101, most: 100 },
  "too-small": { value: "-1", least: 0 },
  "too-large": { value: "50", most: 1 },
  colon: {},
  "not-one-line": {},
  "not-a-file-name": {},
  "not-one-word": {},
  "not-parameters": {},
  "not-a-language": {},
  "not-a-locale": {},
  "not-a-command-name": {},
  "broken-characters": {},
  invisible: {},
  "favourable-no-label": { label: "Very good" },
  "label-twice": { label: "Not good" },
  "unusable-label": { label: "__proto__" },
  "end-sequence": { sequence: "the end" },
  "same-captions": { caption: "The message" },
  "not-a-label": { output: "Not a label", labels: ["Very good", "Bad"] },
  "examples-file-without-labels": {},
  "scoring-without-labels": {},
  "review-without-labels": {},
  "variant-without-language": {},
  "saved-names-file": {},
};

const SYNTAX: Readonly<Record<SyntaxCode, true>> = {
  ...{
    ALIAS_PROPS: true,
    BAD_ALIAS: true,
    BAD_COLLECTION_TYPE: true,
    BAD_DIRECTIVE: true,
    BAD_DQ_ESCAPE: true,
  },
  ...{ BAD_INDENT: true, BAD_PROP_ORDER: true, BAD_SCALAR_START: true, BLOCK_AS_IMPLICIT_KEY: true },
  ...{
    BLOCK_IN_FLOW: true,
    DUPLICATE_KEY: true,
    IMPOSSIBLE: true,
    KEY_OVER_1024_CHARS: true,
    MISSING_CHAR: true,
  },
  ...{ MULTILINE_IMPLICIT_KEY: true, MULTIPLE_ANCHORS: true, MULTIPLE_DOCS: true, MULTIPLE_TAGS: true },
  ...{ NON_STRING_KEY: true, RESOURCE_EXHAUSTION: true, TAB_AS_INDENT: true, TAG_RESOLVE_FAILED: true },
  UNEXPECTED_TOKEN: true,
};

/** Names that are written alike in every language: of files, keys, settings, verbs, units. */
const NAMES =
  /npx fewshot init|npx fewshot commands publish|Fewshot|key: value|note: …|true 或 false|"input"|"output"|[*&!]name|\b(examples_file|variant_of|language|scoring|input|null|COMMANDS_DIR|YAML|JSON|UTF-8|UTF-16|KiB|MiB|Tab|jsonl|yaml|zh(-TW)?)\b/g;

/** What a fault quotes of the file. Its codes are no values. */
function valuesOf({ fault, place, key }: CommandFault): string[] {
  const { code: _code, ...values } = fault;
  const own = Object.entries(values).flatMap(([name, value]) =>
    ["wanted", "error", "type", "why"].includes(name)
      ? []
      : name === "found"
        ? [(value as { text?: string }).text ?? ""]
        : [value].flat().filter((one) => typeof one === "string"),
  );
  return [...own, ...place.map(String), ...(key === null ? [] : [key, shorten(toOneLine(key), 30)])].filter(
    (text) => text !== "",
  );
}

/**
 * A sentence without what it quotes and without names. All are taken out in one pass, the longest first at each position: one after the other,
 * a value of one letter would break a name that has it (`z` and `zh-TW`), and a name would break a value that has it.
 */
function withoutQuoted(sentence: string, values: readonly string[]): string {
  const parts = [...values, ...(sentence.match(NAMES) ?? [])].sort((a, b) => b.length - a.length);
  return parts.length === 0
    ? sentence
    : sentence.replace(
        new RegExp(parts.map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")).join("|"), "g"),
        "",
      );
}

/** That a fault is said in Chinese alone, apart from what it quotes. */
function expectChinese(fault: CommandFault): void {
  const sentence = explainFault(fault, zhTW);
  const own = withoutQuoted(sentence, valuesOf(fault));
  expect(own, sentence).toMatch(/\p{Script=Han}/u);
  expect(own, sentence).not.toMatch(/[A-Za-z]{2,}/);
  // Full-width punctuation, and no value that is not there.
  expect(own, sentence).not.toMatch(/\p{Script=Han}[,;:?!]/u);
  expect(own, sentence).not.toMatch(/\bat .*:\d+:\d+|undefined|\[object|NaN/);
}

/** What people do to a file: pieces that are cut out and put in. */
const mutated = fc
  .tuple(
    fc.constantFrom(...SHIPPED),
    fc.array(
      fc.record({
        at: fc.nat({ max: 999 }),
        cut: fc.nat({ max: 40 }),
        put: fc.oneof(
          fc.constantFrom(
            "*a",
            "&a ",
            "[",
            "]",
            "{",
            "}",
            ": ",
            "- ",
            "\n",
            "  ",
            "#",
            '"',
            "'",
            "|",
            "%",
            "\t",
            "@",
          ),
          fc.constantFrom(
            "---\n",
            "!!set ",
            "!x ",
            "? ",
            "12",
            "true",
            "null",
            "~",
            "\u202e",
            "\u200b",
            "###",
          ),
          fc.constantFrom(
            "\nlabels: [a]\n",
            "\ngeneration: { temperature: 9 }\n",
            "\nreview: { every: 0.5 }\n",
          ),
          fc.constantFrom(
            "\nscoring: { abstain_below: 50 }\n",
            "\nexamples_file: ../x\n",
            "\nlocales: { x: 1 }\n",
          ),
          fc.string({ unit: codePoint, maxLength: 4 }),
        ),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  )
  .map(([source, edits]) =>
    edits.reduce((text, { at, cut, put }) => {
      const from = Math.floor((at / 1000) * text.length);
      return text.slice(0, from) + put + text.slice(from + cut);
    }, source),
  );

describe("faults of a command file", () => {
  it("are said in Chinese alone, whatever was done to a file", () => {
    fc.assert(
      fc.property(mutated, (source) => {
        const parsed = parseCommand(source, { file: "x", name: "x", isSaved: true });
        for (const fault of "faults" in parsed ? parsed.faults : parsed.warnings) expectChinese(fault);
      }),
      // Values that look like a missing one, and like a part of a name.
      { numRuns: 150, examples: [["NaN: undefined\n"], ["language: z\u200b\n"]] },
    );
  });

  it("have Chinese words, and English ones, for every code", () => {
    const all = [
      ...Object.entries(SAMPLES).map(([code, values]) => ({ code, ...values }) as Fault),
      ...Object.keys(SYNTAX).map((error) => ({ code: "yaml", error }) as Fault),
      ...(["text", "list", "map", "number", "boolean", "other"] as const).map(
        (wanted): Fault => ({ code: "wrong-type", wanted, found: { kind: "other", text: "NULL" } }),
      ),
      { code: "unreadable", why: { reason: "failed", code: "E" } } as const,
    ];
    for (const fault of all) {
      expectChinese(faultIn("x", fault, { place: ["examples", 0, "output"] }));
      expect(explainFault(faultIn("x", fault), en)).toMatch(/^[ -~…]+$/);
    }
  });

  it("name the place alike in both languages, with the column of what is no YAML", () => {
    const both = (source: string) => {
      const parsed = parseCommand(source, { file: "x", name: "x" });
      const faults = "faults" in parsed ? parsed.faults : [];
      return [en, zhTW].map((words) => faults.map((fault) => describeFault(fault, words)));
    };
    expect(both("input: a: b\n")).toEqual([
      ['x:1:8: a text with a colon and a space needs quotes: "note: …"'],
      ['x:1:8: 含有冒號加空格的文字需要加上引號："note: …"'],
    ]);
    expect(both("sumary: x\ndescription: d\ninput: a\noutput: b\nlabels: [A]\n")).toEqual([
      [
        "x:1: summary: is missing",
        "x:5: labels: needs at least 2 entries",
        'x:1: unknown key "sumary"; did you mean "summary"?',
      ],
      [
        "x:1: summary：沒有填寫",
        "x:5: labels：至少需要 2 項",
        "x:1: 沒有「sumary」這個鍵；您是指「summary」嗎？",
      ],
    ]);
  });

  it.each([
    ["labels: [A, B\nexamples: []\n"],
    ['examples:\n  - { input: "x", output: A\n  - { input: "y", output: B }\n'],
  ])("say that a bracket may be missing: %j", (source) => {
    const parsed = parseCommand(source, { file: "x", name: "x" });
    const [fault] = "faults" in parsed ? parsed.faults : [];
    if (fault === undefined) throw new Error("no fault");
    expect(explainFault(fault, en)).toContain("a ] or } is missing");
    expect(explainFault(fault, zhTW)).toContain("缺少 ] 或 }");
  });
});
