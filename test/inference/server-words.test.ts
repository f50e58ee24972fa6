/** What a server says when it refuses: read in every shape, classified by its meaning, and quoted without people's text. */

import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Backend } from "../../src/flows/ports/backend.ts";
import { openServerBackend } from "../../src/inference/server/backend.ts";
import { faultOf } from "../../src/inference/server/http/errors.ts";
import { quote } from "../../src/inference/server/http/quote.ts";
import { type ModelServer, sendJson, startModelServer } from "../emulators/model-server/server.ts";
import { sendEvents } from "../emulators/model-server/speak.ts";

const read = (status: number, body: unknown, sent = "") =>
  faultOf({ status, text: typeof body === "string" ? body : JSON.stringify(body), where: "h/v1", sent });

describe("the words of a refusal", () => {
  it.each<[unknown, string]>([
    [{ error: "no GPU" }, "no GPU"],
    [{ error: ["no", "GPU"] }, "no GPU"],
    [{ error: { message: "no GPU", type: "x", code: null } }, "no GPU"],
    [{ error: { msg: "no GPU" } }, "no GPU"],
    [{ error: { error: { message: "no GPU" } } }, "no GPU"],
    [{ error: [{ message: "no GPU" }] }, "no GPU"],
    [[{ error: { message: "no GPU" } }], "no GPU"],
    [{ errors: [{ message: "no GPU" }] }, "no GPU"],
    [{ errors: ["no GPU"] }, "no GPU"],
    [{ message: "no GPU", object: "error" }, "no GPU"],
    [{ detail: "no GPU" }, "no GPU"],
    [{ detail: [{ type: "t", loc: ["body", "model"], msg: "no GPU", input: null }] }, "body.model: no GPU"],
    ["no GPU", "no GPU"],
    ["<html><head><title>no GPU</title></head><body>x</body></html>", "no GPU"],
    ["<html><h1>no GPU</h1></html>", "no GPU"],
    ['"no GPU"', "no GPU"],
    ["\u001b]0;x\u0007\u001b[2Jno GPU\n", "]0;x[2Jno GPU"],
  ])("%j is read as %j", (body, words) => {
    expect(read(418, body).message).toBe(`h/v1 answered 418: ${words}`);
  });

  it.each([{}, { error: {} }, { error: null }, [], null, 7, "", "<html></html>", { detail: [{ loc: [] }] }])(
    "%j has none, and no object is shown for them",
    (body) => expect(read(418, body).message).toBe("h/v1 answered 418"),
  );

  it("never fails on any JSON", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: 300, max: 599 }), (body, status) => {
        expect(read(status, body).message).not.toContain("[object Object]");
      }),
    );
  });
});

