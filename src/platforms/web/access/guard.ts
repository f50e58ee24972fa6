/** What every request passes first: strict headers, own host names, same-origin requests. */

import type { Context, Hono, MiddlewareHandler } from "hono";
import { secureHeaders } from "hono/secure-headers";
import { wordsFor } from "../../../i18n/words.ts";
import type { Addresses } from "./address.ts";
import { isOpenPath } from "./admin.ts";

const SAFE_METHODS = ["GET", "HEAD", "OPTIONS"];
const YEAR_SECONDS = 365 * 24 * 60 * 60;

export interface GuardOptions {
  readonly addresses: Addresses;
  /** Whether ADMIN_TOKEN is set. */
  readonly hasAdminToken: boolean;
}

export function addGuards(app: Hono, { addresses, hasAdminToken }: GuardOptions): void {
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        workerSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
      xFrameOptions: "DENY",
      // With "no-referrer" browsers send `Origin: null` with the page's own forms, and over plain http nothing else that distinguishes them.
      referrerPolicy: "same-origin",
      crossOriginOpenerPolicy: "same-origin",
      strictTransportSecurity: addresses.isSecure && `max-age=${YEAR_SECONDS}`,
    }),
  );
  // Everything but the assets may show what somebody wrote; they set a header of their own.
  app.use(async (context, next) => {
    await next();
    if (!context.res.headers.has("cache-control")) context.header("cache-control", "no-store");
  });
  app.use(onlyOwnHosts(addresses));
  if (addresses.isLoopback && !hasAdminToken) app.use(noUnknownProxy(addresses));
  app.use(onlySameOrigin(addresses));
}

/** A foreign name that resolves to this machine belongs to somebody else's page (DNS rebinding). */
function onlyOwnHosts(addresses: Addresses): MiddlewareHandler {
  return async (context, next) => (addresses.isOwnHost(context) ? next() : forbid(context));
}

/** Without ADMIN_TOKEN the page is open to this machine alone. A proxy would open it to everybody. */
function noUnknownProxy(addresses: Addresses): MiddlewareHandler {
  return async (context, next) =>
    addresses.isFromUnknownProxy(context)
      ? context.json({ text: wordsOf(context).behindProxy }, 403)
      : next();
}

/**
 * Writes come from the page itself: browsers say where a request comes from, and a request that does not say comes from no browser.
 * Reads by scripts of other sites are refused too (HEAD and no-cors requests need no permission of ours); following a link is not.
 * Hono's own csrf middleware checks form bodies only and accepts either header; here both have to be right, for every body.
 */
function onlySameOrigin(addresses: Addresses): MiddlewareHandler {
  return async (context, next) => {
    const { method, path } = context.req;
    const site = context.req.header("sec-fetch-site");
    if (SAFE_METHODS.includes(method)) {
      const isForeign = site === "cross-site" || site === "same-site";
      const isNavigation = context.req.header("sec-fetch-mode") === "navigate";
      return isForeign && !isNavigation && !isOpenPath(path) ? forbid(context) : next();
    }
    const origin = context.req.header("origin");
    const isSame = origin === undefined ? site === "same-origin" : addresses.isOwnOrigin(context, origin);
    return isSame && (site === undefined || site === "same-origin") ? next() : forbid(context);
  };
}

function forbid(context: Context) {
  return context.json({ text: wordsOf(context).forbidden }, 403);
}

const wordsOf = (context: Context) => wordsFor(context.get("language") ?? "en").web;
