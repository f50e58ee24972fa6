/** A failing model server: never a hot loop, never a token to another host, and back to work by itself. */

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { BotError } from "../../src/core/errors.ts";
import type { Backend } from "../../src/flows/ports/backend.ts";
import { openServerBackend } from "../../src/inference/server/backend.ts";
import { type Breaker, createBreaker } from "../../src/inference/server/http/breaker.ts";
import { faultOf } from "../../src/inference/server/http/errors.ts";
import { type ModelServer, sendJson, startModelServer } from "../emulators/model-server/server.ts";

const prompt = { prefix: "Do it.\n", text: "Message: b\nSentiment:" };
const request = { prompt, maxNewTokens: 25, temperature: 0, endSequence: "###" };
const TOKEN = ["hf", "abcdefghijkl"].join("_");

let server: ModelServer;
let backend: Backend;
beforeEach(async () => {
  server = await startModelServer();
  backend = openServerBackend({
    url: server.url,
    protocol: "huggingface",
    model: "m",
    token: TOKEN,
    firstWaitMs: 5,
  });
});
afterEach(async () => {
  await backend.close();
  await server.close();
});
const fault = () => backend.complete(request).catch((error) => error);

describe("a failing model server", () => {
  it("is not asked after several failures in a row, and each ask gets the time to come back", async () => {
    server.answer = (_asked, response) => sendJson(response, 500, {}, { "retry-after": "0" });
    await Promise.all([fault(), fault()]);
    const asked = server.requests.length;
    expect(asked).toBeLessThanOrEqual(6);
    for (let ask = 0; ask < 20; ask++) {
      const error = await fault();
      expect(error).toMatchObject({ code: "BACKEND_UNREACHABLE", retryable: true });
      expect(error.message).toContain("not asked for");
      expect(error.retryAfterMs).toBeGreaterThan(0);
    }
    expect(server.requests).toHaveLength(asked);
  });

  it("that says to come back at once is not asked at once", async () => {
    server.answer = (_asked, response) => sendJson(response, 429, {}, { "retry-after": "0" });
    await backend.close();
    backend = openServerBackend({ url: server.url, protocol: "huggingface", model: "m", firstWaitMs: 50 });
    const startMs = performance.now();
    expect(await fault()).toMatchObject({ code: "BACKEND_RATE_LIMITED" });
    expect(performance.now() - startMs).toBeGreaterThan(140);
    expect(server.requests).toHaveLength(3);
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

  it("that answers with a page or with nothing is malformed", async () => {
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
  const failing = () => Promise.reject(new BotError("BACKEND_UNREACHABLE", "500", { retryable: true }));
  const well = () => Promise.resolve("answer");
  const faultOfRun = async (breaker: Breaker, work: () => Promise<unknown>) => {
    const fault: unknown = await breaker.run(work).catch((error) => error);
    return fault as BotError & { retryAfterMs: number };
  };
  const failTimes = async (breaker: Breaker, times: number) => {
    for (let call = 0; call < times; call++) await faultOfRun(breaker, failing);
  };
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["Date"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("opens after five failures in a row, tries once when its rest is over, and rests longer each time", async () => {
    const breaker = createBreaker("h");
    await failTimes(breaker, 4);
    await breaker.run(well);
    await failTimes(breaker, 5);
    expect(breaker.state).toBe("open");
    const first = await faultOfRun(breaker, well);
    expect(first.message).toContain("not asked for");
    expect(first.retryAfterMs).toBeGreaterThan(3_000);
    vi.setSystemTime(Date.now() + first.retryAfterMs);
    await failTimes(breaker, 1);
    const second = await faultOfRun(breaker, well);
    expect(second.retryAfterMs).toBeGreaterThan(7_000);
    for (let round = 0; round < 20; round++) {
      vi.setSystemTime(Date.now() + 38_000);
      await failTimes(breaker, 1);
    }
    const last = await faultOfRun(breaker, well);
    expect(last.retryAfterMs).toBeLessThanOrEqual(37_500);
    vi.setSystemTime(Date.now() + last.retryAfterMs);
    expect(await breaker.run(well)).toBe("answer");
    expect(breaker.state).toBe("closed");
  });

  it("lets exactly one call try, and the others wait for its outcome", async () => {
    for (const outcome of ["answered", "failed"]) {
      const breaker = createBreaker("h");
      await failTimes(breaker, 5);
      vi.setSystemTime(Date.now() + 38_000);
      const trial = Promise.withResolvers<unknown>();
      let calls = 0;
      const work = () => {
        calls++;
        return calls === 1 ? trial.promise : well();
      };
      const waiting = Array.from({ length: 10 }, () => faultOfRun(breaker, work));
      await new Promise((resolve) => setImmediate(resolve));
      expect(calls).toBe(1);
      if (outcome === "answered") trial.resolve("answer");
      else trial.reject(new BotError("BACKEND_TIMEOUT", "late", { retryable: true }));
      await Promise.all(waiting);
      expect(calls).toBe(outcome === "answered" ? 10 : 1);
    }
  });

  it("stays closed for what says nothing about the server's health", async () => {
    const breaker = createBreaker("h");
    for (const code of [
      "BACKEND_LOADING",
      "BACKEND_RATE_LIMITED",
      "INPUT_TOO_LONG",
      "BACKEND_ABORTED",
    ] as const)
      for (let call = 0; call < 10; call++)
        await faultOfRun(breaker, () => Promise.reject(new BotError(code, "no", { retryable: true })));
    expect(breaker.state).toBe("closed");
  });
});

describe("a refusal", () => {
  const read = (status: number, error: string, retryAfter?: string) =>
    faultOf({ status, text: JSON.stringify({ error }), where: "h", retryAfter });

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

  it("says when to come back, in seconds or as a date", () => {
    const soon = new Date(Date.now() + 90_000).toUTCString();
    expect(read(429, "slow", "7").retryAfterMs).toBe(7_000);
    expect(read(429, "slow", soon).retryAfterMs).toBeGreaterThan(60_000);
    expect(read(429, "slow", "soon").retryAfterMs).toBeNull();
  });

  it.each([
    "0",
    "-3",
    "1e25",
    "99999999999999999999999999",
    "Fri, 31 Dec 9999 23:59:59 GMT",
    "86400",
    "",
    "x",
  ])(
    "that says to come back after %j is never believed beyond an hour, nor below the usual wait",
    async (retryAfter) => {
      const { retryAfterMs } = read(429, "slow", retryAfter);
      if (retryAfterMs !== null) expect(retryAfterMs).toBeGreaterThan(0);
      if (retryAfterMs !== null) expect(retryAfterMs).toBeLessThanOrEqual(3_600_000);
    },
  );

  it.each([0, -5, 1e300, 1e9])(
    "that estimates %d seconds until it is loaded says that it loads",
    (seconds) => {
      const text = JSON.stringify({ error: "Model is currently loading", estimated_time: seconds });
      const fault = faultOf({ status: 503, text, where: "h" });
      expect(fault.code).toBe("BACKEND_LOADING");
      expect(fault.retryAfterMs ?? 1).toBeGreaterThan(0);
      expect(fault.retryAfterMs ?? 1).toBeLessThanOrEqual(3_600_000);
    },
  );
});
