/** Socket Mode's server side: tickets, hello, envelopes with their acknowledgements, repeats of events, and disconnects. */

import { randomBytes } from "node:crypto";
import type { Server } from "node:http";
import { WebSocket, WebSocketServer } from "ws";
import { EVENT_RETRIES_S, LIMITS } from "./limits.ts";
import type { Fields } from "./validate.ts";
import { IDS } from "./workspace.ts";

export interface Envelope {
  readonly envelope_id: string;
  readonly type: "slash_commands" | "interactive" | "events_api";
  readonly accepts_response_payload: boolean;
  readonly payload: Fields;
}

/** What became of an envelope. */
export interface Delivered {
  readonly envelope: Envelope;
  /** False when nothing came back within 3 seconds (Slack then shows an error to the person). */
  readonly isAcked: boolean;
  readonly ackMs: number;
  /** What the app sent with its acknowledgement. */
  readonly payload: Fields;
}

export type DisconnectReason = "warning" | "refresh_requested" | "link_disabled" | "too_many_websockets";

export type Sockets = ReturnType<typeof createSockets>;

export function createSockets({
  server,
  port,
  retryMinuteMs,
}: {
  server: Server;
  port: number;
  retryMinuteMs: number;
}) {
  const tickets = new Set<string>();
  const connected = new Set<WebSocket>();
  const waiting = new Map<string, (payload: Fields) => void>();
  const watchers = new Set<() => void>();
  const websockets = new WebSocketServer({ noServer: true });
  let turn = 0;
  let opened = 0;
  let pauseHello = false;

  server.on("upgrade", (request, socket, head) => {
    const ticket = new URL(request.url ?? "/", "http://localhost").searchParams.get("ticket") ?? "";
    // A ticket opens one socket, once.
    if (!tickets.delete(ticket)) return void socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
    websockets.handleUpgrade(request, socket, head, welcome);
  });

  function welcome(socket: WebSocket): void {
    if (connected.size >= LIMITS.sockets) {
      socket.send(
        JSON.stringify({
          type: "disconnect",
          reason: "too_many_websockets",
          debug_info: { host: "emulator" },
        }),
      );
      socket.close();
      return;
    }
    connected.add(socket);
    opened++;
    socket.on("message", (data) => receive(String(data)));
    socket.on("close", () => {
      connected.delete(socket);
      for (const watcher of watchers) watcher();
    });
    socket.on("error", () => socket.terminate());
    if (!pauseHello)
      socket.send(
        JSON.stringify({
          type: "hello",
          num_connections: connected.size,
          debug_info: { host: "emulator", build_number: 1, approximate_connection_time: 3600 },
          connection_info: { app_id: IDS.app },
        }),
      );
    for (const watcher of watchers) watcher();
  }

  function receive(data: string): void {
    const { envelope_id, payload } = JSON.parse(data) as { envelope_id: string; payload?: Fields };
    waiting.get(envelope_id)?.(payload ?? {});
  }

  /** Sends over the next connection in turn; waits for one when there is none. */
  async function send(envelope: Envelope, on?: WebSocket): Promise<Delivered> {
    const socket = on ?? (await nextSocket());
    const startMs = performance.now();
    const acked = new Promise<Fields>((resolve) => waiting.set(envelope.envelope_id, resolve));
    socket.send(JSON.stringify(envelope));
    const payload = await Promise.race([
      acked,
      new Promise<null>((resolve) => setTimeout(resolve, LIMITS.acknowledgeMs, null).unref()),
    ]);
    waiting.delete(envelope.envelope_id);
    return {
      envelope,
      isAcked: payload !== null,
      ackMs: performance.now() - startMs,
      payload: payload ?? {},
    };
  }

  async function nextSocket(): Promise<WebSocket> {
    await until(() => connected.size > 0);
    const list = [...connected];
    return list[turn++ % list.length] as WebSocket;
  }

  /** Resolves when the condition holds after some connection came or went. */
  function until(isTrue: () => boolean): Promise<void> {
    if (isTrue()) return Promise.resolve();
    return new Promise((resolve) => {
      const watcher = () => {
        if (!isTrue()) return;
        watchers.delete(watcher);
        resolve();
      };
      watchers.add(watcher);
    });
  }

  return {
    newUrl: () => {
      const ticket = randomBytes(12).toString("hex");
      tickets.add(ticket);
      return `ws://127.0.0.1:${port}/link?ticket=${ticket}`;
    },
    /** Connections in use: not those that have begun to close. */
    get open() {
      return [...connected].filter(({ readyState }) => readyState === WebSocket.OPEN).length;
    },
    /** Connections ever welcomed. */
    get opened() {
      return opened;
    },
    until,
    untilConnected: (count = 1) => until(() => connected.size >= count),
    untilEmpty: () => until(() => connected.size === 0),
    /** Delivers an envelope; an event that was not acknowledged comes again. */
    async deliver(type: Envelope["type"], payload: Fields): Promise<Delivered> {
      const envelope: Envelope = {
        envelope_id: `${randomBytes(16).toString("hex")}`,
        type,
        accepts_response_payload: type !== "events_api",
        payload,
      };
      let delivered = await send(envelope);
      if (type !== "events_api") return delivered;
      for (const [attempt, seconds] of EVENT_RETRIES_S.entries()) {
        if (delivered.isAcked) break;
        await new Promise((resolve) => setTimeout(resolve, (seconds / 60) * retryMinuteMs));
        delivered = await send({
          ...envelope,
          retry_attempt: attempt + 1,
          retry_reason: "timeout",
        } as Envelope);
      }
      return delivered;
    },
    /** The same envelope again, as after a lost acknowledgement; over another connection where there is one. */
    again: (delivered: Delivered) => send(delivered.envelope),
    /** Sends anything over one connection, and waits for nothing. */
    sendRaw: async (message: Fields) => (await nextSocket()).send(JSON.stringify(message)),
    /** Sends bytes that need not be JSON over every connection. */
    sendText(text: string): void {
      for (const socket of connected) socket.send(text);
    },
    /** Slack asks the connections to go; it closes those that stay after `graceMs`. */
    disconnect(reason: DisconnectReason, graceMs = 10_000): void {
      for (const socket of connected) {
        socket.send(JSON.stringify({ type: "disconnect", reason, debug_info: { host: "emulator" } }));
        setTimeout(() => socket.close(), graceMs).unref();
      }
    },
    /** Breaks every connection without a closing handshake. */
    cut(): void {
      for (const socket of connected) socket.terminate();
    },
    /** Whether new connections are left without a hello. */
    holdHello(isHeld: boolean): void {
      pauseHello = isHeld;
    },
    close(): void {
      for (const socket of connected) socket.terminate();
      websockets.close();
    },
  };
}
