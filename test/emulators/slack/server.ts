/** Slack on loopback: Web API, response urls, file uploads and Socket Mode on one port, with a workspace that tests look into and people who use it. */

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createFaults, type FaultKind } from "./faults.ts";
import { type Answer, METHODS } from "./methods.ts";
import { createPeople } from "./people.ts";
import { createSockets } from "./sockets.ts";
import { type Fields, findBlockFaults, isFields } from "./validate.ts";
import { createWorkspace, IDS, type Message } from "./workspace.ts";

export interface SlackEmulatorOptions {
  /** Posts a second in one channel, and how many at once; default 1 and 4. */
  readonly postsPerSecond?: number;
  readonly burst?: number;
  /** Real milliseconds for one minute of waiting before an event is sent again; default 60,000. */
  readonly retryMinuteMs?: number;
}

/** One call that reached the Web API or a response url. */
interface SeenCall {
  readonly method: string;
  readonly args: Fields;
  readonly atMs: number;
  /** The token in the call, to find out whether the right one was used. */
  readonly token: string;
  readonly answer: Answer | null;
}

export type SlackEmulator = Awaited<ReturnType<typeof openSlackEmulator>>;

export async function openSlackEmulator(options: SlackEmulatorOptions = {}) {
  const { postsPerSecond = 1, burst = 4, retryMinuteMs = 60_000 } = options;
  const workspace = createWorkspace();
  const faults = createFaults();
  const calls: SeenCall[] = [];
  const buckets = new Map<string, { level: number; atMs: number }>();
  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  let connections = 0;
  server.on("connection", () => connections++);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  const sockets = createSockets({ server, port, retryMinuteMs });
  const people = createPeople({ workspace, sockets, origin });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? "/", origin);
    const body = await readBody(request);
    if (pathname.startsWith("/api/")) return serveMethod(pathname.slice(5), { request, response, body });
    if (pathname.startsWith("/commands/")) return serveResponseUrl(pathname, { request, response, body });
    const upload = /^\/upload\/(\w+)$/.exec(pathname);
    const file = workspace.files.find(({ id }) => id === upload?.[1]);
    if (file) {
      file.content = body;
      response.writeHead(200).end("OK");
    } else response.writeHead(404).end();
  }

  interface Exchange {
    readonly request: IncomingMessage;
    readonly response: ServerResponse;
    readonly body: string;
  }

  async function serveMethod(method: string, { request, response, body }: Exchange): Promise<void> {
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1] ?? "";
    const args = decodeArguments(body);
    const run = () => runMethod(method, args, token);
    await answerWithFaults({ method, args, token }, response, run);
  }

  function runMethod(method: string, args: Fields, token: string): Answer {
    const known = METHODS[method];
    if (!known) return { ok: false, error: "unknown_method" };
    const state = workspace.tokens.get(token);
    const kind = known.token ?? "bot";
    if (kind !== "any" || method === "auth.test") {
      if (token === "") return { ok: false, error: "not_authed" };
      if (!state) return { ok: false, error: "invalid_auth" };
      if (state.isRevoked) return { ok: false, error: "token_revoked" };
      if (kind !== "any" && state.kind !== kind) return { ok: false, error: "not_allowed_token_type" };
      const needed = known.scopes?.find((scope) => !state.scopes.includes(scope));
      if (needed) return { ok: false, error: "missing_scope", needed, provided: state.scopes.join(",") };
    }
    const owner = state ?? { kind: "bot" as const, scopes: [], isRevoked: false };
    return known.run({ args, token: owner, workspace, origin, newSocketUrl: sockets.newUrl });
  }

  async function serveResponseUrl(path: string, { response, body }: Exchange): Promise<void> {
    const args = JSON.parse(body) as Fields;
    await answerWithFaults({ method: "response_url", args, token: "" }, response, () =>
      runResponseUrl(path, args),
    );
  }

  function runResponseUrl(path: string, args: Fields): Answer {
    const target = workspace.useResponseUrl(path);
    if ("error" in target) return { ok: false, error: target.error };
    if (args.delete_original === true) return { ok: true };
    const messages =
      args.blocks === undefined ? [] : findBlockFaults(args.blocks, "message", workspace.unknownBlocks);
    if (messages.length > 0) return { ok: false, error: "invalid_blocks", response_metadata: { messages } };
    if (typeof args.text !== "string" && !args.blocks) return { ok: false, error: "no_text" };
    if (args.replace_original === true && target.original) {
      Object.assign(target.original, { text: String(args.text ?? ""), blocks: args.blocks });
      return { ok: true };
    }
    workspace.addMessage({
      channel: target.channel,
      botId: IDS.bot,
      ephemeralTo: args.response_type === "in_channel" ? undefined : target.user,
      text: String(args.text ?? ""),
      blocks: args.blocks as Fields[] | undefined,
    });
    return { ok: true };
  }

  async function answerWithFaults(
    call: { readonly method: string; readonly args: Fields; readonly token: string },
    response: ServerResponse,
    run: () => Answer,
  ): Promise<void> {
    const note = (answer: Answer | null) => calls.push({ ...call, atMs: Date.now(), answer });
    const fault = faults.take(call.method, call.args);
    if (fault) {
      if ("after" in fault && fault.after) note(run());
      else if (fault.kind !== "delay") note(null);
      if (await suffer(fault, response)) return;
    }
    const waitS = call.method === "chat.postMessage" ? takeFromBucket(String(call.args.channel)) : 0;
    if (waitS > 0) {
      note(null);
      return send(response, { ok: false, error: "ratelimited" }, 429, { "retry-after": String(waitS) });
    }
    const answer = run();
    note(answer);
    const scopes = workspace.tokens.get(call.token)?.scopes.join(",");
    const status = call.method === "response_url" && !answer.ok ? 404 : 200;
    send(response, answer, status, scopes === undefined ? {} : { "x-oauth-scopes": scopes });
  }

  /** Seconds to wait before this channel takes another post; 0 when it takes one now. */
  function takeFromBucket(channel: string): number {
    const nowMs = Date.now();
    const bucket = buckets.get(channel) ?? { level: burst, atMs: nowMs };
    bucket.level = Math.min(burst, bucket.level + ((nowMs - bucket.atMs) / 1000) * postsPerSecond);
    bucket.atMs = nowMs;
    buckets.set(channel, bucket);
    if (bucket.level < 1) return Math.max(1, Math.ceil((1 - bucket.level) / postsPerSecond));
    bucket.level--;
    return 0;
  }

  return {
    ...people,
    workspace,
    faults,
    calls,
    sockets,
    /** TCP connections ever made, for calls and sockets. */
    get connections() {
      return connections;
    },
    /** For SLACK_API_URL. */
    apiUrl: `${origin}/api/`,
    origin,
    botToken: workspace.botToken,
    appToken: workspace.appToken,
    callsOf: (method: string, channel?: string) =>
      calls.filter(
        (call) => call.method === method && (channel === undefined || call.args.channel === channel),
      ),
    thread: (root: Message) => workspace.visible(root.channel, root.ts).filter(({ ts }) => ts !== root.ts),
    async close() {
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Lets a fault happen. Returns true when nothing more is to be answered. */
async function suffer(fault: FaultKind, response: ServerResponse): Promise<boolean> {
  switch (fault.kind) {
    case "delay":
      await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
      return false;
    case "error":
      send(response, { ok: false, error: fault.error }, 200);
      return true;
    case "rate-limit":
      send(
        response,
        { ok: false, error: "ratelimited" },
        429,
        fault.retryAfterS === null ? {} : { "retry-after": String(fault.retryAfterS) },
      );
      return true;
    case "status":
      response.writeHead(fault.status, { "content-type": "text/html" }).end("<h1>server error</h1>");
      return true;
    case "drop":
      response.socket?.destroy();
      return true;
    case "hang":
      return true;
  }
}

function send(
  response: ServerResponse,
  answer: Answer,
  status: number,
  headers: Record<string, string> = {},
): void {
  if (response.destroyed) return;
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers });
  response.end(JSON.stringify(answer));
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

/** Form fields; those that hold JSON (blocks, view, metadata, files) are parsed, as Slack does. */
function decodeArguments(body: string): Fields {
  if (body.startsWith("{")) return JSON.parse(body) as Fields;
  return Object.fromEntries(
    [...new URLSearchParams(body)].map(([key, value]) => {
      if (!["blocks", "view", "message", "prompts", "metadata", "files", "attachments"].includes(key))
        return [key, value];
      try {
        const parsed: unknown = JSON.parse(value);
        return [key, isFields(parsed) || Array.isArray(parsed) ? parsed : value];
      } catch {
        return [key, value];
      }
    }),
  );
}
