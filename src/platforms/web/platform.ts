/** The web platform: the chat page on a server of its own. It needs no account, and shows every ask to everybody at the page. */

import type { Server } from "node:http";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { isLoopback } from "../../config/config.ts";
import type { ModelInfo } from "../../core/ask.ts";
import { BotError } from "../../core/errors.ts";
import type { Bot } from "../../flows/bot.ts";
import type { Log } from "../../flows/context.ts";
import type { Platform } from "../../flows/ports.ts";
import { wordsFor } from "../../i18n/words.ts";
import { addAssets } from "./assets.ts";
import { addGuards } from "./guard.ts";
import { createLive } from "./live.ts";
import { sheetPage } from "./pages.ts";
import { createPrivacyRoutes } from "./privacy-routes.ts";
import { createChatRoutes, type RouteOptions, wantsJson } from "./routes.ts";
import { readVisitor } from "./session.ts";
import { createWaits } from "./waits.ts";

export interface WebOptions {
  readonly bot: Bot;
  readonly host: string;
  /** 0 takes any free port; `url` says which. */
  readonly port: number;
  /** Whether the chat page is served; health, metrics and platform routes are in any case. */
  readonly channel: boolean;
  readonly adminToken: string | null;
  /** Signs cookies. */
  readonly secret: Uint8Array<ArrayBuffer>;
  readonly retentionDays: number | null;
  readonly describeModel: () => Promise<ModelInfo>;
  /** The model server's host; null when the model runs in this process. */
  readonly where: string | null;
  /** Mounts what others serve here. */
  readonly routes?: (app: Hono) => void;
  readonly log: Log;
}

/** Open requests may take this long to end at a stop. */
const STOP_MS = 2_000;

/** @returns a platform that serves from `start` on; `url` is where */
export function createWebPlatform(options: WebOptions): Platform & { readonly url: string } {
  const { bot, host, log, secret } = options;
  const live = createLive();
  const waits = createWaits({ bot, tell: live.tell, isWatched: live.isWatched });
  let model: ModelInfo | null = null;
  let server: Server | null = null;
  let port = options.port;

  const app = new Hono();
  addGuards(app, { isLoopback: isLoopback(host), adminToken: options.adminToken, secret });
  options.routes?.(app);
  if (options.channel) {
    const routes: RouteOptions = {
      bot,
      live,
      secret,
      model: () => model,
      where: options.where,
      waitOf: waits.find,
    };
    addAssets(app);
    app.route("/", createChatRoutes(routes));
    app.route("/", createPrivacyRoutes(routes, options.retentionDays));
  }
  app.notFound(async (context) => {
    const { locale } = await readVisitor(context, secret);
    const words = wordsFor(locale).web;
    if (wantsJson(context)) return context.json({ text: words.notFound }, 404);
    return context.html(sheetPage(locale, { title: words.notFoundTitle, body: words.notFound }), 404);
  });
  app.onError(async (error, context) => {
    log.error({ path: context.req.routePath, reason: error.message }, "the page could not answer");
    const text = wordsFor("en").failures[error instanceof BotError ? error.code : "INTERNAL"];
    if (wantsJson(context)) return context.json({ text }, 500);
    return context.html(sheetPage("en", { title: wordsFor("en").web.failedTitle, body: text }), 500);
  });

  return {
    name: "web",
    get url() {
      return `http://${host.includes(":") && !host.startsWith("[") ? `[${host}]` : host}:${port}`;
    },
    async start() {
      options.describeModel().then(
        (info) => {
          model = info;
        },
        () => {},
      );
      waits.start();
      server = await listen(app, host, options.port);
      const address = server.address();
      if (typeof address === "object" && address !== null) port = address.port;
    },
    deliver: waits.deliver,
    grow: waits.grow,
    async stop() {
      waits.stop();
      live.close();
      const closing = server;
      server = null;
      if (closing === null) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(() => closing.closeAllConnections(), STOP_MS);
        closing.close(() => {
          clearTimeout(timer);
          resolve();
        });
        closing.closeIdleConnections();
      });
    },
  };
}

/** @throws {BotError} CONFIG_PORT with what to do */
function listen(app: Hono, hostname: string, port: number): Promise<Server> {
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
