/** The page's own cookies: out of reach of scripts, and named __Host-… over https. What is in them is signed. */

import type { Context } from "hono";
import { getSignedCookie, setSignedCookie } from "hono/cookie";
import type { z } from "zod";

/** Browsers keep 4,096 bytes of a cookie with its name, signature and attributes. */
const MAX_VALUE_CHARACTERS = 3_600;

export interface Signing {
  /** Signs cookies, so that nobody can pass for another. */
  readonly secret: Uint8Array<ArrayBuffer>;
  /** Whether the page is reached by https: cookies are then Secure and named __Host-…. */
  readonly isSecure: boolean;
}

export function cookieOptions(isSecure: boolean) {
  const prefix = isSecure ? "host" : undefined;
  return { path: "/", httpOnly: true, sameSite: "Lax", secure: isSecure, prefix } as const;
}

/** Keeps a value as JSON.
 * @param maxAge seconds
 * @returns false where it is too long for a cookie, and nothing was kept */
export async function writeSignedCookie(
  context: Context,
  { secret, isSecure }: Signing,
  { name, value, maxAge }: { readonly name: string; readonly value: unknown; readonly maxAge: number },
): Promise<boolean> {
  const text = Buffer.from(JSON.stringify(value)).toString("base64url");
  if (text.length > MAX_VALUE_CHARACTERS) return false;
  await setSignedCookie(context, name, text, secret, { ...cookieOptions(isSecure), maxAge });
  return true;
}

/** @returns null where there is none, or where it is not ours or of another shape */
export async function readSignedCookie<Schema extends z.ZodType>(
  context: Context,
  { secret, isSecure }: Signing,
  { name, schema }: { readonly name: string; readonly schema: Schema },
): Promise<z.output<Schema> | null> {
  const text = await getSignedCookie(context, secret, name, cookieOptions(isSecure).prefix);
  if (!text) return null;
  try {
    return schema.safeParse(JSON.parse(Buffer.from(text, "base64url").toString())).data ?? null;
  } catch {
    return null;
  }
}
