/** Model servers over the wire: what is sent in each protocol, what comes back, and every failure in words. */

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Backend, Progress } from "../../src/flows/ports/backend.ts";
import { openServerBackend, type ServerOptions } from "../../src/inference/server/backend.ts";
import { type ModelServer, sendJson, startModelServer } from "../emulators/model-server/server.ts";

const prompt = { prefix: "Do it.\nMessage: a\nSentiment: Positive\n###\n", text: "Message: b\nSentiment:" };
const request = { prompt, maxNewTokens: 25, temperature: 0.1, endSequence: "###" };
const TOKEN = ["hf", "abcdefghijkl"].join("_");

let server: ModelServer;
let backend: Backend;
const open = (options: Partial<ServerOptions> = {}) => {
  backend = openServerBackend({
    url: server.url,
    protocol: "huggingface",
    model: "EleutherAI/gpt-neo-2.7B",
    token: TOKEN,
    timeoutMs: 2000,
    firstWaitMs: 5,
    ...options,
  });
  return backend;
};
beforeEach(async () => {
  server = await startModelServer();
});
afterEach(async () => {
  await backend.close();
  await server.close();
});

describe("a model server", () => {
  it("gets the article's own call and gives the text before the end sequence", async () => {
    const { text, finish } = await open().complete(request);
    expect([text, finish]).toEqual([" Positive\n", "end-sequence"]);
    expect(server.requests[0]).toMatchObject({
      path: "/",
      headers: { authorization: `Bearer ${TOKEN}` },
      body: {
        inputs: prompt.prefix + prompt.text,
        parameters: { max_new_tokens: 25, temperature: 0.1, end_sequence: "###" },
        options: { use_cache: false },
      },
    });
  });

  it.each([
    ["huggingface", [{ generated_text: `${prompt.prefix}${prompt.text} Negative` }]],
    ["huggingface", { generated_text: " Negative" }],
    ["tgi", { generated_text: " Negative\n###", details: { generated_tokens: 3 } }],
    ["openai", { choices: [{ text: " Negative" }], usage: { completion_tokens: 3 } }],
  ] as const)("is understood in %s (%#)", async (protocol, body) => {
    server.answer = (_request, response) => sendJson(response, 200, body);
    expect((await open({ protocol }).complete(request)).text.trim()).toBe("Negative");
  });

  it("says temperature 0 and the end sequence as each protocol wants it, at each one's address", async () => {
    server.answer = (_request, response) =>
      sendJson(response, 200, { generated_text: "x", choices: [{ text: "x" }] });
    await open({ protocol: "tgi" }).complete({ ...request, temperature: 0 });
    await backend.close();
    await open({ protocol: "openai" }).complete({ ...request, temperature: 0 });
    await backend.close();
    await open({ protocol: "huggingface" }).complete({ ...request, temperature: 0 });
    const [tgi, openai, huggingface] = server.requests;
    expect(huggingface?.body.parameters).toMatchObject({ do_sample: false, end_sequence: "###" });
    expect(huggingface?.body.parameters).not.toHaveProperty("temperature");
    expect(tgi).toMatchObject({
      path: "/generate",
      body: { parameters: { stop: ["###"], do_sample: false } },
    });
    expect(tgi?.body.parameters).not.toHaveProperty("temperature");
    expect(tgi?.body.parameters).not.toHaveProperty("top_p");
    expect(openai).toMatchObject({
      path: "/v1/completions",
      body: { model: "EleutherAI/gpt-neo-2.7B", stop: ["###"], temperature: 0, max_tokens: 25 },
    });
  });

  it("that loads is waited for, with its own estimate, and then answers", async () => {
    const progress: Progress[] = [];
    let calls = 0;
    const answer = server.answer;
    server.answer = (asked, response) =>
      calls++ === 0
        ? sendJson(response, 503, { error: "Model is currently loading", estimated_time: 0.05 })
        : answer(asked, response);
    expect((await open().complete({ ...request, onProgress: (now) => progress.push(now) })).text).toContain(
      "Positive",
    );
    expect(progress).toEqual([{ kind: "loading", estimatedMs: 50 }]);
  });

  it.each([
    [401, { error: "bad token" }, "CONFIG_CREDENTIAL", "INFERENCE_API_KEY", 1],
    [403, "<html>no</html>", "CONFIG_CREDENTIAL", "403", 1],
    [404, { error: "not found" }, "CONFIG_MODEL", "check MODEL", 1],
    [410, { error: "gone" }, "CONFIG_MODEL", "no longer served", 1],
    [422, { error: "Input validation error: temperature" }, "BACKEND_REFUSED", "temperature", 1],
    [422, { error: ["too many", "tokens"] }, "INPUT_TOO_LONG", "too many tokens", 1],
    [429, { error: { message: "slow down" } }, "BACKEND_RATE_LIMITED", "slow down", 3],
    [500, { message: "oops" }, "BACKEND_UNREACHABLE", "oops", 3],
    [302, {}, "BACKEND_REFUSED", "redirects are not followed", 1],
    [200, { error: "no GPU" }, "BACKEND_REFUSED", "no GPU", 1],
    [200, { text: "?" }, "BACKEND_MALFORMED", "INFERENCE_PROTOCOL", 1],
  ] as const)(
    "that answers %i with %j ends as %s, says what to do, and is asked %# no more than it should",
    async (status, body, code, words, calls) => {
      server.answer = (_request, response) =>
        sendJson(response, status, body, { "retry-after": "0.01", location: "http://127.0.0.1:9/" });
      const error = await open()
        .complete(request)
        .catch((cause) => cause);
      expect(error).toMatchObject({ code, message: expect.stringContaining(words) });
      expect(error.message).not.toContain(TOKEN);
      expect(server.requests).toHaveLength(calls);
    },
  );

  it("that sends without end, hangs, cuts the line or is not there ends in a fault of its own", async () => {
    server.answer = (_request, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      const more = () => {
        while (!response.destroyed && response.write("x".repeat(65_536)));
        if (!response.destroyed) response.once("drain", more);
      };
      more();
    };
    await expect(open().complete(request)).rejects.toMatchObject({ code: "BACKEND_MALFORMED" });
    await backend.close();
    server.answer = () => {};
    await expect(open({ timeoutMs: 100 }).complete(request)).rejects.toMatchObject({
      code: "BACKEND_TIMEOUT",
      retryable: true,
    });
    await backend.close();
    server.answer = (_request, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("{");
      setImmediate(() => response.destroy());
    };
    await expect(open().complete(request)).rejects.toMatchObject({ code: "BACKEND_UNREACHABLE" });
    await backend.close();
    await expect(open({ url: "http://127.0.0.1:1" }).complete(request)).rejects.toMatchObject({
      code: "BACKEND_UNREACHABLE",
      message: expect.stringContaining("INFERENCE_URL"),
    });
  });

  it("is not waited for once the request is aborted", async () => {
    server.answer = () => {};
    const stop = new AbortController();
    const asked = open({ timeoutMs: 60_000 }).complete({ ...request, signal: stop.signal });
    setTimeout(() => stop.abort(), 50);
    await expect(asked).rejects.toMatchObject({ code: "BACKEND_ABORTED" });
  });
});
