/** Figures about groups, for whoever has logged in with ADMIN_TOKEN. */

import { Hono } from "hono";
import type { CommandGroups, Measure } from "../../../../flows/monitoring/groups/report.ts";
import type { GroupReports } from "../../../../flows/monitoring/groups/reports-port.ts";
import { readVisitor, type VisitorOptions } from "../../access/visitor.ts";
import { sheetPage } from "../../pages/layout.ts";
import { wantsJson } from "../../routes/input.ts";
import { drawCharts, groupsPage } from "./page.ts";
import { pageWords } from "./words.ts";

export interface GroupRouteOptions extends VisitorOptions {
  readonly groups: GroupReports;
  /** Draws the rates of one command as SVG; null where nothing may be shown. */
  readonly drawGroups: (command: CommandGroups, measure: Measure, locale: string) => Promise<string | null>;
  /** Whether everybody who gets here has logged in. */
  readonly isProtected: boolean;
}

const RETRY_SECONDS = "10";

export function createGroupRoutes(options: GroupRouteOptions): Hono {
  const { groups, drawGroups, isProtected } = options;
  const app = new Hono();
  app.get("/dashboard/groups", async (context) => {
    const visitor = await readVisitor(context, options);
    const { locale } = visitor;
    if (!isProtected) {
      const { mayNot, title } = pageWords(locale);
      if (wantsJson(context)) return context.json({ text: mayNot }, 403);
      return context.html(sheetPage(visitor, { title, body: mayNot }), 403);
    }
    const isOn = groups.sources.length > 0;
    const { weeks, isClockDoubted } = isOn ? await groups.weeks() : { weeks: [], isClockDoubted: false };
    const wanted = context.req.query("week");
    const week = weeks.find(({ id }) => id === wanted) ?? weeks[0];
    const report = week === undefined ? null : await groups.report(week.id);
    if (report === "busy") {
      const { busy, title } = pageWords(locale);
      context.header("retry-after", RETRY_SECONDS);
      if (wantsJson(context)) return context.json({ text: busy }, 503);
      return context.html(sheetPage(visitor, { title, body: busy }), 503);
    }
    if (wantsJson(context))
      return context.json({ isOn, isClockDoubted, weeks: weeks.map(({ id }) => id), report });
    const charts =
      report === null
        ? new Map<string, readonly string[]>()
        : await drawCharts(report, (command, measure) => drawGroups(command, measure, locale));
    const isOtherWeek = wanted !== undefined && wanted !== week?.id;
    return context.html(
      groupsPage({ reader: visitor, weeks, isClockDoubted, report, isOtherWeek, charts, isOn }),
    );
  });
  return app;
}
