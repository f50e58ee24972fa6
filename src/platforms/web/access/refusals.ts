/** What a refusal looks like: JSON for a script, and the same sentence as a page for a browser that opens a page or sends a form. */

import { setTimeout as sleep } from "node:timers/promises";
import type { Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { html } from "hono/html";
import { z } from "zod";
import { wordsFor } from "../../../i18n/words.ts";
import { type Reader, sheetPage } from "../pages/layout.ts";
import type { AdminSessions } from "./admin-session.ts";

/** Enough for 40,000 characters of any script, and a reason. */
const MAX_BODY_BYTES = 256 * 1024;
/** What is read of a form that is too large, and for how long, so that the browser shows the answer: it does not while it still sends. */
const MAX_DRAINED_BYTES = 8 * 2 ** 20;
const MAX_DRAIN_MS = 5_000;

const refusalSchema = z.object({ text: z.string(), login: z.boolean().optional() });

/** Scripts accept anything, or JSON. */
const wantsPage = (context: Context) => context.req.header("accept")?.includes("text/html") ?? false;

/** Who reads a refusal. Some come before anybody looked at the session, and none of them is a use of it.
 * @param sessions null where there is no admin token */
export async function readerOf(context: Context, sessions: AdminSessions | null): Promise<Reader> {
  const session =
    context.get("adminSession") ?? (await sessions?.find(context, false).catch(() => null)) ?? null;
  return { locale: context.get("language") ?? "en", path: "/", isSignedIn: session !== null };
}

/** Has to be added before what it is about. */
export function addRefusalPages(app: Hono, sessions: AdminSessions | null): void {
  app.use(async (context, next) => {
    await next();
    const { status, headers } = context.res;
    const isJson = headers.get("content-type")?.startsWith("application/json") ?? false;
    if (status < 400 || !isJson || !wantsPage(context)) return;
    const body = refusalSchema.safeParse(await context.res.clone().json());
    if (!body.success) return;
    const reader = await readerOf(context, sessions);
    const { web } = wordsFor(reader.locale);
    const { text, login } = body.data;
    // In a window of its own: what was written is behind this page.
    const link = html`<p>${text}</p><p><a href="/login" target="_blank">${web.signInLink}</a></p>`;
    const page = sheetPage(reader, { title: web.refusedTitle, body: login ? link : text });
    context.header("content-type", "text/html; charset=UTF-8");
    context.res = new Response(String(await page), { status, headers: context.res.headers });
  });
}

/** Refuses bodies that are too large, in the visitor's language. */
export function addBodyLimit(app: Hono): void {
  app.use(
    bodyLimit({
      maxSize: MAX_BODY_BYTES,
      async onError(context) {
        if (wantsPage(context))
          await Promise.race([drain(context.req.raw.body), sleep(MAX_DRAIN_MS, undefined, { ref: false })]);
        // Where more was sent, the rest is not read, so that this connection can't be used again.
        context.header("connection", "close");
        return context.json({ text: wordsFor(context.get("language") ?? "en").web.tooLarge }, 413);
      },
    }),
  );
}

async function drain(body: ReadableStream<Uint8Array> | null): Promise<void> {
  const reader = body?.locked ? undefined : body?.getReader();
  for (let read = 0; reader && read <= MAX_DRAINED_BYTES; ) {
    const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined }));
    if (done) return;
    read += value?.byteLength ?? 0;
  }
}
