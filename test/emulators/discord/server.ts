/** Discord on loopback: REST and Gateway on one port. What it checks and which faults it has is in the README beside it. */

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createFaults, type FaultKind } from "./faults.ts";
import { createGateway } from "./gateway.ts";
import { ApiFault, type Call, createMessages } from "./messages.ts";
import { createPeople } from "./people.ts";
import { createRoutes, type RouteOptions } from "./routes.ts";
import { createWorld } from "./world.ts";

export interface DiscordEmulatorOptions {
  readonly heartbeatMs?: number;
  /** Default: Discord's three seconds. */
  readonly responseMs?: number;
}

/** Looks like a token, and is none. */
const TOKEN = `${"M".repeat(24)}.${"G".repeat(6)}.${"x".repeat(38)}`;

export type DiscordEmulator = Awaited<ReturnType<typeof openDiscordEmulator>>;

export async function openDiscordEmulator({
  heartbeatMs = 41_250,
  responseMs = 3_000,
}: DiscordEmulatorOptions = {}) {
  const world = createWorld();
  const faults = createFaults();
  const calls: { readonly route: string; readonly body: unknown }[] = [];
  const registered: RouteOptions["registered"] = [];
  const guildIds: string[] = [];
  let token = TOKEN;
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const gatewayUrl = () => `ws://127.0.0.1:${port}/gateway/`;
  const gateway = createGateway(server, {
    token: () => token,
    bot: world.bot,
    guildIds: () => guildIds,
    heartbeatMs,
    url: gatewayUrl,
  });
  /** New sessions that a bot may still begin, and when there are more. */
  const sessions = { remaining: 999, resetAfterMs: 1 };
  const messages = createMessages(world);
  const routes = createRoutes({ world, messages, gatewayUrl, responseMs, registered, sessions });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? "", "http://127.0.0.1");
    const method = request.method ?? "GET";
    const decoded = decode(pathname);
    if (decoded === null) return reply(response, 400, { code: 0, message: "400: Bad Request" });
    const path = decoded.replace(/^\/api\/v10/, "");
    const route = `${method} ${path}`;
    const call = await readCall(request);
    const fault = faults.take(route);
    if (fault && !("after" in fault && fault.after)) {
      fail(request, response, fault);
      return;
    }
    calls.push({ route, body: call.body });
    try {
      const isOpen = /^\/(interactions|webhooks)\//.test(path);
      if (!isOpen && request.headers.authorization !== `Bot ${token}`)
        throw new ApiFault(401, 0, "401: Unauthorized");
      const body = routes(method, path, call);
      if (fault) fail(request, response, fault);
      else reply(response, body === null ? 204 : 200, body);
    } catch (error) {
      if (!(error instanceof ApiFault)) throw error;
      reply(response, error.status, { code: error.code, message: error.message });
    }
  }

  return {
    world,
    faults,
    gateway,
    people: createPeople(world, gateway),
    /** Every call that reached Discord, oldest first. */
    calls,
    registered,
    sessions,
    token,
    apiUrl: `http://127.0.0.1:${port}/api`,
    addGuild(id: string): void {
      guildIds.push(id);
    },
    /** From now on the token is refused everywhere; connections are closed with 4004. */
    revokeToken(): void {
      token = "revoked";
      gateway.closeAll(4004);
    },
    async close(): Promise<void> {
      gateway.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function fail(request: IncomingMessage, response: ServerResponse, fault: FaultKind): void {
  switch (fault.kind) {
    case "drop":
      request.socket.destroy();
      break;
    case "status":
      reply(response, fault.status, { message: "a server error" });
      break;
    case "error":
      reply(response, fault.status, { code: fault.code, message: `error ${fault.code}` });
      break;
    case "html":
      response.writeHead(fault.status, { "content-type": "text/html" }).end("<html>Just a moment...</html>");
      break;
    case "hang":
      break;
    case "rate-limit":
      if (fault.retryAfterS === null) {
        response.writeHead(429, { "content-type": "application/json" }).end("{}");
        break;
      }
      response.setHeader("retry-after", String(fault.retryAfterS));
      response.setHeader("x-ratelimit-scope", fault.isGlobal ? "global" : "user");
      if (fault.isGlobal) response.setHeader("x-ratelimit-global", "true");
      reply(response, 429, {
        message: "You are being rate limited.",
        retry_after: fault.retryAfterS,
        global: fault.isGlobal,
      });
  }
}

function reply(response: ServerResponse, status: number, body: object | null): void {
  // A 204 has no body, and no type of one.
  if (body === null) {
    response.writeHead(204).end();
    return;
  }
  response.writeHead(status, {
    "content-type": "application/json",
    "x-ratelimit-limit": "50",
    "x-ratelimit-remaining": "49",
    "x-ratelimit-reset-after": "1.000",
  });
  response.end(JSON.stringify(body));
}

/** JSON, or a form with files and the JSON beside them. */
async function readCall(request: IncomingMessage): Promise<Call> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  const bytes = Buffer.concat(parts);
  const type = request.headers["content-type"] ?? "";
  if (!type.startsWith("multipart/form-data"))
    return { body: bytes.length > 0 ? JSON.parse(bytes.toString()) : {}, files: [] };
  const form = await new Response(bytes, { headers: { "content-type": type } }).formData();
  const files: Call["files"] = [];
  for (const value of form.values())
    if (typeof value !== "string") files.push({ name: value.name, text: await value.text() });
  return { body: JSON.parse(String(form.get("payload_json"))), files };
}

/** Null for an address that is no valid one, which an odd payload can lead to. */
function decode(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return null;
  }
}
