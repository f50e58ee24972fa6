/** What leaves for others to check: never a text of somebody who did not agree, opted out or erased their data; and the formats that others read. */

import { randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { Person } from "../../src/core/ask.ts";
import { traceIdsOf } from "../../src/flows/asks/trace.ts";
import { writeDataset } from "../../src/monitoring/exports/dataset/write.ts";
import { scoreEvents } from "../../src/monitoring/exports/langfuse/scores.ts";
import { type OpenedStore, openStore } from "../../src/store/store.ts";
import { anAsk, answer } from "../store/samples.ts";

let folder: string;
let store: OpenedStore;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fewshot-exports-"));
  store = await openStore({ dataDir: join(folder, "data") });
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const about = { licence: null, day: new Date("2026-11-27"), release: "0.2.0" };

/** Exports what is stored of some commands, both ways. */
async function exported(commands: readonly string[]) {
  const to = join(folder, "dataset");
  const facts = await writeDataset(to, store.exportedAsks({ commands, onlyAgreed: true }), about);
  const [answers, corrections, card] = await Promise.all(
    ["answers.jsonl", "corrections.jsonl", "README.md"].map((name) => readFile(join(to, name), "utf8")),
  );
  const events = [];
  for await (const asked of store.exportedAsks({ commands, onlyAgreed: false }))
    events.push(...scoreEvents(asked));
  return { facts, answers: answers ?? "", corrections: corrections ?? "", card: card ?? "", events };
}

const rowsOf = (jsonl: string) =>
  jsonl
    .trimEnd()
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));

/** Words of a kind in a text: "T12" for the text of the twelfth ask, V for a correction, R for a reason, N for a name, I for an account. */
const wordsOf = (text: string) => [...new Set(text.match(/\b[TVRNI]\d+z\b/g))].sort();

const person = fc.nat({ max: 3 });
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("ask" as const), by: person, author: fc.option(person) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("override" as const),
      by: person,
      about: fc.nat(),
      may: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("withdraw" as const), about: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("rate" as const), by: person, about: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("opt-out" as const), by: person }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("opt-in" as const), by: person }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("erase" as const), by: person }) },
);

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

interface TestAsk {
  readonly id: string;
  readonly text: string;
  readonly by: number;
  readonly writer: number;
}
interface TestOverride {
  readonly id: string;
  readonly ask: TestAsk;
  readonly by: number;
  readonly value: string;
  readonly may: boolean;
  withdrawn: boolean;
}

let words = 0;
const word = (kind: string) => `${kind}${words++}z`;

