/** What every backend keeps to, whatever runs the model. A backend's test calls it with a way to open one. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Seen } from "../../src/core/seen.ts";
import type { Backend, CompletionRequest } from "../../src/flows/ports/backend.ts";
import { PROTOCOLS } from "../../src/inference/server/protocols/index.ts";

export interface BackendDescriptor {
  /** "the engine on the new export layout" */
  readonly title: string;
  /** Opens the backend with whatever it needs beside it; `close` ends both. */
  open(): Promise<{ backend: Backend; close: () => Promise<void> }>;
}

const prompt = {
  prefix: "Say how it sounds.\nMessage: fine\nSentiment: Positive\n###\n",
  text: "Message: 好 and bad 🙂\nSentiment:",
};
const request: CompletionRequest = { prompt, maxNewTokens: 12, temperature: 0, endSequence: "###" };
const labels = ["Positive", "Negative", "Not sure"];

export function backendContract({ title, open }: BackendDescriptor): void {
  describe(`${title}, as any backend,`, () => {
    let backend: Backend;
    let close: () => Promise<void>;
    beforeAll(async () => {
      ({ backend, close } = await open());
    });
    afterAll(() => close());

    it("says what it runs and where", async () => {
      const info = await backend.describe();
      expect(["onnx", ...Object.keys(PROTOCOLS)]).toContain(backend.name);
      expect(backend.where.length).toBeGreaterThan(0);
      expect(info.name.length).toBeGreaterThan(0);
      expect(info.contextTokens).toBeGreaterThan(0);
      expect(info.parameters ?? 1).toBeGreaterThan(0);
    });

    it("counts tokens: none in nothing, and about as many in a text as in its parts", async () => {
      await backend.describe();
      expect(backend.countTokens("")).toBe(0);
      const parts = backend.countTokens(prompt.prefix) + backend.countTokens(prompt.text);
      const whole = backend.countTokens(prompt.prefix + prompt.text);
      expect(whole).toBeGreaterThan(0);
      expect(Math.abs(parts - whole)).toBeLessThanOrEqual(1);
    });

    it("writes a text without its end sequence, reports it as it grows, and repeats it at temperature 0", async () => {
      const reported: string[] = [];
      const first = await backend.complete({ ...request, onText: (text) => reported.push(text) });
      const second = await backend.complete(request);
      expect(second.text).toBe(first.text);
      expect(["end-sequence", "end-of-text", "length"]).toContain(first.finish);
      expect(first.text).not.toContain("###");
      expect(first.usage.newTokens ?? 0).toBeLessThanOrEqual(12);
      expect(first.usage.durationMs).toBeGreaterThanOrEqual(0);
      for (const [at, text] of reported.entries()) {
        expect(text.startsWith(reported[at - 1] ?? "")).toBe(true);
        expect(first.text.startsWith(text)).toBe(true);
      }
    });

    it("scores each label in the order asked, or says that it can't", async () => {
      const scoring = await backend.score({ prompt, labels });
      if (scoring === null) return expect(await backend.score({ prompt, labels })).toBeNull();
      expect(scoring.logprobs).toHaveLength(labels.length);
      for (const logprob of scoring.logprobs) expect(logprob).toBeLessThanOrEqual(0);
      const turned = await backend.score({ prompt, labels: labels.toReversed() });
      for (const [at, logprob] of (turned?.logprobs.toReversed() ?? []).entries())
        expect(logprob).toBeCloseTo(scoring.logprobs[at] as number, 4);
    });

    it("gives what a classifier head reads beside the same scores, where it can and it is wanted", async () => {
      const plain = await backend.score({ prompt, labels });
      expect(plain?.seen).toBeUndefined();
      const wanted = await backend.score({ prompt, labels, wantsSeen: true });
      for (const [at, logprob] of (plain?.logprobs ?? []).entries())
        expect(wanted?.logprobs[at]).toBeCloseTo(logprob, 4);
      // One label begins another: the model is then asked for all tokens' scores.
      const nested = [...labels, `${labels[0]} indeed`];
      const [alone, ...others] = await Promise.all(
        [labels, nested, labels].map((set) => backend.score({ prompt, labels: set, wantsSeen: true })),
      );
      const numbers = readSeen(alone?.seen);
      expect(numbers.every(Number.isFinite)).toBe(true);
      for (const other of [wanted, ...others])
        for (const [at, value] of readSeen(other?.seen).entries())
          expect(value).toBeCloseTo(numbers[at] as number, 2);
    });

    it("answers many that come at once, each its own", async () => {
      const texts = await Promise.all(
        [2, 4, 6, 8].map((maxNewTokens) => backend.complete({ ...request, maxNewTokens })),
      );
      for (const [at, { usage }] of texts.entries())
        expect(usage.newTokens ?? 0).toBeLessThanOrEqual(2 * (at + 1));
    });

    it("ends a request that is aborted, before it began and under way", async () => {
      await expect(backend.complete({ ...request, signal: AbortSignal.abort() })).rejects.toMatchObject({
        code: "BACKEND_ABORTED",
      });
      const stop = new AbortController();
      const under = backend.complete({ ...request, maxNewTokens: 200, signal: stop.signal });
      setImmediate(() => stop.abort());
      await expect(under).rejects.toMatchObject({ code: "BACKEND_ABORTED" });
      expect((await backend.complete(request)).text).toEqual(expect.any(String));
    });
  });
}

/** Numbers of what is seen that can be set beside each other; of the likeliest tokens only the first, whose places don't change by rounding. */
function readSeen(seen: Seen | undefined): number[] {
  if (seen === undefined) return [];
  return seen.kind === "state" ? [...seen.values] : [seen.tokens.length, seen.logprobs[0] as number];
}
