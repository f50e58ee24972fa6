/** The engine's numbers against PyTorch's and transformers', on both export layouts and on the built-in model. */

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { AutoModelForCausalLM, AutoTokenizer, env, Tensor } from "@huggingface/transformers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { KvCache } from "../../src/inference/engine/graph/kv-cache.ts";
import { type ModelSession, openSession } from "../../src/inference/engine/graph/session.ts";
import { createPrefixCache, type Prefix, toPrefix } from "../../src/inference/engine/prefix-cache.ts";
import { type ScoreTask, scoreTasks } from "../../src/inference/engine/score.ts";
import { createGenerator } from "../../src/inference/engine/text/generate.ts";
import type { Generated, GenerateTask } from "../../src/inference/engine/text/writing.ts";
import { readModelFolder } from "../../src/inference/models/folder.ts";
import { openTokenizer, type TextTokenizer } from "../../src/inference/models/tokenizer.ts";

/** What the training project wrote beside each model: PyTorch's logits at the last position. */
interface Fixtures {
  readonly cases: readonly {
    readonly name: string;
    readonly ids: number[];
    readonly top: [number, number][];
    readonly some: [number, number][];
  }[];
}

// The first two stand for exports of others, which give logits only.
const FOLDERS = [
  { folder: "test/fixtures/tiny-neo", file: "model", window: 16, givesStates: false },
  { folder: "test/fixtures/tiny-neo-merged", file: "decoder_model_merged", window: 16, givesStates: false },
  { folder: "models/fewshot-neo", file: "model", window: 128, givesStates: true },
  { folder: "models/fewshot-neo-zh", file: "model", window: 16, givesStates: true },
];
/** Of logits: float32 sums in another order than PyTorch's. The built-in model's attention scores reach thousands, so it needs the most. */
const TOLERANCE = 2e-3;

env.allowRemoteModels = false;

/** Token ids that repeat nothing, the same in every run. */
const tokens = (count: number, from = 3) =>
  Array.from({ length: count }, (_, index) => 1 + ((index * 97 + from * 31) % 500));

