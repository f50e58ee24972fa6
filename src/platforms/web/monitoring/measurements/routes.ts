/** Audits and insights on the page: for whoever may publish. */

import { type Context, Hono } from "hono";
import { z } from "zod";
import type { NoticeView } from "../../../../core/views/view.ts";
import type { MeasurementKind, MeasurementReport } from "../../../../flows/ports/measurements.ts";
import { wordsFor } from "../../../../i18n/words.ts";
import { readVisitor, type Visitor } from "../../access/visitor.ts";
import { viewSheet } from "../../pages/chat/sheets.ts";
import { sheetPage } from "../../pages/layout.ts";
import type { RouteOptions } from "../../routes/chat/chat.ts";
import { actorOf, standingOf } from "../../routes/chat/outcome.ts";
import { readBody, wantsJson } from "../../routes/input.ts";
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

export function createMeasurementRoutes(options: RouteOptions): Hono {
  const app = new Hono();
  for (const kind of ["audit", "insights"] as const) addRoutes(app, kind, options);
  return app;
}

function addRoutes(app: Hono, kind: MeasurementKind, options: RouteOptions): void {
  const { bot, limits } = options;
  const { measure } = bot;
  const path = PATHS[kind];
  const actorFor = (visitor: Visitor) => ({ ...actorOf(visitor), standing: standingOf(options) });

  function refused(context: Context, visitor: Visitor, view: NoticeView) {
    const status = view.refusal === "not-allowed" ? 403 : 404;
    if (wantsJson(context)) return context.json({ text: view.text }, status);
    return context.html(sheetPage(visitor, viewSheet(view, visitor.locale)), status);
  }

  async function list(
    context: Context,
    visitor: Visitor,
    fault: Parameters<typeof runsPage>[1]["fault"] = null,
  ) {
    const runs = await measure.list(kind, actorFor(visitor));
    if (!Array.isArray(runs)) return refused(context, visitor, runs as NoticeView);
    const commands = await bot.editor.list(actorFor(visitor));
    return context.html(runsPage(visitor, { kind, runs, commands, fault }), fault === null ? 200 : 422);
  }

  async function open(context: Context) {
    const visitor = await readVisitor(context, options);
    return { visitor, opened: await measure.open(String(context.req.param("id")), actorFor(visitor)) };
  }

  app.get(path, async (context) => list(context, await readVisitor(context, options)));

  app.post(path, async (context) => {
    const visitor = await readVisitor(context, options);
    const body = startSchema.safeParse(await readBody(context));
    const seconds = await limits.takePress(context, visitor);
    const { web } = wordsFor(visitor.locale);
    if (seconds !== null) return context.json({ text: web.tooMany(seconds) }, 429);
    if (!body.success) return list(context, visitor, { text: web.badRequest, subject: "", against: "" });
    const { subject, against } = body.data;
    const run = await measure.start(
      { kind, subject, against: kind === "audit" ? against : null },
      actorFor(visitor),
    );
    if (run.kind !== "notice") return context.redirect(runPath(run), 303);
    if (run.refusal === "not-allowed") return refused(context, visitor, run);
    return list(context, visitor, { text: run.text, subject, against: against ?? "" });
  });

  app.get(`${path}/${ID}`, async (context) => {
    const { visitor, opened } = await open(context);
    if ("kind" in opened) return refused(context, visitor, opened);
    const { run } = opened;
    if (run.kind !== kind) return context.redirect(runPath(run), 303);
    if (!wantsJson(context)) return context.html(runPage(visitor, opened));
    const { state, done, total } = run;
    return context.json({ isOpen: isOpen(run), state, done, total, text: progressText(run, visitor.locale) });
  });

  app.post(`${path}/${ID}/cancel`, async (context) => {
    const visitor = await readVisitor(context, options);
    const run = await measure.cancel(context.req.param("id"), actorFor(visitor));
    return run.kind === "notice" ? refused(context, visitor, run) : context.redirect(runPath(run), 303);
  });

  app.get(`${path}/${ID}/:file`, async (context) => {
    const { visitor, opened } = await open(context);
    if ("kind" in opened) return refused(context, visitor, opened);
    const { run, report } = opened;
    const name = context.req.param("file");
    const found = report && fileOf(report, name, context.req.query("plain") !== undefined);
    if (!found) return context.notFound();
    context.header("content-type", `${found.mediaType}; charset=utf-8`);
    context.header("content-disposition", `attachment; filename="${run.command}-${name}"`);
    return context.body(found.content);
  });
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