describe("what is exported", () => {
  it.each(["web", "slack"])(
    "of %s holds exactly the texts and corrections whose people agreed and stay",
    async (platform) => {
      const one = async (steps: Step[]) => {
        const command = `c${randomUUID()}`;
        const people: Person[] = Array.from({ length: 4 }, (_, index) => ({
          ...{ platform, workspace: `w${index % 2}`, id: word("I"), name: word("N") },
        }));
        const whom = (index: number) => people[index] as Person;
        const optedOut = new Set<number>();
        let asks: TestAsk[] = [];
        let overrides: TestOverride[] = [];
        const pick = <Item>(items: readonly Item[], about: number) =>
          items[about % Math.max(items.length, 1)];
        for (const now of steps)
          if (now.kind === "ask") {
            const text = word("T");
            const author = now.author === null ? null : whom(now.author);
            const { ask } = await store.recordAsk(anAsk({ command, text, person: whom(now.by), author }));
            // A written answer may repeat the text.
            const { id } = ask;
            await store.recordAnswer(id, {
              ...answer,
              label: null,
              scores: null,
              text: `You said ${text}`,
              prompt: text,
            });
            asks.push({ id, text, by: now.by, writer: now.author ?? now.by });
          } else if (now.kind === "override") {
            const ask = pick(asks, now.about);
            if (!ask) continue;
            const [value, reason] = [word("V"), word("R")];
            const made = { interactionId: randomUUID(), askId: ask.id, person: whom(now.by), value, reason };
            const stored = await store.recordOverride({ ...made, mayReuse: now.may });
            if (stored.kind !== "stored") continue;
            overrides.push({
              id: stored.override.id,
              ask,
              by: now.by,
              value,
              may: now.may,
              withdrawn: false,
            });
          } else if (now.kind === "withdraw") {
            const override = pick(overrides, now.about);
            if (override) {
              await store.withdrawOverride(override.id, whom(override.by));
              override.withdrawn = true;
            }
          } else if (now.kind === "rate") {
            const ask = pick(asks, now.about);
            const made = { interactionId: randomUUID(), person: whom(now.by), value: "wrong" as const };
            if (ask) await store.recordRating({ ...made, askId: ask.id, reason: word("R") });
          } else if (now.kind === "erase") {
            await store.erasePerson(whom(now.by), { isPosted: false });
            asks = asks.filter(({ by, writer }) => by !== now.by && writer !== now.by);
            overrides = overrides.filter(({ by, ask }) => by !== now.by && asks.includes(ask));
          } else {
            await store.setOptedOut(whom(now.by), now.kind === "opt-out");
            if (now.kind === "opt-out") optedOut.add(now.by);
            else optedOut.delete(now.by);
          }
        const isUsable = ({ by, may, withdrawn }: TestOverride) => may && !withdrawn && !optedOut.has(by);
        const agreed = asks.filter(
          (ask) =>
            !optedOut.has(ask.by) &&
            !optedOut.has(ask.writer) &&
            overrides.some((made) => made.ask === ask && made.by === ask.writer && isUsable(made)),
        );
        const corrections = overrides.filter((made) => agreed.includes(made.ask) && isUsable(made));
        const { answers, corrections: corrected, card, events } = await exported([command]);
        const [texts, values] = [agreed.map(({ text }) => text), corrections.map(({ value }) => value)];
        expect(wordsOf(answers)).toEqual(texts.sort());
        expect(wordsOf(corrected)).toEqual([...texts, ...values].sort());
        expect(wordsOf(JSON.stringify(events))).toEqual(values.sort());
        expect(wordsOf(card)).toEqual([]);
      };
      await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 16 }), one), {
        numRuns: 10,
      });
    },
  );

  it("is a dataset whose card names its files, types and counts, and asks for a licence", async () => {
    const writer = { platform: "web", workspace: "web", id: randomUUID(), name: "Ada" };
    const { ask } = await store.recordAsk(
      anAsk({ command: "mood", text: 'a "quoted"\nline\u2028', person: writer }),
    );
    await store.recordAnswer(ask.id, answer);
    const press = () => ({ interactionId: randomUUID(), askId: ask.id, person: writer });
    await store.recordOverride({ ...press(), value: "Negative", reason: null, mayReuse: true });
    const { facts, answers, corrections, card } = await exported(["mood"]);
    expect(facts).toMatchObject({ answers: 1, corrections: 1 });
    const { traceId: id } = traceIdsOf(ask.id);
    expect(rowsOf(answers)).toMatchObject([
      {
        id,
        command: "mood",
        text: 'a "quoted"\nline\u2028',
        answer: "Positive",
        scores: answer.scores,
        not_sure: null,
      },
    ]);
    expect(rowsOf(corrections)).toMatchObject([
      { id, answer: "Positive", correction: "Negative", agrees: false },
    ]);
    const [, header = "", text = ""] = card.split(/^---$/m);
    const metadata = parse(header);
    for (const { config_name: name, data_files: files } of metadata.configs) {
      const rows = rowsOf(await readFile(join(folder, "dataset", files[0].path), "utf8"));
      const { features } = metadata.dataset_info.find(
        (info: { config_name: string }) => info.config_name === name,
      );
      expect(Object.keys(rows[0])).toEqual(features.map((feature: { name: string }) => feature.name));
    }
    expect(metadata).toMatchObject({ task_categories: ["text-classification"], size_categories: ["n<1K"] });
    expect(header).toMatch(/^# license: choose one/m);
    expect(text).toContain("| /mood | 1 |");
    const licensed = await writeDataset(
      join(folder, "dataset"),
      store.exportedAsks({ commands: ["mood"], onlyAgreed: true }),
      { ...about, licence: "cc-by-4.0" },
    );
    expect(licensed.answers).toBe(1);
    expect(await readFile(join(folder, "dataset", "README.md"), "utf8")).toMatch(/^license: cc-by-4.0$/m);
  });

  it("replaces no README.md of somebody else, and says so", async () => {
    const to = join(folder, "mine");
    const none = () => store.exportedAsks({ commands: ["none"], onlyAgreed: true });
    await writeDataset(to, none(), about);
    await writeFile(join(to, "README.md"), "# My own words\n");
    await expect(writeDataset(to, none(), about)).rejects.toThrow(/was not written by an export/);
    expect(await readFile(join(to, "README.md"), "utf8")).toBe("# My own words\n");
    await writeFile(join(folder, "file"), "");
    await expect(writeDataset(join(folder, "file"), none(), about)).rejects.toThrow(/can't be written/);
  });
});