describe.each(FOLDERS)("the engine on $folder", ({ folder, file, window, givesStates }) => {
  let session: ModelSession;
  let tokenizer: TextTokenizer;
  let context: number;
  let reference: Awaited<ReturnType<typeof AutoModelForCausalLM.from_pretrained>>;
  let endTokens: readonly number[];

  beforeAll(async () => {
    const model = await readModelFolder(resolve(folder));
    context = model.context;
    endTokens = model.endTokens;
    session = await openSession(model, 1);
    tokenizer = await openTokenizer({ ...model, isTrusted: true });
    reference = await AutoModelForCausalLM.from_pretrained(resolve(folder), {
      dtype: "fp32",
      model_file_name: file,
      local_files_only: true,
      // More threads wait for each other in a busy loop, and these models are too small to need them.
      session_options: { intraOpNumThreads: 1, interOpNumThreads: 1 },
    });
  });
  afterAll(async () => {
    await session.close();
    await reference.dispose();
  });

  /** Logits of the last position, as the engine gives them. */
  const logitsOf = async (ids: number[], cut = 0): Promise<Float32Array> => {
    const head =
      cut > 0
        ? await session.run({ rows: [ids.slice(0, cut)], cache: null, keep: 1, wantsCache: true })
        : null;
    const result = await session.run({
      rows: [ids.slice(cut)],
      cache: head?.cache ?? null,
      keep: 1,
      wantsCache: false,
    });
    return result.logits(0, 0);
  };

  /** The same by transformers. */
  async function referenceLogits(ids: number[]): Promise<Float32Array> {
    const dims = [1, ids.length];
    const { logits } = await reference({
      input_ids: new Tensor("int64", BigInt64Array.from(ids, BigInt), dims),
      attention_mask: new Tensor("int64", new BigInt64Array(ids.length).fill(1n), dims),
    });
    const vocabulary = logits.dims.at(-1) as number;
    return (logits.data as Float32Array).slice(-vocabulary);
  }

  const farthest = (a: Float32Array, b: Float32Array) =>
    a.reduce((most, value, at) => Math.max(most, Math.abs(value - (b[at] as number))), 0);

  it("gives PyTorch's logits, with and without a cached prefix, on both sides of its window and at the context's end", async () => {
    const { cases } = JSON.parse(readFileSync(`${folder}/fixtures.json`, "utf8")) as Fixtures;
    expect(cases.map(({ ids }) => ids.length)).toEqual(
      expect.arrayContaining([window - 1, window, window + 1, 256, 257, context]),
    );
    for (const { name, ids, top, some } of cases)
      for (const cut of new Set([0, Math.floor(ids.length / 2), ids.length - 1])) {
        const logits = await logitsOf(ids, cut);
        for (const [token, expected] of [...top, ...some])
          expect(Math.abs((logits[token] as number) - expected), `${name} cut at ${cut}`).toBeLessThan(
            TOLERANCE,
          );
      }
  });

  it("gives transformers' logits at every length that matters", async () => {
    for (const length of [1, 2, window - 1, window, window + 1, 100, 255, 256, 257]) {
      const ids = tokens(length);
      const expected = await referenceLogits(ids);
      expect(farthest(await logitsOf(ids), expected), `${length} tokens alone`).toBeLessThan(TOLERANCE);
      if (length > 1)
        expect(
          farthest(await logitsOf(ids, Math.floor(length / 2)), expected),
          `${length} tokens over a cache`,
        ).toBeLessThan(TOLERANCE);
    }
  });

  it("gives each row of a batch what it gives it alone, whatever the others' lengths", async () => {
    const prefix = tokens(window * 2);
    const { cache: present } = await session.run({ rows: [prefix], cache: null, keep: 1, wantsCache: true });
    if (!present) throw new Error("no present");
    const rows = [tokens(3, 5), tokens(window + 4, 7), tokens(1, 9), tokens(11, 11)];
    const batch = await session.run({
      rows,
      cache: session.caches.repeat(present, rows.length),
      keep: 1,
      wantsCache: false,
    });
    for (const [index, row] of rows.entries())
      expect(farthest(batch.logits(index, 0), await logitsOf([...prefix, ...row]))).toBeLessThan(TOLERANCE);
  });

  it("scores labels where their tokens part, as constrained decoding would, alone and among others", async () => {
    const prefix = tokens(40);
    const labels = [[5], [9, 12], [9, 13, 14, 15], [9, 13], [6, 7, 8]];
    const task = { prefix: toPrefix(prefix), text: tokens(6, 2), labels };
    const others = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((seed) => ({
      prefix: toPrefix(prefix),
      text: tokens(seed * 3, seed),
      labels,
    }));
    const cache = createPrefixCache(session, 1e8);
    const logprobsOf = async (tasks: readonly ScoreTask[]) =>
      (await scoreTasks(session, cache, tasks)).map(({ logprobs }) => logprobs);
    const [alone = []] = await logprobsOf([task]);
    const together = await logprobsOf([...others.slice(0, 4), task, ...others.slice(4)]);
    const after = (...path: readonly number[]) => referenceLogits([...prefix, ...task.text, ...path]);
    const among = async (path: readonly number[], wanted: number, all: readonly number[] | null) => {
      const logits = await after(...path);
      const weights = (all ?? [...logits.keys()]).map((token) => Math.exp(logits[token] as number));
      return Math.exp(logits[wanted] as number) / weights.reduce((sum, one) => sum + one, 0);
    };
    const nine = await among([], 9, [5, 9, 6]);
    const thirteen = nine * (await among([9], 13, [12, 13]));
    // One label ends where another goes on: the longer one has what the model gives its next token, the shorter the rest.
    const longer = await among([9, 13], 14, null);
    const expected = [
      await among([], 5, [5, 9, 6]),
      nine * (await among([9], 12, [12, 13])),
      thirteen * longer,
      thirteen * (1 - longer),
      await among([], 6, [5, 9, 6]),
    ];
    for (const scored of [alone, together[4] ?? []])
      for (const [index, value] of expected.entries()) expect(scored[index]).toBeCloseTo(Math.log(value), 2);
    expect(alone.reduce((sum, logprob) => sum + Math.exp(logprob), 0)).toBeCloseTo(1, 5);

    // No label ends where another goes on: a graph that can gives states only, and logits of the labels' tokens are reckoned from them.
    const parted = [[5], [9, 12], [9, 13, 14, 15], [6, 7, 8]];
    const partedTasks = [...others.slice(0, 4), task].map((one) => ({ ...one, labels: parted }));
    const scored = await logprobsOf(partedTasks);
    for (const [index, value] of [expected[0], expected[1], thirteen, expected[4]].entries())
      expect(scored[4]?.[index]).toBeCloseTo(Math.log(value as number), 2);
  });

  it("gives the same logits of a few tokens as of all, from rows of different lengths over a past", async () => {
    const { cache } = await session.run({
      rows: [tokens(20), tokens(20)],
      cache: null,
      keep: 1,
      wantsCache: true,
    });
    const batch = { rows: [tokens(9, 5), tokens(4, 6)], cache, keep: 3, wantsCache: false };
    const only = [7, 300, 12];
    expect(session.givesStates).toBe(givesStates);
    const all = await session.run(batch);
    const few = await session.run({ ...batch, only });
    for (const row of [0, 1])
      for (const fromEnd of [0, 1, 2]) {
        const expected = only.map((token) => all.logits(row, fromEnd)[token] as number);
        expect(
          farthest(Float32Array.from(few.pick(row, fromEnd, only)), Float32Array.from(expected)),
        ).toBeLessThan(TOLERANCE);
      }
    expect(() => few.logits(0, 0)).toThrow("a few");
  });

  it("writes transformers' greedy tokens, alone and while others join and leave", async () => {
    const transformersTokenizer = await AutoTokenizer.from_pretrained(resolve(folder), {
      local_files_only: true,
    });
    const cache = createPrefixCache(session, 1e8);
    const generator = createGenerator(session, cache, { decoder: tokenizer, endTokens });
    const prompts = [tokens(5, 1), tokens(window + 9, 2), tokens(90, 3)];
    const lengths = [12, 5, 9];
    const finished: Generated[] = [];
    const start = (index: number) => {
      const prompt = prompts[index] as number[];
      const task: GenerateTask = {
        prefix: toPrefix(prompt.slice(0, -2)),
        text: prompt.slice(-2),
        maxNewTokens: lengths[index] as number,
        endSequence: "\0never",
        temperature: 0,
        seed: 1,
      };
      return generator.start(task, (generated) => {
        finished[index] = generated;
      });
    };
    await start(0);
    await generator.step();
    await start(1);
    await generator.step();
    await start(2);
    while (generator.size > 0) await generator.step();
    for (const [index, prompt] of prompts.entries()) {
      const dims = [1, prompt.length];
      const output = (await reference.generate({
        input_ids: new Tensor("int64", BigInt64Array.from(prompt, BigInt), dims),
        attention_mask: new Tensor("int64", new BigInt64Array(prompt.length).fill(1n), dims),
        max_new_tokens: lengths[index],
        do_sample: false,
      } as never)) as Tensor;
      const written = [...(output.data as BigInt64Array)]
        .slice(prompt.length)
        .map(Number)
        .filter((token) => !endTokens.includes(token));
      expect(finished[index]?.text).toBe(
        transformersTokenizer
          .decode(written, { skip_special_tokens: true, clean_up_tokenization_spaces: false })
          .replace(/\ufffd+$/u, ""),
      );
    }
  });
});

