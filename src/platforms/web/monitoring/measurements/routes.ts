/** Audits and insights on the page: for whoever may publish. */

import { Hono } from "hono";
import { z } from "zod";
import type { NoticeView } from "../../../../core/views/view.ts";
import type { MeasurementKind, MeasurementReport } from "../../../../flows/ports/measurements.ts";
import { wordsFor } from "../../../../i18n/words.ts";
import { viewSheet } from "../../pages/chat/sheets.ts";
import { sheetPage } from "../../pages/layout.ts";
import { readBody, wantsJson } from "../../routes/input.ts";
import type { RouteOptions } from "../../routes/options.ts";
import { actorIn, type Visit, withVisitor } from "../../routes/visit.ts";
import { isOpen, PATHS, progressText, runPage, runPath, runsPage } from "./pages.ts";

const startSchema = z.object({
  subject: z
    .string()
    .trim()
    .transform((typed) => typed.replace(/^\//, "").toLowerCase())
    .pipe(z.string().min(1).max(80)),
  against: z
    .string()
    .trim()
    .transform((typed) => typed.replace(/^\//, "").toLowerCase() || null)
    .pipe(z.string().max(80).nullable())
    .default(null),
});
const ID = ":id{[0-9a-f]{24}}";

type Kinded = Visit & { readonly kind: MeasurementKind };

export function createMeasurementRoutes(options: RouteOptions): Hono {
  const app = new Hono();
  const by = withVisitor(options);
  for (const kind of ["audit", "insights"] as const) {
    const path = PATHS[kind];
    app.get(
      path,
      by((visit) => showRuns({ ...visit, kind })),
    );
    app.post(
      path,
      by((visit) => startRun({ ...visit, kind })),
    );
    app.get(
      `${path}/${ID}`,
      by((visit) => showRun({ ...visit, kind })),
    );
    app.post(`${path}/${ID}/cancel`, by(cancelRun));
    app.get(`${path}/${ID}/:file`, by(sendFile));
  }
  return app;
}

function refused({ context, visitor }: Visit, view: NoticeView) {
  const status = view.refusal === "not-allowed" ? 403 : 404;
  if (wantsJson(context)) return context.json({ text: view.text }, status);
  return context.html(sheetPage(visitor, viewSheet(view, visitor.locale)), status);
}

const openRun = (visit: Visit) =>
  visit.options.bot.measure.open(String(visit.context.req.param("id")), actorIn(visit));

/** @param fault why none was started */
async function showRuns(visit: Kinded, fault: Parameters<typeof runsPage>[1]["fault"] = null) {
  const { options, context, visitor, kind } = visit;
  const { measure, editor } = options.bot;
  const runs = await measure.list(kind, actorIn(visit));
  if (!Array.isArray(runs)) return refused(visit, runs as NoticeView);
  const commands = await editor.list(actorIn(visit));
  return context.html(runsPage(visitor, { kind, runs, commands, fault }), fault === null ? 200 : 422);
}

async function startRun(visit: Kinded) {
  const { options, context, visitor, kind } = visit;
  const body = startSchema.safeParse(await readBody(context));
  const seconds = await options.limits.takePress(context, visitor);
  const { web } = wordsFor(visitor.locale);
  if (seconds !== null) return context.json({ text: web.tooMany(seconds) }, 429);
  if (!body.success) return showRuns(visit, { text: web.badRequest, subject: "", against: "" });
  const { subject, against } = body.data;
  const run = await options.bot.measure.start(
    { kind, subject, against: kind === "audit" ? against : null },
    actorIn(visit),
  );
  if (run.kind !== "notice") return context.redirect(runPath(run), 303);
  if (run.refusal === "not-allowed") return refused(visit, run);
  return showRuns(visit, { text: run.text, subject, against: against ?? "" });
}

async function showRun(visit: Kinded) {
  const { context, visitor, kind } = visit;
  const opened = await openRun(visit);
  if ("kind" in opened) return refused(visit, opened);
  const { run } = opened;
  if (run.kind !== kind) return context.redirect(runPath(run), 303);
  if (!wantsJson(context)) return context.html(runPage(visitor, opened));
  const { state, done, total } = run;
  return context.json({ isOpen: isOpen(run), state, done, total, text: progressText(run, visitor.locale) });
}

async function cancelRun(visit: Visit) {
  const { options, context } = visit;
  const run = await options.bot.measure.cancel(String(context.req.param("id")), actorIn(visit));
  return run.kind === "notice" ? refused(visit, run) : context.redirect(runPath(run), 303);
}

async function sendFile(visit: Visit) {
  const { context } = visit;
  const opened = await openRun(visit);
  if ("kind" in opened) return refused(visit, opened);
  const { run, report } = opened;
  const name = String(context.req.param("file"));
  const found = report && fileOf(report, name, context.req.query("plain") !== undefined);
  if (!found) return context.notFound();
  context.header("content-type", `${found.mediaType}; charset=utf-8`);
  context.header("content-disposition", `attachment; filename="${run.command}-${name}"`);
  return context.body(found.content);
}

interface ReportFile {
  readonly mediaType: string;
  readonly content: string;
}

/** A file of a report by its name.
 * @param isPlain whether a chart is to be black on nothing, whatever the reader's colours */
function fileOf(
  { json, page, charts }: MeasurementReport,
  name: string,
  isPlain: boolean,
): ReportFile | null {
  if (name === "report.json") return { mediaType: "application/json", content: `${json}\n` };
  if (name === "report.html") return { mediaType: "text/html", content: page };
  const chart = charts.find((one) => `${one.name}.svg` === name);
  if (chart === undefined) return null;
  const content = isPlain ? plain(chart.svg) : chart.svg;
  return { mediaType: "image/svg+xml", content };
}

/** Without the reader's colours, and as large as it was drawn: what an image needs. */
function plain(svg: string): string {
  return svg
    .replace(/<style>.*?<\/style>/s, "")
    .replace(/viewBox="0 0 (\d+) (\d+)" width="100%"/, 'viewBox="0 0 $1 $2" width="$1" height="$2"');
}
