/** The engine as a backend: streaming, end sequences, aborts, a full queue, sampling. */

import { resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/core/statistics/random.ts";
import type { Progress } from "../../src/flows/ports/backend.ts";
import { type ModelSession, openSession } from "../../src/inference/engine/graph/session.ts";
import { createPrefixCache, toPrefix } from "../../src/inference/engine/prefix-cache.ts";
import { scoreTasks } from "../../src/inference/engine/score.ts";
import { createGenerator } from "../../src/inference/engine/text/generate.ts";
import { chooseToken } from "../../src/inference/engine/text/sampling.ts";
import type { GenerateTask } from "../../src/inference/engine/text/writing.ts";
import { readModelFolder } from "../../src/inference/models/folder.ts";
import { openTokenizer } from "../../src/inference/models/tokenizer.ts";
import { TINY, useBackends } from "./tiny-backends.ts";

const prompt = { prefix: "Say it.\nText: one\nAnswer: yes\n###\n", text: "Text: two\nAnswer:" };

const { open } = await useBackends();

/** A random source that gives these seeds in turn, and the last one from then on. */
const drawing = (...seeds: number[]) => {
  let draws = 0;
  return () => (seeds[Math.min(draws++, seeds.length - 1)] as number) / 2 ** 32;
};

describe("the engine", () => {
  it("says what it runs, and counts tokens as the model does", async () => {
    const backend = open();
    expect(await backend.describe()).toMatchObject({
      name: "tiny-neo",
      parameters: 60_864,
      contextTokens: 512,
      builtin: false,
      dtype: "fp32",
    });
    const ask = async () => (await backend.score({ prompt, labels: ["yes", "no"] }))?.usage;
    const tokens = backend.countTokens(prompt.prefix) + backend.countTokens(prompt.text);
    expect(await ask()).toMatchObject({ promptTokens: tokens, cachedTokens: 0 });
    expect(await ask()).toMatchObject({
      promptTokens: tokens,
      cachedTokens: backend.countTokens(prompt.prefix),
    });
  });

  it("gives the same scores whatever else is asked at the same time", async () => {
    const backend = open();
    const labels = ["yes", "no", "not now"];
    const texts = Array.from({ length: 20 }, (_, n) => ({
      ...prompt,
      text: `Text: ${"word ".repeat(n % 7)}${n}\nAnswer:`,
    }));
    const alone: (readonly number[])[] = [];
    for (const text of texts) alone.push((await backend.score({ prompt: text, labels }))?.logprobs ?? []);
    const mixed = await Promise.all(
      texts
        .toReversed()
        .map((text, n) => backend.score({ prompt: n % 3 === 0 ? { ...text, prefix: "" } : text, labels })),
    );
    for (const [n, scoring] of mixed.toReversed().entries())
      if ((texts.length - 1 - n) % 3 !== 0)
        for (const [at, logprob] of (scoring?.logprobs ?? []).entries())
          expect(logprob).toBeCloseTo(alone[n]?.[at] as number, 4);
  });

  it("reads a prompt the same way wherever it is cut", async () => {
    const backend = open();
    await backend.describe();
    const whole = prompt.prefix + prompt.text;
    const expected = (await backend.score({ prompt: { prefix: "", text: whole }, labels: ["yes", "no"] }))
      ?.logprobs as number[];
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: whole.length - 1 }), async (cut) => {
        const scoring = await backend.score({
          prompt: { prefix: whole.slice(0, cut), text: whole.slice(cut) },
          labels: ["yes", "no"],
        });
        for (const [at, logprob] of (scoring?.logprobs ?? []).entries())
          expect(logprob).toBeCloseTo(expected[at] as number, 4);
      }),
      { numRuns: 60 },
    );
  });

  it("streams text that only grows, and cuts at an end sequence that spans tokens without ever showing it", async () => {
    const backend = open({ random: drawing(7) });
    const free = { prompt, maxNewTokens: 40, temperature: 0.9 };
    const whole = await backend.complete({ ...free, endSequence: "\u0000" });
    expect(whole.usage.newTokens).toBe(40);
    for (const [from, length] of [
      [5, 3],
      [11, 4],
      [20, 2],
    ] as const) {
      const endSequence = whole.text.slice(from, from + length);
      const reported: string[] = [];
      const cut = await backend.complete({ ...free, endSequence, onText: (text) => reported.push(text) });
      expect(cut.text).toBe(whole.text.slice(0, whole.text.indexOf(endSequence)));
      expect(cut.finish).toBe("end-sequence");
      for (const [at, text] of reported.entries()) {
        expect(text).not.toContain(endSequence);
        expect(text.startsWith(reported[at - 1] ?? "")).toBe(true);
      }
    }
  });

  it("repeats itself with a seed, alone and among others, and varies with another", async () => {
    const backend = open({ random: drawing(3, 1, 2, 3, 4) });
    const free = { prompt, maxNewTokens: 12, temperature: 1, endSequence: "\u0000" };
    const alone = (await backend.complete(free)).text;
    const among = await Promise.all([1, 2, 3, 4].map(() => backend.complete(free)));
    expect(among[2]?.text).toBe(alone);
    expect(new Set(among.map(({ text }) => text)).size).toBeGreaterThan(1);
  });

  it("ends at once when aborted, while the others go on and write what they write alone", async () => {
    const seeds = [1, 2, 3, 4];
    const backend = open({ random: drawing(...seeds, ...seeds.flatMap(() => [9, ...seeds]), 9, ...seeds) });
    const free = { prompt, maxNewTokens: 40, temperature: 1, endSequence: "\u0000" };
    const alone: string[] = [];
    for (const _ of seeds) alone.push((await backend.complete(free)).text);
    for (let round = 0; round < 5; round++) {
      const stop = new AbortController();
      let reported = 0;
      // At another moment of the batch each round.
      const onText = () => void (reported++ === 2 * round && stop.abort());
      const stopped = backend.complete({ ...free, maxNewTokens: 200, signal: stop.signal, onText });
      const others = Promise.all(seeds.map(() => backend.complete(free)));
      await expect(stopped).rejects.toMatchObject({ code: "BACKEND_ABORTED" });
      expect((await others).map(({ text }) => text)).toEqual(alone);
    }
  });

  it("leaves out a text that was dropped while a run was under way, and calls each of the others done once", async () => {
    const modelFolder = await readModelFolder(TINY);
    const session = await openSession(modelFolder, 1);
    const tokenizer = await openTokenizer({ ...modelFolder, isTrusted: true });
    const generator = createGenerator(session, createPrefixCache(session, 1e7), {
      decoder: tokenizer,
      endTokens: [],
    });
    const done = new Map<number, number>();
    const tasks = [4, 5, 6].map((token, n) => ({
      task: {
        prefix: toPrefix([1, 2, 3]),
        text: [token],
        maxNewTokens: 12,
        endSequence: "",
        temperature: 0,
        seed: n,
      },
      isDone: () => void done.set(n, (done.get(n) ?? 0) + 1),
    }));
    for (const { task, isDone } of tasks) await generator.start(task, isDone);
    const run = generator.step();
    generator.drop(tasks[1]?.task as GenerateTask);
    await run;
    expect(generator.size).toBe(2);
    while (generator.size > 0) await generator.step();
    expect([...done]).toEqual([
      [0, 1],
      [2, 1],
    ]);
    await session.close();
  });

  it("writes nothing where no token may be written", async () => {
    const none = { prompt, maxNewTokens: 0, temperature: 0, endSequence: "" };
    expect(await open().complete(none)).toMatchObject({
      text: "",
      finish: "length",
      usage: { newTokens: 0 },
    });
  });

  it("refuses an empty prompt, and takes a special token's name in a text for that name", async () => {
    const backend = open();
    await expect(backend.score({ prompt: { prefix: "", text: "" }, labels: ["yes", "no"] })).rejects.toThrow(
      "an empty prompt",
    );
    const tokenizer = await openTokenizer({
      ...(await readModelFolder(resolve("models/fewshot-neo"))),
      isTrusted: true,
    });
    const ids = tokenizer.encode("so <|endoftext|> it ends");
    expect(ids.length).toBeGreaterThan(6);
    expect(tokenizer.decode(ids)).toBe("so <|endoftext|> it ends");
  });

  it("writes the same text alone, where it guesses ahead, as beside others, where it does not", async () => {
    const backend = open({ random: drawing(1, 2, 3, 1, 2, 3) });
    const settings = [{ temperature: 0 }, { temperature: 0.7 }, { temperature: 1 }];
    const requests = settings.map((one) => ({ prompt, maxNewTokens: 60, endSequence: "\u0000", ...one }));
    const alone: string[] = [];
    for (const request of requests) alone.push((await backend.complete(request)).text);
    const together = await Promise.all(requests.map((request) => backend.complete(request)));
    expect(together.map(({ text }) => text)).toEqual(alone);
  });

  it("gives an empty text when the model ends it before it began", async () => {
    // With this seed the first token that is drawn is the one that ends the text.
    const request = { prompt, maxNewTokens: 5, temperature: 1, endSequence: "\u0000" };
    expect(await open({ random: drawing(43) }).complete(request)).toMatchObject({
      text: "",
      finish: "end-of-text",
    });
  });

  it("refuses what is longer than the context, before it runs", async () => {
    const backend = open();
    await backend.describe();
    await expect(
      backend.complete({ prompt, maxNewTokens: 512, temperature: 0, endSequence: "#" }),
    ).rejects.toMatchObject({ code: "INPUT_TOO_LONG" });
    await expect(
      backend.score({ prompt: { prefix: "", text: "word ".repeat(600) }, labels: ["a", "b"] }),
    ).rejects.toMatchObject({ code: "INPUT_TOO_LONG" });
  });

  it("says busy, and for how long, when too many wait", async () => {
    const backend = open({ maxWaiting: 3 });
    await backend.describe();
    const all = await Promise.allSettled(
      Array.from({ length: 6 }, () => backend.score({ prompt, labels: ["yes", "no"] })),
    );
    const refused = all.filter((one) => one.status === "rejected");
    expect(refused).toHaveLength(3);
    expect(refused[0]?.reason).toMatchObject({
      code: "BACKEND_BUSY",
      retryable: true,
      retryAfterMs: expect.any(Number),
    });
  });

  it("reports the loading to who waits for the model", async () => {
    const progress: Progress[] = [];
    await open().score({ prompt, labels: ["yes", "no"], onProgress: (reported) => progress.push(reported) });
    expect(progress[0]).toEqual({ kind: "loading", estimatedMs: null });
  });
});

