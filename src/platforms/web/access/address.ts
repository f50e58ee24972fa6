/** The page's own addresses, and the address of the client behind a proxy. */

import { isIPv4, isIPv6 } from "node:net";
import { getConnInfo } from "@hono/node-server/conninfo";
import type { Context } from "hono";
import { isLoopback } from "../../../config/config.ts";

export interface AddressOptions {
  /** The address that the page listens on. */
  readonly host: string;
  /** Origin that people type, e.g. "https://bot.example.com"; null when it is the page's own. */
  readonly publicUrl: string | null;
  /** How many proxies a request passes before the page, from 0. Each adds one entry to X-Forwarded-For. */
  readonly trustProxy: number;
}

export interface Addresses {
  /** Whether only this machine can connect. */
  readonly isLoopback: boolean;
  /** Whether people reach the page by https: cookies are then Secure. */
  readonly isSecure: boolean;
  /** Whether the Host header names this page. Always true where others may connect: those names are not known. */
  isOwnHost(context: Context): boolean;
  /** Whether an Origin header names this page: scheme, host and port. */
  isOwnOrigin(context: Context, origin: string): boolean;
  /** Whether a proxy passed this request on although none is configured. */
  isFromUnknownProxy(context: Context): boolean;
  /** One key per client: its IPv4 address, or the /64 network of its IPv6 address. */
  clientOf(context: Context): string;
}

const FORWARDED_HEADERS = [
  "forwarded",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-real-ip",
];

export function createAddresses({ host, publicUrl, trustProxy }: AddressOptions): Addresses {
  const isLocal = isLoopback(host);
  const publicOrigin = publicUrl === null ? null : new URL(publicUrl);
  const hostOf = (context: Context) => context.req.header("host") ?? "";
  return {
    isLoopback: isLocal,
    isSecure: publicOrigin?.protocol === "https:",
    isOwnHost(context) {
      const name = hostOf(context);
      // A proxy may leave the port out.
      return !isLocal || name.replace(/:\d+$/, "") === publicOrigin?.hostname || isLoopbackName(name);
    },
    isOwnOrigin(context, origin) {
      if (!URL.canParse(origin)) return false;
      if (origin === publicOrigin?.origin) return true;
      // With PUBLIC_URL the only other way in is this machine itself.
      const name = hostOf(context);
      if (publicOrigin !== null && !isLoopbackName(name)) return false;
      return schemesOf(context, trustProxy).some((scheme) => origin === originOf(`${scheme}://${name}`));
    },
    isFromUnknownProxy: (context) =>
      trustProxy === 0 &&
      publicOrigin === null &&
      FORWARDED_HEADERS.some((name) => context.req.header(name) !== undefined),
    clientOf(context) {
      const remote = getConnInfo(context).remote.address ?? "unknown";
      if (trustProxy === 0) return networkOf(remote);
      const forwarded = (context.req.header("x-forwarded-for") ?? "")
        .split(",")
        .map((entry) => entry.trim())
        .filter((entry) => entry !== "");
      // Each proxy adds one entry at the end. The client may have made up the entries before those.
      const chain = [...forwarded, remote];
      return networkOf(chain[Math.max(0, chain.length - 1 - trustProxy)] ?? remote);
    },
  };
}

/** The schemes that a browser may have used: http, and https where a trusted proxy says so. */
function schemesOf(context: Context, trustProxy: number): readonly string[] {
  const said =
    trustProxy > 0 ? context.req.header("x-forwarded-proto")?.split(",").at(-1)?.trim() : undefined;
  return said === "https" || said === "http" ? [said] : ["http"];
}

function originOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).origin : null;
}

/** "localhost:3000", "127.0.0.1", "[::1]:3000": names of this machine that no DNS server can give to another. */
function isLoopbackName(name: string): boolean {
  const host = name.toLowerCase().replace(/:\d{1,5}$/, "");
  return host === "localhost" || host === "[::1]" || (isIPv4(host) && host.startsWith("127."));
}

/** A client's address without what it can change at will: its port, and the lower half of an IPv6 address. */
function networkOf(address: string): string {
  const bare = address
    .replace(/^\[(.*)\](:\d+)?$/, "$1")
    .replace(/^::ffff:(?=\d+\.)/i, "")
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1");
  if (!isIPv6(bare)) return isIPv4(bare) ? bare : "unknown";
  const [head = "", tail] = bare.split("::");
  const first = head === "" ? [] : head.split(":");
  const last = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? [] : Array(Math.max(0, 8 - first.length - last.length)).fill("0");
  const groups = [...first, ...zeros, ...last].slice(0, 4);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(":")}::/64`;
}
