/** Words of a model or a server that would drive a terminal: shown harmless, on stdout and stderr. */

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runCli } from "./run-cli.ts";

const HOSTILE = "\u001b]52;c;aGk=\u0007\u001b[2J\u001b]0;title\u0007\u009b31mred\r";
let server: Server;
let status = 200;

beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume();
    const body = status === 200 ? [{ generated_text: ` good${HOSTILE}` }] : { error: `no${HOSTILE}` };
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
});
afterAll(() => server.close());

it.each([
  [200, "an answer"],
  [400, "a refusal"],
])("takes every control character out of what a server says (%i, %s)", async (answer) => {
  status = answer;
  const { port } = server.address() as AddressInfo;
  const { stdout, stderr } = await runCli(["ask", "continue", "hi"], {
    INFERENCE_URL: `http://127.0.0.1:${port}`,
    MODEL: "stub",
  });
  expect(`${stdout}${stderr}`).toContain(answer === 200 ? "good" : "no");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
  expect(`${stdout}${stderr}`).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
});
