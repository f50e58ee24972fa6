/** Reviews on the page, for whoever has logged in with ADMIN_TOKEN or is listed in ADMINS. */

import { type Context, Hono } from "hono";
import { z } from "zod";
import { COMMAND_NAME } from "../../../core/command/command.ts";
import { CORRECTION_DECISIONS } from "../../../core/review.ts";
import { readCheckForm } from "../../../flows/review/intents.ts";
import type { ListDecision } from "../../../flows/review/list.ts";
import { wordsFor } from "../../../i18n/words.ts";
import { sheetPage } from "../pages/layout.ts";
import { checkPage, reviewPage } from "../pages/review/review.ts";
import { REVIEW_PATH } from "./chat/outcome.ts";
import { readDone, redirectWith } from "./done.ts";
import { ID_PARAMETER, readBody, wantsJson } from "./input.ts";
import type { RouteOptions } from "./options.ts";
import { actorIn, type Visit, withVisitor } from "./visit.ts";

const checkSchema = z.union([
  z.object({ verdict: z.literal("right") }),
  z.object({ value: z.string().max(100) }),
]);
const contestSchema = z.union([
  z.object({ verdict: z.enum(["right", "wrong"]) }),
  z.object({ value: z.string().max(100) }),
]);
const correctionSchema = z.object({ decision: z.enum([...CORRECTION_DECISIONS, "undo"]) });

export function createReviewRoutes(options: RouteOptions): Hono {
  const app = new Hono();
  const by = withVisitor(options);
  app.get("/review", by(showReviews));
  app.get(`/review/spot-checks/${ID_PARAMETER}`, by(showCheck));
  app.post(`/review/spot-checks/${ID_PARAMETER}`, by(decide(readCheck)));
  app.post(`/review/contests/${ID_PARAMETER}`, by(decide(readContest)));
  app.post(`/review/corrections/${ID_PARAMETER}`, by(decide(readCorrection)));
  app.post("/review/commands/:name", by(decide(readSwitch)));
  return app;
}

async function showReviews(visit: Visit) {
  const { options, context, visitor } = visit;
  const list = await options.bot.reviews(actorIn(visit));
  if ("kind" in list) return refuse(visit, list.text, 403);
  const done = await readDone(context, options);
  return context.html(reviewPage({ reader: visitor, list, done }));
}

function refuse({ context, visitor }: Visit, text: string, status: 400 | 403 | 404 | 429) {
  if (wantsJson(context)) return context.json({ text }, status);
  return context.html(
    sheetPage(visitor, { title: wordsFor(visitor.locale).review.title, body: text }),
    status,
  );
}

async function showCheck(visit: Visit) {
  const { options, context, visitor } = visit;
  const askId = String(context.req.param("id"));
  const outcome = await options.bot.handle({ kind: "open-check", askId }, actorIn(visit));
  if (outcome.kind === "form") return context.html(checkPage(visitor, outcome));
  const text = outcome.kind === "notice" ? outcome.text : wordsFor(visitor.locale).web.notFound;
  return refuse(visit, text, 404);
}

/** @returns null for a body that says nothing */
type ReadDecision = (context: Context, body: unknown) => ListDecision | null;

const decide = (read: ReadDecision) => async (visit: Visit) => {
  const { options, context, visitor } = visit;
  const { web } = wordsFor(visitor.locale);
  const decision = read(context, await readBody(context));
  if (decision === null) return refuse(visit, web.badRequest, 400);
  const seconds = await options.limits.takePress(context, visitor);
  if (seconds !== null) return refuse(visit, web.tooMany(seconds), 429);
  const done = await options.bot.decideReview(decision, actorIn(visit));
  if (wantsJson(context))
    return context.json({ text: done.text, reason: done.refusal }, done.refusal === null ? 200 : 422);
  // What is said of a decision is short.
  const redirected = await redirectWith(context, options, { path: REVIEW_PATH, done });
  return redirected ?? context.redirect(REVIEW_PATH, 303);
};

const readCheck: ReadDecision = (context, body) => {
  const { data } = checkSchema.safeParse(body);
  const askId = String(context.req.param("id"));
  if (data === undefined) return null;
  if ("verdict" in data) return { kind: "decide-check", askId, verdict: { kind: "right" } };
  return readCheckForm(askId, data.value);
};

const readContest: ReadDecision = (context, body) => {
  const { data } = contestSchema.safeParse(body);
  const askId = String(context.req.param("id"));
  if (data === undefined) return null;
  if ("value" in data) return readCheckForm(askId, data.value, "decide-contest");
  const kind = data.verdict === "right" ? "right" : "no-label";
  return { kind: "decide-contest", askId, verdict: { kind } };
};

const readCorrection: ReadDecision = (context, body) => {
  const { data } = correctionSchema.safeParse(body);
  const overrideId = String(context.req.param("id"));
  if (data === undefined) return null;
  const { decision } = data;
  return decision === "undo"
    ? { kind: "undo-correction", overrideId }
    : { kind: "decide-correction", overrideId, decision };
};

const readSwitch: ReadDecision = (context) => {
  const command = String(context.req.param("name"));
  return COMMAND_NAME.test(command) ? { kind: "switch-on-checks", command } : null;
};
