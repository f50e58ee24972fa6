/** The HTTP server under the page. */

import type { Server } from "node:http";
import { serve } from "@hono/node-server";
import type { Hono } from "hono";
import { BotError } from "../../core/errors.ts";

/** Open requests may take this long to end at a stop. */
const STOP_MS = 2_000;

/** Opens the port.
 * @param port 0 takes any free one
 * @throws {BotError} CONFIG_PORT with what to do */
export function listen(app: Hono, hostname: string, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const serverOptions = { headersTimeout: 10_000, requestTimeout: 30_000 };
    const server = serve(
      { fetch: app.fetch, hostname: hostname.replace(/^\[|\]$/g, ""), port, serverOptions },
      () => resolve(server),
    ) as Server;
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const reason =
        cause.code === "EADDRINUSE"
          ? "something else listens there; stop it, or set PORT to another (0 takes any free one)"
          : cause.code === "EACCES"
            ? "this user may not open it; set PORT to one above 1023"
            : cause.code === "EADDRNOTAVAIL" || cause.code === "ENOTFOUND"
              ? "this machine has no such address; set HOST to one that it has"
              : `the system said ${cause.code ?? cause.message}`;
      reject(new BotError("CONFIG_PORT", `The page can't open ${hostname}:${port}: ${reason}.`, { cause }));
    });
  });
}

/** Takes no more connections, and resolves when the last one is closed. */
export function closeServer(server: Server): Promise<void> {
  return new Promise<void>((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), STOP_MS);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