describe("scores of a broken export", () => {
  it("are refused in a sentence when they are NaN", async () => {
    const session = await openSession(await readModelFolder(TINY), 1);
    const logits = () => new Float32Array(600).fill(Number.NaN);
    const pick = () => [Number.NaN, Number.NaN];
    const nan: ModelSession = {
      ...session,
      run: async () => ({ logits, pick, state: () => null, cache: null }),
    };
    const task = { prefix: toPrefix([]), text: [1, 2], labels: [[3], [4]] };
    await expect(scoreTasks(nan, createPrefixCache(nan, 1e6), [task])).rejects.toMatchObject({
      code: "BACKEND_MALFORMED",
      message: expect.stringContaining("fp32"),
    });
    await session.close();
  });
});

describe("sampling", () => {
  const logits = Float32Array.from([0, 2, 1, -1, 3]);

  it("refuses logits that are NaN, greedy or not", () => {
    const broken = new Float32Array(5).fill(Number.NaN);
    for (const temperature of [0, 1])
      expect(() => chooseToken(broken, temperature, () => 0.5)).toThrow(/NaN or infinite logits/);
  });

  it("takes the likeliest at temperature 0, and draws each as often as its logit says above it", () => {
    expect(chooseToken(logits, 0, () => 0.999999)).toBe(4);
    const random = createRandom(1);
    const counts = [0, 0, 0, 0, 0];
    for (let draw = 0; draw < 4_000; draw++) {
      const token = chooseToken(logits, 2, random);
      counts[token] = (counts[token] as number) + 1;
    }
    const weights = [...logits].map((logit) => Math.exp(logit / 2));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    for (const [token, count] of counts.entries())
      expect(Math.abs(count / 4_000 - (weights[token] as number) / total)).toBeLessThan(0.03);
  });
});