describe("the meaning of a refusal", () => {
  it.each([
    // Only a prompt that is too long is one.
    [
      422,
      "Input validation error: `inputs` must have less than 1024 tokens. Given: 1433",
      "INPUT_TOO_LONG",
      false,
    ],
    [400, "request (1071 tokens) exceeds the available context size (512 tokens)", "INPUT_TOO_LONG", false],
    [400, "This model's maximum context length is 2048 tokens", "INPUT_TOO_LONG", false],
    [400, "Please reduce the length of the messages or completion.", "INPUT_TOO_LONG", false],
    [400, "The prompt is too long: 3000 tokens", "INPUT_TOO_LONG", false],
    [413, "Payload Too Large", "INPUT_TOO_LONG", false],
    [400, "too many logprobs (20), maximum 5", "BACKEND_REFUSED", false],
    [422, "Input validation error: `max_new_tokens` must be <= 20", "BACKEND_REFUSED", false],
    [400, "max_tokens (600) exceeds the allowed 512", "BACKEND_REFUSED", false],
    [400, "Too many requests in queue", "BACKEND_RATE_LIMITED", true],
    [503, "Too many requests in queue", "BACKEND_LOADING", true],
    // What passes by waiting.
    [408, "Request Timeout", "BACKEND_TIMEOUT", true],
    [409, "Conflict", "BACKEND_UNREACHABLE", true],
    [423, "Locked", "BACKEND_UNREACHABLE", true],
    [425, "Too Early", "BACKEND_UNREACHABLE", true],
    [400, "Bad Request: Endpoint is paused", "BACKEND_UNREACHABLE", true],
    [400, "Bad Request: Endpoint is initializing", "BACKEND_LOADING", true],
    [404, "Endpoint has been scaled to zero", "BACKEND_UNREACHABLE", true],
    [502, "<html><h1>502 Bad Gateway</h1></html>", "BACKEND_UNREACHABLE", true],
    [503, "<html><h1>503 Service Unavailable</h1></html>", "BACKEND_LOADING", true],
    [504, "upstream request timeout", "BACKEND_UNREACHABLE", true],
    [429, "slow down", "BACKEND_RATE_LIMITED", true],
    // What does not.
    [
      429,
      "You exceeded your current quota, please check your plan and billing details.",
      "BACKEND_REFUSED",
      false,
    ],
    [402, "Payment Required", "BACKEND_REFUSED", false],
    [403, "Your request was flagged by our content moderation", "BACKEND_REFUSED", false],
    [400, "The response was filtered due to content management policy", "BACKEND_REFUSED", false],
    [401, "Unauthorized", "CONFIG_CREDENTIAL", false],
    [403, "Forbidden", "CONFIG_CREDENTIAL", false],
    [400, "Incorrect API key provided", "CONFIG_CREDENTIAL", false],
  ] as const)("%i %j is %s, retryable: %s", (status, words, code, retryable) => {
    const body = words.startsWith("<") ? words : { error: { message: words } };
    expect(read(status, body)).toMatchObject({ code, retryable });
  });

  it.each([
    [{ error: { message: "slow", code: 429 } }, "BACKEND_RATE_LIMITED"],
    [{ error: "Model is overloaded", error_type: "overloaded" }, "BACKEND_RATE_LIMITED"],
    [{ error: { message: "upstream", code: 502 } }, "BACKEND_UNREACHABLE"],
    [{ error: { message: "x", type: "authentication_error" } }, "CONFIG_CREDENTIAL"],
    [{ error: "Model is currently loading", estimated_time: 20 }, "BACKEND_LOADING"],
    [{ error: "Unexpected endpoint or method. (POST /v1/v1/completions)" }, "BACKEND_REFUSED"],
  ] as const)("with status 200, %j is %s", (body, code) => {
    expect(read(200, body).code).toBe(code);
  });
});

describe("a quotation", () => {
  const sent =
    "Decide.\nMessage: Frau Schultz schrie mich an\nMood: Negative\nMessage: my boss 王小明 is a jerk 😡\nMood:";

  it.each([
    ["bad prompt: my boss 王小明 is a jerk", "bad prompt:…"],
    ["bad prompt: jerk", "bad prompt:…"],
    ["bad prompt: JERK", "bad prompt:…"],
    ["invalid input 'is a jerk'", "invalid input '…"],
    ["invalid: 小明", "invalid:…"],
    ["invalid: 😡", "invalid:…"],
    ["could not tokenize 'Schultz'", "could not tokenize '…"],
    ["Decide.\\nMessage: Frau Schultz", "…"],
    ["maximum context length is 2048 tokens", "maximum context length is 2048 tokens"],
    ["the message is too long", "the message is too long"],
    ["no prompt at all", "no prompt at all"],
  ])("of %j ends where it repeats the prompt: %j", (said, quoted) => {
    expect(quote(said, sent)).toBe(quoted);
  });

  it("holds no word of any text that it was sent, but for words of error messages", () => {
    const word = fc
      .string({ unit: fc.constantFrom(..."abcdefgxyzäé"), minLength: 4, maxLength: 12 })
      .map((text) => `q${text}`);
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1 }),
        fc.constantFrom("", "bad prompt: ", "error at "),
        (words, before) => {
          const text = words.join(" ");
          const quoted = quote(`${before}${text}`, `Message: ${text}\nMood:`);
          for (const each of words) expect(quoted).not.toContain(each);
        },
      ),
    );
  });

  it("is one line without controls, of at most 200 characters", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 1_200 }), (bytes) => {
        const said = Buffer.from(bytes).toString("utf16le");
        const quoted = quote(said, "");
        expect([...quoted].length).toBeLessThanOrEqual(200);
        expect(quoted).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e]/u);
      }),
    );
  });
});

