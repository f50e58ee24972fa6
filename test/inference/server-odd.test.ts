/** Answers of servers and gateways in odd shapes: what people see of them, over loopback. */

import type { ServerResponse } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Command } from "../../src/core/command/command.ts";
import { createResponder } from "../../src/flows/asks/answer/respond.ts";
import type { Backend } from "../../src/flows/ports/backend.ts";
import { openServerBackend } from "../../src/inference/server/backend.ts";
import type { ProtocolName } from "../../src/inference/server/protocols/index.ts";
import { type ModelServer, sendJson, startModelServer } from "../emulators/model-server/server.ts";
import { commands } from "../flows/stack.ts";

const [sentiment, haiku] = commands as [Command, Command];
let server: ModelServer;
let backend: Backend;
beforeEach(async () => {
  server = await startModelServer();
});
afterEach(async () => {
  await backend.close();
  await server.close();
});

function ask(protocol: ProtocolName, command: Command) {
  backend = openServerBackend({
    url: server.url,
    protocol,
    model: "acme/neo-1B",
    firstWaitMs: 1,
    timeoutMs: 1_000,
  });
  const respond = createResponder(backend);
  return respond({
    command,
    text: "good morning",
    settings: {},
    ...(command.labels ? {} : { onText: () => {} }),
  });
}

const events = (response: ServerResponse, ...list: readonly object[]) => {
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (const event of list) response.write(`data: ${JSON.stringify(event)}\n\n`);
  response.end("data: [DONE]\n\n");
};

describe("a text", () => {
  it("comes without what a reasoning model thought before it, as does a label", async () => {
    server.answer = ({ body }, response) => {
      const { prompt = "" } = body;
      const answer = prompt.includes("sentiment") ? "Negative" : "a haiku";
      sendJson(response, 200, { choices: [{ text: `<think>\nPositive?\n</think>\n\n${answer}` }] });
    };
    expect(await ask("openai", haiku)).toMatchObject({ text: "a haiku" });
    expect(await ask("openai", sentiment)).toMatchObject({ label: "Negative" });
  });

  it("is read from a gateway that answers a completion in the words of chat, in one piece and streamed", async () => {
    server.answer = (asked, response) =>
      (asked.body as { stream?: boolean }).stream
        ? events(
            response,
            { choices: [{ delta: { role: "assistant" } }] },
            { choices: [{ delta: { content: " a haiku" } }] },
            { choices: [{ delta: {}, finish_reason: "stop" }] },
          )
        : sendJson(response, 200, { choices: [{ message: { content: " Negative" } }] });
    expect(await ask("openai", haiku)).toMatchObject({ text: "a haiku" });
    expect(await ask("openai", sentiment)).toMatchObject({ label: "Negative" });
  });

  it("is read behind a byte order mark", async () => {
    server.answer = (_asked, response) =>
      void response
        .writeHead(200, { "content-type": "application/json" })
        .end('\ufeff[{"generated_text":" Negative"}]');
    expect(await ask("huggingface", sentiment)).toMatchObject({ label: "Negative" });
  });
});

describe("a refusal that passes", () => {
  it.each([
    [
      "of a server that is too busy, with status 200",
      200,
      "Model too busy, unable to get response",
      "BACKEND_RATE_LIMITED",
    ],
    [
      "of an endpoint that starts",
      400,
      "Bad Request: Endpoint is in state 'initializing'",
      "BACKEND_LOADING",
    ],
    ["of an endpoint that is scaled to zero", 400, "Endpoint is in state 'scaledToZero'", "BACKEND_LOADING"],
  ])("%s is tried again", async (_, status, error, code) => {
    server.answer = (_asked, response) => sendJson(response, status, { error });
    await expect(ask("huggingface", sentiment)).rejects.toMatchObject({ code, retryable: true });
  });
});

describe("scoring that fails", () => {
  const isScoring = (body: object) => "logprobs" in body;
  it.each<[string, (response: ServerResponse) => unknown]>([
    ["by a connection that is cut", (response) => response.destroy()],
    [
      "by half a body",
      (response) => {
        response.writeHead(200, { "content-type": "application/json", "content-length": "500" });
        response.write('{"choices":[');
        setTimeout(() => response.destroy(), 10);
      },
    ],
    ["by 413", (response) => sendJson(response, 413, { error: "Payload Too Large" })],
    ["by an empty 204", (response) => response.writeHead(204).end()],
    ["by null", (response) => sendJson(response, 200, null)],
    ["by a redirect", (response) => response.writeHead(307, { location: "http://192.0.2.1/" }).end()],
  ])("%s leaves the label to be written, and the server is known to work", async (_, fail) => {
    server.answer = ({ body }, response) =>
      isScoring(body)
        ? (fail(response) as never)
        : sendJson(response, 200, { choices: [{ text: " Negative" }] });
    expect(await ask("openai", sentiment)).toMatchObject({ label: "Negative", method: "generated" });
    expect(backend.state?.()).toMatchObject({ isReachable: true, breaker: "closed" });
  });
});
