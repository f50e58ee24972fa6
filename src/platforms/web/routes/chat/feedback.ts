/** Ratings, overrides and withdrawals, and the forms and explanations that open in a dialog. */

import { type Context, Hono } from "hono";
import type { z } from "zod";
import { type Intent, intentOfForm } from "../../../../flows/bot/intents.ts";
import { wordsFor } from "../../../../i18n/words.ts";
import { readVisitor } from "../../access/visitor.ts";
import { download } from "../download.ts";
import {
  ID_PARAMETER,
  overrideSchema,
  preferSchema,
  ratingSchema,
  readBody,
  reasonSchema,
  withdrawSchema,
} from "../input.ts";
import type { RouteOptions } from "../options.ts";
import { actorOf, anchorOf, answer } from "./outcome.ts";

export function createFeedbackRoutes(options: RouteOptions): Hono {
  const { bot, limits } = options;
  const app = new Hono();
  const read = (part: string, toIntent: (askId: string) => Intent) =>
    app.get(`/asks/${ID_PARAMETER}/${part}`, async (context: Context) => {
      const visitor = await readVisitor(context, options);
      const askId = context.req.param("id") ?? "";
      const outcome = await bot.handle(toIntent(askId), actorOf(visitor));
      return answer({ options, context, visitor }, { outcome, donePath: anchorOf(askId) });
    });
  const write = <Schema extends z.ZodType<{ interactionId?: string | undefined }>>(
    part: string,
    schema: Schema,
    toIntent: (askId: string, body: z.infer<Schema>) => Intent,
  ) =>
    app.post(`/asks/${ID_PARAMETER}/${part}`, async (context: Context) => {
      const visitor = await readVisitor(context, options);
      const words = wordsFor(visitor.locale).web;
      const body = schema.safeParse(await readBody(context));
      if (!body.success) return context.json({ text: words.badRequest }, 400);
      const seconds = await limits.takePress(context, visitor);
      if (seconds !== null) return context.json({ text: words.tooMany(seconds) }, 429);
      const askId = context.req.param("id") ?? "";
      const actor = actorOf(visitor, body.data.interactionId);
      const outcome = await bot.handle(toIntent(askId, body.data), actor);
      return answer({ options, context, visitor }, { outcome, donePath: anchorOf(askId) });
    });

  read("override", (askId) => ({ kind: "open-override", askId }));
  read("contest", (askId) => ({ kind: "open-contest", askId }));
  write("contest", reasonSchema, (askId, { reason }) => intentOfForm("contest", askId, { reason }));
  app.get(`/asks/${ID_PARAMETER}/record`, async (context) => {
    const visitor = await readVisitor(context, options);
    const askId = context.req.param("id") ?? "";
    const outcome = await bot.handle({ kind: "record", askId }, actorOf(visitor));
    if (outcome.kind !== "file")
      return answer({ options, context, visitor }, { outcome, donePath: anchorOf(askId) });
    context.header("content-disposition", `attachment; filename="${outcome.name}"`);
    return download(context, outcome, options.log);
  });
  read("why", (askId) => ({ kind: "explain", askId }));
  write("rate", ratingSchema, (askId, { value, reason }) => ({
    kind: "rate",
    askId,
    value,
    ...(reason === undefined ? {} : { reason }),
  }));
  write("reason", reasonSchema, (askId, { reason }) => intentOfForm("reason", askId, { reason }));
  write("override", overrideSchema, (askId, { value, reason, consent }) =>
    intentOfForm("override", askId, { value, reason, consent: consent === "yes" }),
  );
  write("prefer", preferSchema, (askId, { preferred }) => ({ kind: "prefer", askId, preferred }));
  write("withdraw", withdrawSchema, (askId, { overrideId }) => ({ kind: "withdraw", askId, overrideId }));
  return app;
}
