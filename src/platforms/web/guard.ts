/** What keeps the page safe: strict headers, same-origin writes, host names that are ours, a body limit, and the admin's door. */

import { createHmac, timingSafeEqual } from "node:crypto";
import type { Context, Hono, MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { deleteCookie, getSignedCookie, setSignedCookie } from "hono/cookie";
import { secureHeaders } from "hono/secure-headers";
import { wordsFor } from "../../i18n/words.ts";
import { loginPage } from "./pages.ts";
import { readVisitor } from "./session.ts";

/** Enough for 40,000 characters of any script, and a reason. */
const MAX_BODY_BYTES = 256 * 1024;
const ADMIN_COOKIE = "fewshot_admin";
const WEEK_SECONDS = 7 * 24 * 60 * 60;
/** Wrong tokens that may be tried in a minute, by everybody together. */
const MAX_TRIES = 10;
/** Open to all: they say nothing about anybody. */
const OPEN_PATHS = new Set(["/healthz", "/readyz", "/about", "/login"]);
/** Platform routes carry signatures of their own. */
const OPEN_PREFIXES = ["/assets/", "/slack/", "/discord/"];

export interface GuardOptions {
  /** Only this machine can reach the page: then only its own names are answered. */
  readonly isLoopback: boolean;
  /** Asked for where the page is open to others; null on loopback. */
  readonly adminToken: string | null;
  readonly secret: Uint8Array<ArrayBuffer>;
}

export function addGuards(app: Hono, options: GuardOptions): void {
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
      xFrameOptions: "DENY",
      referrerPolicy: "no-referrer",
      crossOriginOpenerPolicy: "same-origin",
      // The page may stand behind a proxy that knows better, or on plain http on this machine.
      strictTransportSecurity: false,
    }),
  );
  if (options.isLoopback) app.use(onlyOwnHosts);
  app.use(onlySameOrigin);
  app.use(
    bodyLimit({
      maxSize: MAX_BODY_BYTES,
      onError: (context) => context.json({ text: wordsFor("en").web.tooLarge }, 413),
    }),
  );
  if (!options.isLoopback && options.adminToken !== null)
    addAdminDoor(app, { ...options, adminToken: options.adminToken });
}

/** A name that merely resolves to this machine is somebody else's page (DNS rebinding). */
const onlyOwnHosts: MiddlewareHandler = async (context, next) => {
  const name = (context.req.header("host") ?? "").replace(/:\d+$/, "");
  const isOurs = name === "localhost" || name === "[::1]" || /^127(\.\d{1,3}){3}$/.test(name);
  return isOurs ? next() : context.json({ text: wordsFor("en").web.forbidden }, 403);
};

/** Writes come from the page itself: browsers say where a write comes from, and whoever says nothing is no browser of ours. */
const onlySameOrigin: MiddlewareHandler = async (context, next) => {
  const { method, path } = context.req;
  if (["GET", "HEAD", "OPTIONS"].includes(method) || OPEN_PREFIXES.some((prefix) => path.startsWith(prefix)))
    return next();
  const origin = context.req.header("origin");
  const site = context.req.header("sec-fetch-site");
  const isSame =
    origin !== undefined && origin !== "null"
      ? hostOf(origin) === context.req.header("host")
      : site === "same-origin";
  return isSame && (site === undefined || site === "same-origin")
    ? next()
    : context.json({ text: wordsFor("en").web.forbidden }, 403);
};

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}

function addAdminDoor(
  app: Hono,
  { adminToken, secret }: { adminToken: string; secret: Uint8Array<ArrayBuffer> },
): void {
  /** What the cookie holds: it ends when the token changes. */
  const pass = createHmac("sha256", secret).update(`admin:${adminToken}`).digest("base64url");
  const tries: number[] = [];
  const isRight = (given: string) => timingSafeEqual(digest(given, secret), digest(adminToken, secret));
  const mayTry = () => {
    const now = Date.now();
    while ((tries[0] ?? now) < now - 60_000) tries.shift();
    return tries.length < MAX_TRIES;
  };
  /** A try with a wrong token counts. */
  const check = (given: string) => {
    const isGood = isRight(given);
    if (!isGood) tries.push(Date.now());
    return isGood;
  };
  const show = async (
    context: Context,
    fault: "loginWrong" | "loginWait" | null,
    status: 200 | 401 | 429,
  ) => {
    const { locale } = await readVisitor(context, secret);
    return context.html(loginPage(locale, fault), status);
  };

  app.use(async (context, next) => {
    const { path } = context.req;
    if (OPEN_PATHS.has(path) || OPEN_PREFIXES.some((prefix) => path.startsWith(prefix))) return next();
    if ((await getSignedCookie(context, secret, ADMIN_COOKIE)) === pass) return next();
    const bearer = /^Bearer (.+)$/.exec(context.req.header("authorization") ?? "")?.[1];
    if (bearer !== undefined) {
      if (!mayTry()) return context.json({ text: wordsFor("en").web.loginWait }, 429);
      if (check(bearer)) return next();
    }
    if (context.req.method === "GET" && context.req.header("accept")?.includes("text/html"))
      return context.redirect("/login", 303);
    return context.json({ text: wordsFor("en").web.loginText }, 401);
  });
  app.get("/login", (context) => show(context, null, 200));
  app.post("/login", async (context) => {
    if (!mayTry()) return show(context, "loginWait", 429);
    const { token } = await context.req.parseBody();
    if (typeof token !== "string" || !check(token)) {
      deleteCookie(context, ADMIN_COOKIE);
      return show(context, "loginWrong", 401);
    }
    await setSignedCookie(context, ADMIN_COOKIE, pass, secret, {
      path: "/",
      httpOnly: true,
      sameSite: "Lax",
      maxAge: WEEK_SECONDS,
    });
    return context.redirect("/", 303);
  });
}

/** Equal lengths for any input, as the comparison wants them. */
function digest(text: string, secret: Uint8Array): Buffer {
  return createHmac("sha256", secret).update(text).digest();
}
