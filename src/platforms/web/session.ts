/** Who is at the page: a person made of a random signed cookie, in the language they chose or their browser asks for. */

import { randomBytes } from "node:crypto";
import type { Context } from "hono";
import { getCookie, getSignedCookie, setCookie, setSignedCookie } from "hono/cookie";
import type { Person } from "../../core/ask.ts";
import { shorten, toOneLine } from "../../core/text.ts";
import { LANGUAGES, languageFor, wordsFor } from "../../i18n/words.ts";

const PERSON_COOKIE = "fewshot_person";
const LANGUAGE_COOKIE = "fewshot_language";
const YEAR_SECONDS = 365 * 24 * 60 * 60;
const MAX_NAME_CHARACTERS = 40;

export interface Visitor {
  readonly person: Person;
  readonly locale: string;
}

/** The visitor behind a request; a new one gets a cookie.
 * @param secret signs cookies, so that nobody can pass for another */
export async function readVisitor(context: Context, secret: Uint8Array<ArrayBuffer>): Promise<Visitor> {
  const locale = readLocale(context);
  const known = parse(await getSignedCookie(context, secret, PERSON_COOKIE));
  if (known) return { person: toPerson(known.id, known.name, locale), locale };
  const id = randomBytes(12).toString("base64url");
  await keepPerson(context, secret, { id, name: null });
  return { person: toPerson(id, null, locale), locale };
}

/** Keeps the name that a visitor chose; an empty one goes back to "Guest …". */
export async function renameVisitor(
  context: Context,
  secret: Uint8Array<ArrayBuffer>,
  { person, name }: { person: Person; name: string },
): Promise<void> {
  const chosen = shorten(toOneLine(name), MAX_NAME_CHARACTERS);
  await keepPerson(context, secret, { id: person.id, name: chosen === "" ? null : chosen });
}

export function keepLanguage(context: Context, tag: string): void {
  if (tag in LANGUAGES)
    setCookie(context, LANGUAGE_COOKIE, tag, { path: "/", sameSite: "Lax", maxAge: YEAR_SECONDS });
}

function readLocale(context: Context): string {
  const chosen = getCookie(context, LANGUAGE_COOKIE);
  if (chosen !== undefined && chosen in LANGUAGES) return chosen;
  const first = context.req.header("accept-language")?.split(",", 1)[0]?.split(";", 1)[0] ?? "en";
  return languageFor(first);
}

function toPerson(id: string, name: string | null, locale: string): Person {
  return { platform: "web", workspace: "web", id, name: name ?? wordsFor(locale).web.guest(id.slice(0, 4)) };
}

async function keepPerson(
  context: Context,
  secret: Uint8Array<ArrayBuffer>,
  value: { id: string; name: string | null },
): Promise<void> {
  await setSignedCookie(
    context,
    PERSON_COOKIE,
    Buffer.from(JSON.stringify(value)).toString("base64url"),
    secret,
    {
      path: "/",
      httpOnly: true,
      sameSite: "Lax",
      maxAge: YEAR_SECONDS,
    },
  );
}

function parse(value: string | false | undefined): { id: string; name: string | null } | null {
  if (!value) return null;
  try {
    return JSON.parse(Buffer.from(value, "base64url").toString()) as { id: string; name: string | null };
  } catch {
    return null;
  }
}
