/** Who may use the page where ADMIN_TOKEN is set: sign-in, sign-out, and tokens in a header. METRICS_TOKEN opens /metrics and nothing else. */

import { createHash, timingSafeEqual } from "node:crypto";
import type { Context, Hono } from "hono";
import { RateLimiterMemory, type RateLimiterRes } from "rate-limiter-flexible";
import type { Log } from "../../../flows/bot/context.ts";
import { wordsFor } from "../../../i18n/words.ts";
import { loginPage, logoutPage } from "../pages/login.ts";
import type { Addresses } from "./address.ts";
import {
  type AdminSession,
  type AdminSessions,
  createAdminSessions,
  type SessionSettings,
} from "./admin-session.ts";
import { noteSignOut, readVisitor, type VisitorOptions } from "./visitor.ts";

/** Wrong tokens that one client may send in a minute. Others, and sessions that have begun, are not affected. */
const MAX_WRONG_TOKENS = 10;
const WINDOW_SECONDS = 60;
/** Open to all: they say nothing about anybody. */
const OPEN_PATHS = new Set(["/healthz", "/readyz", "/about", "/privacy-policy", "/login"]);
const OPEN_PREFIX = "/assets/";

declare module "hono" {
  interface ContextVariableMap {
    /** The admin session of this request; absent where there is none. */
    adminSession: AdminSession | undefined;
  }
}

export interface AdminOptions extends VisitorOptions {
  readonly adminToken: string | null;
  readonly metricsToken: string | null;
  readonly addresses: Addresses;
  readonly settings: SessionSettings;
  /** Called for every wrong token, and for every attempt that was refused because there were too many. */
  readonly onLoginFailed: (kind: "wrong" | "refused") => void;
  readonly log: Log;
}

/** Whether a path is served without a token. */
export function isOpenPath(path: string): boolean {
  return OPEN_PATHS.has(path) || path.startsWith(OPEN_PREFIX);
}

/** The sessions of whoever gives the admin token; null where none is set. */
export function openAdminSessions({
  adminToken,
  secret,
  settings,
  addresses: { isSecure },
}: Pick<AdminOptions, "adminToken" | "secret" | "settings" | "addresses">): AdminSessions | null {
  return adminToken === null ? null : createAdminSessions({ secret, adminToken, isSecure, settings });
}

export function addAdminAccess(app: Hono, sessions: AdminSessions | null, options: AdminOptions): void {
  const { adminToken, metricsToken } = options;
  const tokens = createTokenCheck(options);

  app.use(async (context, next) => {
    const { path, method } = context.req;
    const isMetrics = path === "/metrics";
    if (sessions === null && !(isMetrics && metricsToken !== null)) return next();
    // A page renews what it shows by itself; only people keep a session in use.
    const isUse = path !== "/events" && context.req.header("x-background") === undefined;
    const session = (await sessions?.find(context, isUse)) ?? undefined;
    context.set("adminSession", session);
    if (session !== undefined || isOpenPath(path)) return next();
    const bearer = /^Bearer (.+)$/i.exec(context.req.header("authorization") ?? "")?.[1];
    if (bearer !== undefined) {
      const accepted = isMetrics ? [adminToken, metricsToken] : [adminToken];
      const checked = await tokens.check(context, () => bearer, accepted);
      if (checked.kind === "right") return next();
      if (checked.kind === "refused") return tooMany(context, checked.retryAfterSeconds);
    }
    if (sessions !== null && method === "GET" && context.req.header("accept")?.includes("text/html"))
      return context.redirect(loginPath(readNext(context.req.url)), 303);
    context.header("www-authenticate", "Bearer");
    const { signedOut } = wordsFor(context.get("language") ?? "en").web;
    return context.json({ text: signedOut, login: true }, 401);
  });
  if (adminToken === null || sessions === null) return;

  const nextOf = (context: Context) => readNext(context.req.query("next") ?? "/");
  const show = async (
    context: Context,
    fault: "loginWrong" | "loginWait" | null,
    status: 200 | 401 | 429,
  ) => {
    const path = loginPath(nextOf(context));
    return context.html(loginPage(await readVisitor(context, options), { fault, path }), status);
  };
  app.get("/login", (context) => show(context, null, 200));
  app.post("/login", async (context) => {
    const readToken = async () => {
      const { token } = await context.req.parseBody().catch(() => ({ token: "" }));
      return typeof token === "string" ? token : "";
    };
    const checked = await tokens.check(context, readToken, [adminToken]);
    if (checked.kind === "refused") {
      context.header("retry-after", String(checked.retryAfterSeconds));
      return show(context, "loginWait", 429);
    }
    if (checked.kind === "wrong") return show(context, "loginWrong", 401);
    await sessions.begin(context);
    return context.redirect(nextOf(context), 303);
  });
  app.get("/logout", async (context) => context.html(logoutPage(await readVisitor(context, options))));
  app.post("/logout", async (context) => {
    const { everywhere } = await context.req.parseBody().catch(() => ({ everywhere: "" }));
    if (everywhere === "yes") await sessions.endAll(context);
    else await sessions.end(context);
    await noteSignOut(context, options);
    // Whoever uses the browser next finds no copy of what was written in the editor. Browsers heed this on HTTPS and on this machine's own
    // addresses only: elsewhere sign-out.js drops the copies of its own tab, and other tabs drop theirs when the editor is opened.
    context.header("clear-site-data", '"storage"');
    return context.redirect("/login", 303);
  });
}

