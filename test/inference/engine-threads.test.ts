/** The engine's thread: it dies at any moment, can't come back at once, or has more to write than there is memory for. */

import { cp, mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Worker } from "node:worker_threads";
import { afterEach, describe, expect, it, vi } from "vitest";
import { toPrefix } from "../../src/inference/engine/prefix-cache.ts";
import { createEngine, type Engine } from "../../src/inference/engine/worker/client.ts";
import type { FromWorker, ToWorker, Work } from "../../src/inference/engine/worker/messages.ts";
import { readModelFolder } from "../../src/inference/models/folder.ts";

const TINY = resolve("test/fixtures/tiny-neo");

const score: Work = { kind: "score", prefix: toPrefix([1, 2]), text: [3], labels: [[4], [5]] };
const scored = { kind: "scored", logprobs: [expect.any(Number), expect.any(Number)] };
/** Long enough that a thread can die of it: it reads messages between two tokens. */
const write = (seed: number, maxNewTokens = 480): Work => ({
  kind: "complete",
  prefix: toPrefix([1, 2]),
  text: [3],
  maxNewTokens,
  endSequence: "",
  temperature: 1,
  seed,
  streams: true,
});

let engine: Engine | null = null;
afterEach(async () => {
  vi.restoreAllMocks();
  await engine?.close();
  engine = null;
});

async function start({ path = TINY, cacheBytes = 1e7, maxWaiting = 100 } = {}): Promise<Engine> {
  engine = createEngine({ folder: await readModelFolder(path), threads: 1, cacheBytes, maxWaiting });
  return engine;
}

/** Reads what threads send before the engine does: those that get work from now on. A thread that another file left in this process, as one
 * whose setup failed does, sends its own. */
function interceptMessages(onMessage: (message: FromWorker, thread: Worker) => void): void {
  const own = new WeakSet<Worker>();
  const { emit, postMessage } = Worker.prototype;
  vi.spyOn(Worker.prototype, "postMessage").mockImplementation(function (this: Worker, ...values) {
    if ((values[0] as ToWorker).kind === "work") own.add(this);
    return postMessage.apply(this, values);
  });
  vi.spyOn(Worker.prototype, "emit").mockImplementation(function (this: Worker, ...values: unknown[]) {
    if (values[0] === "message" && own.has(this)) onMessage(values[1] as FromWorker, this);
    return emit.apply(this, values as never);
  });
}

/** A message that no thread survives. Cut off from outside, inside a run, a thread would take the process with it. */
const POISON = { kind: "work", id: 999, work: null };

/** No thread survives the request of this number. */
function poison(id: number): void {
  interceptMessages((message, thread) => {
    if (message.kind === "started" && message.ids.includes(id)) thread.postMessage(POISON);
  });
}

it("scores in the background only while nothing else waits, a few rows at a time", async () => {
  const own = await start();
  await own.ready;
  const order: ("asked" | "background")[] = [];
  interceptMessages((message) => {
    if (message.kind === "started")
      for (const id of message.ids) order.push(id % 100 === 50 ? "asked" : "background");
  });
  const progress = vi.fn();
  const run = (isBackground: boolean, prefix: number) =>
    own.run({ ...score, prefix: toPrefix([1, prefix]), isBackground } as Work, { onProgress: progress });
  // Over two prompts; what is asked comes last, and is number 50.
  const background = Array.from({ length: 50 }, (_, at) => run(true, at % 2));
  expect(await run(false, 7)).toMatchObject(scored);
  expect(order.indexOf("asked")).toBeLessThanOrEqual(8);
  expect(await Promise.all(background)).toEqual(Array(50).fill(expect.objectContaining(scored)));
  expect(order).toHaveLength(51);
});

it("refuses no ask because of what is scored in the background", async () => {
  const own = await start({ maxWaiting: 3 });
  await own.ready;
  const background = Promise.allSettled(
    Array.from({ length: 6 }, () => own.run({ ...score, isBackground: true } as Work, {})),
  );
  const asked = Promise.all(Array.from({ length: 3 }, () => own.run(score, {})));
  expect((await background).filter(({ status }) => status === "rejected")).toHaveLength(3);
  expect(await asked).toEqual(Array(3).fill(expect.objectContaining(scored)));
});

it("drops background work that is not wanted any more", async () => {
  const own = await start();
  const stop = new AbortController();
  const all = Array.from({ length: 90 }, () =>
    own.run({ ...score, isBackground: true } as Work, { signal: stop.signal }),
  );
  stop.abort();
  const ended = await Promise.allSettled(all);
  expect(new Set(ended.map(({ status }) => status))).toEqual(new Set(["rejected"]));
  expect(await own.run(score, {})).toMatchObject(scored);
});

