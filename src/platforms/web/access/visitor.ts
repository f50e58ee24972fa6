/** Who is at the page: a person made of a random signed cookie, and the language they chose or their browser asks for. */

import { createHmac, randomBytes } from "node:crypto";
import type { Context, Hono } from "hono";
import { setCookie } from "hono/cookie";
import { languageDetector } from "hono/language";
import { z } from "zod";
import type { Person } from "../../../core/ask.ts";
import { guestName } from "../../../core/text/person-name.ts";
import { shorten, toOneLine } from "../../../core/text/text.ts";
import { LANGUAGES, languageFor, wordsFor } from "../../../i18n/words.ts";
import { readSignedCookie, type Signing, writeSignedCookie } from "./signed-cookie.ts";

const PERSON_COOKIE = "fewshot_person";
const LANGUAGE_COOKIE = "fewshot_language";
const LANGUAGE_PARAMETER = "lang";
const YEAR_SECONDS = 365 * 24 * 60 * 60;
const MAX_NAME_CHARACTERS = 40;

export type VisitorOptions = Signing;

export interface Visitor {
  readonly person: Person;
  readonly locale: string;
  /** How often somebody signed out in this browser. */
  readonly signOuts: number;
  /** False when this request brought no cookie of ours. */
  readonly isKnown: boolean;
  /** Whether the visitor gave the admin token and so can sign out. */
  readonly isSignedIn: boolean;
  /** The page that the visitor is on, for links that stay there. */
  readonly path: string;
}

/** Finds the language of every request: `?lang=`, the cookie, or Accept-Language. Refusals need it, so it comes before them. */
export function addLanguage(app: Hono): void {
  app.use(
    languageDetector({
      supportedLanguages: Object.keys(LANGUAGES),
      fallbackLanguage: "en",
      lookupQueryString: LANGUAGE_PARAMETER,
      lookupCookie: LANGUAGE_COOKIE,
      caches: false,
      // Chinese has tags for script and for region; the others match by their first part.
      convertDetectedLanguage: (tag) => (/^zh\b/i.test(tag) ? languageFor(tag) : tag),
    }),
  );
}

/** Keeps the language of `?lang=` in a cookie, and takes it out of the address. */
export function addLanguageChoice(app: Hono, { isSecure }: Pick<VisitorOptions, "isSecure">): void {
  app.use(async (context, next) => {
    const chosen = context.req.query(LANGUAGE_PARAMETER);
    if (chosen === undefined || context.req.method !== "GET") return next();
    const url = new URL(context.req.url);
    url.searchParams.delete(LANGUAGE_PARAMETER);
    if (Object.hasOwn(LANGUAGES, chosen))
      setCookie(context, LANGUAGE_COOKIE, chosen, {
        path: "/",
        httpOnly: true,
        sameSite: "Lax",
        secure: isSecure,
        maxAge: YEAR_SECONDS,
      });
    // One slash only: two would name another host.
    return context.redirect(url.pathname.replace(/^\/+/, "/") + url.search, 303);
  });
}

/** The visitor behind a request; a new one gets a cookie. */
export async function readVisitor(context: Context, options: VisitorOptions): Promise<Visitor> {
  const locale = context.get("language") ?? "en";
  const known = await readPerson(context, options);
  const stored = known ?? { id: randomBytes(12).toString("base64url"), name: null, signOuts: 0 };
  if (known === null) await keepPerson(context, options, stored);
  const { id, name, signOuts } = stored;
  return {
    person: {
      platform: "web",
      workspace: "web",
      id,
      name: name ?? guestName(id, wordsFor(locale)),
    },
    locale,
    signOuts,
    isKnown: known !== null,
    isSignedIn: context.get("adminSession") !== undefined,
    // What a form was sent to is no page.
    path: context.req.method === "GET" ? context.req.path : "/",
  };
}

/** Keeps the name that a visitor chose; an empty one goes back to "Guest …". */
export async function renameVisitor(
  context: Context,
  options: VisitorOptions,
  { visitor: { person, signOuts }, name }: { visitor: Visitor; name: string },
): Promise<void> {
  const chosen = shorten(toOneLine(name), MAX_NAME_CHARACTERS);
  await keepPerson(context, options, { id: person.id, name: chosen === "" ? null : chosen, signOuts });
}

/** Notes that somebody signed out in this browser: whoever uses it next is given no copy of what was written before. */
export async function noteSignOut(context: Context, options: VisitorOptions): Promise<void> {
  const known = await readPerson(context, options);
  if (known !== null) await keepPerson(context, options, { ...known, signOuts: known.signOuts + 1 });
}

/** Stands for a visitor in a browser's copies of what they wrote: another one for another person, and after each sign-out. It says nothing
 * about them. */
export function copyMarkOf(
  { person, signOuts }: Visitor,
  { secret }: Pick<VisitorOptions, "secret">,
): string {
  return createHmac("sha256", secret)
    .update(`copies:${person.id}:${signOuts}`)
    .digest("base64url")
    .slice(0, 16);
}

const personSchema = z.object({
  id: z.string().regex(/^[\w-]{16}$/),
  name: z.string().nullable(),
  signOuts: z.number().int().default(0),
});
type StoredPerson = z.infer<typeof personSchema>;

const readPerson = (context: Context, options: VisitorOptions) =>
  readSignedCookie(context, options, { name: PERSON_COOKIE, schema: personSchema });

const keepPerson = (context: Context, options: VisitorOptions, value: StoredPerson) =>
  writeSignedCookie(context, options, { name: PERSON_COOKIE, value, maxAge: YEAR_SECONDS });
