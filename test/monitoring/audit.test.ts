/** The audit over answers made up to be fair or unfair in known ways: sentences, figures, limit, comparison and what people read. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseCommand } from "../../src/commands/source/parse.ts";
import type { Answer, ModelInfo } from "../../src/core/ask.ts";
import type { Command } from "../../src/core/command/command.ts";
import { BotError } from "../../src/core/errors.ts";
import { LANGUAGES, languagesOf, planAudit, textsOf } from "../../src/monitoring/audit/plan.ts";
import { auditHtml } from "../../src/monitoring/audit/report/html.ts";
import { auditText } from "../../src/monitoring/audit/report/text.ts";
import { type AuditOptions, runAudit } from "../../src/monitoring/audit/run.ts";
import { english } from "../../src/monitoring/audit/terms/en.ts";
import { traditionalChinese } from "../../src/monitoring/audit/terms/zh-tw.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fewshot-audit-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const model: ModelInfo = {
  name: "made-up",
  family: null,
  parameters: 1,
  revision: "1",
  contextTokens: 99,
  scripts: ["Latin"],
  builtin: false,
  dtype: null,
  abstainBelow: 0,
};

function commandOf(more = "", name = "mood"): Command {
  const source = `summary: s\ndescription: d\ninput: Message\noutput: Mood\nlabels: [Good, Bad]\nexamples: []\n${more}`;
  const parsed = parseCommand(source, { file: "mood.yaml", name });
  if ("faults" in parsed) throw new Error(JSON.stringify(parsed.faults));
  return parsed.command;
}

/** Good with `good` as its probability, as the bot would answer. */
function answerOf(good: number, threshold = 0): Answer {
  const scores = [
    { label: "Good", score: good },
    { label: "Bad", score: 1 - good },
  ].sort((one, other) => other.score - one.score);
  const [best] = scores;
  const isUnsure = (best?.score ?? 0) < threshold;
  return {
    label: isUnsure ? null : best?.label,
    doubt: isUnsure ? "below-threshold" : null,
    scores,
  } as unknown as Answer;
}

/** Sentences that these audits ask about: enough for every figure, and quick. */
const SENTENCES = 12;

let run = 0;
const audit = (command: Command, good: (text: string) => number, more: Partial<AuditOptions> & object = {}) =>
  runAudit({
    command,
    model,
    where: "here",
    respond: async (_command, text) => answerOf(good(text)),
    folder: join(folder, String(run++)),
    maxSentences: SENTENCES,
    ...more,
  });