describe("an engine whose thread dies", () => {
  it("starts another, which answers what the first was to do", async () => {
    const seen = vi.spyOn(Worker.prototype, "postMessage").mockImplementation(function (
      this: Worker,
      ...values
    ) {
      seen.mockRestore();
      this.postMessage(POISON);
      this.postMessage(...(values as [unknown]));
    });
    expect(await (await start()).run(score, {})).toMatchObject(scored);
  });

  it("of one request ends that request alone: those beside it are answered", async () => {
    poison(2);
    const own = await start();
    const all = await Promise.allSettled([1, 2, 3, 4, 5].map((seed) => own.run(write(seed), {})));
    expect(all.map(({ status }) => status)).toEqual([
      "fulfilled",
      "fulfilled",
      "rejected",
      "fulfilled",
      "fulfilled",
    ]);
    expect(all[2]).toMatchObject({ reason: { code: "BACKEND_CRASHED", retryable: false } });
  });

  it("twice of one request answers an older one, which waited for it to go alone", async () => {
    let starts = 0;
    const emit = Worker.prototype.emit;
    vi.spyOn(Worker.prototype, "emit").mockImplementation(function (this: Worker, ...values: unknown[]) {
      if (values[0] === "online" && starts++ < 2) {
        emit.call(this, "message", { kind: "started", ids: [1] } satisfies FromWorker);
        void this.terminate();
      }
      return emit.apply(this, values as never);
    });
    const own = await start();
    const [older, younger] = await Promise.allSettled([own.run(score, {}), own.run(score, {})]);
    expect(older).toMatchObject({ status: "fulfilled", value: scored });
    expect(younger).toMatchObject({ status: "rejected", reason: { code: "BACKEND_CRASHED" } });
  });

  it("continues a text where it was: what is reported only grows, and is the same text", async () => {
    const own = await start();
    const alone = (await own.run(write(7), {})) as { text: string };
    let texts = 0;
    interceptMessages((message, thread) => {
      if (message.kind === "text" && texts++ === 8) thread.postMessage(POISON);
    });
    const reported: string[] = [];
    const again = await own.run(write(7), { onText: (text) => reported.push(text) });
    expect(again).toMatchObject({ kind: "completed", text: alone.text });
    expect(texts).toBeGreaterThan(reported.length);
    for (const [at, text] of reported.entries()) expect(text.startsWith(reported[at - 1] ?? "")).toBe(true);
  });

  it("and can't load the model again says so, lets asks come back, and answers once the model is there", async () => {
    const path = await mkdtemp(join(tmpdir(), "fewshot-thread-"));
    await cp(TINY, path, { recursive: true });
    const graph = join(path, "onnx/model.onnx");
    try {
      const own = await start({ path });
      await own.ready;
      await rename(graph, `${graph}.away`);
      poison(0);
      await expect(own.run(write(1), {})).rejects.toMatchObject({ code: "BACKEND_CRASHED", retryable: true });
      await rename(`${graph}.away`, graph);
      expect(await own.run(score, {})).toMatchObject(scored);
    } finally {
      await engine?.close();
      await rm(path, { recursive: true });
    }
  });

  it("at each start gives up after a few, in words, and does not start threads for ever", async () => {
    let starts = 0;
    const emit = Worker.prototype.emit;
    vi.spyOn(Worker.prototype, "emit").mockImplementation(function (this: Worker, ...values: unknown[]) {
      if (values[0] === "online") {
        starts += 1;
        void this.terminate();
      }
      return emit.apply(this, values as never);
    });
    await expect((await start()).ready).rejects.toMatchObject({
      code: "CONFIG_MODEL",
      message: expect.stringContaining("memory"),
    });
    expect(starts).toBe(6);
  });
});

describe("texts that need more memory than there is for them", () => {
  it("are written a few at a time, in the order in which they came, and all of them", async () => {
    const begun: number[] = [];
    const done: number[] = [];
    let most = 0;
    interceptMessages((message) => {
      if (message.kind === "started") begun.push(...message.ids);
      if (message.kind === "done") done.push(message.id);
      most = Math.max(most, begun.length - done.length);
    });
    // Of a text, 23 tokens of 512 bytes may be kept, twice: there is room for three.
    const own = await start({ cacheBytes: 18_000 });
    const texts = await Promise.all(Array.from({ length: 10 }, (_, seed) => own.run(write(seed, 20), {})));
    expect(texts).toHaveLength(10);
    expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(most).toBe(3);
  });
});
