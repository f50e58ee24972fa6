/** One pace for all asks at a model server that limits calls. */

import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BotError } from "../../src/core/errors.ts";
import type { Backend } from "../../src/flows/ports/backend.ts";
import { openServerBackend } from "../../src/inference/server/backend.ts";
import { type ModelServer, sendJson, startModelServer } from "../emulators/model-server/server.ts";

let server: ModelServer;
let backend: Backend;
beforeEach(async () => {
  server = await startModelServer();
  backend = openServerBackend({ url: server.url, protocol: "huggingface", model: "m", firstWaitMs: 20 });
});
afterEach(async () => {
  await backend.close();
  await server.close();
});

const complete = (text: string, signal?: AbortSignal) =>
  backend.complete({
    prompt: { prefix: "Do it.\n", text },
    maxNewTokens: 5,
    temperature: 0,
    endSequence: "###",
    ...(signal ? { signal } : {}),
  });

/** Asks as a job does: again after the time that the fault names. */
async function untilAnswered(text: string): Promise<void> {
  for (;;)
    try {
      await complete(text);
      return;
    } catch (error) {
      if (!(error instanceof BotError) || !error.retryable) throw error;
      await sleep(error.retryAfterMs ?? 20);
    }
}

/** Notes calls that begin while the server has asked to wait: as the client sees it, since a busy machine delivers late what was on its way. */
function watchCalls(pauseMs: number) {
  const begun = new WeakMap<object, number>();
  const early: number[] = [];
  let refusedMs = Number.NEGATIVE_INFINITY;
  const onCall = (message: unknown) => {
    const { request } = message as { request: { origin: string } };
    const nowMs = performance.now();
    if (request.origin !== server.url) return;
    begun.set(request, nowMs);
    const sinceMs = nowMs - refusedMs;
    // The refusal is known once its body has been read.
    if (sinceMs > 150 && sinceMs < pauseMs - 30) early.push(sinceMs);
  };
  const onAnswer = (message: unknown) => {
    const { request, response } = message as { request: object; response: { statusCode: number } };
    // What was on its way when the first was refused begins no other pause.
    if (response.statusCode === 429 && (begun.get(request) ?? 0) >= refusedMs) refusedMs = performance.now();
  };
  subscribe("undici:request:create", onCall);
  subscribe("undici:request:headers", onAnswer);
  return {
    early,
    stop() {
      unsubscribe("undici:request:create", onCall);
      unsubscribe("undici:request:headers", onAnswer);
    },
  };
}

describe("a server that limits calls", () => {
  it("is asked by nobody before the time that it names, and then by few at once", async () => {
    const { answer } = server;
    const WINDOW_MS = 400;
    let windowMs = performance.now();
    let left = 5;
    let refused = 0;
    server.answer = (asked, response) => {
      const nowMs = performance.now();
      if (nowMs - windowMs >= WINDOW_MS) [windowMs, left] = [nowMs, 5];
      if (left-- > 0) return answer(asked, response);
      refused += 1;
      return sendJson(response, 429, {}, { "retry-after": String(WINDOW_MS / 1000) });
    };
    const { early, stop } = watchCalls(WINDOW_MS);
    const asks = Array.from({ length: 40 }, (_, n) => untilAnswered(`text ${n}`));
    await Promise.all(asks).finally(stop);
    expect(early).toEqual([]);
    // The first burst, and then about one for each window; without a common pace it is 140.
    expect(refused).toBeLessThan(100);
  });

  it("that names a long time is left alone, by asks that come later as well, once it has refused two in a row", async () => {
    server.answer = (_asked, response) => sendJson(response, 429, {}, { "retry-after": "60" });
    const fault = (text: string) => complete(text).catch((error: unknown) => error as BotError);
    expect(await fault("one")).toMatchObject({ code: "BACKEND_RATE_LIMITED", retryAfterMs: 60_000 });
    // An ask that waits in the pause may be cancelled.
    const giveUp = new AbortController();
    const cancelled = complete("cancelled", giveUp.signal).catch((error: unknown) => error);
    await sleep(20);
    giveUp.abort();
    expect(await cancelled).toMatchObject({ code: "BACKEND_ABORTED" });
    expect(server.requests).toHaveLength(1);
    // One refusal may be for that text alone: another is tried after some seconds.
    const second = await fault("two");
    expect(second).toMatchObject({ code: "BACKEND_RATE_LIMITED", retryable: true });
    expect(server.requests).toHaveLength(2);
    for (let n = 0; n < 20; n++) {
      const error = (await fault(`later ${n}`)) as BotError;
      expect(error).toMatchObject({ code: "BACKEND_RATE_LIMITED", retryable: true });
      expect(error.message).toContain("is not asked before");
      expect(error.retryAfterMs).toBeGreaterThan(50_000);
      expect(error.retryAfterMs).toBeLessThanOrEqual(60_000);
    }
    expect(server.requests).toHaveLength(2);
  });
});
