/** The card of a command: its sections, what it says where nothing was measured, and where it is kept. */

import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseCommand } from "../../src/commands/source/parse.ts";
import type { Answer, ModelInfo } from "../../src/core/ask.ts";
import { createWriter } from "../../src/flows/monitoring/measure/write.ts";
import type { Backend } from "../../src/flows/ports/backend.ts";
import { runAudit } from "../../src/monitoring/audit/run.ts";
import { type CardFacts, cardOf } from "../../src/monitoring/card/card.ts";
import { keepCard, readCard } from "../../src/monitoring/card/kept-cards.ts";
import { cardMarkdown } from "../../src/monitoring/card/markdown.ts";
import { runInsights } from "../../src/monitoring/insights/run.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fewshot-card-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const model: ModelInfo = {
  name: "made-up",
  family: null,
  parameters: null,
  revision: "1",
  contextTokens: 99,
  scripts: null,
  builtin: false,
  dtype: null,
  abstainBelow: 0.6,
};
const backend = { where: "here", describe: async () => model } as unknown as Backend;
const respond = async (_command: unknown, text: string) => {
  const label = text.includes("blind") ? "Bad|<x>" : "Good";
  return { label, doubt: null, scores: [{ label, score: 0.9 }] } as unknown as Answer;
};

function commandOf(labels: string) {
  const parsed = parseCommand(
    `summary: s\ndescription: d\ninput: Message\noutput: Mood\n${labels}examples: []\ntests:\n  - { input: one, output: Good }\n  - { input: two, output: Good }\n`,
    { file: "mood.yaml", name: "mood" },
  );
  if ("faults" in parsed) throw new Error(JSON.stringify(parsed.faults));
  return parsed.command;
}

async function measured(): Promise<CardFacts> {
  const command = commandOf('labels: [Good, "Bad|<x>"]\n');
  const common = { command, folder, where: "here", model };
  const insights = await runInsights({ ...common, write: createWriter(backend), respond, orders: 1 });
  return {
    ...common,
    insights,
    audit: await runAudit({ ...common, respond, maxSentences: 2 }),
    data: null,
    day: new Date("2026-11-27T12:00:00Z"),
    release: "0.2.0",
  };
}

describe("the card of a command", () => {
  it("has the sections of a model card, with figures by label and by group, each with its interval", async () => {
    const card = await cardOf(await measured());
    expect(card.sections.en?.map(({ heading }) => heading)).toEqual([
      "Details",
      "Intended use",
      "Factors",
      "Metrics",
      "Evaluation data",
      "Training data",
      "Quantitative analyses",
      "Ethical considerations",
      "Caveats and recommendations",
    ]);
    const analyses = card.sections.en?.[6];
    expect(analyses?.paragraphs[0]).toBe(
      "2 of 2 are right: 100.0% (34.2% to 100.0%). Guessing one of the labels is right 50.0% of the time.",
    );
    expect(analyses?.tables[1]?.rows).toEqual([["Good", "2", "2", "34.2% to 100.0%"]]);
    expect(analyses?.tables.slice(0, 3).every(({ svg }) => svg?.startsWith("<svg "))).toBe(true);
    expect(analyses?.tables.at(-1)?.rows).toContainEqual(
      expect.arrayContaining(["disability", "sight", "recommended", "2", "6"]),
    );
    const text = cardMarkdown("mood", card.sections.en ?? []);
    expect(text).toContain("Made on 2026-11-27 by Fewshot 0.2.0.");
    expect(text).toContain('or "Not sure" below a score of 60.0%.');
    expect(text).toContain("Passing is no proof of fairness");
    expect(text).not.toMatch(/undefined|NaN|null|<x>/);
    for (const line of text.split("\n").filter((one) => one.startsWith("|")))
      expect(line.replaceAll("\\|", "").split("|").length).toBeGreaterThan(3);
  });

  it("is written in Traditional Chinese too, with the same figures", async () => {
    const { sections } = await cardOf(await measured());
    const [en, zh] = [sections.en ?? [], sections["zh-TW"] ?? []];
    const text = cardMarkdown("mood", zh);
    expect(text).toContain("2 個中有 2 個正確：100.0%（34.2% 至 100.0%）");
    expect(text).not.toMatch(/undefined|NaN|null|[a-z]{4,} [a-z]{4,} [a-z]{4,}/);
    const numbers = (tables: (typeof zh)[number]["tables"]) =>
      tables.flatMap(({ rows }) =>
        rows.map((row) =>
          row
            .join(" ")
            .match(/[\d.]+/g)
            ?.join(" "),
        ),
      );
    expect(zh.flatMap(({ tables }) => numbers(tables))).toEqual(en.flatMap(({ tables }) => numbers(tables)));
  });

  it("says of free text that nothing was measured", async () => {
    const facts = { ...(await measured()), command: commandOf(""), insights: null, audit: null };
    const text = cardMarkdown("mood", (await cardOf(facts)).sections.en ?? []);
    expect(text).toContain("Free text has no single right answer, so nothing was measured.");
    expect(text).toContain("Groups of people were not looked at.");
    expect(text).not.toContain("|");
  });

  it("is whole whenever it is read, while another takes its place", async () => {
    const card = await cardOf(await measured());
    const paragraphs = ["x".repeat(500_000)];
    const large = { ...card, sections: { en: [{ heading: "Use", paragraphs, tables: [] }] } };
    await keepCard(folder, large);
    const keeping = Promise.all(Array.from({ length: 10 }, () => keepCard(folder, large)));
    const reads = await Promise.all(
      Array.from({ length: 10 }, () => readCard(folder, { ...card, locale: "en" })),
    );
    await keeping;
    expect(reads.map((read) => read?.sections[0]?.paragraphs[0]?.length)).toEqual(Array(10).fill(500_000));
    expect((await readdir(join(folder, "cards"))).filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  it("is kept by revision, and no name reaches another file", async () => {
    const card = await cardOf(await measured());
    await keepCard(folder, card);
    const { command, revision } = card;
    for (const locale of ["en", "zh-TW"]) {
      const sections = card.sections[locale] ?? [];
      const markdown = cardMarkdown("mood", sections);
      expect(await readCard(folder, { command, revision, locale })).toEqual({
        ...{ command, language: locale, sections, markdown },
      });
    }
    await writeFile(join(folder, "secret.json"), JSON.stringify(card));
    for (const [name, of] of [
      ["mood", "000000000000"],
      ["../secret", revision],
      ["mood", "../../secret"],
      ["", ""],
    ] as const)
      expect(await readCard(folder, { command: name, revision: of, locale: "en" })).toBeNull();
    await mkdir(join(folder, "cards"), { recursive: true });
    await writeFile(join(folder, "cards", "mood-000000000000.json"), '{"half":');
    expect(await readCard(folder, { command: "mood", revision: "000000000000", locale: "en" })).toBeNull();
  });
});
