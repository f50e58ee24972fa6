/** Texts that grow on a model server, and what a server says about its model. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Readable } from "node:stream";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Backend } from "../../src/flows/ports/backend.ts";
import { openServerBackend, type ServerOptions } from "../../src/inference/server/backend.ts";
import { withoutBegun } from "../../src/inference/server/growing-text.ts";
import { readEvents } from "../../src/inference/server/http/sse.ts";
import { openTokenCounter } from "../../src/inference/token-counter.ts";
import { type ModelServer, sendJson, startModelServer } from "../emulators/model-server/server.ts";
import { sendEvents, speakOpenai, speakTgi } from "../emulators/model-server/speak.ts";

const prompt = { prefix: "Translate.\n", text: "English: good\nChinese:" };
const request = { prompt, maxNewTokens: 25, temperature: 0, endSequence: "###" };
const can = { text: " 很好 and # fine", top: [] };

let server: ModelServer;
let backend: Backend;
beforeEach(async () => {
  server = await startModelServer();
});
afterEach(async () => {
  await backend.close();
  await server.close();
});
const open = (protocol: ServerOptions["protocol"], options: Partial<ServerOptions> = {}) => {
  backend = openServerBackend({
    url: server.url,
    protocol,
    model: "EleutherAI/gpt-neo-125m",
    firstWaitMs: 5,
    ...options,
  });
  return backend;
};
const write = async () => {
  const shown: string[] = [];
  const { text, finish, usage } = await backend.complete({
    ...request,
    onText: (sofar) => shown.push(sofar),
  });
  return { shown, text, finish, newTokens: usage.newTokens };
};

describe("a text on a model server", () => {
  it.each([
    ["tgi", speakTgi, "/generate_stream"],
    ["openai", speakOpenai, "/v1/completions"],
  ] as const)("in %s is shown as it grows, without its end sequence", async (protocol, speak, path) => {
    speak(server, can);
    open(protocol);
    const { shown, text, finish } = await write();
    expect([text, finish]).toEqual([can.text, "end-sequence"]);
    expect(shown.length).toBeGreaterThan(3);
    expect(shown.at(-1)).toBe(text);
    for (const [at, sofar] of shown.entries()) expect(sofar.startsWith(shown[at - 1] ?? "")).toBe(true);
    expect(server.requests.map((asked) => asked.path)).toEqual([path]);
  });

  it("ends at the end sequence, and the server is let go", async () => {
    let isLetGo = false;
    server.answer = (_asked, response) => {
      response.once("close", () => {
        isLetGo = true;
      });
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write('data: {"choices":[{"index":0,"text":" ok\\n##","finish_reason":null}]}\n\n');
      response.write('data: {"choices":[{"index":0,"text":"# more","finish_reason":null}]}\n\n');
    };
    open("openai");
    expect(await write()).toMatchObject({ shown: [" ok\n", " ok\n"], text: " ok\n", finish: "end-sequence" });
    await expect.poll(() => isLetGo).toBe(true);
  });

  it("whose stream is cut is asked for again, and nothing is shown twice", async () => {
    const events = [" one", " two"].map((text) => ({ choices: [{ index: 0, text, finish_reason: null }] }));
    let calls = 0;
    server.answer = (_asked, response) =>
      calls++ === 0
        ? sendEvents(response, events, true)
        : sendEvents(response, [
            ...events,
            { choices: [{ index: 0, text: " three", finish_reason: "stop" }] },
          ]);
    open("openai");
    const { shown, text } = await write();
    expect(text).toBe(" one two three");
    expect(shown).toEqual([" one", " one two", " one two three"]);
  });

  it("comes in one piece from a server that does not stream, which is remembered", async () => {
    server.answer = (asked, response) =>
      asked.path === "/generate_stream"
        ? sendJson(response, 404, { error: "no such page" })
        : sendJson(response, 200, { generated_text: " yes" });
    open("tgi");
    expect(await write()).toMatchObject({ shown: [" yes"], text: " yes" });
    await write();
    expect(server.requests.map(({ path }) => path)).toEqual(["/generate_stream", "/generate", "/generate"]);
    await backend.close();
    server.answer = (_asked, response) => sendJson(response, 200, { choices: [{ text: " yes" }] });
    open("openai");
    expect(await write()).toMatchObject({ shown: [" yes"], text: " yes" });
  });
});

describe("a stream of events", () => {
  it("gives the same texts wherever the network cuts it, also inside a character", async () => {
    const text = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString("utf8"));
    const texts = fc.array(text, { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(texts, fc.integer({ min: 1, max: 40 }), async (sent, size) => {
        const bytes = Buffer.from(
          `: hello\n\n${sent.map((text) => `data: ${JSON.stringify({ text })}\r\n\r\n`).join("")}data: [DONE]\n\n`,
        );
        const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
          bytes.subarray(at * size, (at + 1) * size),
        );
        const read: unknown[] = [];
        const onEvent = (event: unknown) => read.push(event) > sent.length;
        await readEvents(Readable.from(chunks), { where: "h", maxBytes: 1e6, sent: "", onEvent });
        expect(read).toEqual([...sent.map((text) => ({ text })), null]);
      }),
      { numRuns: 40 },
    );
  });

  it("never shows a part of the end sequence that is about to come", () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom("###", "#|#", "END", "\n"), (text, end) => {
        const whole = `${text.replaceAll(end, "")}`;
        for (let at = 0; at < end.length; at++) {
          const shown = withoutBegun(whole + end.slice(0, at), end);
          expect(whole.startsWith(shown)).toBe(true);
        }
      }),
    );
  });
});

describe("a model on a server", () => {
  it.each([
    ["tgi", speakTgi, { contextTokens: 1500, revision: "abc", dtype: "float16" }],
    ["openai", speakOpenai, { contextTokens: 1024, revision: "unknown", dtype: null }],
  ] as const)("that speaks %s says its context, once for all", async (protocol, speak, facts) => {
    speak(server, can);
    open(protocol, { url: `${server.url}${protocol === "tgi" ? "/generate" : "/v1/completions"}` });
    expect(await backend.describe()).toMatchObject({ ...facts, parameters: 125_000_000 });
    const asked = server.requests.length;
    await backend.describe();
    expect(server.requests).toHaveLength(asked);
  });

  it("that says nothing is taken for a GPT-Neo with 2048 tokens", async () => {
    server.answer = (_asked, response) => {
      response.writeHead(200).end("<html>");
    };
    for (const protocol of ["tgi", "openai", "huggingface"] as const) {
      expect(await open(protocol).describe()).toMatchObject({ contextTokens: 2048, revision: "unknown" });
      if (protocol !== "huggingface") await backend.close();
    }
  });

  it("has its tokens counted by its own tokenizer where that is here, else estimated", async () => {
    const cacheDir = await mkdtemp(join(tmpdir(), "fewshot-count-"));
    const text = "好 and bad 🙂";
    const count = await openTokenCounter(resolve("test/fixtures/tiny-neo"), cacheDir);
    const exact = count?.(text);
    expect(exact).toBeGreaterThan(0);
    open("huggingface", { openCounter: async () => count });
    expect(backend.countTokens(text)).toBe(Buffer.byteLength(text));
    await backend.describe();
    expect(backend.countTokens(text)).toBe(exact);
    expect(await openTokenCounter("EleutherAI/gpt-neo-125m", cacheDir)).toBeNull();
    await rm(cacheDir, { recursive: true });
  });
});
