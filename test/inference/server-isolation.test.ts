/** One request's error never takes the model from everybody: a way of asking that fails is left out, and the server is still asked plainly. */

import type { ServerResponse } from "node:http";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { commandFileSchema, createCommand } from "../../src/core/command/command-file.ts";
import { createResponder } from "../../src/flows/asks/answer/respond.ts";
import type { Backend } from "../../src/flows/ports/backend.ts";
import { openServerBackend } from "../../src/inference/server/backend.ts";
import { createWayHealth } from "../../src/inference/server/way.ts";
import {
  type ModelRequest,
  type ModelServer,
  sendJson,
  startModelServer,
} from "../emulators/model-server/server.ts";
import { sendEvents, speakOpenai, speakTgi } from "../emulators/model-server/speak.ts";

type Protocol = "openai" | "tgi";
const file = {
  summary: "Mood",
  description: "Say the mood.",
  input: "Message",
  output: "Mood",
  examples: [{ input: "fine", output: "Positive" }],
};
const labelled = createCommand(
  "mood",
  commandFileSchema.parse({ ...file, labels: ["Positive", "Negative"] }),
  "r1",
);
const free = createCommand("continue", commandFileSchema.parse(file), "r1");
const top = [
  [" Positive", -0.2],
  [" Negative", -2],
] as const;
const can = { text: " Positive", top, prefill: true, echo: true };

let server: ModelServer;
let backend: Backend;
beforeEach(async () => {
  server = await startModelServer();
});
afterEach(async () => {
  vi.useRealTimers();
  await backend.close();
  await server.close();
});

function open(protocol: Protocol, timeoutMs?: number) {
  backend = openServerBackend({ url: server.url, protocol, model: "m", firstWaitMs: 5, timeoutMs });
  const respond = createResponder(backend);
  return (command: typeof labelled, text = "great job", onText?: (text: string) => void) =>
    respond({ command, text, settings: {}, onText });
}
const speak = (protocol: Protocol) => (protocol === "tgi" ? speakTgi : speakOpenai)(server, can);
const isScoring = ({ body }: ModelRequest) => {
  const { logprobs, parameters } = body as { logprobs?: number; parameters?: Record<string, unknown> };
  return logprobs !== undefined || Boolean(parameters?.decoder_input_details ?? parameters?.top_n_tokens);
};
const isStream = ({ path, body }: ModelRequest) =>
  path === "/generate_stream" || (body as { stream?: boolean }).stream === true;

/** Answers some requests with a fault, as long as `isOn` says so. */
function failWhere(
  isOne: (asked: ModelRequest) => boolean,
  fail: (response: ServerResponse, asked: ModelRequest) => void,
  isOn = () => true,
) {
  const { answer } = server;
  server.answer = (asked, response) =>
    isOn() && isOne(asked) ? fail(response, asked) : answer(asked, response);
}
const saying =
  (status: number, body: unknown = { error: "no" }) =>
  (response: ServerResponse) =>
    sendJson(response, status, body);

const FAULTS: readonly [string, (response: ServerResponse) => void][] = [
  ["500", saying(500, { error: { message: "Unsupported param: echo", code: 500 } })],
  ["500 without a reason", saying(500, {})],
  ["501", saying(501)],
  ["400", saying(400)],
  ["404", saying(404)],
  ["422", saying(422)],
  ["424", saying(424, { error: "Request failed during generation", error_type: "generation" })],
  ["429", saying(429)],
  ["503", saying(503)],
  ["a broken connection", (response) => response.destroy()],
  ["an error with status 200", saying(200, { error: { message: "no", code: 502 } })],
  ["a page", (response) => response.writeHead(200).end("<html>We are deploying</html>")],
];

