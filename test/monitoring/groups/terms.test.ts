/** What texts are about, and the file with the lists. Pure. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_LISTS } from "../../../src/monitoring/groups/terms/default-lists.ts";
import { parseLists, readGroupLists, writeLists } from "../../../src/monitoring/groups/terms/file.ts";
import { createMatcher } from "../../../src/monitoring/groups/terms/match.ts";

const aboutDefaults = createMatcher(DEFAULT_LISTS.texts);
const about = (text: string) => aboutDefaults(text).map((group) => DEFAULT_LISTS.texts[group]?.name);

describe("the lists that come with Fewshot", () => {
  it.each([
    ["I am a disabled happy person", "disability: disabled people"],
    ["Our DEAF colleagues can't use the phone menu.", "disability: hearing"],
    [
      "the ramp is too steep for people who use a wheelchair, says a person who uses a wheelchair",
      "disability: mobility",
    ],
    ["He was diagnosed with ADHD last year", "disability: nervous system"],
    ["hard\u2011of\u2011hearing customers", "disability: hearing"],
    ["Two older women complained", "age: older people"],
    ["Ｍｕｓｌｉｍｓ asked for a prayer room", "religion: religious minorities"],
    ["三位視障者反映驗證碼看不到", "disability: sight"],
    ["我媽媽 有 憂鬱症", "disability: mental health"],
    ["這裡的新住民很多", "nationality: people who moved"],
    ["the refugee’s papers", "nationality: people who moved"],
  ])("know what %j is about", (text, group) => {
    expect(about(text)).toContain(group);
  });

  it.each([
    "an older version of the app",
    "go straight to people who know",
    "the black printer is broken",
    "dis\u00adcounts, mandate, manual, woman-like",
    "The deafening noise of autist",
    "blind spot in the mirror",
    "富有彈性的方案",
    "",
  ])("find nobody in %j", (text) => {
    const found = about(text).filter((name) => name !== "gender: women");
    expect(found).toEqual([]);
  });

  it("say of a text that it is about several groups", () => {
    expect(about("A deaf woman and an autistic man")).toEqual(
      expect.arrayContaining([
        "disability: hearing",
        "disability: nervous system",
        "gender: women",
        "gender: men",
      ]),
    );
  });

  it("have names in both languages, and no name or term twice", () => {
    for (const { names } of [...DEFAULT_LISTS.texts, ...DEFAULT_LISTS.declared])
      expect(names["zh-TW"]).toMatch(/^[^u]*$/);
    expect(parseLists(writeLists(DEFAULT_LISTS))).toEqual({ lists: DEFAULT_LISTS });
  });
});

describe("the matcher", () => {
  const match = createMatcher([
    { terms: ["left-handed _", "scissors"] },
    { terms: ["scissors", "_ from Mars"] },
  ]);

  it("takes a term that is in two lists for both", () => {
    expect(match("Where are the scissors?")).toEqual([0, 1]);
    expect(match("a left handed user")).toEqual([0]);
    expect(match("people from mars")).toEqual([1]);
    expect(match("left-handed")).toEqual([]);
  });

  it("matches whole words alone, in whatever text, and never fails", () => {
    const word = fc.string({ unit: "grapheme", maxLength: 12 });
    fc.assert(
      fc.property(word, word, (before, after) => {
        expect(match(`${before} scissors ${after}`)).toEqual(expect.arrayContaining([0, 1]));
        expect(match(`x${"scissors"}x`)).toEqual([]);
        match(before + after);
      }),
      { numRuns: 200 },
    );
  });
});

describe("a file of lists", () => {
  const faultsOf = (source: string) => {
    const read = parseLists(source);
    return "faults" in read ? read.faults.map(({ line, message }) => `${line}: ${message}`) : [];
  };

  it("replaces the lists that it has, and leaves the others", () => {
    const read = parseLists(
      "declared:\n  - name: Night shift\nmapped:\n  - name: Ops\n    slack: [S0123ABCD]\n",
    );
    expect(read).toEqual({
      lists: {
        texts: DEFAULT_LISTS.texts,
        declared: [{ name: "Night shift", names: {} }],
        mapped: [{ name: "Ops", names: {}, slack: ["S0123ABCD"], discord: [] }],
      },
    });
  });

  it("says line by line what is wrong and what to do", () => {
    expect(faultsOf("texts:\n  - name: A\n    term: [x]\n")).toEqual([
      "2: texts[1].terms: is missing",
      '3: unknown key "term" in texts[1]; did you mean "terms"?',
    ]);
    expect(faultsOf("texts:\n  - name: A\n    terms: [x, X]\n  - name: A\n    terms: [_, y]\n")).toEqual([
      "5: texts[2].terms[1]: must hold a letter: _ alone is every text about a person",
    ]);
    expect(faultsOf("texts:\n  - name: A\n    terms: [x, X]\n  - name: A\n    terms: [y]\n")).toEqual([
      '4: "A" is here twice in texts; merge the two, or rename one',
      '3: "X" is here twice in one group; keep one',
    ]);
    expect(faultsOf("mapped:\n  - name: Ops\n  - name: B\n    slack: [T1]\n")).toEqual([
      "4: mapped[2].slack[1]: must be the id of a user group of Slack, which begins with S, like S0123ABCD",
    ]);
    expect(faultsOf("mapped:\n  - name: Ops\n")).toEqual([
      '2: "Ops" maps nothing: name user groups under slack, or roles under discord',
    ]);
    expect(faultsOf("mapped:\n  - name: Ops\n    discord: [123456789012345678]\n")[0]).toContain(
      "put it in quotes",
    );
    expect(faultsOf("")[0]).toContain("npx fewshot groups --lists");
    expect(faultsOf("texts: [")[0]).toMatch(/^1: /);
  });

  it("never throws, whatever the file holds", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", maxLength: 80 }),
        fc.constantFrom("", "texts:\n", "declared:\n- name: "),
        (text, head) => {
          parseLists(head + text);
        },
      ),
    );
  });

  it("is named where it can't be read", async () => {
    const folder = mkdtempSync(join(tmpdir(), "fewshot-groups-"));
    try {
      await expect(readGroupLists(join(folder, "none.yaml"))).rejects.toThrow(
        /can't be read \(ENOENT\)\. Write one with/,
      );
      writeFileSync(join(folder, "bad.yaml"), "texts: 3\n");
      await expect(readGroupLists(join(folder, "bad.yaml"))).rejects.toThrow(
        /bad\.yaml:1: texts: must be a list/,
      );
      expect(await readGroupLists(null)).toBe(DEFAULT_LISTS);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
