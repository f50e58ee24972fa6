/** The page's script, style and icon: read once, served with their checksums. */

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Hono } from "hono";

const FILES = {
  "page.js": "text/javascript; charset=utf-8",
  "page.css": "text/css; charset=utf-8",
  "icon.svg": "image/svg+xml",
};

export function addAssets(app: Hono): void {
  for (const [name, type] of Object.entries(FILES)) {
    const content = readFileSync(new URL(`./assets/${name}`, import.meta.url), "utf8");
    const etag = `"${createHash("sha256").update(content).digest("base64url").slice(0, 16)}"`;
    const headers = { "content-type": type, "cache-control": "no-cache", etag };
    app.get(`/assets/${name}`, (context) =>
      context.req.header("if-none-match") === etag
        ? context.body(null, 304, headers)
        : context.body(content, 200, headers),
    );
  }
}
