/** Ratings, overrides and withdrawals, and the forms and explanations that open in a dialog. */

import { type Context, Hono } from "hono";
import type { z } from "zod";
import type { Done, Press, Refused } from "../../../flows/bot.ts";
import { wordsFor } from "../../../i18n/words.ts";
import { readVisitor, type Visitor } from "../access/visitor.ts";
import { type Sheet, sheetFragment, sheetPage } from "../pages/layout.ts";
import { optOutSheet, overrideSheet, whySheet, wrongSheet } from "../pages/sheets.ts";
import { answerJson, CHANNEL, interactionOf, type RouteOptions } from "./chat.ts";
import { ID_PARAMETER, overrideSchema, ratingSchema, readBody, wantsJson, withdrawSchema } from "./input.ts";

export function createFeedbackRoutes(options: RouteOptions): Hono {
  const app = new Hono();
  addPresses(app, options);
  addSheets(app, options);
  return app;
}

function addPresses(app: Hono, options: RouteOptions): void {
  const { bot, limits } = options;
  const press = <Schema extends z.ZodType<{ interactionId?: string | undefined }>>(
    verb: string,
    schema: Schema,
    act: (press: Press, body: z.infer<Schema>) => Promise<Done | Refused>,
  ) =>
    app.post(`/asks/${ID_PARAMETER}/${verb}`, async (context: Context) => {
      const visitor = await readVisitor(context, options);
      const { person, locale } = visitor;
      const words = wordsFor(locale).web;
      const body = schema.safeParse(await readBody(context));
      if (!body.success) return context.json({ text: words.badRequest }, 400);
      const seconds = await limits.takePress(context, visitor);
      if (seconds !== null) return context.json({ text: words.tooMany(seconds) }, 429);
      const askId = context.req.param("id") ?? "";
      const interactionId = interactionOf(person.id, body.data.interactionId);
      const outcome = await act({ interactionId, askId, person, channel: CHANNEL, locale }, body.data);
      if (wantsJson(context)) return answerJson(context, outcome);
      if (outcome.kind === "refused")
        return context.html(sheetPage(visitor, { title: words.failedTitle, body: outcome.text }), 422);
      return context.redirect(`/#ask-${encodeURIComponent(askId)}`, 303);
    });
  press("rate", ratingSchema, (by, { value, reason }) => bot.rate({ ...by, value, reason: reason ?? null }));
  press("override", overrideSchema, (by, { value, reason, mayReuse }) =>
    bot.override({ ...by, value, reason: reason ?? null, mayReuse: mayReuse === "yes" }),
  );
  press("withdraw", withdrawSchema, (by, { overrideId }) => bot.withdraw({ ...by, overrideId }));
}

/** What opens in a dialog: the reason for "wrong", the override form, why, opting out. */
function addSheets(app: Hono, options: RouteOptions): void {
  const { bot } = options;
  const sheet = (path: string, make: (askId: string, visitor: Visitor) => Promise<Sheet | Refused>) =>
    app.get(path, async (context: Context) => {
      const visitor = await readVisitor(context, options);
      const made = await make(context.req.param("id") ?? "", visitor);
      const isRefused = "kind" in made;
      const shown: Sheet = isRefused
        ? { title: wordsFor(visitor.locale).web.failedTitle, body: made.text }
        : made;
      const render = context.req.header("x-fragment") ? sheetFragment : sheetPage;
      return context.html(render(visitor, shown), isRefused ? 404 : 200);
    });
  const press = (askId: string, { person, locale }: Visitor) => ({ askId, person, locale, channel: CHANNEL });
  sheet(`/asks/${ID_PARAMETER}/wrong`, async (askId, visitor) => {
    // The override form is refused for what can't be rated either: no such ask, another channel, no answer yet.
    const form = await bot.overrideForm(press(askId, visitor));
    return form.kind === "form" ? wrongSheet(visitor.locale, form.askId) : form;
  });
  sheet(`/asks/${ID_PARAMETER}/override`, async (askId, visitor) => {
    const form = await bot.overrideForm(press(askId, visitor));
    return form.kind === "form" ? overrideSheet(visitor.locale, form) : form;
  });
  sheet(`/asks/${ID_PARAMETER}/why`, async (askId, visitor) => {
    const explanation = await bot.explain(press(askId, visitor));
    return explanation.kind === "explanation" ? whySheet(explanation) : explanation;
  });
  sheet("/privacy/opt-out", async (_id, { locale }) => optOutSheet(locale));
}
