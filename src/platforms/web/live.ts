/** Live updates: one stream of server-sent events a page, told the id of each ask that changed; the page fetches what it is to show. */

import type { Context } from "hono";
import { streamSSE } from "hono/streaming";

const HEARTBEAT_MS = 15_000;

export interface Live {
  /** Opens a stream for a page. */
  stream(context: Context): Response;
  /** Tells every page that an ask changed. */
  tell(askId: string): void;
  /** Whether a stream is open. */
  isWatched(): boolean;
  /** Ends every stream. */
  close(): void;
}

export function createLive(): Live {
  const listeners = new Set<(askId: string) => void>();
  const closing = new AbortController();
  return {
    tell(askId) {
      for (const listener of listeners) listener(askId);
    },
    isWatched: () => listeners.size > 0,
    close: () => closing.abort(),
    stream: (context) =>
      streamSSE(context, async (stream) => {
        const waiting = new Set<string>();
        let wake: () => void = () => {};
        const listener = (askId: string) => {
          waiting.add(askId);
          wake();
        };
        listeners.add(listener);
        stream.onAbort(() => {
          listeners.delete(listener);
          wake();
        });
        closing.signal.addEventListener("abort", () => wake(), { once: true });
        // A page that was away asks for everything again: nothing is replayed, nothing is lost.
        await stream.writeSSE({ event: "hello", data: "" });
        while (!stream.aborted && !closing.signal.aborted) {
          for (const askId of waiting) {
            waiting.delete(askId);
            await stream.writeSSE({ event: "ask", data: askId });
          }
          await new Promise<void>((resolve) => {
            const timer = setTimeout(() => {
              void stream.write(": still here\n\n");
              resolve();
            }, HEARTBEAT_MS);
            wake = () => {
              clearTimeout(timer);
              resolve();
            };
            if (waiting.size > 0) wake();
          });
        }
        listeners.delete(listener);
      }),
  };
}