describe("the engine on an export in half precision", () => {
  it("gives PyTorch's logits, alone, over a cache, and in a batch of pasts of different lengths", async () => {
    const folder = "test/fixtures/tiny-neo-fp16";
    const model = await readModelFolder(resolve(folder));
    expect(model.dtype).toBe("fp16");
    const session = await openSession(model, 1);
    expect(session.givesStates).toBe(true);
    const past = async (ids: number[]) =>
      (await session.run({ rows: [ids], cache: null, keep: 1, wantsCache: true })).cache as KvCache;
    const { cases } = JSON.parse(readFileSync(`${folder}/fixtures.json`, "utf8")) as Fixtures;
    for (const { ids, top, some } of cases) {
      const [head, tail] = [ids.slice(0, -3), ids.slice(-3)];
      const cached = await past(head);
      const merged = session.caches.merge(
        [
          { cache: cached, row: 0, padding: 0 },
          { cache: await past(tokens(head.length + 20)), row: 0, padding: 0 },
        ],
        "left",
      );
      const runs = [
        { rows: [ids], cache: null },
        { rows: [tail], cache: cached },
        { rows: [tail, tail], cache: session.caches.repeat(cached, 2) },
        { rows: [tail, tail], ...merged },
      ];
      for (const run of runs) {
        const logits = (await session.run({ ...run, keep: 1, wantsCache: false })).logits(0, 0);
        // Half precision has eleven bits: two thousandths of a logit near four.
        for (const [token, expected] of [...top, ...some])
          expect(Math.abs((logits[token] as number) - expected)).toBeLessThan(0.01);
        const only = top.map(([token]) => token);
        const few = (await session.run({ ...run, keep: 1, only, wantsCache: false })).pick(0, 0, only);
        for (const [index, [, expected]] of top.entries())
          expect(Math.abs((few[index] as number) - expected)).toBeLessThan(0.01);
      }
    }
    await session.close();
  });
});

describe("the prefix cache", () => {
  it("keeps within its bytes by dropping what was used longest ago, and computes a prefix once", async () => {
    const model = await readModelFolder(resolve("test/fixtures/tiny-neo"));
    const session = await openSession(model, 1);
    let runs = 0;
    const run: ModelSession["run"] = (batch) => {
      runs += 1;
      return session.run(batch);
    };
    const counting: ModelSession = { ...session, run };
    const cache = createPrefixCache(counting, 250 * session.bytesPerToken);
    const [a, b, c] = [1, 2, 3].map((seed) => toPrefix(tokens(100, seed))) as [Prefix, Prefix, Prefix];
    for (const prefix of [a, b, a, c]) await cache.take(prefix, 1);
    expect([runs, cache.bytes]).toEqual([3, 200 * session.bytesPerToken]);
    await cache.take(a, 1);
    expect(runs).toBe(3);
    await cache.take(b, 1);
    expect(runs).toBe(4);
    await session.close();
  });
});