describe.each<Protocol>(["openai", "tgi"])("on a server that speaks %s", (protocol) => {
  it.each(FAULTS)("scoring that always fails with %s leaves every ask answered", async (_what, fail) => {
    speak(protocol);
    failWhere(isScoring, fail);
    const ask = open(protocol);
    for (let round = 0; round < 3; round++) {
      const answers = await Promise.all([ask(labelled, "a"), ask(labelled, "b"), ask(labelled, "c")]);
      for (const answer of answers) expect(answer).toMatchObject({ method: "generated", label: "Positive" });
    }
    expect(await ask(free)).toMatchObject({ text: "Positive" });
    expect(backend.state?.()).toEqual({ isReachable: true, breaker: "closed", scoring: null });
    // Left out after it failed: nine asks don't try each way nine times.
    expect(server.requests.filter(isScoring).length).toBeLessThan(20);
  });

  it.each(FAULTS)("a stream that always fails with %s is asked for plainly", async (_what, fail) => {
    speak(protocol);
    failWhere(isStream, fail);
    const ask = open(protocol);
    for (let round = 0; round < 6; round++) {
      const shown: string[] = [];
      expect(await ask(free, "x", (text) => shown.push(text))).toMatchObject({ text: "Positive" });
      expect(shown.at(-1)?.trim()).toBe("Positive");
    }
    expect(await ask(labelled)).toMatchObject({ method: "scored" });
    expect(backend.state?.()).toMatchObject({ breaker: "closed", isReachable: true });
  });

  it.each([
    [
      "validation",
      { error: "Input validation error: `inputs` must have less than 1024 tokens", error_type: "validation" },
    ],
    ["a code", { error: { message: "maximum context length is 1024 tokens", code: 400 } }],
    ["a rate limit", { error: { message: "slow down", code: 429 } }],
    ["an overload", { error: "Model is overloaded", error_type: "overloaded" }],
    ["vLLM's older words", { object: "error", message: "maximum context length is 1024 tokens", code: 400 }],
    ["no reason", { error: {} }],
  ])("an error event in a stream, with %s, is that request's alone", async (_what, event) => {
    speak(protocol);
    failWhere(
      (asked) => JSON.stringify(asked.body).includes("long"),
      (response, asked) => (isStream(asked) ? sendEvents(response, [event]) : sendJson(response, 422, event)),
    );
    const ask = open(protocol);
    for (let round = 0; round < 4; round++) {
      const fault = await ask(free, "a long text", () => {}).catch((error) => error);
      expect(fault.name).toBe("BotError");
      expect(fault.message).not.toContain("check INFERENCE_PROTOCOL");
      expect(await ask(labelled)).toMatchObject({ label: "Positive" });
      expect(await ask(free, "x", () => {})).toMatchObject({ text: "Positive" });
    }
    expect(backend.state?.().breaker).toBe("closed");
  });

  it.each([
    ["an error with status 200", saying(200, { error: { message: "overloaded", code: 502 } })],
    ["a page", (response: ServerResponse) => response.writeHead(200).end("<html>We are deploying</html>")],
    ["400", saying(400, { error: "Bad Request: Endpoint is initializing" })],
    ["409", saying(409, { error: "paused" })],
    ["503", saying(503, "Service Unavailable")],
    ["an answer without likelihoods", saying(200, { choices: [{ text: "" }], generated_text: "" })],
  ])("a bad minute with %s does not end scoring forever", async (_what, fail) => {
    speak(protocol);
    let left = 3;
    failWhere(isScoring, fail, () => left-- > 0);
    const ask = open(protocol);
    const methods: string[] = [];
    for (let round = 0; round < 4; round++) methods.push((await ask(labelled)).method);
    expect(methods.at(-1)).toBe("scored");
    expect(backend.state?.().scoring).not.toBeNull();
  });

  it("scoring and streams that hang are waited for once, and then left out", async () => {
    speak(protocol);
    failWhere(
      (asked) => isScoring(asked) || isStream(asked),
      () => {},
    );
    const ask = open(protocol, 150);
    for (let round = 0; round < 3; round++) {
      expect(await ask(labelled)).toMatchObject({ method: "generated", label: "Positive" });
      expect(await ask(free, "x", () => {})).toMatchObject({ text: "Positive" });
    }
    expect(server.requests.filter(isStream)).toHaveLength(1);
    expect(server.requests.filter(isScoring).length).toBeLessThanOrEqual(3);
    expect(backend.state?.()).toMatchObject({ breaker: "closed", isReachable: true });
  });

  it("a server that is busy when it is first asked is waited for, and scores", async () => {
    speak(protocol);
    let left = 2;
    failWhere(
      () => true,
      saying(503, {}),
      () => left-- > 0,
    );
    expect((await open(protocol)(labelled)).method).toBe("scored");
  });

  it("a way that works for others is not left out for one person's refusals", async () => {
    speak(protocol);
    const ask = open(protocol);
    expect((await ask(labelled)).method).toBe("scored");
    failWhere(
      (asked) => isScoring(asked) && JSON.stringify(asked.body).includes("odd"),
      saying(400, { error: "bad" }),
    );
    for (let round = 0; round < 5; round++) {
      expect((await ask(labelled, "odd")).label).toBe("Positive");
      expect((await ask(labelled, "even")).method).toBe("scored");
    }
  });

  it("after a rest, the first call is a plain one, and scores come again", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    speak(protocol);
    let isDown = true;
    failWhere(
      () => true,
      saying(500, {}),
      () => isDown,
    );
    const ask = open(protocol);
    for (let round = 0; round < 3; round++) await ask(free).catch(() => {});
    expect(backend.state?.()).toMatchObject({ breaker: "open", isReachable: false });
    isDown = false;
    const before = server.requests.length;
    await expect(ask(labelled)).rejects.toMatchObject({ code: "BACKEND_UNREACHABLE", retryable: true });
    expect(server.requests).toHaveLength(before);
    vi.setSystemTime(Date.now() + 10_000);
    expect((await ask(labelled)).method).toBe("scored");
    const [first, second] = server.requests.slice(before);
    expect([first && isScoring(first), second && isScoring(second)]).toEqual([false, true]);
    expect(backend.state?.().breaker).toBe("closed");
  });
});

describe("a way of asking", () => {
  it("that fails is tried again at once, then after longer and longer rests, up to ten minutes", () => {
    let nowMs = 0;
    const way = createWayHealth(() => nowMs);
    const rests: number[] = [];
    for (let round = 0; round < 12; round++) {
      way.failed("failed", nowMs);
      let restMs = 0;
      for (; !way.mayTry(); restMs += 1_000) nowMs += 1_000;
      rests.push(restMs);
      nowMs += 1;
    }
    expect(rests.slice(0, 4)).toEqual([0, 5_000, 10_000, 20_000]);
    expect(rests.at(-1)).toBe(600_000);
    way.worked();
    way.failed("failed", nowMs);
    expect(way.mayTry()).toBe(true);
  });

  it("that the server does not know is tried again after a minute, and at last once an hour", () => {
    let nowMs = 0;
    const way = createWayHealth(() => nowMs);
    way.failed("absent", nowMs);
    expect(way.mayTry()).toBe(false);
    nowMs += 60_000;
    expect(way.mayTry()).toBe(true);
    for (let round = 0; round < 10; round++) way.failed("absent", nowMs++);
    nowMs += 3_600_000;
    expect(way.mayTry()).toBe(true);
  });

  it("counts what was under way at a failure as one failure", () => {
    let nowMs = 10;
    const way = createWayHealth(() => nowMs);
    way.failed("failed", 0);
    nowMs = 20;
    for (let other = 0; other < 5; other++) way.failed("failed", 5);
    expect(way.mayTry()).toBe(true);
  });
});
