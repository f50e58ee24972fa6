/** Scripts, styles and the icon: the browser asks each time whether they changed. */

import { fileURLToPath } from "node:url";
import { serveStatic } from "@hono/node-server/serve-static";
import type { Hono } from "hono";
import { etag } from "hono/etag";

const PREFIX = "/assets/";

export function addAssets(app: Hono): void {
  const root = fileURLToPath(new URL("../assets", import.meta.url));
  app.use(
    `${PREFIX}*`,
    etag(),
    serveStatic({
      root,
      rewriteRequestPath: (path) => path.slice(PREFIX.length - 1),
      onFound: (_path, context) => context.header("cache-control", "no-cache"),
    }),
  );
}
