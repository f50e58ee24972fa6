/** What doctor says of the page's port. */

import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer, type Server } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { runCli } from "./run-cli.ts";

let server: Server | undefined;
afterEach(() => server?.close());

/** The finding about the page with a server on its port. */
async function pageWith(taken: Server): Promise<{ ok: boolean; lines: string[] }> {
  server = taken;
  await new Promise<void>((done) => taken.listen(0, "127.0.0.1", done));
  const { port } = taken.address() as AddressInfo;
  // No model, no store: only the page is looked at here.
  const { stdout } = await runCli(["doctor", "--json"], {
    PORT: String(port),
    MODEL: "./none",
    DATA_DIR: "/proc/none",
  });
  const { findings } = JSON.parse(stdout);
  return findings.find(({ about }: { about: string }) => about === "Web page");
}

describe("doctor about the page", () => {
  it("fails where another program has the port, and says what to do", async () => {
    const page = await pageWith(createServer((socket) => socket.destroy()));
    expect(page.ok).toBe(false);
    expect(page.lines[0]).toMatch(/port \d+ is taken by another program: stop it, or set PORT/);
  });

  it("is content where a Fewshot runs there", async () => {
    const page = await pageWith(
      createHttpServer((_request, response) => response.end(JSON.stringify({ ok: true }))),
    );
    expect(page).toMatchObject({ ok: true, lines: [expect.stringContaining("a Fewshot runs there now")] });
  });
});
