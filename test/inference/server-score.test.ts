/** Labels on a model server: scored by whichever way the server knows, else generated and matched. */

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { commandFileSchema, createCommand } from "../../src/core/command/command-file.ts";
import { createResponder } from "../../src/flows/asks/answer/respond.ts";
import type { Backend } from "../../src/flows/ports/backend.ts";
import { openServerBackend } from "../../src/inference/server/backend.ts";
import { type ModelServer, sendJson, startModelServer } from "../emulators/model-server/server.ts";
import { type Abilities, speakLlamaCpp, speakOpenai, speakTgi } from "../emulators/model-server/speak.ts";

const prompt = {
  prefix: "Do it.\nMessage: a\nSentiment: Positive\n###\n",
  text: "Message: 好🙂\nSentiment:",
};
const labels = ["Positive", "Negative", "Not sure"];
const able: Abilities = {
  text: " Negative",
  top: [
    [" Negative", -0.2],
    [" Positive", -2],
    [" Not", -4],
    [" sure", -1],
  ],
};

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

let server: ModelServer;
let backend: Backend;
beforeEach(async () => {
  server = await startModelServer();
});
afterEach(async () => {
  await backend.close();
  await server.close();
});
const open = (protocol: "huggingface" | "tgi" | "openai") => {
  backend = openServerBackend({ url: server.url, protocol, model: "EleutherAI/gpt-neo-125m" });
  return backend;
};

describe("labels on a model server", () => {
  it("are weighed whole by TGI's likelihoods of the prompt, one request a label", async () => {
    speakTgi(server, { ...able, prefill: true });
    const scoring = await open("tgi").score({ prompt, labels });
    expect(scoring?.logprobs).toEqual([-2, -0.2, -5]);
    expect(server.requests.map(({ body }) => body.inputs?.slice(-9))).toEqual([
      " Positive",
      " Negative",
      " Not sure",
    ]);
  });

  it("are weighed by TGI's top tokens where the prompt's are refused, and the refusal is remembered", async () => {
    speakTgi(server, able);
    expect((await open("tgi").score({ prompt, labels }))?.logprobs).toEqual([-2, -0.2, -4]);
    const asked = server.requests.length;
    await backend.score({ prompt, labels });
    expect(server.requests).toHaveLength(asked + 1);
    expect(server.requests.at(-1)?.body.parameters).toMatchObject({ top_n_tokens: 5, details: true });
  });

  it("are weighed whole by echo in one request, in whatever order the choices come", async () => {
    speakOpenai(server, { ...able, echo: true });
    expect((await open("openai").score({ prompt, labels }))?.logprobs).toEqual([-2, -0.2, -5]);
    expect(server.requests).toHaveLength(1);
  });

  it.each([20, 5])("are weighed by the top tokens of a server that gives at most %i", async (mostTop) => {
    speakOpenai(server, { ...able, mostTop });
    expect((await open("openai").score({ prompt, labels }))?.logprobs).toEqual([-2, -0.2, -4]);
    await backend.score({ prompt, labels });
    expect(server.requests.at(-1)?.body).toMatchObject({ logprobs: mostTop, max_tokens: 1 });
  });

  it("are weighed by likelihoods in llama.cpp's words", async () => {
    speakLlamaCpp(server, able);
    const scoring = await open("openai").score({ prompt, labels });
    // It takes `echo` and weighs the written token alone: that must not pass for the weight of a label.
    expect(scoring).toMatchObject({ logprobs: [-2, -0.2, -4], isExact: false });
  });

  it.each([
    ["a label is not among the likeliest", { ...able, top: able.top.slice(0, 2) }, labels],
    ["two labels begin with the same token", able, ["Not sure", "Not spam", "Positive"]],
    [
      "the likeliest are only blanks",
      {
        ...able,
        top: [
          [" ", -0.1],
          ["\n", -1],
        ],
      },
      labels,
    ],
  ] as const)("are left to generation when %s", async (_why, can, asked) => {
    speakTgi(server, can);
    expect(await open("tgi").score({ prompt, labels: asked })).toBeNull();
    await backend.close();
    speakOpenai(server, can);
    expect(await open("openai").score({ prompt, labels: asked })).toBeNull();
  });

  it("are asked for twice, and then later, of a server that gives no likelihoods", async () => {
    speakOpenai(server, { ...able, mostTop: 0 });
    expect(await open("openai").score({ prompt, labels })).toBeNull();
    expect(await backend.score({ prompt, labels })).toBeNull();
    const asked = server.requests.length;
    expect(await backend.score({ prompt, labels })).toBeNull();
    expect(server.requests).toHaveLength(asked);
    expect(await open("huggingface").score({ prompt, labels })).toBeNull();
    expect(server.requests).toHaveLength(asked);
  });

  it("are left to generation by TGI's own `/v1/completions`, which gives no likelihoods", async () => {
    server.answer = ({ body }, response) =>
      sendJson(response, 200, {
        choices: [body.prompt].flat().map((_prompt, index) => ({
          finish_reason: "eos_token",
          index,
          logprobs: null,
          text: " Negative",
        })),
        object: "text_completion",
        usage: { completion_tokens: 2, prompt_tokens: 10, total_tokens: 12 },
      });
    expect(await open("openai").score({ prompt, labels })).toBeNull();
    const written = await backend.complete({ prompt, maxNewTokens: 5, temperature: 0, endSequence: "###" });
    expect(written).toMatchObject({ text: " Negative", finish: "end-of-text" });
  });

  it("say in the record which way was used", async () => {
    speakTgi(server, able);
    const asked = { command, text: "the build is slow", settings: {} };
    const byToken = await createResponder(open("tgi"))(asked);
    expect(byToken).toMatchObject({ method: "top-tokens", text: null, backend: "tgi" });
    expect(byToken.scores).toHaveLength(2);
    await backend.close();
    speakTgi(server, { ...able, prefill: true });
    expect(await createResponder(open("tgi"))(asked)).toMatchObject({ method: "scored", text: null });
    await backend.close();
    server.answer = (_asked, response) => sendJson(response, 200, [{ generated_text: " Negative\n###" }]);
    const generated = await createResponder(open("huggingface"))(asked);
    expect(generated).toMatchObject({ method: "generated", label: "Negative", scores: null });
  });
});
