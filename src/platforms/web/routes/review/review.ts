/** Reviews on the page, for whoever has logged in with ADMIN_TOKEN or is listed in ADMINS. */

import { type Context, Hono } from "hono";
import { z } from "zod";
import { COMMAND_NAME } from "../../../../core/command/command.ts";
import { CORRECTION_DECISIONS } from "../../../../core/review.ts";
import { notice } from "../../../../core/views/notices.ts";
import type { NoticeView } from "../../../../core/views/view.ts";
import { readCheckForm } from "../../../../flows/review/intents.ts";
import type { ListDecision } from "../../../../flows/review/list.ts";
import { wordsFor } from "../../../../i18n/words.ts";
import { readVisitor, type Visitor } from "../../access/visitor.ts";
import { sheetPage } from "../../pages/layout.ts";
import { checkPage, reviewPage } from "../../pages/review/review.ts";
import type { RouteOptions } from "../chat/chat.ts";
import { actorOf, standingOf } from "../chat/outcome.ts";
import { ID_PARAMETER, readBody, wantsJson } from "../input.ts";

const checkSchema = z.union([
  z.object({ verdict: z.literal("right") }),
  z.object({ value: z.string().max(100) }),
]);
const contestSchema = z.union([
  z.object({ verdict: z.enum(["right", "wrong"]) }),
  z.object({ value: z.string().max(100) }),
]);
const correctionSchema = z.object({ decision: z.enum(CORRECTION_DECISIONS) });

export function createReviewRoutes(options: RouteOptions): Hono {
  const { bot, limits } = options;
  const app = new Hono();
  const actorFor = (visitor: Visitor) => ({ ...actorOf(visitor), standing: standingOf(options) });

  async function show(context: Context, visitor: Visitor, done: NoticeView | null = null) {
    const list = await bot.reviews(actorFor(visitor));
    if ("kind" in list) return refuse(context, visitor, list.text, 403);
    return context.html(
      reviewPage({ reader: visitor, list, done }),
      done === null || done.refusal === null ? 200 : 422,
    );
  }

  function refuse(context: Context, visitor: Visitor, text: string, status: 400 | 403 | 404 | 429) {
    if (wantsJson(context)) return context.json({ text }, status);
    return context.html(
      sheetPage(visitor, { title: wordsFor(visitor.locale).review.title, body: text }),
      status,
    );
  }

  app.get("/review", async (context) => show(context, await readVisitor(context, options)));

  app.get(`/review/spot-checks/${ID_PARAMETER}`, async (context) => {
    const visitor = await readVisitor(context, options);
    const askId = context.req.param("id");
    const outcome = await bot.handle({ kind: "open-check", askId }, actorFor(visitor));
    if (outcome.kind === "form") return context.html(checkPage(visitor, outcome));
    const text = outcome.kind === "notice" ? outcome.text : wordsFor(visitor.locale).web.notFound;
    return refuse(context, visitor, text, 404);
  });

  async function decide(context: Context, toDecision: (body: unknown) => ListDecision | null) {
    const visitor = await readVisitor(context, options);
    const { web } = wordsFor(visitor.locale);
    const decision = toDecision(await readBody(context));
    if (decision === null) return refuse(context, visitor, web.badRequest, 400);
    const seconds = await limits.takePress(context, visitor);
    if (seconds !== null) return refuse(context, visitor, web.tooMany(seconds), 429);
    const done = await bot.decideReview(decision, actorFor(visitor));
    if (wantsJson(context))
      return context.json({ text: done.text, reason: done.refusal }, done.refusal === null ? 200 : 422);
    return show(context, visitor, done.about === "done" ? notice("done", done.text) : done);
  }

  app.post(`/review/spot-checks/${ID_PARAMETER}`, (context) =>
    decide(context, (body) => {
      const { data } = checkSchema.safeParse(body);
      const askId = context.req.param("id");
      if (data === undefined) return null;
      if ("verdict" in data) return { kind: "decide-check", askId, verdict: { kind: "right" } };
      return readCheckForm(askId, data.value);
    }),
  );
  app.post(`/review/contests/${ID_PARAMETER}`, (context) =>
    decide(context, (body) => {
      const { data } = contestSchema.safeParse(body);
      const askId = context.req.param("id");
      if (data === undefined) return null;
      if ("value" in data) return readCheckForm(askId, data.value, "decide-contest");
      const kind = data.verdict === "right" ? "right" : "no-label";
      return { kind: "decide-contest", askId, verdict: { kind } };
    }),
  );
  app.post(`/review/corrections/${ID_PARAMETER}`, (context) =>
    decide(context, (body) => {
      const { data } = correctionSchema.safeParse(body);
      return data === undefined
        ? null
        : { kind: "decide-correction", overrideId: context.req.param("id"), decision: data.decision };
    }),
  );
  app.post("/review/commands/:name", (context) =>
    decide(context, () => {
      const command = context.req.param("name");
      return COMMAND_NAME.test(command) ? { kind: "switch-on-checks", command } : null;
    }),
  );
  return app;
}
