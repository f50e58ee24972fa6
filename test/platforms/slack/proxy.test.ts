/** Slack over a proxy: calls, files, response urls and sockets, all through CONNECT. */

import { createServer, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ADA, GENERAL, isAnswer, openSlackStack, type SlackStack, textOf } from "./stack.ts";

let proxy: Server;
let tunnels: string[];
let direct: string[];
/** CONNECT requests that are refused before one passes. */
let refusals: number;
const sockets = new Set<Socket>();
const NAMES = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy"];
const before = Object.fromEntries(NAMES.map((name) => [name, process.env[name]]));

beforeEach(async () => {
  tunnels = [];
  direct = [];
  refusals = 0;
  proxy = createServer((request, response) => {
    direct.push(String(request.url));
    response.writeHead(405).end();
  });
  proxy.on("connect", (request, client: Socket) => {
    sockets.add(client);
    client.on("error", () => {});
    if (refusals-- > 0) return client.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
    tunnels.push(String(request.url));
    const [host = "", port] = String(request.url).split(":");
    const server = connect(Number(port), host, () => {
      client.write("HTTP/1.1 200 OK\r\n\r\n");
      client.pipe(server).pipe(client);
    });
    sockets.add(server);
    server.on("error", () => client.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  for (const name of NAMES) delete process.env[name];
  process.env.HTTP_PROXY = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
});
afterEach(() => {
  for (const [name, value] of Object.entries(before)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  proxy.closeAllConnections();
  proxy.close();
});

const answer = async (stack: SlackStack) => {
  await stack.slack.slash(GENERAL, ADA, "sentiment nice");
  await stack.until(() => stack.slack.workspace.visible(GENERAL).find(isAnswer));
};

describe("a network with a proxy", () => {
  it("is left through it by everything that goes to Slack", async () => {
    const stack = await openSlackStack();
    try {
      await answer(stack);
      const { payload } = await stack.slack.slash(GENERAL, ADA, "fewshot privacy export");
      expect(textOf({ blocks: payload.blocks as [] })).toBe("Your data was sent to you as a direct message.");
      expect(stack.slack.workspace.files[0]?.content).toContain('"sentiment"');
      const hidden = stack.slack.workspace.addChannel({ id: "C0HIDDEN", kind: "private", hasBot: false }).id;
      await stack.slack.slash(hidden, ADA, "sentiment nice");
      await stack.until(() => stack.slack.workspace.ephemeral(ADA, hidden).find(isAnswer));
      expect(direct).toEqual([]);
      expect(new Set(tunnels)).toEqual(new Set([new URL(stack.slack.origin).host]));
      // Each socket has a tunnel of its own, besides those of the calls.
      expect(tunnels.length).toBeGreaterThanOrEqual(3);
      expect(stack.slack.connections).toBe(tunnels.length);
    } finally {
      await stack.close();
    }
  });

  it("is not used for what NO_PROXY names", async () => {
    process.env.NO_PROXY = "example.com,127.0.0.1";
    const stack = await openSlackStack();
    try {
      await answer(stack);
      expect([...tunnels, ...direct]).toEqual([]);
    } finally {
      await stack.close();
    }
  });

  it("whose proxy refuses for a while is waited for", async () => {
    refusals = 2;
    const stack = await openSlackStack();
    try {
      expect(stack.lines.join("")).toContain("the proxy answered 407");
      await answer(stack);
    } finally {
      await stack.close();
    }
  });
});
