/** Servers as they are deployed: addresses, keys and headers, proxies, limits, tokenizers, and parameters that they refuse. */

import { createServer, request as forward } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { commandFileSchema, createCommand } from "../../src/core/command/command-file.ts";
import { createResponder } from "../../src/flows/asks/answer/respond.ts";
import type { Backend } from "../../src/flows/ports/backend.ts";
import { openServerBackend, type ServerOptions } from "../../src/inference/server/backend.ts";
import { createEstimate } from "../../src/inference/token-counter.ts";
import { type ModelServer, sendJson, startModelServer } from "../emulators/model-server/server.ts";
import { speakChat, speakOpenai, speakTgi } from "../emulators/model-server/speak.ts";

const prompt = { prefix: "Do it.\n", text: "Message: b\nSentiment:" };
const request = { prompt, maxNewTokens: 5, temperature: 0, endSequence: "###" };
const can = {
  text: " Positive",
  top: [
    [" Positive", -0.2],
    [" Negative", -2],
  ] as const,
};

let server: ModelServer;
let backend: Backend | undefined;
beforeEach(async () => {
  server = await startModelServer();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await backend?.close();
  await server.close();
});
function open(options: Partial<ServerOptions> = {}): Backend {
  backend = openServerBackend({
    url: server.url,
    protocol: "openai",
    model: "m",
    firstWaitMs: 5,
    ...options,
  });
  return backend;
}
const anyAnswer = () => {
  server.answer = (_asked, response) =>
    sendJson(response, 200, {
      generated_text: " x",
      choices: [{ text: " x", message: { content: "x" } }],
    });
};

