/** A visitor's wishes: opt out and in, export, erase, a name. */

import { type Context, Hono } from "hono";
import { z } from "zod";
import type { Done } from "../../flows/bot.ts";
import { wordsFor } from "../../i18n/words.ts";
import { privacyPage } from "./privacy-page.ts";
import { type RouteOptions, readBody, wantsJson } from "./routes.ts";
import { readVisitor, renameVisitor } from "./session.ts";

export function createPrivacyRoutes(
  { bot, secret, where }: RouteOptions,
  retentionDays: number | null,
): Hono {
  const app = new Hono();

  async function show(context: Context, done: string | null = null) {
    const { person, locale } = await readVisitor(context, secret);
    const isOptedOut = await bot.privacy.isOptedOut(person);
    return context.html(privacyPage({ locale, person, isOptedOut, retentionDays, where, done }));
  }

  const wish = (path: string, act: (visitor: Awaited<ReturnType<typeof readVisitor>>) => Promise<Done>) =>
    app.post(path, async (context) => {
      const { text } = await act(await readVisitor(context, secret));
      return wantsJson(context) ? context.json({ text }) : show(context, text);
    });

  app.get("/privacy", (context) => show(context));
  wish("/privacy/opt-out", ({ person, locale }) => bot.privacy.optOut(person, locale));
  wish("/privacy/opt-in", ({ person, locale }) => bot.privacy.optIn(person, locale));
  wish("/privacy/erase", ({ person, locale }) => bot.privacy.eraseData(person, locale));
  app.get("/privacy/export", async (context) => {
    const { person } = await readVisitor(context, secret);
    context.header("content-disposition", 'attachment; filename="fewshot-data.json"');
    return context.body(JSON.stringify(await bot.privacy.exportData(person), null, 2), 200, {
      "content-type": "application/json; charset=utf-8",
    });
  });
  app.post("/privacy/name", async (context) => {
    const { person, locale } = await readVisitor(context, secret);
    const body = z.object({ name: z.string() }).safeParse(await readBody(context));
    if (body.success) await renameVisitor(context, secret, { person, name: body.data.name });
    return body.success
      ? context.redirect("/privacy", 303)
      : context.json({ text: wordsFor(locale).web.badRequest }, 400);
  });
  return app;
}
