/** The Gateway: hello, identify, heartbeats, resume with what was missed, and the faults of connections. */

import type { Server } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";
import { snowflake, type User, userJson } from "./world.ts";

interface Session {
  readonly id: string;
  sequence: number;
  readonly sent: { readonly s: number; readonly frame: string }[];
  socket: WebSocket | null;
  readonly shard: readonly [id: number, count: number];
}

export interface GatewayOptions {
  readonly token: () => string;
  readonly bot: User;
  readonly guildIds: () => readonly string[];
  readonly heartbeatMs: number;
  readonly url: () => string;
}

export function createGateway(server: Server, options: GatewayOptions) {
  const sockets = new WebSocketServer({ server, path: "/gateway/" });
  const sessions = new Map<string, Session>();
  const seen = { identifies: 0, resumes: 0, heartbeats: 0, intents: [] as number[], closes: [] as number[] };
  let isAcknowledging = true;
  let isSilent = false;
  const send = (socket: WebSocket, payload: object) => socket.send(JSON.stringify(payload));

  function dispatch(session: Session, t: string, d: object | null): void {
    session.sequence++;
    const frame = JSON.stringify({ op: 0, s: session.sequence, t, d });
    session.sent.push({ s: session.sequence, frame });
    session.socket?.send(frame);
  }

  /** A server's events go to its shard, and what belongs to no server to the first. @see https://docs.discord.com/developers/events/gateway#sharding */
  function isFor({ shard: [id, count] }: Session, guildId: string | undefined): boolean {
    return count === 1 || Number((BigInt(guildId ?? 0) >> 22n) % BigInt(count)) === id;
  }

  function identify(
    socket: WebSocket,
    d: { token: string; intents: number; shard?: [number, number] },
  ): void {
    seen.identifies++;
    seen.intents.push(d.intents);
    if (d.token !== options.token()) {
      socket.close(4004, "Authentication failed.");
      return;
    }
    const shard = d.shard ?? [0, 1];
    const session: Session = { id: snowflake(), sequence: 0, sent: [], socket, shard };
    const guildIds = options.guildIds().filter((id) => isFor(session, id));
    sessions.set(session.id, session);
    dispatch(session, "READY", {
      v: 10,
      user: userJson(options.bot),
      guilds: guildIds.map((id) => ({ id, unavailable: true })),
      session_id: session.id,
      resume_gateway_url: options.url(),
      application: { id: options.bot.id, flags: 0 },
      shard,
    });
    for (const id of guildIds)
      dispatch(session, "GUILD_CREATE", {
        id,
        name: "guild",
        roles: [],
        emojis: [],
        features: [],
        channels: [],
        members: [],
        threads: [],
        presences: [],
        voice_states: [],
        stickers: [],
        guild_scheduled_events: [],
        stage_instances: [],
      });
  }

  function resume(socket: WebSocket, d: { token: string; session_id: string; seq: number }): void {
    seen.resumes++;
    if (d.token !== options.token()) {
      socket.close(4004, "Authentication failed.");
      return;
    }
    const session = sessions.get(d.session_id);
    if (!session) {
      send(socket, { op: 9, d: false });
      return;
    }
    session.socket = socket;
    for (const { s, frame } of session.sent) if (s > d.seq) socket.send(frame);
    dispatch(session, "RESUMED", {});
  }

  sockets.on("connection", (socket) => {
    if (isSilent) return;
    send(socket, { op: 10, d: { heartbeat_interval: options.heartbeatMs } });
    socket.on("message", (data) => {
      const { op, d } = JSON.parse(String(data));
      if (op === 1) {
        seen.heartbeats++;
        if (isAcknowledging) send(socket, { op: 11 });
      } else if (op === 2) identify(socket, d);
      else if (op === 6) resume(socket, d);
    });
    socket.on("close", (code) => {
      seen.closes.push(code);
      for (const session of sessions.values()) {
        if (session.socket !== socket) continue;
        session.socket = null;
        // A client that closes with 1000 or 1001 gives its session up.
        if (code === 1000 || code === 1001) sessions.delete(session.id);
      }
    });
  });

  const live = () => [...sessions.values()].filter(({ socket }) => socket !== null);
  return {
    seen,
    /** Sends an event to every session of its server's shard, and keeps it for those that are away. */
    dispatch(t: string, d: { readonly guild_id?: string } | null): void {
      for (const session of sessions.values()) if (isFor(session, d?.guild_id)) dispatch(session, t, d);
    },
    /** Sends a frame as it is to every session. */
    sendRaw(frame: string): void {
      for (const { socket } of live()) socket?.send(frame);
    },
    /** Asks for a new connection (op 7). */
    askToReconnect(): void {
      for (const { socket } of live()) if (socket) send(socket, { op: 7, d: null });
    },
    /** Says that the session is over (op 9). */
    invalidate(isResumable: boolean): void {
      for (const { id, socket } of live()) {
        if (!isResumable) sessions.delete(id);
        if (socket) send(socket, { op: 9, d: isResumable });
      }
    },
    /** Cuts every connection, also those that have no session. */
    cutAll(): void {
      for (const socket of sockets.clients) socket.terminate();
    },
    /** Cuts the connections of sessions without a word. */
    cut(): void {
      for (const { socket } of live()) socket?.terminate();
    },
    closeAll(code: number): void {
      for (const { socket } of live()) socket?.close(code, "");
    },
    /** Whether new connections are left without a hello. */
    silence(isOn: boolean): void {
      isSilent = isOn;
    },
    /** Whether heartbeats are answered. */
    acknowledge(isOn: boolean): void {
      isAcknowledging = isOn;
    },
    get connected() {
      return live().length;
    },
    /** The shards that are connected, e.g. "1/2". */
    get shards() {
      return live().map(({ shard }) => shard.join("/"));
    },
    close() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    },
  };
}

export type Gateway = ReturnType<typeof createGateway>;
