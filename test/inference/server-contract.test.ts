/** Servers with every ability against the contract of backends, and every protocol against the sample failures. Where each shape is
 * documented is in the emulator's `speak.ts` and `failures.ts`. */

import { describe, expect, it } from "vitest";
import { openServerBackend } from "../../src/inference/server/backend.ts";
import { PROTOCOLS, type ProtocolName } from "../../src/inference/server/protocols/index.ts";
import { FAILURES } from "../emulators/model-server/failures.ts";
import { type ModelServer, sendJson, startModelServer } from "../emulators/model-server/server.ts";
import {
  type Abilities,
  speakChat,
  speakLlamaCpp,
  speakOpenai,
  speakTgi,
} from "../emulators/model-server/speak.ts";
import { backendContract } from "./backend-contract.ts";

const TOKEN = ["hf", "abcdefghijkl"].join("_");
const top: Abilities["top"] = [
  [" Positive", -0.3],
  [" Negative", -1.5],
  [" Not", -3],
];

function speakHuggingface(server: ModelServer, can: Abilities): void {
  server.answer = (_asked, response) => sendJson(response, 200, [{ generated_text: `${can.text}###` }]);
}

for (const [title, protocol, speak, abilities] of [
  ["tgi and weighs prompts", "tgi", speakTgi, { prefill: true }],
  ["tgi and gives top tokens", "tgi", speakTgi, {}],
  ["openai and echoes prompts", "openai", speakOpenai, { echo: true }],
  ["openai and gives top tokens", "openai", speakOpenai, { mostTop: 5 }],
  ["openai in llama.cpp's words", "openai", speakLlamaCpp, {}],
  ["chat and gives top tokens", "chat", speakChat, {}],
  ["chat and gives no likelihoods", "chat", speakChat, { mostTop: 0 }],
  ["huggingface", "huggingface", speakHuggingface, {}],
] as const)
  backendContract({
    title: `a server that speaks ${title}`,
    open: async () => {
      const server = await startModelServer({ delayMs: 10 });
      speak(server, { text: " Positive", top, ...abilities });
      const backend = openServerBackend({ url: server.url, protocol, model: "EleutherAI/gpt-neo-125m" });
      const close = async () => {
        await backend.close();
        await server.close();
      };
      return { backend, close };
    },
  });

const prompt = { prefix: "Do it.\n", text: "Message: b\nSentiment:" };
const request = { prompt, maxNewTokens: 25, temperature: 0, endSequence: "###" };

describe.each(Object.keys(PROTOCOLS) as ProtocolName[])("a server that speaks %s", (protocol) => {
  it.each(FAILURES)("and answers $title ends every call with $code, after few tries", async (failure) => {
    const server = await startModelServer();
    server.answer = (_asked, response) => {
      const type = failure.type ?? "application/json";
      response.writeHead(failure.status, {
        "content-type": type,
        "retry-after": "0.01",
        location: "/sign-in",
      });
      response.end(typeof failure.body === "string" ? failure.body : JSON.stringify(failure.body));
    };
    const open = () =>
      openServerBackend({ url: server.url, protocol, model: "m", token: TOKEN, firstWaitMs: 5 });
    const expected = { code: failure.code, retryable: failure.retryable };
    const [plain, streaming, scoring] = [open(), open(), open()];
    const faults = await Promise.all([
      plain.complete(request).catch((error) => error),
      streaming.complete({ ...request, onText: () => {} }).catch((error) => error),
    ]);
    for (const error of faults) {
      expect(error).toMatchObject(expected);
      expect(`${error.message}${error.stack}`).not.toContain(TOKEN);
      expect(error.message).not.toContain(prompt.text);
    }
    const asked = server.requests.length;
    expect(asked).toBeLessThanOrEqual(9);
    // A way to score that fails may leave it to generation, which then ends with the fault; it never makes scores up.
    const scored = await scoring.score({ prompt, labels: ["Good", "Bad"] }).catch((error) => error);
    if (scored !== null) expect(scored).toMatchObject(expected);
    for (const backend of [plain, streaming, scoring]) await backend.close();
    await server.close();
  });
});
