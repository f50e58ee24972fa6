/**
 * One connection to Discord's gateway: hello, identify or resume, heartbeats, dispatches, until it ends.
 * Written here and not taken from @discordjs/ws (1.2, 2.0): that one takes no proxy, and a control frame of an unexpected shape is an
 * unhandled rejection there, which ends the process.
 * @see https://docs.discord.com/developers/events/gateway
 */

import { GatewayDispatchEvents, GatewayOpcodes } from "discord-api-types/v10";
import { type Dispatcher, WebSocket } from "undici";
import { z } from "zod";
import { createHeartbeat } from "./heartbeat.ts";

/** What resuming a connection needs. */
export interface Session {
  readonly id: string;
  /** Where Discord wants it resumed; null for the usual address. */
  readonly resumeUrl: string | null;
  readonly sequence: number;
}

export interface ConnectionOptions {
  /** Begins with ws: or wss:. */
  readonly url: string;
  readonly token: string;
  readonly dispatcher: Dispatcher;
  readonly shard: readonly [id: number, count: number];
  /** Resumed where it is given; null begins a new one. */
  readonly session: Session | null;
  readonly onReady: () => void;
  readonly onDispatch: (type: string, data: unknown) => void;
  /** Aborted when the bot stops: the connection then ends at once. */
  readonly signal: AbortSignal;
}

export interface ConnectionEnd {
  /** Discord's close code; 1006 when the connection broke, null when it was ended on this side. */
  readonly code: number | null;
  /** For the log. */
  readonly reason: string;
  /** What the next connection may resume; null when it has to begin a new session. */
  readonly session: Session | null;
  /** Whether it was ever ready. */
  readonly wasReady: boolean;
}

/** No intent: interactions are sent without one, and nothing else is read. */
const INTENTS = 0;
/** From opening to ready. */
const READY_MS = 30_000;
/** A stop waits this long for Discord to close as well. */
const CLOSE_MS = 1_000;
/** Any code but 1000 and 1001 leaves the session alive. */
const KEEP_SESSION = 4900;
const NORMAL = 1000;
/** Closes after which the session can't be resumed. */
const ENDS_SESSION: ReadonlySet<number> = new Set([1000, 1001, 4003, 4007, 4009]);

const frameSchema = z.object({
  op: z.number(),
  d: z.unknown().optional(),
  s: z.int().min(0).nullish().catch(null),
  t: z.string().nullish(),
});
const readySchema = z.object({
  session_id: z.string().min(1),
  resume_gateway_url: z
    .string()
    .regex(/^wss?:/)
    .refine(URL.canParse)
    .nullish()
    .catch(null),
});

type Frame = z.infer<typeof frameSchema>;

/** Opens a connection and serves it until it ends. Never rejects; frames that can't be read are passed over. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: short functions that share the state of one connection
export function runConnection(options: ConnectionOptions): Promise<ConnectionEnd> {
  const { token, shard, signal, onReady, onDispatch } = options;
  const { promise, resolve } = Promise.withResolvers<ConnectionEnd>();
  let { session } = options;
  let isReady = false;
  const socket = new WebSocket(addressOf(options.url), { dispatcher: options.dispatcher });
  const late = setTimeout(() => leave("Discord did not become ready in time"), READY_MS);

  function finish(end: { code: number | null; reason: string; session: Session | null }): void {
    clearTimeout(late);
    heartbeat.stop();
    signal.removeEventListener("abort", stop);
    socket.onmessage = null;
    socket.onclose = null;
    resolve({ ...end, wasReady: isReady });
  }

  /** Ends the connection from this side, without waiting for an answer that may never come. */
  function leave(reason: string, kept = session): void {
    finish({ code: null, reason, session: kept });
    close(KEEP_SESSION);
  }

  function stop(): void {
    const end = { code: null, reason: "stopping", session: null };
    socket.onclose = () => finish(end);
    setTimeout(finish, CLOSE_MS, end).unref();
    close(NORMAL);
  }

  function close(code: number): void {
    if (socket.readyState === WebSocket.OPEN || socket.readyState === WebSocket.CONNECTING)
      socket.close(code);
  }

  /** Returns whether it was sent. */
  function send(op: GatewayOpcodes, d: unknown): boolean {
    const isOpen = socket.readyState === WebSocket.OPEN;
    if (isOpen) socket.send(JSON.stringify({ op, d }));
    return isOpen;
  }

  const beat = () => send(GatewayOpcodes.Heartbeat, session?.sequence ?? null);
  const heartbeat = createHeartbeat(beat, () => leave("a heartbeat was not acknowledged"));

  function introduce(): void {
    if (session) send(GatewayOpcodes.Resume, { token, session_id: session.id, seq: session.sequence });
    else
      send(GatewayOpcodes.Identify, {
        token,
        shard,
        intents: INTENTS,
        properties: { os: process.platform, browser: "fewshot", device: "fewshot" },
      });
  }

  function take({ op, d, s, t }: Frame): void {
    if (session && typeof s === "number") session = { ...session, sequence: s };
    switch (op) {
      case GatewayOpcodes.Hello:
        heartbeat.start(d);
        introduce();
        break;
      case GatewayOpcodes.HeartbeatAck:
        heartbeat.acknowledge();
        break;
      case GatewayOpcodes.Heartbeat:
        beat();
        break;
      case GatewayOpcodes.Reconnect:
        leave("Discord asked to reconnect");
        break;
      case GatewayOpcodes.InvalidSession:
        leave("Discord ended the session", d === true ? session : null);
        break;
      case GatewayOpcodes.Dispatch:
        takeDispatch(t ?? "", d, s ?? 0);
    }
  }

  function takeDispatch(type: string, data: unknown, sequence: number): void {
    if (type === GatewayDispatchEvents.Ready) {
      const ready = readySchema.safeParse(data);
      if (!ready.success) return;
      session = { id: ready.data.session_id, resumeUrl: ready.data.resume_gateway_url ?? null, sequence };
    }
    if (type === GatewayDispatchEvents.Ready || type === GatewayDispatchEvents.Resumed) {
      clearTimeout(late);
      isReady = true;
      onReady();
    } else onDispatch(type, data);
  }

  socket.onmessage = ({ data }) => {
    const frame = readFrame(data);
    if (frame) take(frame);
  };
  socket.onclose = ({ code, reason }) =>
    finish({ code, reason: reason || "closed", session: ENDS_SESSION.has(code) ? null : session });
  // The close that follows says the same.
  socket.onerror = () => {};
  signal.addEventListener("abort", stop);
  if (signal.aborted) stop();
  return promise;
}

function addressOf(url: string): URL {
  const address = new URL(url);
  address.searchParams.set("v", "10");
  address.searchParams.set("encoding", "json");
  return address;
}

function readFrame(data: unknown): Frame | null {
  try {
    const frame = frameSchema.safeParse(JSON.parse(String(data)));
    return frame.success ? frame.data : null;
  } catch {
    return null;
  }
}