describe("over the wire", () => {
  const secret = "my boss Schultz is a jerk";
  const request = {
    prompt: { prefix: "Do it.\nMessage:", text: ` ${secret}\nMood:` },
    maxNewTokens: 5,
    temperature: 0,
    endSequence: "###",
  };
  let server: ModelServer;
  let backend: Backend;
  beforeEach(async () => {
    server = await startModelServer();
  });
  afterEach(async () => {
    await backend.close();
    await server.close();
  });

  it.each(["tgi", "openai", "chat", "huggingface"] as const)(
    "in %s, no refusal that repeats the prompt reaches a message or the log",
    async (protocol) => {
      const lines: string[] = [];
      const note = (fields: object, message: string) => void lines.push(JSON.stringify(fields) + message);
      const log = { debug: note, info: note, warn: note, error: note };
      backend = openServerBackend({ url: server.url, protocol, model: "m", firstWaitMs: 5, log });
      const answers: ((response: Parameters<ModelServer["answer"]>[1], text: string) => void)[] = [
        (response, text) => sendJson(response, 400, { error: `bad prompt: ${text}` }),
        (response, text) => sendJson(response, 500, { error: { message: text } }),
        (response, text) => sendJson(response, 200, { error: text }),
        (response, text) => sendEvents(response, [{ error: { message: text } }]),
        (response, text) => void response.writeHead(200).end(`bad ${text}`),
        (response, text) => void response.writeHead(502).end(`<html><title>${text}</title></html>`),
        (response, text) => sendJson(response, 422, { detail: [{ loc: ["body"], msg: "bad", input: text }] }),
      ];
      for (const answer of answers) {
        server.answer = (asked, response) => answer(response, JSON.stringify(asked.body));
        const faults = [
          await backend.complete(request).catch((error) => error),
          await backend.complete({ ...request, onText: () => {} }).catch((error) => error),
          await backend.score({ prompt: request.prompt, labels: ["Good", "Bad"] }).catch((error) => error),
        ];
        for (const fault of faults.filter((each) => each !== null)) {
          const causes = [fault, fault.cause].map((each) => `${each?.message} ${each?.stack}`).join();
          expect(causes).not.toMatch(/boss|Schultz|jerk/);
        }
      }
      expect(lines.join("\n")).not.toMatch(/boss|Schultz|jerk/);
    },
  );

  it.each(["openai", "tgi", "chat"] as const)(
    "in %s, an answer is bounded by the tokens asked for",
    async (protocol) => {
      backend = openServerBackend({ url: server.url, protocol, model: "m", firstWaitMs: 5 });
      const piece = "word 🙂 ".repeat(2_000);
      const isPlain = (body: object) => !("stream" in body) && !JSON.stringify(body).includes("stream");
      let sentEvents = 0;
      server.answer = async ({ path, body }, response) => {
        if (path !== "/generate_stream" && isPlain(body))
          return sendJson(response, 200, {
            generated_text: piece,
            choices: [{ text: piece, message: { content: piece } }],
          });
        response.writeHead(200, { "content-type": "text/event-stream" });
        const event = {
          token: { text: piece },
          choices: [{ text: piece, delta: { content: piece }, finish_reason: null }],
        };
        for (; !response.destroyed && sentEvents < 100; sentEvents++) {
          response.write(`data: ${JSON.stringify(event)}\n\n`);
          await new Promise((resolve) => setTimeout(resolve, 2));
        }
      };
      const shown: string[] = [];
      for (const onText of [undefined, (text: string) => void shown.push(text)]) {
        const { text, finish } = await backend.complete({ ...request, onText });
        expect(text.length).toBeLessThanOrEqual(5 * 16);
        expect(text.isWellFormed()).toBe(true);
        expect(finish).toBe("length");
      }
      expect(sentEvents).toBeLessThan(100);
      for (const text of shown) expect(text.length).toBeLessThanOrEqual(5 * 16);
    },
  );

  it.each([
    ["text/plain", "text/plain"],
    ["octet-stream", "application/octet-stream"],
    ["none", ""],
  ])("a stream whose content type is %s is read", async (_what, type) => {
    backend = openServerBackend({ url: server.url, protocol: "openai", model: "m", firstWaitMs: 5 });
    server.answer = (_asked, response) => {
      response.writeHead(200, type === "" ? {} : { "content-type": type });
      response.end(
        [
          ": comment",
          'data:{"choices":[]}',
          'data: {"choices":[{"index":0,"text":null,"finish_reason":""}]}',
          'data: {"choices":[{"index":0,"text":" see","finish_reason":""}]}',
          'data: {"choices":[{"index":0,"text":" you","finish_reason":null}]}',
          'data: {"choices":[{"index":0,"text":" soon"}]}',
          'data: {"usage":{"completion_tokens":3}}',
          "data: [DONE]",
          "",
        ].join("\n\n"),
      );
    };
    const shown: string[] = [];
    const { text } = await backend.complete({ ...request, onText: (sofar) => shown.push(sofar) });
    expect([text, server.requests.length]).toEqual([" see you soon", 1]);
    expect(shown.length).toBeGreaterThan(1);
  });

  it("a page from a server that was understood before is waited out, not taken for a wrong protocol", async () => {
    backend = openServerBackend({ url: server.url, protocol: "huggingface", model: "m", firstWaitMs: 5 });
    const { answer } = server;
    const page: ModelServer["answer"] = (_asked, response) =>
      void response.writeHead(200).end("<p>Deploying</p>");
    server.answer = page;
    await expect(backend.complete(request)).rejects.toMatchObject({
      code: "BACKEND_MALFORMED",
      retryable: false,
    });
    server.answer = answer;
    await backend.complete(request);
    server.answer = page;
    await expect(backend.complete(request)).rejects.toMatchObject({
      code: "BACKEND_MALFORMED",
      retryable: true,
    });
  });

  it("an event that is named an error is one", async () => {
    backend = openServerBackend({ url: server.url, protocol: "openai", model: "m", firstWaitMs: 5 });
    server.answer = ({ body }, response) => {
      if (!JSON.stringify(body).includes("stream"))
        return sendJson(response, 200, { choices: [{ text: " well" }] });
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.end('data: {"choices":[{"text":" half"}]}\n\nevent: error\ndata: {"message":"no GPU"}\n\n');
    };
    const { text } = await backend.complete({ ...request, onText: () => {} });
    expect(text).toBe(" well");
  });

  it.each(["openai", "chat"] as const)(
    "in %s, an answer that the content filter cut is refused",
    async (protocol) => {
      backend = openServerBackend({ url: server.url, protocol, model: "m", firstWaitMs: 5 });
      const choice = (text: string) => ({
        text,
        message: { content: text },
        delta: { content: text },
        finish_reason: "content_filter",
      });
      server.answer = ({ body }, response) => {
        const isStream = (body as { stream?: boolean }).stream;
        if (!isStream) return sendJson(response, 200, { choices: [choice(" half of")] });
        response.writeHead(200, { "content-type": "text/event-stream" });
        response.end(`data: ${JSON.stringify({ choices: [choice(" half of")] })}\n\ndata: [DONE]\n\n`);
      };
      for (const onText of [undefined, () => {}])
        await expect(backend.complete({ ...request, onText })).rejects.toMatchObject({
          code: "BACKEND_REFUSED",
          retryable: false,
          message: expect.stringContaining("content filter"),
        });
    },
  );

  it.each([
    [401, false],
    [404, false],
    [500, false],
    [429, true],
    [422, true],
  ])("a server that answers %i is said to work: %s", async (status, isReachable) => {
    backend = openServerBackend({ url: server.url, protocol: "tgi", model: "m", firstWaitMs: 5 });
    expect(backend.state?.().isReachable).toBeNull();
    server.answer = (_asked, response) => sendJson(response, status, { error: "no" });
    await backend.complete(request).catch(() => {});
    expect(backend.state?.().isReachable).toBe(isReachable);
  });
});
