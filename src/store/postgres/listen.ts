/** The connection that listens for notices: held open, and replaced when it is lost. */

import pg from "pg";
import type { Listener, StoreLog } from "../database/database.ts";

/** How long a connection may take to come up. */
export const CONNECT_TIMEOUT_MS = 5_000;
/** How long a lost LISTEN connection waits before it connects again; doubles up to the maximum. */
const MIN_WAIT_MS = 100;
const MAX_WAIT_MS = 3_000;
/** The LISTEN connection is probed this often: one that is lost may never report it. */
const LISTEN_CHECK_MS = 10_000;

/** Holds one connection for LISTEN; reconnects for as long as it takes. Resolves when it listens first. */
export async function keepListening(options: {
  readonly settings: pg.ClientConfig;
  readonly listeners: readonly Listener[];
  readonly log: StoreLog;
}): Promise<() => Promise<void>> {
  const { settings, listeners, log } = options;
  let isClosed = false;
  let current: pg.Client | null = null;
  let timer: NodeJS.Timeout | undefined;
  let waitMs = MIN_WAIT_MS;

  const connect = async () => {
    const client = new pg.Client(settings);
    let isLost = false;
    const lose = (reason: string) => {
      if (isLost || isClosed) return;
      isLost = true;
      current = null;
      clearInterval(check);
      client.end().catch(() => {});
      log.warn({ reason }, "the LISTEN connection was lost; reconnecting");
      retry();
    };
    const check = setInterval(() => {
      const late = setTimeout(() => lose("no sign of life"), CONNECT_TIMEOUT_MS);
      client.query("select 1").then(
        () => clearTimeout(late),
        () => clearTimeout(late),
      );
    }, LISTEN_CHECK_MS);
    check.unref();
    client.on("error", (error) => lose(error.message));
    client.on("end", () => lose("connection ended"));
    client.on("notification", ({ channel, payload }) => {
      for (const listener of listeners) if (listener.channel === channel) listener.onNotice(payload ?? "");
    });
    try {
      await client.connect();
      for (const { channel } of listeners) await client.query(`listen ${channel}`);
    } catch (cause) {
      isLost = true;
      clearInterval(check);
      client.end().catch(() => {});
      throw cause;
    }
    current = client;
    waitMs = MIN_WAIT_MS;
    if (isClosed) await client.end();
  };
  const retry = () => {
    timer = setTimeout(() => {
      connect().then(
        () => {
          for (const listener of listeners) listener.onReturn();
        },
        () => !isClosed && retry(),
      );
    }, waitMs);
    waitMs = Math.min(waitMs * 2, MAX_WAIT_MS);
  };

  await connect();
  return async () => {
    isClosed = true;
    clearTimeout(timer);
    await current?.end();
  };
}
