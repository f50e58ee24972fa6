/**
 * Live updates by server-sent events. A page is sent the ids of asks of its own channel that changed and fetches those it shows. Many
 * changes at once, and asks that are gone, are one `reload` event without ids.
 */

import type { Context } from "hono";
import { type SSEStreamingApi, streamSSE } from "hono/streaming";

const HEARTBEAT_MS = 15_000;
/** Changes within this time are looked up and sent together. */
const BATCH_MS = 50;
/** More changes than this at once become one reload: as many asks as a page shows at first. */
const MAX_BATCH = 40;
/** An erase or the hourly expiry makes a page reload at most this often. */
const RELOAD_EVERY_MS = 3_000;

export interface EventsOptions {
  /** Whether an ask is there, and visible at this page. */
  readonly isHere: (askId: string) => Promise<boolean>;
}

export interface Events {
  /** Opens a stream for a page. */
  stream(context: Context): Response;
  /** Sends that an ask of the page changed; null when many did. */
  changed(askId: string | null): void;
  /** Sends that an ask changed which is known to be of this page. */
  changedHere(askId: string): void;
  /** Sends that the commands or the model changed. */
  menuChanged(): void;
  /** A number that is another one after each change of the commands or the model. */
  menuRevision(): number;
  /** Whether a stream is open. */
  isWatched(): boolean;
  /** Ends every stream. */
  close(): void;
}

interface Listener {
  send(event: "ask" | "reload" | "menu", askId?: string): void;
  close(): void;
}

export function createEvents({ isHere }: EventsOptions): Events {
  const listeners = new Set<Listener>();
  const changed = new Set<string>();
  let batchTimer: NodeJS.Timeout | undefined;
  let reloadTimer: NodeJS.Timeout | undefined;
  let reloadedMs = 0;
  // A page from before a restart has a lower one.
  let menuRevision = Date.now();

  const sendAsk = (askId: string) => {
    for (const listener of listeners) listener.send("ask", askId);
  };

  function sendReload(): void {
    reloadTimer ??= setTimeout(
      () => {
        reloadTimer = undefined;
        reloadedMs = Date.now();
        for (const listener of listeners) listener.send("reload");
      },
      Math.max(0, reloadedMs + RELOAD_EVERY_MS - Date.now()),
    ).unref();
  }

  async function sendBatch(): Promise<void> {
    batchTimer = undefined;
    const askIds = [...changed];
    changed.clear();
    if (askIds.length > MAX_BATCH) return sendReload();
    for (const askId of askIds) {
      if (await isHere(askId)) sendAsk(askId);
      else sendReload();
    }
  }

  return {
    changed(askId) {
      if (listeners.size === 0) return;
      if (askId === null) return sendReload();
      if (changed.size <= MAX_BATCH) changed.add(askId);
      // A store that can't be reached now says that many changed when it is back.
      batchTimer ??= setTimeout(() => void sendBatch().catch(sendReload), BATCH_MS).unref();
    },
    changedHere: sendAsk,
    menuChanged() {
      menuRevision += 1;
      for (const listener of listeners) listener.send("menu");
    },
    menuRevision: () => menuRevision,
    isWatched: () => listeners.size > 0,
    close() {
      clearTimeout(batchTimer);
      clearTimeout(reloadTimer);
      for (const listener of listeners) listener.close();
    },
    stream(context) {
      // A HEAD request is answered without a stream: nobody would read it or end it.
      if (context.req.method === "HEAD")
        return context.body(null, 200, { "content-type": "text/event-stream" });
      const session = context.get("adminSession");
      context.header("x-accel-buffering", "no");
      const response = streamSSE(context, (stream) =>
        serve(stream, {
          ...{ listeners, menuRevision: () => String(menuRevision) },
          mayGoOn: async () => session === undefined || session.isAlive().catch(() => false),
        }),
      );
      response.headers.set("cache-control", "no-store");
      return response;
    },
  };
}

/** Writes to one stream until the page leaves, the session ends or the server stops. */
async function serve(
  stream: SSEStreamingApi,
  {
    listeners,
    menuRevision,
    mayGoOn,
  }: {
    readonly listeners: Set<Listener>;
    readonly menuRevision: () => string;
    readonly mayGoOn: () => Promise<boolean>;
  },
): Promise<void> {
  const waiting = new Set<string>();
  let mustReload = false;
  let hasNewMenu = false;
  let isOpen = true;
  let wake: () => void = () => {};
  const listener: Listener = {
    send(event, askId) {
      if (event === "reload") mustReload = true;
      else if (event === "menu") hasNewMenu = true;
      else if (askId !== undefined) waiting.add(askId);
      wake();
    },
    close() {
      isOpen = false;
      wake();
    },
  };
  listeners.add(listener);
  stream.onAbort(listener.close);
  try {
    // A page that was away asks for everything again: nothing is replayed, nothing is lost. The menu may have changed since the page was sent.
    await stream.writeSSE({ event: "hello", data: menuRevision() });
    while (isOpen) {
      if (mustReload || waiting.size > MAX_BATCH) {
        waiting.clear();
        mustReload = false;
        await stream.writeSSE({ event: "reload", data: "" });
      }
      if (hasNewMenu) {
        hasNewMenu = false;
        await stream.writeSSE({ event: "menu", data: menuRevision() });
      }
      for (const askId of waiting) {
        waiting.delete(askId);
        await stream.writeSSE({ event: "ask", data: askId });
      }
      if (waiting.size > 0 || mustReload || hasNewMenu || !isOpen) continue;
      const { promise, resolve } = Promise.withResolvers<"changed" | "quiet">();
      wake = () => resolve("changed");
      const timer = setTimeout(resolve, HEARTBEAT_MS, "quiet");
      const woken = await promise;
      clearTimeout(timer);
      if (woken === "quiet") {
        if (!(await mayGoOn())) return;
        await stream.write(": still here\n\n");
      }
    }
  } finally {
    isOpen = false;
    listeners.delete(listener);
  }
}