describe("the address of a server", () => {
  it.each([
    ["openai", "", "/v1/completions"],
    ["openai", "/", "/v1/completions"],
    ["openai", "/v1", "/v1/completions"],
    ["openai", "/v1/", "/v1/completions"],
    ["openai", "/v1/completions", "/v1/completions"],
    ["openai", "/v1/completions/", "/v1/completions"],
    ["openai", "/v1/chat/completions", "/v1/completions"],
    ["openai", "/v1/models", "/v1/completions"],
    ["openai", "/api/v1", "/api/v1/completions"],
    ["openai", "/api/v3", "/api/v3/completions"],
    ["openai", "/v1beta", "/v1beta/completions"],
    ["openai", "/proxy", "/proxy/v1/completions"],
    ["openai", "/v1?api-version=2024-02-01", "/v1/completions?api-version=2024-02-01"],
    [
      "openai",
      "/openai/deployments/neo/completions?api-version=1",
      "/openai/deployments/neo/completions?api-version=1",
    ],
    ["openai", "/openai/deployments/neo?api-version=1", "/openai/deployments/neo/completions?api-version=1"],
    ["chat", "/v1", "/v1/chat/completions"],
    ["chat", "/v1/completions", "/v1/chat/completions"],
    ["chat", "", "/v1/chat/completions"],
    ["tgi", "", "/generate"],
    ["tgi", "/generate", "/generate"],
    ["tgi", "/generate_stream/", "/generate"],
    ["tgi", "/v1/chat/completions", "/generate"],
    ["tgi", "/tgi/?x=1", "/tgi/generate?x=1"],
    ["huggingface", "/models/EleutherAI/gpt-neo-2.7B", "/models/EleutherAI/gpt-neo-2.7B"],
    ["huggingface", "/generate?x=1", "/generate?x=1"],
  ] as const)("for %s ending in %j is asked at %j", async (protocol, path, asked) => {
    anyAnswer();
    await open({ protocol, url: server.url + path }).complete(request);
    expect(server.requests.at(-1)?.path).toBe(asked);
  });

  it("holds no user and password in what people see, and sends them as Basic authentication", async () => {
    server.answer = (_asked, response) => sendJson(response, 401, { error: "who?" });
    const url = server.url.replace("http://", "http://user:p%40ss-word@");
    const fault = await open({ url: `${url}/v1?key=a-secret-key` })
      .complete(request)
      .catch((error) => error);
    expect(server.requests[0]?.headers.authorization).toBe(`Basic ${btoa("user:p@ss-word")}`);
    expect(fault.message).toContain("/v1/completions answered 401");
    expect(`${fault.message}${fault.stack}${backend?.where}`).not.toMatch(/p%40ss|p@ss|a-secret-key/);
  });

  it.each(["huggingface", "tgi", "openai", "chat"] as const)(
    "gets one key and extra headers in %s",
    async (protocol) => {
      anyAnswer();
      open({ protocol, token: "sk-own", headers: { "x-portkey-provider": "openai" } });
      await backend?.describe();
      await backend?.complete(request);
      for (const { headers } of server.requests)
        expect(headers).toMatchObject({ authorization: "Bearer sk-own", "x-portkey-provider": "openai" });
      await backend?.close();
      await open({ protocol, token: "sk-own", headers: { authorization: "Custom abc" } }).complete(request);
      expect(server.requests.at(-1)?.headers.authorization).toBe("Custom abc");
    },
  );

  it("is reached over the environment's proxy, but for what NO_PROXY names", async () => {
    anyAnswer();
    const { port } = new URL(server.url);
    const seen: string[] = [];
    const proxy = createServer((asked, response) => {
      seen.push(asked.url ?? "");
      const { pathname } = new URL(asked.url ?? "");
      const options = { port, path: pathname, method: asked.method, headers: asked.headers };
      asked.pipe(forward(options, (answer) => answer.pipe(response.writeHead(answer.statusCode ?? 500))));
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    vi.stubEnv("HTTP_PROXY", `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
    vi.stubEnv("NO_PROXY", "127.0.0.1");
    expect((await open({ url: "http://model.example/v1" }).complete(request)).text).toBe(" x");
    expect(seen).toEqual(["http://model.example/v1/completions"]);
    await backend?.close();
    await open().complete(request);
    expect(seen).toHaveLength(1);
    proxy.close();
    proxy.closeAllConnections();
  });

  it("gets the trace context of the ask, where it is one", async () => {
    anyAnswer();
    const traceparent = `00-${"a".repeat(32)}-${"b".repeat(16)}-01`;
    await open().complete({ ...request, traceparent });
    expect(server.requests[0]?.headers.traceparent).toBe(traceparent);
    await backend?.complete({ ...request, traceparent: "x\r\ny" });
    expect(server.requests[1]?.headers.traceparent).toBeUndefined();
  });
});

describe("a server that refuses parameters", () => {
  const refusals: readonly [string, number, (names: string[]) => unknown][] = [
    [
      "the default container of Inference Endpoints",
      400,
      (names) => ({
        error: `The following \`model_kwargs\` are not used by the model: [${names.map((name) => `'${name}'`).join(", ")}] (note: typos in the generate arguments will also show up in this list)`,
      }),
    ],
    [
      "a handler of one's own",
      500,
      ([name]) => ({ error: `generate() got an unexpected keyword argument '${name}'` }),
    ],
    [
      "pydantic",
      422,
      (names) => ({
        detail: names.map((name) => ({
          loc: ["body", "parameters", name],
          msg: "Extra inputs are not permitted",
        })),
      }),
    ],
  ];
  it.each(refusals)(
    "(%s) gets the rest, and is never asked with them again",
    async (_who, status, refuse) => {
      const known = new Set(["max_new_tokens", "do_sample", "temperature", "return_full_text"]);
      server.answer = ({ body }, response) => {
        const unknown = Object.keys(body.parameters ?? {}).filter((name) => !known.has(name));
        if (unknown.length > 0) return sendJson(response, status, refuse(unknown));
        return sendJson(response, 200, [{ generated_text: " Positive\n###\nMessage: and so on" }]);
      };
      open({ protocol: "huggingface" });
      const odd = { ...request, prompt: { prefix: "Say the end_sequence and stop.\n", text: "x:" } };
      expect((await backend?.complete(odd))?.text).toBe(" Positive\n");
      const asked = server.requests.length;
      expect(asked).toBeLessThanOrEqual(3);
      expect((await backend?.complete(request))?.text).toBe(" Positive\n");
      expect(server.requests).toHaveLength(asked + 1);
      expect(backend?.state?.()).toMatchObject({ breaker: "closed", isReachable: true });
    },
  );

  it("and quotes the prompt is not taken to refuse what the prompt names", async () => {
    const { answer } = server;
    server.answer = (asked, response) =>
      JSON.stringify(asked.body).includes("rude")
        ? sendJson(response, 400, { error: `not allowed: ${asked.body.inputs}` })
        : answer(asked, response);
    open({ protocol: "huggingface" });
    const rude = { ...request, prompt: { prefix: "x\n", text: "rude: stop max_new_tokens do_sample now:" } };
    await backend?.complete(rude).catch(() => {});
    await backend?.complete(request);
    expect(server.requests.at(-1)?.body.parameters).toMatchObject({
      stop: ["###"],
      max_new_tokens: 5,
      do_sample: false,
    });
  });

  it("by another name gets that name", async () => {
    server.answer = ({ body }, response) =>
      "max_tokens" in body
        ? sendJson(response, 400, {
            error: {
              message:
                "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
            },
          })
        : sendJson(response, 200, { choices: [{ message: { content: "Positive" } }] });
    expect((await open({ protocol: "chat" }).complete(request)).text).toBe("Positive");
    expect(server.requests.at(-1)?.body).toMatchObject({ max_completion_tokens: 5 });
  });
});

describe("a server that only chats", () => {
  const command = createCommand(
    "mood",
    commandFileSchema.parse({
      summary: "Mood",
      description: "Say the mood.",
      input: "Message",
      output: "Mood",
      labels: ["Positive", "Negative"],
      examples: [
        { input: "fine", output: "Positive" },
        { input: "no", output: "Negative" },
      ],
    }),
    "r1",
  );
  const messages = [
    { role: "system", content: "Say the mood.\nAnswer with one of these words only: Positive, Negative." },
    { role: "user", content: "Message: fine" },
    { role: "assistant", content: "Positive" },
    { role: "user", content: "Message: no" },
    { role: "assistant", content: "Negative" },
    { role: "user", content: "Message: the build is slow" },
  ];
  const ask = () =>
    createResponder(open({ protocol: "chat" }))({ command, text: "the build is slow", settings: {} });

  it("gets each example as a question and its answer, and the record shows the prompt as it was sent", async () => {
    speakChat(server, can);
    const answer = await ask();
    expect(server.requests.at(-1)?.body).toMatchObject({ messages, logprobs: true, top_logprobs: 20 });
    expect(answer).toMatchObject({ method: "top-tokens", label: "Positive", backend: "chat" });
    expect(answer.prompt).toContain(
      "user: Message: no\n\nassistant: Negative\n\nuser: Message: the build is slow",
    );
  });

  it("that gives no likelihoods has its answer matched to the labels", async () => {
    speakChat(server, { ...can, text: "Mood: **Positive**", mostTop: 0 });
    expect(await ask()).toMatchObject({ method: "generated", label: "Positive", scores: null });
    speakChat(server, { ...can, text: "<think>Hm, Positive?</think>\nNegative", mostTop: 0 });
    expect(await ask()).toMatchObject({ label: "Negative" });
  });
});

describe("the limits of a server", () => {
  const labels = ["Positive", "Negative"];
  const examples = Array.from({ length: 20 }, (_, at) => ({
    input: `the release number ${at} broke the build again and nobody knows why`,
    output: labels[at % 2],
  }));
  const file = {
    summary: "Mood",
    description: "Say it.",
    input: "Message",
    output: "Mood",
    labels,
    examples,
  };
  const command = createCommand("mood", commandFileSchema.parse(file), "r1");

  it.each([
    ["max_input_tokens", { max_input_tokens: 200, max_total_tokens: 2048 }],
    ["max_input_length", { max_input_length: 200, max_total_tokens: 2048 }],
    ["max_total_tokens", { max_total_tokens: 225 }],
  ])("are TGI's own (%s): examples are left out, and no request is refused", async (_name, info) => {
    speakTgi(server, { ...can, prefill: true });
    const { answer } = server;
    const count = (await createEstimate("GPT-2")).count;
    server.answer = (asked, response) => {
      if (asked.path === "/info") return sendJson(response, 200, info);
      if (count(asked.body.inputs ?? "") >= 200) return sendJson(response, 422, { error: "too long" });
      return answer(asked, response);
    };
    const respond = createResponder(open({ protocol: "tgi", model: "EleutherAI/gpt-neo-2.7B" }));
    const found = await respond({ command, text: "x", settings: {} });
    expect(found).toMatchObject({ method: "scored", label: "Positive" });
    expect(found.examplesUsed).toBeGreaterThan(4);
    expect(server.requests.filter(({ path }) => path === "/generate")).toHaveLength(2);
  });

  it("of llama.cpp are those of one slot, not those of the model", async () => {
    server.answer = (asked, response) =>
      asked.path === "/props"
        ? sendJson(response, 200, { default_generation_settings: { n_ctx: 512 }, total_slots: 4 })
        : sendJson(response, 200, { data: [{ id: "gpt2.gguf", meta: { n_ctx_train: 1024 } }] });
    expect(await open().describe()).toMatchObject({ contextTokens: 512 });
  });

  it("that it does not say are found out: examples are left out before a text is refused", async () => {
    speakOpenai(server, { ...can, echo: true });
    const { answer } = server;
    server.answer = (asked, response) => {
      if (asked.path !== "/v1/completions") return sendJson(response, 404, {});
      const longest = Math.max(...[asked.body.prompt ?? ""].flat().map((text) => text.length));
      if (longest <= 700) return answer(asked, response);
      return sendJson(response, 400, {
        error: { message: "This model's maximum context length is 200 tokens" },
      });
    };
    const respond = createResponder(open({ model: "EleutherAI/gpt-neo-2.7B" }));
    const found = await respond({ command, text: "x", settings: {} });
    expect(found).toMatchObject({ label: "Positive", examplesUsed: 5, examplesDropped: 15 });
    await expect(respond({ command, text: "long ".repeat(200), settings: {} })).rejects.toMatchObject({
      code: "INPUT_TOO_LONG",
    });
    expect((await respond({ command, text: "x", settings: {} })).method).toBe("scored");
  });

  it.each([
    ["vLLM's", (text: string) => ({ count: [...text].length, max_model_len: 900, tokens: [] })],
    ["llama.cpp's", (text: string) => ({ tokens: [...text] })],
  ])("are measured by %s tokenizer where counts are only estimated", async (_whose, tokenized) => {
    speakOpenai(server, { ...can, echo: true });
    const { answer } = server;
    server.answer = (asked, response) => {
      const { prompt: text } = asked.body;
      if (asked.path === "/v1/models")
        return sendJson(response, 200, { data: [{ id: "m", max_model_len: 400 }] });
      if (asked.path === "/tokenize") return sendJson(response, 200, tokenized(String(text)));
      return answer(asked, response);
    };
    const respond = createResponder(open({ model: "m" }));
    // By its bytes it would be too long; by this tokenizer each character is one token.
    const found = await respond({ command, text: "今天很開心".repeat(30), settings: { examples: 1 } });
    expect(found).toMatchObject({ label: "Positive", examplesUsed: 1 });
  });

  it("leave room for long labels, scored or written", async () => {
    const long = [
      "退款申請因為包裹太晚送達而且客服沒有回覆所以客人非常生氣要求全額退款並且賠償運費",
      "Other",
    ];
    const wide = createCommand(
      "wide",
      commandFileSchema.parse({ ...file, labels: long, examples: [] }),
      "r1",
    );
    speakOpenai(server, { ...can, text: ` ${long[0]}`, mostTop: 0 });
    const answer = await createResponder(open({ model: "gpt2" }))({ command: wide, text: "x", settings: {} });
    expect(answer).toMatchObject({ method: "generated", label: long[0] });
    const { max_tokens: most } = { ...server.requests.at(-1)?.body } as { max_tokens?: number };
    const { count } = await createEstimate("GPT-2");
    expect(most).toBeGreaterThan(count(` ${long[0]}`));
  });
});

describe("the count of tokens", () => {
  it("is GPT-2's own for the families that share its vocabulary", async () => {
    const { count, isExact } = await createEstimate("GPT-Neo");
    expect(isExact).toBe(true);
    for (const [text, tokens] of [
      ["", 0],
      ["###", 1],
      ["\n###\n", 3],
      [" Positive", 1],
      ["Positive", 2],
      ["<|endoftext|>", 7],
    ] as const)
      expect([text, count(text)]).toEqual([text, tokens]);
  });

  it("is never below what a byte-level or a byte-fallback tokenizer needs beyond ASCII, and never absurd", async () => {
    for (const family of ["GPT-Neo", null]) {
      const { count } = await createEstimate(family);
      for (const text of [
        "今天很開心",
        "🙂🙂🙂",
        "สวัสดี",
        "for (let i = 0; i < 10; i++) {\n\t\treturn x[i];\n}",
      ])
        expect([text, count(text) >= [...text].length / 4]).toEqual([text, true]);
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
          const text = Buffer.from(bytes).toString("utf8");
          expect(count(text)).toBeLessThanOrEqual(Math.ceil(Buffer.byteLength(text) * 1.6) + 1);
          if (family === null)
            expect(count(text)).toBeGreaterThanOrEqual(Buffer.byteLength(text.replace(/[\0-\x7f]/gu, "")));
        }),
      );
    }
  });

  it("takes no quadratic time for an unbroken run", async () => {
    const { count } = await createEstimate("GPT-Neo");
    const startMs = performance.now();
    count("a".repeat(40_000) + "é".repeat(40_000) + " ".repeat(40_000));
    expect(performance.now() - startMs).toBeLessThan(2_000);
  });
});
