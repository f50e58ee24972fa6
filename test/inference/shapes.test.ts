/** Causal language models of other shapes than GPT-Neo: right logits, and two asks at once get what each gets alone. */

import { readFileSync } from "node:fs";
import { cp, mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { KvCache } from "../../src/inference/engine/graph/kv-cache.ts";
import { type ModelSession, openSession } from "../../src/inference/engine/graph/session.ts";
import { readModelFolder } from "../../src/inference/models/folder.ts";
import { useBackends } from "./tiny-backends.ts";

const { folder, open } = await useBackends();

interface Case {
  readonly ids: number[];
  readonly some: [number, number][];
}

const SHAPES = [
  { name: "tiny-llama", family: "Llama", batching: { sharesRows: true, side: "left" }, within: 1e-3 },
  { name: "tiny-llama-gqa", family: "Llama", batching: { sharesRows: false, side: "right" }, within: 1e-3 },
  { name: "tiny-qwen3", family: "Qwen3", batching: { sharesRows: false, side: "right" }, within: 0.05 },
] as const;

describe.each(SHAPES)("the engine on $name", ({ name, family, batching, within }) => {
  const path = resolve("test/fixtures", name);
  let session: ModelSession;
  let cases: readonly Case[];

  beforeAll(async () => {
    session = await openSession(await readModelFolder(path), 1);
    cases = (JSON.parse(readFileSync(join(path, "fixtures.json"), "utf8")) as { cases: Case[] }).cases;
  });
  afterAll(() => session.close());

  const expectLogits = (found: Float32Array, { some }: Case, what: string) => {
    for (const [token, expected] of some)
      expect(Math.abs((found[token] as number) - expected), what).toBeLessThan(within);
  };
  const cacheOf = async (ids: readonly number[]) =>
    (await session.run({ rows: [ids], cache: null, keep: 1, wantsCache: true })).cache as KvCache;

  it("finds out how its graph may be run", () => {
    expect(session.batching).toMatchObject({ ...batching, maxTokens: null });
  });

  it("gives numpy's logits, alone and over a cache, to the context's end", async () => {
    for (const one of cases)
      for (const cut of new Set([0, Math.floor(one.ids.length / 2), one.ids.length - 1])) {
        const cache = cut > 0 ? await cacheOf(one.ids.slice(0, cut)) : null;
        const run = { rows: [one.ids.slice(cut)], cache, keep: 1, wantsCache: false };
        expectLogits((await session.run(run)).logits(0, 0), one, `${one.ids.length} cut at ${cut}`);
      }
  });

  it("gives them to each of several rows whose caches differ in length, over several steps", async () => {
    const chosen = cases.filter(({ ids }) => ids.length > 3).slice(0, 2);
    expect(chosen).toHaveLength(2);
    const parts = await Promise.all(
      chosen.map(async ({ ids }) => ({ cache: await cacheOf(ids.slice(0, -3)), row: 0, padding: 0 })),
    );
    const merged = session.caches.merge(parts, batching.side);
    let cache: KvCache | null = merged.cache;
    for (const back of [3, 2, 1]) {
      const rows = chosen.map(({ ids }) => [ids.at(-back) as number]);
      const step = { rows, cache, padding: merged.padding, keep: 1, wantsCache: true };
      const result = await session.run(step);
      cache = result.cache;
      if (back === 1)
        for (const [row, one] of chosen.entries()) expectLogits(result.logits(row, 0), one, `row ${row}`);
    }
  });

  it("is described by its family and the sizes of its config", async () => {
    expect(await open({ model: path }).describe()).toMatchObject({
      name,
      family,
      contextTokens: name === "tiny-llama" ? 255 : 256,
      parameters: family === "Qwen3" ? 18_192 : 18_128,
    });
  });
});

const prompt = { prefix: "Say it.\nText: one\nAnswer: yes\n###\n", text: "Text: two\nAnswer:" };
const labels = ["yes", "no", "not now", "never"];

describe("asks that come at once get what each gets alone,", () => {
  const quantised = join(folder, "int8");
  beforeAll(async () => {
    await mkdir(join(quantised, "onnx"), { recursive: true });
    for (const file of ["config.json", "tokenizer.json"])
      await cp(resolve("test/fixtures/tiny-llama-gqa", file), join(quantised, file));
    const graph = "model_quantized.onnx";
    await cp(resolve("test/fixtures/layouts", graph), join(quantised, "onnx", graph));
  });

  it.each([
    ...SHAPES.map(({ name }) => [name, resolve("test/fixtures", name)] as const),
    ["an 8-bit export", quantised] as const,
  ])("on %s", async (_, model) => {
    const backend = open({ model });
    const texts = Array.from({ length: 12 }, (_, n) => `Text: ${"word ".repeat(n % 5)}${n}\nAnswer:`);
    const score = async (text: string) =>
      (await backend.score({ prompt: { ...prompt, text }, labels }))?.logprobs ?? [];
    const write = async (text: string) =>
      (
        await backend.complete({
          prompt: { ...prompt, text },
          maxNewTokens: 12,
          temperature: 0,
          endSequence: "\0",
        })
      ).text;
    const scoresAlone: (readonly number[])[] = [];
    const textsAlone: string[] = [];
    for (const text of texts) scoresAlone.push(await score(text));
    for (const text of texts) textsAlone.push(await write(text));
    const [scores, written] = await Promise.all([
      Promise.all(texts.map(score)),
      Promise.all(texts.map(write)),
    ]);
    expect(written).toEqual(textsAlone);
    expect(new Set(textsAlone).size).toBeGreaterThan(1);
    for (const [index, alone] of scoresAlone.entries())
      for (const [at, logprob] of alone.entries())
        expect(scores[index]?.[at]).toBeCloseTo(logprob, model === quantised ? 6 : 3);
  });

  it("on an 8-bit export row by row, since it rounds a whole run", async () => {
    const session = await openSession(await readModelFolder(quantised), 1);
    expect(session.batching).toMatchObject({ sharesRows: false, side: null });
    // Together with another row, the first one would get other logits.
    const run = (rows: number[][]) => session.run({ rows, cache: null, keep: 1, wantsCache: false });
    const alone = (await run([[5, 9, 7]])).logits(0, 0);
    const beside = (
      await run([
        [5, 9, 7],
        [88, 301, 4],
      ])
    ).logits(0, 0);
    expect(alone.some((logit, at) => Math.abs(logit - (beside[at] as number)) > 1e-4)).toBe(true);
    await session.close();
  });
});
