/**
 * Sessions of people who gave the admin token: a signed cookie with a random id and two times. Ended sessions are noted in the store, so
 * that every process refuses a cookie that was copied before its logout.
 */

import { createHmac, randomBytes } from "node:crypto";
import type { Context } from "hono";
import { deleteCookie, getSignedCookie, setSignedCookie } from "hono/cookie";
import { z } from "zod";
import type { Json } from "../../../core/ask.ts";
import { cookieOptions } from "./signed-cookie.ts";

const COOKIE = "fewshot_admin";
const SETTING = "admin-sessions-ended";
/** OWASP ASVS 4.0.3, 3.3.2: sign in again after 12 hours, or after 30 minutes without use. */
const MAX_AGE_MS = 12 * 60 * 60_000;
const MAX_IDLE_MS = 30 * 60_000;
/** A cookie is written anew at most this often. */
const RENEW_AFTER_MS = 60_000;
/** A session that another process ended is refused here at most this much later. */
const ENDED_CACHE_MS = 5_000;

export interface SessionSettings {
  readSetting(key: string): Promise<Json | null>;
  writeSetting(key: string, value: Json): Promise<void>;
}

export interface AdminSession {
  readonly id: string;
  readonly createdMs: number;
  /** Whether it has neither ended nor expired by now. */
  isAlive(): Promise<boolean>;
}

export interface AdminSessions {
  /** Ends the session that a request has, begins one with a new id and sets its cookie. */
  begin(context: Context): Promise<void>;
  /** The session of a request; null when there is none, or it ended or expired.
   * @param isUse false for requests that a page makes by itself: they do not keep a session from expiring */
  find(context: Context, isUse: boolean): Promise<AdminSession | null>;
  /** Ends the session of a request. */
  end(context: Context): Promise<void>;
  /** Ends every session, in every browser. */
  endAll(context: Context): Promise<void>;
}

export interface SessionOptions {
  /** Signs cookies. */
  readonly secret: Uint8Array<ArrayBuffer>;
  readonly adminToken: string;
  /** Whether the page is reached by https. */
  readonly isSecure: boolean;
  readonly settings: SessionSettings;
  readonly now?: () => number;
}

const endedSchema = z.object({
  /** Sessions that began before this moment have ended. Milliseconds since 1970. */
  before: z.number().default(0),
  /** Ended sessions by id, with the moment they began. */
  ids: z.record(z.string(), z.number()).default({}),
});
type Ended = z.infer<typeof endedSchema>;

export function createAdminSessions(options: SessionOptions): AdminSessions {
  const { adminToken, isSecure, settings, now = () => Date.now() } = options;
  /** A new token makes a new key: every session under the old one ends. */
  const key = new Uint8Array(createHmac("sha256", options.secret).update(`admin:${adminToken}`).digest());
  const attributes = cookieOptions(isSecure);
  /** When this process last saw each session in use. */
  const lastUse = new Map<string, number>();
  let ended: { value: Ended; readMs: number } | null = null;

  async function readEnded(isFresh = false): Promise<Ended> {
    if (!isFresh && ended !== null && now() - ended.readMs < ENDED_CACHE_MS) return ended.value;
    const value = endedSchema.parse((await settings.readSetting(SETTING)) ?? {});
    ended = { value, readMs: now() };
    return value;
  }

  async function changeEnded(change: (value: Ended) => Ended): Promise<void> {
    const { before, ids } = change(await readEnded(true));
    const recent = Object.entries(ids).filter(([, createdMs]) => now() - createdMs < MAX_AGE_MS);
    const value: Ended = { before, ids: Object.fromEntries(recent) };
    await settings.writeSetting(SETTING, value);
    ended = { value, readMs: now() };
  }

  async function noteEnd(session: Cookie | null): Promise<void> {
    if (session !== null)
      await changeEnded(({ before, ids }) => ({ before, ids: { ...ids, [session.id]: session.createdMs } }));
  }

  async function isAlive(session: Cookie): Promise<boolean> {
    const usedMs = Math.max(session.usedMs, lastUse.get(session.id) ?? 0);
    if (now() - session.createdMs >= MAX_AGE_MS || now() - usedMs >= MAX_IDLE_MS) return false;
    const { before, ids } = await readEnded();
    return session.createdMs > before && !Object.hasOwn(ids, session.id);
  }

  async function write(context: Context, session: Cookie): Promise<void> {
    const maxAge = Math.max(1, Math.round((session.createdMs + MAX_AGE_MS - now()) / 1000));
    const value = `${session.id}.${session.createdMs}.${session.usedMs}`;
    await setSignedCookie(context, COOKIE, value, key, { ...attributes, maxAge });
  }

  const read = async (context: Context) =>
    parse((await getSignedCookie(context, key, COOKIE, attributes.prefix)) || undefined);

  return {
    async begin(context) {
      await noteEnd(await read(context));
      const id = randomBytes(16).toString("base64url");
      await write(context, { id, createdMs: now(), usedMs: now() });
    },
    async find(context, isUse) {
      const cookie = await read(context);
      if (cookie === null || !(await isAlive(cookie))) return null;
      if (isUse) {
        for (const [id, usedMs] of lastUse) if (now() - usedMs >= MAX_IDLE_MS) lastUse.delete(id);
        lastUse.set(cookie.id, now());
        if (now() - cookie.usedMs >= RENEW_AFTER_MS) await write(context, { ...cookie, usedMs: now() });
      }
      return { id: cookie.id, createdMs: cookie.createdMs, isAlive: () => isAlive(cookie) };
    },
    async end(context) {
      const cookie = await read(context);
      deleteCookie(context, COOKIE, attributes);
      await noteEnd(cookie);
    },
    async endAll(context) {
      deleteCookie(context, COOKIE, attributes);
      await changeEnded(() => ({ before: now(), ids: {} }));
    },
  };
}

interface Cookie {
  readonly id: string;
  readonly createdMs: number;
  readonly usedMs: number;
}

function parse(value: string | undefined): Cookie | null {
  const [, id, created, used] = /^([\w-]{22})\.(\d{1,15})\.(\d{1,15})$/.exec(value ?? "") ?? [];
  return id === undefined ? null : { id, createdMs: Number(created), usedMs: Number(used) };
}
