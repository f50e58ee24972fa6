/** What visitors can do about their data: opt out and in, export, erase, choose a name. */

import { type Context, Hono } from "hono";
import { z } from "zod";
import { FIELDS } from "../../../core/views/forms/forms.ts";
import { intentOfForm, type PrivacyRequest } from "../../../flows/bot/intents.ts";
import { wordsFor } from "../../../i18n/words.ts";
import { readVisitor, renameVisitor, type Visitor } from "../access/visitor.ts";
import { privacyPage } from "../pages/about/privacy.ts";
import type { RouteOptions } from "./chat/chat.ts";
import { actorOf, answer, EXPORT_PATH } from "./chat/outcome.ts";
import { download } from "./download.ts";
import { readBody, wantsJson } from "./input.ts";

const confirmedSchema = z.object({ confirm: z.literal("yes") });
const groupsSchema = z.record(z.string(), z.string().max(1_000));
const nameSchema = z.object({ name: z.string().max(1_000) });

export function createPrivacyRoutes(options: RouteOptions, retentionDays: number | null): Hono {
  const { bot, where } = options;
  const app = new Hono();
  const visitorOf = (context: Context) => readVisitor(context, options);
  const handle = (visitor: Visitor, request: PrivacyRequest | null, isConfirmed: boolean) =>
    bot.handle({ kind: "privacy", request, isConfirmed }, actorOf(visitor));

  async function show(context: Context, visitor: Visitor, done: string | null = null) {
    const notice = await handle(visitor, null, false);
    if (notice.kind !== "notice") return context.notFound();
    const { person } = visitor;
    return context.html(privacyPage({ reader: visitor, person, notice, retentionDays, where, done }));
  }

  app.get("/privacy", async (context) => {
    const visitor = await visitorOf(context);
    const isSaved = context.req.query("saved") === "name";
    return show(context, visitor, isSaved ? wordsFor(visitor.locale).web.nameSaved : null);
  });

  app.get("/privacy/decisions", async (context) => {
    const visitor = await visitorOf(context);
    const outcome = await bot.handle({ kind: "decisions" }, actorOf(visitor));
    return answer(context, visitor, { outcome, donePath: "/privacy" });
  });

  const change = (request: Exclude<PrivacyRequest, "export">) => {
    // The question, for a dialog or as a page.
    app.get(`/privacy/${request}`, async (context) => {
      const visitor = await visitorOf(context);
      if (request === "opt-in") return show(context, visitor);
      const outcome = await handle(visitor, request, false);
      return answer(context, visitor, { outcome, donePath: "/privacy" });
    });
    app.post(`/privacy/${request}`, async (context) => {
      const visitor = await visitorOf(context);
      const isConfirmed = confirmedSchema.safeParse(await readBody(context)).success;
      // Nothing is erased by one press, wherever it was made.
      const outcome = await handle(visitor, request, isConfirmed);
      if (outcome.kind === "notice" && outcome.about === "done" && !wantsJson(context))
        return show(context, visitor, outcome.text);
      return answer(context, visitor, { outcome, donePath: "/privacy" });
    });
  };
  change("opt-out");
  change("opt-in");
  change("erase");

  app.get("/privacy/groups", async (context) => {
    const visitor = await visitorOf(context);
    const outcome = await bot.handle({ kind: "open-groups" }, actorOf(visitor));
    return answer(context, visitor, { outcome, donePath: "/privacy" });
  });
  app.post("/privacy/groups", async (context) => {
    const visitor = await visitorOf(context);
    const body = groupsSchema.safeParse(await readBody(context));
    if (!body.success) return context.json({ text: wordsFor(visitor.locale).web.badRequest }, 400);
    // A check box that is not checked is not sent.
    const chosen = Object.entries(body.data).flatMap(([key, value]) =>
      key.startsWith(`${FIELDS.groups}.`) ? value : [],
    );
    const intent = intentOfForm("groups", "", { [FIELDS.groups]: chosen.join("\n") });
    const outcome = await bot.handle(intent, actorOf(visitor));
    if (outcome.kind === "notice" && outcome.about === "done" && !wantsJson(context))
      return show(context, visitor, outcome.text);
    return answer(context, visitor, { outcome, donePath: "/privacy" });
  });

  app.get(EXPORT_PATH, async (context) => {
    const visitor = await visitorOf(context);
    context.header("content-disposition", 'attachment; filename="fewshot-data.json"');
    if (context.req.method === "HEAD") return context.body(null);
    const outcome = await handle(visitor, "export", true);
    if (outcome.kind === "file") return download(context, outcome, options.log);
    return answer(context, visitor, { outcome, donePath: "/privacy" });
  });

  app.post("/privacy/name", async (context) => {
    const { person, locale } = await visitorOf(context);
    const body = nameSchema.safeParse(await readBody(context));
    if (!body.success) return context.json({ text: wordsFor(locale).web.badRequest }, 400);
    await renameVisitor(context, options, { person, name: body.data.name });
    return context.redirect("/privacy?saved=name", 303);
  });
  return app;
}
