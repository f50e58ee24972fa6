/** A sick model server: never a hot loop, never a token to another host, and back to work by itself. */

import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Backend } from "../../src/flows/ports.ts";
import { openServerBackend } from "../../src/inference/server/backend.ts";
import { type Breaker, createBreaker, type Outcome } from "../../src/inference/server/breaker.ts";
import { faultOf } from "../../src/inference/server/errors.ts";
import { type ModelServer, sendJson, startModelServer } from "../emulators/model-server/server.ts";

const prompt = { prefix: "Do it.\n", text: "Message: b\nSentiment:" };
const request = { prompt, maxNewTokens: 25, temperature: 0, endSequence: "###" };
const TOKEN = ["hf", "abcdefghijkl"].join("_");

let server: ModelServer;
let backend: Backend;
beforeEach(async () => {
  server = await startModelServer();
  backend = openServerBackend({ url: server.url, protocol: "huggingface", model: "m", token: TOKEN });
});
afterEach(async () => {
  await backend.close();
  await server.close();
});
const fault = () => backend.complete(request).catch((error) => error);

describe("a sick model server", () => {
  it("is left alone after several failures in a row, and the asks are told when to come back", async () => {
    server.answer = (_asked, response) => sendJson(response, 500, {}, { "retry-after": "0" });
    await Promise.all([fault(), fault()]);
    const asked = server.requests.length;
    expect(asked).toBeLessThanOrEqual(6);
    for (let ask = 0; ask < 20; ask++) {
      const error = await fault();
      expect(error).toMatchObject({ code: "BACKEND_UNREACHABLE", retryable: true });
      expect(error.message).toContain("left alone");
      expect(error.retryAfterMs).toBeGreaterThan(0);
    }
    expect(server.requests).toHaveLength(asked);
  });

  it("that says to wait longer than an ask should is asked no earlier", async () => {
    server.answer = (_asked, response) => sendJson(response, 429, {}, { "retry-after": "120" });
    expect(await fault()).toMatchObject({ code: "BACKEND_RATE_LIMITED", retryAfterMs: 120_000 });
    expect(server.requests).toHaveLength(1);
  });

  it.each([301, 302, 307, 308])(
    "that sends elsewhere with %i is not followed, and its token stays",
    async (status) => {
      const other = await startModelServer();
      server.answer = (_asked, response) => sendJson(response, status, {}, { location: other.url });
      expect(await fault()).toMatchObject({ code: "BACKEND_REFUSED" });
      expect(other.requests).toHaveLength(0);
      await other.close();
    },
  );

  it("that says 200 while it loads is waited for", async () => {
    const usual = server.answer;
    let calls = 0;
    server.answer = (asked, response) =>
      calls++ === 0
        ? sendJson(response, 200, { error: "loading", estimated_time: 0.02 })
        : usual(asked, response);
    expect((await backend.complete(request)).text).toContain("Positive");
  });

  it("that answers with a page is told from one that answers with nothing", async () => {
    server.answer = (_asked, response) => {
      response.writeHead(200).end("<!doctype html><p>Sign in</p>");
    };
    expect(await fault()).toMatchObject({
      code: "BACKEND_MALFORMED",
      message: expect.stringContaining("HTML"),
    });
    server.answer = (_asked, response) => {
      response.writeHead(200).end();
    };
    expect(await fault()).toMatchObject({ code: "BACKEND_MALFORMED" });
  });

  it("that sends 100 MB is cut off early", async () => {
    let sentBytes = 0;
    server.answer = (_asked, response) => {
      response.writeHead(200, { "content-length": String(100 * 1024 * 1024) });
      const more = () => {
        while (!response.destroyed && sentBytes < 100 * 1024 * 1024) {
          sentBytes += 65_536;
          if (!response.write(Buffer.alloc(65_536, 120))) return response.once("drain", more);
        }
      };
      more();
    };
    expect(await fault()).toMatchObject({ code: "BACKEND_MALFORMED" });
    expect(sentBytes).toBeLessThan(50 * 1024 * 1024);
  });
});

