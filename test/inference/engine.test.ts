/** The engine as a backend: streaming, end sequences, aborts, a full queue, and a thread that dies. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { Backend, Progress } from "../../src/flows/ports.ts";
import { type OnnxOptions, openOnnxBackend } from "../../src/inference/onnx/backend.ts";
import { createEngine } from "../../src/inference/onnx/engine.ts";
import { readModelFolder } from "../../src/inference/onnx/folder.ts";
import { createPrefixCache, toPrefix } from "../../src/inference/onnx/prefix-cache.ts";
import { chooseToken, createRandom } from "../../src/inference/onnx/sampling.ts";
import { scoreTasks } from "../../src/inference/onnx/score.ts";
import { type ModelSession, openSession } from "../../src/inference/onnx/session.ts";

const TINY = resolve("test/fixtures/tiny-neo");
const prompt = { prefix: "Say it.\nText: one\nAnswer: yes\n###\n", text: "Text: two\nAnswer:" };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fewshot-engine-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const opened: Backend[] = [];
const open = (options: Partial<OnnxOptions> = {}): Backend => {
  const backend = openOnnxBackend({ model: TINY, cacheDir: join(folder, "cache"), threads: 1, ...options });
  opened.push(backend);
  return backend;
};
afterEach(async () => {
  for (const backend of opened.splice(0)) await backend.close();
});

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
    const { usage } = await backend
      .score({ prompt, labels: ["yes", "no"] })
      .then((scoring) => scoring as NonNullable<typeof scoring>);
    expect(usage.promptTokens).toBe(backend.countTokens(prompt.prefix) + backend.countTokens(prompt.text));
    expect(usage.cachedTokens).toBe(backend.countTokens(prompt.prefix));
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
    const backend = open();
    const free = { prompt, maxNewTokens: 40, temperature: 0.9, seed: 7 };
    const whole = await backend.complete({ ...free, endSequence: "\u0000" });
    expect(whole.usage.newTokens).toBe(40);
    for (const [from, length] of [
      [5, 3],
      [11, 4],
      [20, 2],
    ] as const) {
      const endSequence = whole.text.slice(from, from + length);
      const told: string[] = [];
      const cut = await backend.complete({ ...free, endSequence, onText: (text) => told.push(text) });
      expect(cut.text).toBe(whole.text.slice(0, whole.text.indexOf(endSequence)));
      expect(cut.finish).toBe("end-sequence");
      for (const [at, text] of told.entries()) {
        expect(text).not.toContain(endSequence);
        expect(text.startsWith(told[at - 1] ?? "")).toBe(true);
      }
    }
  });

  it("repeats itself with a seed, alone and among others, and varies without", async () => {
    const backend = open();
    const free = { prompt, maxNewTokens: 12, temperature: 1, endSequence: "\u0000" };
    const alone = (await backend.complete({ ...free, seed: 3 })).text;
    const among = await Promise.all([1, 2, 3, 4].map((seed) => backend.complete({ ...free, seed })));
    expect(among[2]?.text).toBe(alone);
    expect(new Set(among.map(({ text }) => text)).size).toBeGreaterThan(1);
  });

  it("ends at once when aborted, while the others go on", async () => {
    const backend = open();
    const stop = new AbortController();
    const free = { prompt, maxNewTokens: 200, temperature: 1, seed: 1, endSequence: "\u0000" };
    const stopped = backend.complete({ ...free, signal: stop.signal, onText: () => stop.abort() });
    const other = backend.complete({ ...free, maxNewTokens: 20 });
    await expect(stopped).rejects.toMatchObject({ code: "BACKEND_ABORTED" });
    expect((await other).usage.newTokens).toBe(20);
  });

  it("writes the same text alone, where it guesses ahead, as beside others, where it does not", async () => {
    const backend = open();
    const settings = [
      { temperature: 0 },
      { temperature: 0.7, seed: 2 },
      { temperature: 1, seed: 3, topK: 20, repetitionPenalty: 1.2 },
    ];
    const requests = settings.map((one) => ({ prompt, maxNewTokens: 60, endSequence: "\u0000", ...one }));
    const alone: string[] = [];
    for (const request of requests) alone.push((await backend.complete(request)).text);
    const together = await Promise.all(requests.map((request) => backend.complete(request)));
    expect(together.map(({ text }) => text)).toEqual(alone);
  });

  it("gives an empty text when the model ends it before it began", async () => {
    // With this seed the first token that is drawn is the one that ends the text.
    const request = { prompt, maxNewTokens: 5, temperature: 1, seed: 43, endSequence: "\u0000" };
    expect(await open().complete(request)).toMatchObject({ text: "", finish: "end-of-text" });
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
    const backend = open({ mostWaiting: 3 });
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

  it("tells who waits while the model loads", async () => {
    const progress: Progress[] = [];
    await open().score({ prompt, labels: ["yes", "no"], onProgress: (told) => progress.push(told) });
    expect(progress[0]).toEqual({ kind: "loading", estimatedMs: null });
  });

  it("brings a thread that died back, and answers what it was at", async () => {
    let poisoned = 0;
    const threads = await import("node:worker_threads");
    type Thread = InstanceType<typeof threads.Worker>;
    // The first message is followed by one that no thread survives.
    const seen = vi.spyOn(threads.Worker.prototype, "postMessage").mockImplementation(function (
      this: Thread,
      ...values
    ) {
      seen.mockRestore();
      this.postMessage({ kind: "work", id: 999, work: null });
      this.postMessage(...(values as [unknown]));
      poisoned += 1;
    });
    const engine = createEngine({
      folder: await readModelFolder(TINY),
      threads: 1,
      cacheBytes: 1e7,
      mostWaiting: 10,
    });
    try {
      const result = await engine.run(
        { kind: "score", prefix: toPrefix([1, 2]), text: [3], labels: [[4], [5]] },
        {},
      );
      expect(result).toMatchObject({ kind: "scored", logprobs: [expect.any(Number), expect.any(Number)] });
      expect(poisoned).toBe(1);
    } finally {
      await engine.close();
    }
  });
});

describe("an engine whose thread dies at each start", () => {
  it("gives up after a few, in words, and does not start threads for ever", async () => {
    const threads = await import("node:worker_threads");
    let starts = 0;
    const emit = threads.Worker.prototype.emit;
    const spy = vi.spyOn(threads.Worker.prototype, "emit").mockImplementation(function (
      this: import("node:worker_threads").Worker,
      ...values: unknown[]
    ) {
      if (values[0] === "online") {
        starts += 1;
        void this.terminate();
      }
      return emit.apply(this, values as never);
    });
    const engine = createEngine({
      folder: await readModelFolder(TINY),
      threads: 1,
      cacheBytes: 1e7,
      mostWaiting: 10,
    });
    try {
      await expect(engine.ready).rejects.toMatchObject({
        code: "CONFIG_MODEL",
        message: expect.stringContaining("memory"),
      });
      expect(starts).toBe(6);
    } finally {
      spy.mockRestore();
      await engine.close();
    }
  });
});

describe("scores of a broken export", () => {
  it("are refused in a sentence when they are NaN", async () => {
    const session = await openSession(await readModelFolder(TINY), 1);
    const logits = () => new Float32Array(600).fill(Number.NaN);
    const pick = () => [Number.NaN, Number.NaN];
    const nan: ModelSession = { ...session, run: async () => ({ logits, pick, present: null }) };
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
  const nothing = { seen: new Set<number>(), random: () => 0.999999 };

  it("refuses logits that are NaN, greedy or not", () => {
    const logits = new Float32Array(5).fill(Number.NaN);
    for (const temperature of [0, 1])
      expect(() => chooseToken(logits, { temperature }, { seen: new Set(), random: () => 0.5 })).toThrow(
        /NaN or infinite logits/,
      );
  });

  it("takes the likeliest at temperature 0 and at top-k 1", () => {
    expect(chooseToken(logits, { temperature: 0 }, nothing)).toBe(4);
    expect(chooseToken(logits, { temperature: 5, topK: 1 }, nothing)).toBe(4);
  });

  it("keeps to the top k and the top p, and makes what was seen less likely", () => {
    const draw = (settings: object) => {
      const random = createRandom(1);
      return new Set(
        Array.from({ length: 400 }, () =>
          chooseToken(logits, { temperature: 2, ...settings }, { seen: new Set([4]), random }),
        ),
      );
    };
    expect([...draw({ topK: 2 })].sort()).toEqual([1, 4]);
    expect([...draw({ topP: 0.5 })].sort()).toEqual([1, 4]);
    expect(draw({}).size).toBe(5);
    expect(
      chooseToken(logits, { temperature: 0, repetitionPenalty: 2 }, { seen: new Set([4]), random: () => 0 }),
    ).toBe(1);
  });
});
