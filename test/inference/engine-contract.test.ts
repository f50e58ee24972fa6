/** Every backend against the one contract: the engine on every layout of an export, and a server in each protocol. */

import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { openOnnxBackend } from "../../src/inference/engine/backend.ts";
import { openServerBackend } from "../../src/inference/server/backend.ts";
import { sendJson, startModelServer } from "../emulators/model-server/server.ts";
import { backendContract } from "./backend-contract.ts";

for (const layout of ["tiny-neo", "tiny-neo-merged", "tiny-neo-fp16"])
  backendContract({
    title: `the engine on ${layout}`,
    open: async () => {
      const model = resolve("test/fixtures", layout);
      const backend = openOnnxBackend({ model, cacheDir: tmpdir(), threads: 1 });
      return { backend, close: () => backend.close() };
    },
  });

/** One completion in the words of each protocol. */
const ANSWERS = {
  huggingface: [{ generated_text: " Positive\n###\nMessage: more" }],
  tgi: { generated_text: " Positive\n###", details: { generated_tokens: 2 } },
  openai: { choices: [{ text: " Positive\n" }], usage: { completion_tokens: 2 } },
} as const;

for (const protocol of ["huggingface", "tgi", "openai"] as const)
  backendContract({
    title: `a server that speaks ${protocol}`,
    open: async () => {
      const server = await startModelServer({ delayMs: 20 });
      server.answer = (_request, response) => sendJson(response, 200, ANSWERS[protocol]);
      const backend = openServerBackend({ url: server.url, protocol, model: "EleutherAI/gpt-neo-125m" });
      const close = async () => {
        await backend.close();
        await server.close();
      };
      return { backend, close };
    },
  });
