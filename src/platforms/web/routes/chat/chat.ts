/** The chat: the page itself, asks, the menu, and the stream of changes. */

import { Hono } from "hono";
import { wordsFor } from "../../../../i18n/words.ts";
import { statusLine } from "../../pages/chat/chat.ts";
import { viewSheet } from "../../pages/chat/sheets.ts";
import { sheetPage } from "../../pages/layout.ts";
import { menu } from "../../pages/menu.ts";
import { readDone } from "../done.ts";
import { ID_PARAMETER, idListSchema } from "../input.ts";
import type { RouteOptions } from "../options.ts";
import { type Visit, withVisitor } from "../visit.ts";
import { takeAsk } from "./ask.ts";
import { DONE_PATH, PLACE } from "./outcome.ts";
import { ASKS_ON_PAGE, menuOf, renderFor, showChat } from "./show.ts";

export function createChatRoutes(options: RouteOptions): Hono {
  const app = new Hono();
  const by = withVisitor(options);
  app.get(
    "/",
    by((visit) => showChat(visit)),
  );
  app.get("/events", (context) => options.events.stream(context));
  app.get("/menu", by(showMenu));
  app.get("/asks", by(showAsks));
  app.post("/asks", by(takeAsk));
  app.get(`/asks/${ID_PARAMETER}`, by(showAsk));
  app.get(DONE_PATH, by(showDone));
  return app;
}

/** For a browser without the script, which opens what was done as a page. */
async function showDone({ options, context, visitor }: Visit): Promise<Response> {
  const done = await readDone(context, options);
  return done === null
    ? context.redirect("/", 303)
    : context.html(sheetPage(visitor, viewSheet(done, visitor.locale)));
}

async function showMenu({ options, context, visitor: { locale } }: Visit): Promise<Response> {
  const shown = menuOf(options, locale);
  return context.html(`${statusLine(shown)}${menu(shown)}`);
}

/** Those that the page names, or the newest. */
async function showAsks({ options, context, visitor }: Visit): Promise<Response> {
  const { bot } = options;
  const asked = context.req.query("ids");
  const ids = asked === undefined ? null : idListSchema.safeParse(asked);
  if (ids?.success === false) return context.json({ text: wordsFor(visitor.locale).web.badRequest }, 400);
  const records = ids
    ? (await Promise.all(ids.data.map((id) => bot.find(id, PLACE)))).filter((record) => record !== null)
    : await bot.recent({ ...PLACE, limit: ASKS_ON_PAGE });
  return context.html(records.map(renderFor({ options, visitor })).join(""));
}

async function showAsk({ options, context, visitor }: Visit): Promise<Response> {
  const record = await options.bot.find(String(context.req.param("id")), PLACE);
  return record === null ? context.notFound() : context.html(String(renderFor({ options, visitor })(record)));
}
