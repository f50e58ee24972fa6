/** The bot as a process of its own, and a model's server for it: what measurements over an emulated platform need. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** A model's server that speaks the article's protocol and finds everything positive after so many milliseconds. */
export async function openModelServer(modelMs: number) {
  const server = createServer((request, response) => {
    request.resume().on("end", async () => {
      await sleep(modelMs);
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify([{ generated_text: " Positive" }]));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    /** Settings that make the bot use this server. */
    settings: { INFERENCE_URL: `http://127.0.0.1:${port}/`, MODEL: "EleutherAI/gpt-neo-125M" },
    close: () => server.close(),
  };
}

/** `fewshot start` with these settings, on a free port. */
export function startProduct(settings: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, ["src/cli.ts", "start"], {
    env: { PATH: process.env.PATH, PORT: "0", RATE_LIMIT: "0", LOG_LEVEL: "error", ...settings },
    stdio: ["ignore", "ignore", "inherit"],
  });
  return {
    pid: child.pid,
    async stop(): Promise<void> {
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
    },
  };
}
