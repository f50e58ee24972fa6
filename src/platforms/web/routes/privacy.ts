/** What visitors can do about their data: opt out and in, export, erase, choose a name. */

import { Hono } from "hono";
import { z } from "zod";
import { FIELDS } from "../../../core/views/forms/forms.ts";
import { notice } from "../../../core/views/notices.ts";
import type { NoticeView } from "../../../core/views/view.ts";
import { intentOfForm, type PrivacyRequest } from "../../../flows/bot/intents.ts";
import type { Outcome } from "../../../flows/bot/outcome.ts";
import { wordsFor } from "../../../i18n/words.ts";
import { renameVisitor } from "../access/visitor.ts";
import { privacyPage } from "../pages/about/privacy.ts";
import { actorOf, answer, EXPORT_PATH } from "./chat/outcome.ts";
import { readDone, redirectWith } from "./done.ts";
import { download } from "./download.ts";
import { readBody, wantsJson } from "./input.ts";
import type { RouteOptions } from "./options.ts";
import { type Visit, withVisitor } from "./visit.ts";

const confirmedSchema = z.object({ confirm: z.literal("yes") });
const groupsSchema = z.record(z.string(), z.string().max(1_000));
const nameSchema = z.object({ name: z.string().max(1_000) });

type PrivacyVisit = Visit & { readonly retentionDays: number | null };

export function createPrivacyRoutes(options: RouteOptions, retentionDays: number | null): Hono {
  const app = new Hono();
  const visited = withVisitor(options);
  const by = (route: (visit: PrivacyVisit) => Promise<Response>) =>
    visited((visit) => route({ ...visit, retentionDays }));
  app.get("/privacy", by(show));
  app.get("/privacy/decisions", by(showDecisions));
  for (const request of ["opt-out", "opt-in", "erase"] as const) {
    app.get(
      `/privacy/${request}`,
      by((visit) => askAbout(visit, request)),
    );
    app.post(
      `/privacy/${request}`,
      by((visit) => change(visit, request)),
    );
  }
  app.get("/privacy/groups", by(showGroups));
  app.post("/privacy/groups", by(saveGroups));
  app.get(EXPORT_PATH, by(sendExport));
  app.post("/privacy/name", by(saveName));
  return app;
}

const DONE = { donePath: "/privacy" };

const handle = ({ options, visitor }: Visit, request: PrivacyRequest | null, isConfirmed: boolean) =>
  options.bot.handle({ kind: "privacy", request, isConfirmed }, actorOf(visitor));

async function show(visit: PrivacyVisit): Promise<Response> {
  const { options, context, visitor, retentionDays } = visit;
  const notice = await handle(visit, null, false);
  if (notice.kind !== "notice") return context.notFound();
  const done = (await readDone(context, options))?.text ?? null;
  const { person } = visitor;
  const { where } = options;
  return context.html(privacyPage({ reader: visitor, person, notice, retentionDays, where, done }));
}

/** What was done, on the page itself where no script asked. */
async function showOutcome(visit: PrivacyVisit, outcome: Outcome): Promise<Response> {
  const isDone = outcome.kind === "notice" && outcome.about === "done" && !wantsJson(visit.context);
  const shown = isDone ? await showOnPage(visit, outcome) : null;
  return shown ?? answer(visit, { outcome, ...DONE });
}

const showOnPage = ({ options, context }: Visit, done: NoticeView) =>
  redirectWith(context, options, { path: DONE.donePath, done });

async function showDecisions(visit: Visit): Promise<Response> {
  const outcome = await visit.options.bot.handle({ kind: "decisions" }, actorOf(visit.visitor));
  return answer(visit, { outcome, ...DONE });
}

type Change = Exclude<PrivacyRequest, "export">;

/** The question, for a dialog or as a page. */
async function askAbout(visit: PrivacyVisit, request: Change): Promise<Response> {
  if (request === "opt-in") return show(visit);
  const outcome = await handle(visit, request, false);
  return answer(visit, { outcome, ...DONE });
}

async function change(visit: PrivacyVisit, request: Change): Promise<Response> {
  const isConfirmed = confirmedSchema.safeParse(await readBody(visit.context)).success;
  // Nothing is erased by one press, wherever it was made.
  return showOutcome(visit, await handle(visit, request, isConfirmed));
}

async function showGroups(visit: Visit): Promise<Response> {
  const outcome = await visit.options.bot.handle({ kind: "open-groups" }, actorOf(visit.visitor));
  return answer(visit, { outcome, ...DONE });
}

async function saveGroups(visit: PrivacyVisit): Promise<Response> {
  const { options, context, visitor } = visit;
  const body = groupsSchema.safeParse(await readBody(context));
  if (!body.success) return context.json({ text: wordsFor(visitor.locale).web.badRequest }, 400);
  // A check box that is not checked is not sent.
  const chosen = Object.entries(body.data).flatMap(([key, value]) =>
    key.startsWith(`${FIELDS.groups}.`) ? value : [],
  );
  const intent = intentOfForm("groups", "", { [FIELDS.groups]: chosen.join("\n") });
  return showOutcome(visit, await options.bot.handle(intent, actorOf(visitor)));
}

async function sendExport(visit: PrivacyVisit): Promise<Response> {
  const { options, context } = visit;
  context.header("content-disposition", 'attachment; filename="fewshot-data.json"');
  if (context.req.method === "HEAD") return context.body(null);
  const outcome = await handle(visit, "export", true);
  if (outcome.kind === "file") return download(context, outcome, options.log);
  return answer(visit, { outcome, ...DONE });
}

async function saveName(visit: Visit): Promise<Response> {
  const { options, context, visitor } = visit;
  const { web } = wordsFor(visitor.locale);
  const body = nameSchema.safeParse(await readBody(context));
  if (!body.success) return context.json({ text: web.badRequest }, 400);
  await renameVisitor(context, options, { visitor, name: body.data.name });
  return (await showOnPage(visit, notice("done", web.nameSaved))) ?? context.redirect(DONE.donePath, 303);
}