const HERE = "http://here.invalid";

/** Where somebody goes after signing in: path and query of an address, on this server whatever it names. */
function readNext(address: string): string {
  if (!URL.canParse(address, HERE)) return "/";
  const { pathname, search } = new URL(address, HERE);
  // One slash: two would name another server.
  return `/${pathname.replace(/^[/\\]+/, "")}${search}`;
}

const loginPath = (next: string) => (next === "/" ? "/login" : `/login?next=${encodeURIComponent(next)}`);

function tooMany(context: Context, retryAfterSeconds: number) {
  context.header("retry-after", String(retryAfterSeconds));
  return context.json({ text: wordsFor(context.get("language") ?? "en").web.loginWait }, 429);
}

type Checked =
  | { readonly kind: "right" | "wrong" }
  | { readonly kind: "refused"; readonly retryAfterSeconds: number };

/** Compares tokens, and counts attempts per client. An attempt counts before its token is read, so that a burst of attempts can't pass
 * the limit; a right token gives it back. */
function createTokenCheck({ addresses, log, onLoginFailed }: AdminOptions) {
  const attempts = new RateLimiterMemory({ points: MAX_WRONG_TOKENS, duration: WINDOW_SECONDS });
  return {
    async check(
      context: Context,
      readToken: () => string | Promise<string>,
      accepted: readonly (string | null)[],
    ): Promise<Checked> {
      const client = addresses.clientOf(context);
      const refused = await attempts.consume(client).then(
        () => null,
        (state: RateLimiterRes) => state,
      );
      if (refused !== null) {
        onLoginFailed("refused");
        if (refused.consumedPoints === MAX_WRONG_TOKENS + 1)
          log.warn({ client }, "too many wrong tokens; this client's attempts are refused for a minute");
        return { kind: "refused", retryAfterSeconds: Math.max(1, Math.ceil(refused.msBeforeNext / 1000)) };
      }
      const given = await readToken();
      if (accepted.some((token) => token !== null && isEqual(given, token))) {
        await attempts.reward(client);
        return { kind: "right" };
      }
      onLoginFailed("wrong");
      log.warn({ client, path: context.req.path }, "a wrong token was given");
      return { kind: "wrong" };
    },
  };
}

/** Compares in constant time: digests have equal lengths for any input. */
function isEqual(given: string, expected: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
