/** The web platform: a chat page on a server of its own. It needs no account, and everybody at the page sees every ask. */

import type { Server } from "node:http";
import { Hono } from "hono";
import { BotError } from "../../core/errors.ts";
import type { PolicyFacts } from "../../core/views/policy.ts";
import type { Bot } from "../../flows/bot/bot.ts";
import type { Log } from "../../flows/bot/context.ts";
import { wordsFor } from "../../i18n/words.ts";
import type { Capabilities, Platform } from "../port.ts";
import { type AddressOptions, createAddresses } from "./access/address.ts";
import { addAdminAccess, openAdminSessions } from "./access/admin.ts";
import type { SessionSettings } from "./access/admin-session.ts";
import { addGuards } from "./access/guard.ts";
import { addBodyLimit, addRefusalPages, readerOf } from "./access/refusals.ts";
import { addLanguage, addLanguageChoice, readVisitor } from "./access/visitor.ts";
import { createEditorRoutes } from "./editor/routes.ts";
import { createEvents } from "./live/events.ts";
import { createProgress } from "./live/progress.ts";
import { type CardRouteOptions, createCardRoutes } from "./monitoring/card/routes.ts";
import { createDashboardRoutes, type DashboardReader } from "./monitoring/dashboard/routes.ts";
import { createGroupRoutes, type GroupRouteOptions } from "./monitoring/groups/routes.ts";
import { createMeasurementRoutes } from "./monitoring/measurements/routes.ts";
import { sheetPage } from "./pages/layout.ts";
import { addAssets } from "./routes/assets.ts";
import { createChatRoutes } from "./routes/chat/chat.ts";
import { createDraftRoutes } from "./routes/chat/drafts.ts";
import { createFeedbackRoutes } from "./routes/chat/feedback.ts";
import { createOpenRoutes } from "./routes/chat/open.ts";
import { PLACE } from "./routes/chat/outcome.ts";
import { wantsJson } from "./routes/input.ts";
import { createWriteLimits } from "./routes/limits.ts";
import type { RouteOptions } from "./routes/options.ts";
import { createPrivacyRoutes } from "./routes/privacy.ts";
import { createReviewRoutes } from "./routes/review.ts";
import { closeServer, listen } from "./server.ts";

export interface WebOptions extends AddressOptions {
  readonly bot: Bot;
  /** 0 takes any free port; `url` says which. */
  readonly port: number;
  /** Whether the chat page is served; health and metrics are in any case. */
  readonly channel: boolean;
  /** Asked for wherever it is set; null leaves the page open to this machine. */
  readonly adminToken: string | null;
  /** Opens /metrics and nothing else. */
  readonly metricsToken: string | null;
  /** Signs cookies. */
  readonly secret: Uint8Array<ArrayBuffer>;
  /** Where ended admin sessions are noted. */
  readonly settings: SessionSettings;
  /** Asks that a person may make a minute; 0 = no limit. */
  readonly rateLimit: number;
  readonly retentionDays: number | null;
  /** The model server's host; null when the model runs in this process. */
  readonly where: string | null;
  readonly dashboard: DashboardReader;
  /** What else the privacy policy says of this installation. */
  readonly policy: Pick<PolicyFacts, "contact" | "platforms" | "sendsTraces" | "scoresTo" | "groups">;
  /** The card of a command's revision; null where none was made. */
  readonly readCard: CardRouteOptions["readCard"];
  /** How commands answer groups of people. */
  readonly groups: GroupRouteOptions["groups"];
  readonly drawGroups: GroupRouteOptions["drawGroups"];
  /** Mounts what others serve here. */
  readonly routes?: (app: Hono) => void;
  readonly onLoginFailed: (kind: "wrong" | "refused") => void;
  readonly log: Log;
}

/** Nothing is delivered: a page shows what the store holds, and reads it again when it changed. */
const CAPABILITIES: Capabilities = {
  supportsForms: true,
  supportsThreads: false,
  supportsIdempotentPost: false,
  supportsEdit: true,
  supportsPrivateMessages: true,
  mountsRoutes: true,
  maxMessageCharacters: null,
  acknowledgeMs: null,
};

