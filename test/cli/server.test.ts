/** The terminal over a model server: what it prints of a server's answers and faults. */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addCheckCommand } from "../../src/cli/measure/check.ts";
import { addAskCommand } from "../../src/cli/run/ask.ts";
import { type ModelServer, sendJson, startModelServer } from "../emulators/model-server/server.ts";
import { speakOpenai } from "../emulators/model-server/speak.ts";
import { runCli, runHere } from "./run-cli.ts";

let server: ModelServer;
beforeEach(async () => {
  server = await startModelServer();
});
afterEach(() => server.close());

const settings = () => ({ INFERENCE_URL: server.url, MODEL: "acme/neo-1B" });
/** As a real process. */
const ask = (environment: Record<string, string>) =>
  runCli(["ask", "sentiment", "great job"], { ...settings(), ...environment });
const askHere = (text: string, environment: Record<string, string> = {}) =>
  runHere(addAskCommand, ["ask", "sentiment", text], { ...settings(), ...environment });

describe("fewshot ask with a model on a server", () => {
  it("waits for a server that is starting, says so once, and answers", async () => {
    let left = 4;
    const { answer } = server;
    server.answer = (asked, response) =>
      left-- > 0
        ? sendJson(response, 503, { error: "Service Unavailable", estimated_time: 0.01 })
        : answer(asked, response);
    const { code, stdout, stderr } = await ask({});
    expect([code, stdout.split("\n")[0]]).toEqual([0, "Positive"]);
    expect(stderr.match(/The model server is starting/g)).toHaveLength(1);
  });

  it("says which protocols there are where it does not know the one that is set", async () => {
    const { code, err } = await askHere("great job", { INFERENCE_PROTOCOL: "grpc" });
    expect(code).toBe(2);
    expect(err).toContain("INFERENCE_PROTOCOL must be one of huggingface, tgi, openai, chat");
  });

  it("sends the key and the headers, and no hub token, and names the path of a 404", async () => {
    server.answer = (_asked, response) => sendJson(response, 404, { detail: "Not Found" });
    const secrets = { INFERENCE_API_KEY: "sk-own", HF_TOKEN: ["hf", "abcdefghijkl"].join("_") };
    const { code, stderr } = await ask({
      ...secrets,
      INFERENCE_PROTOCOL: "tgi",
      INFERENCE_HEADERS: "x-portkey-provider: openai",
    });
    expect(code).toBe(2);
    expect(stderr).toContain(
      "/generate answered 404: Not Found; check MODEL, INFERENCE_URL and INFERENCE_PROTOCOL",
    );
    for (const { headers } of server.requests)
      expect(headers).toMatchObject({ authorization: "Bearer sk-own", "x-portkey-provider": "openai" });
  });

  it("runs no escape sequence of a server, and repeats no text in its errors", async () => {
    server.answer = ({ body }, response) =>
      sendJson(response, 400, { error: `\u001b]0;x\u0007bad \u001b[2J${body.inputs}` });
    const { err } = await askHere("my boss Schultz is a jerk");
    expect(err).toContain("answered 400");
    for (const leak of ["\u001b", "\u0007", "Schultz", "jerk"]) expect(err).not.toContain(leak);
  });

  it("says that a proxy refused", async () => {
    const proxy = createServer((_asked, response) => response.writeHead(502).end());
    proxy.on("connect", (_asked, socket) => socket.end("HTTP/1.1 502 no\r\n\r\n"));
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    const { port } = proxy.address() as AddressInfo;
    const { code, stderr } = await ask({
      INFERENCE_URL: "https://model.example",
      HTTPS_PROXY: `http://127.0.0.1:${port}`,
    });
    proxy.close();
    expect(code).toBe(75);
    expect(stderr).toContain("model.example can't be reached (the proxy refused); check HTTP_PROXY");
  });
});

describe("fewshot check with a model on a server", () => {
  const check = async (labels: readonly string[], can: { echo?: boolean; mostTop?: number }) => {
    const folder = await mkdtemp(join(tmpdir(), "fewshot-check-"));
    const file = join(folder, "grade.yaml");
    const examples = labels.map((label, at) => `{ input: text ${at}, output: ${label} }`);
    await writeFile(
      file,
      `summary: s\ndescription: Decide.\ninput: Text\noutput: Answer\nlabels: [${labels.join(", ")}]\nexamples: [${examples.join(", ")}]\n`,
    );
    speakOpenai(server, {
      text: ` ${labels[0]}`,
      top: [
        [" Very", -0.1],
        [" Good", -2],
        [" Bad", -3],
      ],
      ...can,
    });
    const { out } = await runHere(addCheckCommand, ["check", file], {
      INFERENCE_URL: server.url,
      INFERENCE_PROTOCOL: "openai",
      MODEL: "EleutherAI/gpt-neo-125m",
    });
    await rm(folder, { recursive: true });
    return out;
  };

  it("names labels that begin with the same token, with what to do, only where the server weighs nothing else", async () => {
    const printed = await check(["Very positive", "Very negative", "Good"], {});
    expect(printed).toContain(
      "the labels Very positive, Very negative begin with the same token, and 127.0.0.1:",
    );
    expect(printed).toContain("Let each label begin with another word");
    expect(printed).toMatch(/^ok/);
    expect(await check(["Very positive", "Very negative", "Good"], { echo: true })).not.toContain(
      "same token",
    );
    expect(await check(["Good", "Bad"], {})).not.toContain("same token");
  });

  it("says nothing of them with the model in this process, which weighs whole labels", async () => {
    const { out } = await runHere(addCheckCommand, ["check", "sentiment"]);
    expect(out).toMatch(/^ok/);
    expect(out).not.toContain("same token");
  });
});