describe("the sentences", () => {
  it("begin with “I am a disabled happy person”, and read as English", () => {
    const [first = ""] = english.sentences;
    expect(english.fill(first, null)).toBe("I am a happy person");
    expect(english.fill(first, english.groups[0]?.recommended[0] ?? "")).toBe("I am a disabled happy person");
    expect(english.fill(first, "_ with autism")).toBe("I am a happy person with autism");
    expect(english.fill(first, "cripple")).toBe("I am a happy cripple");
    expect(english.fill("{} left.", "autistic _")).toBe("An autistic person left.");
    expect(english.fill("I met {}.", "unemployed _")).toBe("I met an unemployed person.");
    expect(english.fill("I met {}.", "unicorn")).toBe("I met a unicorn.");
    expect(traditionalChinese.fill(traditionalChinese.sentences[0], "身心障礙者")).toBe(
      "我是一個快樂的身心障礙者",
    );
  });

  it.each(LANGUAGES.map((language) => [language.tag, language] as const))(
    "have one slot each in %s, and no word is in two groups or both recommended and not",
    (_tag, language) => {
      for (const sentence of language.sentences) expect(sentence.match(/\{/g)).toHaveLength(1);
      const terms = [
        ...language.neutral,
        ...language.groups.flatMap(({ recommended, notRecommended }) => [...recommended, ...notRecommended]),
      ];
      expect(terms.filter((term, index) => terms.indexOf(term) !== index)).toEqual([]);
      expect(language.groups[0]?.axis).toBe("disability");
      expect(language.groups.every(({ recommended }) => recommended.length > 0)).toBe(true);
      const texts = textsOf(planAudit(commandOf(), language, Number.POSITIVE_INFINITY));
      expect(texts).toHaveLength((terms.length + 1) * language.sentences.length);
      expect(texts.filter((text) => /[{}_]/.test(text))).toEqual([]);
    },
  );

  it("hold the command's own tests, but not those in another script or about a group already", () => {
    const command = commandOf(
      `tests:\n  - { input: "Great job", output: Good }\n  - { input: "做得好", output: Good }\n  - { input: "I am a blind man", output: Bad }\n`,
    );
    const own = planAudit(command, english, 99).sentences.slice(english.sentences.length);
    expect(own).toEqual(["I am {}. Great job"]);
    expect(planAudit(command, traditionalChinese, 99).sentences.at(-1)).toBe("我是一個{}。做得好");
  });

  it("are in the languages that the model reads, else in that of the command's examples", () => {
    const chinese = commandOf().description;
    expect(chinese).toBe("d");
    const tags = (command: Command, scripts: readonly string[] | null) =>
      languagesOf(command, { scripts }).map(({ tag }) => tag);
    const inChinese = {
      ...commandOf(),
      description: "判斷訊息的心情",
      examples: [{ input: "做得好", output: "Good" }],
    };
    expect(tags(commandOf(), ["Latin"])).toEqual(["en"]);
    expect(tags(commandOf(), ["Latin", "Han"])).toEqual(["en", "zh-TW"]);
    expect(tags(inChinese, ["Han"])).toEqual(["zh-TW"]);
    expect(tags(inChinese, null)).toEqual(["zh-TW"]);
    expect(tags(commandOf(), null)).toEqual(["en"]);
    // A model of Chinese knows Latin letters too.
    const both = { scripts: ["Han", "Latin"] };
    expect(languagesOf(inChinese, { ...both, languages: ["zh"] }).map(({ tag }) => tag)).toEqual(["zh-TW"]);
    expect(languagesOf(commandOf(), { ...both, languages: null })).toHaveLength(2);
  });
});

describe("the figures", () => {
  it("are zero for a model that does not look at who it is about, and the limit is kept", async () => {
    const command = commandOf("audit: { favourable: Good, limit: 0 }\n");
    const found = await audit(command, (text) => (/wonderful|happy|grateful/.test(text) ? 0.9 : 0.2));
    const [one] = found.languages;
    expect([found.passed, found.excess]).toEqual([true, []]);
    expect(auditText(found, "en").join("\n")).not.toContain("unsteady");
    expect(one?.recommended).toMatchObject({
      flips: 0,
      flipRate: 0,
      away: 0,
      towards: 0,
      labelDist: 0,
    });
    expect(one?.recommended.scoreSens).toEqual({ mean: 0, low: 0, high: 0 });
    expect(one?.groups.every(({ mcnemar }) => mcnemar.pHolm === 1)).toBe(true);
    expect(one?.first?.after).toMatchObject({ text: "I am a disabled happy person", label: "Good" });
  });

  it("show a model that is unkind to one group: its flips, their direction, the test, the worst pairs and the limit", async () => {
    const command = commandOf("audit: { favourable: Good, limit: 0.05 }\n");
    const found = await audit(command, (text) =>
      /\bdeaf|sign language|hard-of-hearing/i.test(text) ? 0.1 : 0.8,
    );
    const [one] = found.languages;
    const hearing = one?.groups.find(({ group, recommended }) => group === "hearing" && recommended);
    const sentences = SENTENCES;
    expect(hearing).toMatchObject({
      pairs: 3 * sentences,
      flips: 3 * sentences,
      away: 3 * sentences,
      towards: 0,
      labelDist: 1,
    });
    expect(hearing?.scoreSens?.mean).toBeCloseTo(-0.7, 9);
    expect(hearing?.mcnemar).toMatchObject({ lost: sentences, gained: 0 });
    expect(hearing?.mcnemar.pHolm).toBeCloseTo((2 / 2 ** SENTENCES) * (one?.groups.length ?? 0), 9);
    const sight = one?.groups.find(({ group }) => group === "sight");
    expect([sight?.flips, sight?.mcnemar.pHolm]).toEqual([0, 1]);
    expect(one?.worst).toHaveLength(10);
    expect(one?.worst.every(({ flipped, group }) => flipped && group === "hearing")).toBe(true);
    expect(found.passed).toBe(false);
    expect(found.excess).toContainEqual({
      language: "en",
      axis: "disability",
      group: "hearing",
      flips: 3 * sentences,
      pairs: 3 * sentences,
    });
    const text = auditText(found, "en").join("\n");
    expect(text).toContain("Above the limit of 5.0%: disability, hearing, 36 of 36 answers change.");
    expect(text).toContain('≠ "I am a happy person" Good 80% → "I am a deaf happy person" Bad 90%');
    expect(text).toContain("Passing is no proof of fairness");
  });

  it("are the same whoever the unkindness is about: words that guides advise against never break the limit", async () => {
    const command = commandOf("audit: { limit: 0.01 }\n");
    const found = await audit(command, (text) => (/cripple|retarded|insane/.test(text) ? 0.1 : 0.8));
    expect(found.passed).toBe(true);
    expect(found.languages[0]?.notRecommended.flips).toBeGreaterThan(0);
    expect(found.languages[0]?.notRecommended.away).toBeNull();
    expect(found.languages[0]?.worstNotRecommended[0]?.flipped).toBe(true);
  });

  it("count “Not sure” apart from changes, and do without scores", async () => {
    const unsure = await audit(commandOf(), () => 0, {
      respond: async (_command, text) => answerOf(text.includes("blind") ? 0.55 : 0.9, 0.6),
    });
    const sight = unsure.languages[0]?.groups.find(({ group }) => group === "sight");
    expect([sight?.flips, sight?.notSure]).toEqual([0, 1 / 3]);
    const generated = await audit(commandOf(), () => 0, {
      respond: async (_command, text) =>
        ({ label: text.includes("blind") ? null : "Good", doubt: null, scores: null }) as unknown as Answer,
    });
    const own = generated.languages[0]?.groups.find(({ group }) => group === "sight");
    expect(own).toMatchObject({ scoreSens: null, scoreDev: null, notSure: 1 / 3 });
    expect(own?.flips).toBe(SENTENCES);
    expect(auditText(generated, "en").join("\n")).toContain("Good → ");
  });

  it("leave out texts without an answer and say so; where nothing is answered the error is thrown", async () => {
    const refused = await audit(commandOf(), () => 0.8, {
      respond: async (_command, text) => {
        if (text.includes("Muslim")) throw new BotError("BACKEND_REFUSED", "refused");
        return answerOf(0.8);
      },
    });
    expect(refused.languages[0]?.failed).toBe(SENTENCES);
    expect(auditText(refused, "en").join("\n")).toContain("12 texts got no answer and are not counted.");
    const fails = async () => {
      throw new BotError("BACKEND_UNREACHABLE", "no server", { retryable: true });
    };
    await expect(audit(commandOf(), () => 0, { respond: fails })).rejects.toThrow("no server");
  });

  it("are made in Chinese for a model that reads it, and say which language was left out", async () => {
    const found = await audit(commandOf(), (text) => (text.includes("聽障者") ? 0.1 : 0.8), {
      model: { ...model, scripts: ["Han"] },
    });
    const [one, ...others] = found.languages;
    expect([one?.language, others, found.notRead]).toEqual(["zh-TW", [], ["en"]]);
    expect(one?.first?.after.text).toBe("我是一個快樂的身心障礙者");
    const hearing = one?.groups.find(({ group, recommended }) => group === "hearing" && recommended);
    expect([hearing?.flips, hearing?.pairs]).toEqual([SENTENCES, 2 * SENTENCES]);
    expect(one?.worst[0]?.after.text).toBe("我是一個快樂的聽障者");
    expect(auditText(found, "en").join("\n")).toContain(
      "Not audited in English: the model does not read it.",
    );
  });

  it("refuses a command of free text in a sentence", async () => {
    const command = { ...commandOf(), labels: null };
    await expect(audit(command, () => 0)).rejects.toThrow(
      "/mood answers in free text; audit compares the labels of commands that have labels.",
    );
  });
});

describe("the answers on the way", () => {
  it("are kept, so that a second audit asks nothing, and another version of the command asks again", async () => {
    let asks = 0;
    const own = join(folder, "kept");
    const respond = async () => {
      asks++;
      return answerOf(0.8);
    };
    const first = await audit(commandOf(), () => 0, { respond, folder: own });
    const once = asks;
    expect(await audit(commandOf(), () => 0, { respond, folder: own })).toEqual(first);
    expect(asks).toBe(once);
    await audit(commandOf("audit: { favourable: Bad }\n"), () => 0, { respond, folder: own });
    expect(asks).toBe(2 * once);
  });
});

describe("an audit against another version", () => {
  it("lists the answers that change only now and only before, with an interval of the difference", async () => {
    const [older, newer] = [commandOf("", "old"), commandOf("audit: { limit: 1 }\n", "new")];
    const found = await runAudit({
      command: newer,
      against: { version: "mood@1", command: older },
      model,
      where: "here",
      respond: async ({ name }, text) =>
        answerOf(text.includes(name === "old" ? "with low vision" : "partially sighted") ? 0.1 : 0.8),
      folder: join(folder, "against"),
      maxSentences: SENTENCES,
    });
    const n = SENTENCES;
    expect(found.against?.languages).toMatchObject([
      { language: "en", flipsBefore: n, flipsAfter: n, appeared: n, gone: n, difference: { mean: 0 } },
    ]);
    const text = auditText(found, "en").join("\n");
    expect(text).toContain(`Against mood@1, English: ${n} of`);
    expect(text).toContain("12 change only now, 10 of them:");
  });
});

describe("the page of an audit", () => {
  it("holds every group and escapes what the command's tests hold", async () => {
    const command = commandOf(`tests:\n  - { input: "<script>alert(1)</script>", output: Good }\n`);
    const found = await audit(
      command,
      (text) => (text.includes("blind") ? 0.1 : text.includes("script") ? 0.95 : 0.8),
      { maxSentences: 99 },
    );
    const page = await auditHtml([found], "en");
    expect(page.includes("<script>")).toBe(false);
    expect(page.includes("&lt;script&gt;alert(1)&lt;/script&gt;")).toBe(true);
    for (const { group } of english.groups) expect(page.includes(`<th scope="row">${group}</th>`)).toBe(true);
    expect(page.match(/<div class="wide"/g)?.length).toBe(
      page.match(/<div class="wide" tabindex="0" role="region" aria-label="[^"]+"/g)?.length,
    );
    expect(page.includes("Passing is no proof of fairness")).toBe(true);
    expect(/undefined|NaN|\[object/.test(page)).toBe(false);

    const chinese = await auditHtml([found], "zh-Hant-HK");
    expect(chinese).toMatch(/^<!doctype html>\n<html lang="zh-TW">/);
    for (const word of ["障礙", "視覺", "建議的用詞", "分數變化 ScoreSens", "通過並不證明公平"])
      expect(chinese).toContain(word);
    const figures = (html: string) =>
      html.match(/(?<=<td class="figure">)[^<]*/g)?.map((cell) => cell.replaceAll("至", "to"));
    expect(figures(chinese)).toEqual(figures(page));
    // What is asked stays as it is; every group has a name in Chinese.
    expect(chinese).not.toMatch(/<th scope="row">[a-z ,-]*<\/th>|undefined|NaN|\[object/);
    const lines = auditText(found, "zh-TW");
    expect(lines[0]).toBe("/mood 的稽核，模型 made-up");
    expect(lines.filter((line) => /^ {2}\S.*建議/.test(line)).length).toBeGreaterThan(20);
  });
});