describe("the breaker", () => {
  const failTimes = (breaker: Breaker, times: number) => {
    for (let call = 0; call < times; call++) breaker.enter().leave("failed");
  };

  it("opens after five failures, lets one try when its time is over, and rests longer each time", () => {
    let nowMs = 0;
    const breaker = createBreaker(() => nowMs);
    failTimes(breaker, 5);
    const { restMs } = breaker.enter();
    expect(restMs).toBeGreaterThan(3_000);
    nowMs += restMs;
    const alone = breaker.enter();
    expect(alone.restMs).toBe(0);
    expect(breaker.enter().restMs).toBeGreaterThan(0);
    alone.leave("failed");
    expect(breaker.enter().restMs).toBeGreaterThan(7_000);
    for (let round = 0; round < 20; round++) {
      nowMs += breaker.enter().restMs;
      breaker.enter().leave("failed");
    }
    expect(breaker.enter().restMs).toBeLessThanOrEqual(75_000);
    nowMs += breaker.enter().restMs;
    breaker.enter().leave("answered");
    expect([breaker.enter().restMs, breaker.enter().restMs]).toEqual([0, 0]);
  });

  it("lets exactly one try, whatever comes of the requests that were under way when it opened", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom<Outcome[]>("answered", "failed", "neither")), (outcomes) => {
        let nowMs = 0;
        const breaker = createBreaker(() => nowMs);
        const underWay = outcomes.map(() => breaker.enter());
        failTimes(breaker, 5);
        nowMs += breaker.enter().restMs;
        const alone = breaker.enter();
        expect(alone.restMs).toBe(0);
        for (const [at, entry] of underWay.entries()) {
          entry.leave(outcomes[at] as Outcome);
          expect(breaker.enter().restMs).toBeGreaterThan(0);
        }
        alone.leave("answered");
        expect(breaker.enter().restMs).toBe(0);
      }),
    );
  });

  it("lets another one try after one that told nothing", () => {
    let nowMs = 0;
    const breaker = createBreaker(() => nowMs);
    failTimes(breaker, 5);
    nowMs += breaker.enter().restMs;
    breaker.enter().leave("neither");
    expect(breaker.enter().restMs).toBe(0);
    expect(breaker.enter().restMs).toBeGreaterThan(0);
  });

  it("stays closed for what tells nothing of the server's health", () => {
    const breaker = createBreaker(() => 0);
    for (let call = 0; call < 20; call++) {
      const entry = breaker.enter();
      expect(entry.restMs).toBe(0);
      entry.leave("neither");
    }
  });
});

describe("a refusal", () => {
  const read = (status: number, error: string, retryAfter?: string) =>
    faultOf({ status, text: JSON.stringify({ error }), host: "h", retryAfter });

  it.each([
    [
      422,
      "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 2048. Given: 3000",
      "INPUT_TOO_LONG",
    ],
    [
      400,
      "This model's maximum context length is 2048 tokens. However, you requested 3000 tokens",
      "INPUT_TOO_LONG",
    ],
    [422, "Input validation error: `top_n_tokens` must be >= 0 and <= 5. Given: 20", "BACKEND_REFUSED"],
    [400, "Authorization header is correct, but the token seems invalid", "CONFIG_CREDENTIAL"],
    [424, "Request failed during generation", "BACKEND_UNREACHABLE"],
  ] as const)("of %i with %j is read as it is meant", (status, error, code) => {
    expect(read(status, error)).toMatchObject({ code });
  });

  it("tells when to come back, in seconds or as a date", () => {
    const soon = new Date(Date.now() + 90_000).toUTCString();
    expect(read(429, "slow", "7").retryAfterMs).toBe(7_000);
    expect(read(429, "slow", soon).retryAfterMs).toBeGreaterThan(60_000);
    expect(read(429, "slow", "soon").retryAfterMs).toBeNull();
  });
});