/** @returns a platform that serves from `start` on; `url` is where */
export function createWebPlatform(options: WebOptions): Platform & { readonly url: string } {
  const { bot, host } = options;
  const events = createEvents({ isHere: async (askId) => (await bot.find(askId, PLACE)) !== null });
  const progress = createProgress({
    bot,
    onChange: events.changed,
    onProgress: events.changedHere,
    isWatched: events.isWatched,
  });
  let stopListening = () => {};
  let server: Server | null = null;
  let port = options.port;
  const app = createApp(options, { events, progress });

  return {
    name: "web",
    capabilities: CAPABILITIES,
    get url() {
      return `http://${host.includes(":") && !host.startsWith("[") ? `[${host}]` : host}:${port}`;
    },
    async start() {
      progress.start();
      stopListening = bot.onMenuChange(events.menuChanged);
      server = await listen(app, host, options.port);
      const address = server.address();
      if (typeof address === "object" && address !== null) port = address.port;
    },
    deliver: progress.deliver,
    grow: progress.grow,
    async stop() {
      progress.stop();
      stopListening();
      events.close();
      const closing = server;
      server = null;
      if (closing !== null) await closeServer(closing);
    },
  };
}

function createApp(
  options: WebOptions,
  parts: Pick<RouteOptions, "events"> & {
    readonly progress: ReturnType<typeof createProgress>;
  },
): Hono {
  const { bot, secret, adminToken, where, retentionDays, log } = options;
  const addresses = createAddresses(options);
  const visitors = { secret, isSecure: addresses.isSecure };
  const app = new Hono();
  const sessions = openAdminSessions({ ...options, addresses });
  addRefusalPages(app, sessions);
  addLanguage(app);
  addGuards(app, { addresses, hasAdminToken: adminToken !== null });
  addLanguageChoice(app, visitors);
  addBodyLimit(app);
  addAdminAccess(app, sessions, { ...options, ...visitors, addresses });
  options.routes?.(app);
  addAssets(app);
  app.route("/", createOpenRoutes({ ...visitors, bot, facts: { ...options.policy, where, retentionDays } }));
  if (options.channel) {
    const routes: RouteOptions = {
      ...visitors,
      bot,
      log,
      addresses,
      limits: createWriteLimits(addresses, options.rateLimit),
      events: parts.events,
      where,
      isProtected: adminToken !== null,
      progressOf: parts.progress.find,
    };
    app.route("/", createChatRoutes(routes));
    app.route("/", createFeedbackRoutes(routes));
    app.route("/", createDraftRoutes(routes));
    app.route("/", createCardRoutes({ ...visitors, readCard: options.readCard }));
    app.route("/", createEditorRoutes(routes));
    app.route("/", createReviewRoutes(routes));
    app.route("/", createGroupRoutes({ ...options, ...routes }));
    app.route("/", createMeasurementRoutes(routes));
    app.route("/", createDashboardRoutes({ ...routes, dashboard: options.dashboard }));
    app.route("/", createPrivacyRoutes(routes, retentionDays));
  }
  app.notFound(async (context) => {
    const visitor = await readVisitor(context, visitors);
    const words = wordsFor(visitor.locale).web;
    if (wantsJson(context)) return context.json({ text: words.notFound }, 404);
    return context.html(sheetPage(visitor, { title: words.notFoundTitle, body: words.notFound }), 404);
  });
  app.onError(async (error, context) => {
    const fields = { path: context.req.routePath, reason: error.message };
    // Whoever left while they sent something gets no answer, and that is nobody's fault.
    if (context.req.raw.signal.aborted) log.debug(fields, "a browser left before its request was read");
    else log.error(fields, "the page could not answer");
    const reader = await readerOf(context, sessions);
    const { locale } = reader;
    const text = wordsFor(locale).failures[error instanceof BotError ? error.code : "INTERNAL"];
    if (wantsJson(context)) return context.json({ text }, 500);
    return context.html(sheetPage(reader, { title: wordsFor(locale).web.failedTitle, body: text }), 500);
  });
  return app;
}
