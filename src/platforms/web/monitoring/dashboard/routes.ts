/** The dashboard's addresses: the page, and each figure as a file. */

import { type Context, Hono } from "hono";
import type { DashboardView } from "../../../../core/views/dashboard.ts";
import { type DashboardFilter, readFilter } from "../../../../flows/monitoring/dashboard/filter.ts";
import { readVisitor, type Visitor } from "../../access/visitor.ts";
import { sheetPage } from "../../pages/layout.ts";
import { actorOf, standingOf } from "../../routes/chat/outcome.ts";
import type { RouteOptions } from "../../routes/options.ts";
import { DASHBOARD_PATH, dashboardPage } from "./page.ts";
import { describeFault, pageWords } from "./words.ts";

/** Where the figures come from; "busy" where too many other pages are being made. */
export interface DashboardReader {
  read(filter: DashboardFilter, locale: string): Promise<DashboardView | "busy">;
  /** One figure as a file; null where there is none of that name. */
  file(
    filter: DashboardFilter,
    which: { readonly name: string; readonly ending: "csv" | "svg" },
    locale: string,
  ): Promise<string | "busy" | null>;
}

const RETRY_SECONDS = "10";
const FILE = ":file{[a-z-]{1,40}\\.(?:csv|svg)}";
const MEDIA_TYPES = { csv: "text/csv; charset=utf-8", svg: "image/svg+xml" } as const;

export function createDashboardRoutes(
  options: Pick<RouteOptions, "bot" | "secret" | "isSecure" | "isProtected"> & {
    readonly dashboard: DashboardReader;
  },
): Hono {
  const { bot, dashboard } = options;
  const app = new Hono();

  /** @returns the answer where a person may not see this */
  async function refuse(context: Context, visitor: Visitor) {
    const notice = await bot.refuseAdmin({ ...actorOf(visitor), standing: standingOf(options) });
    if (notice === null) return null;
    return context.html(
      sheetPage(visitor, { title: pageWords(visitor.locale).title, body: notice.text }),
      403,
    );
  }

  app.get(DASHBOARD_PATH, async (context) => {
    const visitor = await readVisitor(context, options);
    const refused = await refuse(context, visitor);
    if (refused !== null) return refused;
    const chosen = context.req.query();
    const read = readFilter(chosen, new Date());
    const page = { reader: visitor, chosen };
    if ("fault" in read)
      return context.html(
        dashboardPage({ ...page, view: null, fault: describeFault(read.fault, visitor.locale) }),
        422,
      );
    const view = await dashboard.read(read.filter, visitor.locale);
    if (view === "busy") {
      const { title, busy } = pageWords(visitor.locale);
      context.header("retry-after", RETRY_SECONDS);
      return context.html(sheetPage(visitor, { title, body: busy }), 503);
    }
    return context.html(dashboardPage({ ...page, view, fault: null }));
  });

  app.get(`${DASHBOARD_PATH}/${FILE}`, async (context) => {
    const visitor = await readVisitor(context, options);
    const refused = await refuse(context, visitor);
    if (refused !== null) return refused;
    const read = readFilter(context.req.query(), new Date());
    if ("fault" in read) return context.text(describeFault(read.fault, visitor.locale), 422);
    const [name = "", ending] = context.req.param("file").split(".") as [string, "csv" | "svg"];
    const file = await dashboard.file(read.filter, { name, ending }, visitor.locale);
    if (file === "busy") {
      context.header("retry-after", RETRY_SECONDS);
      return context.text(pageWords(visitor.locale).busy, 503);
    }
    if (file === null) return context.text(pageWords(visitor.locale).noFigure, 404);
    const command = read.filter.command === null ? "" : `${read.filter.command}-`;
    context.header("content-type", MEDIA_TYPES[ending]);
    context.header("content-disposition", `attachment; filename="${command}${name}.${ending}"`);
    return context.body(file);
  });
  return app;
}
