/** Cards of commands, as pages and as Markdown. */

import { type Context, Hono } from "hono";
import type { CardView } from "../../../../core/views/card.ts";
import { readVisitor, type VisitorOptions } from "../../access/visitor.ts";
import { cardPage } from "./page.ts";

export interface CardRouteOptions extends VisitorOptions {
  /** The card of a command's revision in the reader's language; null where none was made. */
  readonly readCard: (
    of: Readonly<Record<"command" | "revision" | "locale", string>>,
  ) => Promise<CardView | null>;
}

export function createCardRoutes(options: CardRouteOptions): Hono {
  const app = new Hono();
  app.get("/cards/:command/:revision", async (context: Context) => {
    const visitor = await readVisitor(context, options);
    const command = String(context.req.param("command"));
    const [revision = "", ending] = String(context.req.param("revision")).split(/(\.md)$/);
    const card = await options.readCard({ command, revision, locale: visitor.locale });
    if (ending === undefined || card === null)
      return context.html(cardPage({ reader: visitor, command, revision, card }), card === null ? 404 : 200);
    context.header("content-type", "text/markdown; charset=utf-8");
    context.header("content-disposition", `attachment; filename="${card.command}.md"`);
    return context.body(card.markdown);
  });
  return app;
}
