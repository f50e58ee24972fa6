/** What visitors can do about their data: opt out and in, export, erase, choose a name. */

import { type Context, Hono } from "hono";
import { stream } from "hono/streaming";
import { z } from "zod";
import type { Done } from "../../../flows/bot.ts";
import type { PersonData } from "../../../flows/ports.ts";
import { wordsFor } from "../../../i18n/words.ts";
import { readVisitor, renameVisitor, type Visitor } from "../access/visitor.ts";
import { sheetFragment, sheetPage } from "../pages/layout.ts";
import { eraseSheet, privacyPage } from "../pages/privacy.ts";
import type { RouteOptions } from "./chat.ts";
import { readBody, wantsJson } from "./input.ts";

/** Asks that an export turns into text at once; others are served in between. */
const ASKS_AT_ONCE = 100;

export function createPrivacyRoutes(options: RouteOptions, retentionDays: number | null): Hono {
  const { bot, where } = options;
  const app = new Hono();
  const visitorOf = (context: Context) => readVisitor(context, options);

  async function show(context: Context, done: string | null = null) {
    const visitor = await visitorOf(context);
    const { person } = visitor;
    const isOptedOut = await bot.privacy.isOptedOut(person);
    return context.html(privacyPage({ reader: visitor, person, isOptedOut, retentionDays, where, done }));
  }

  const change = (path: string, act: (visitor: Visitor) => Promise<Done>) =>
    app.post(path, async (context) => {
      const { text } = await act(await visitorOf(context));
      return wantsJson(context) ? context.json({ text }) : show(context, text);
    });

  app.get("/privacy", (context) => show(context));
  change("/privacy/opt-out", ({ person, locale }) => bot.privacy.optOut(person, locale));
  change("/privacy/opt-in", ({ person, locale }) => bot.privacy.optIn(person, locale));

  app.get("/privacy/erase", async (context) => {
    const visitor = await visitorOf(context);
    const render = context.req.header("x-fragment") ? sheetFragment : sheetPage;
    return context.html(render(visitor, eraseSheet(visitor.locale)));
  });
  app.post("/privacy/erase", async (context) => {
    const visitor = await visitorOf(context);
    const { person, locale } = visitor;
    const confirmed = z.object({ confirm: z.literal("yes") }).safeParse(await readBody(context)).success;
    // Nothing is erased by one press, wherever the form was shown.
    if (!confirmed)
      return wantsJson(context)
        ? context.json({ text: wordsFor(locale).privacy.eraseConfirm }, 400)
        : context.html(sheetPage(visitor, eraseSheet(locale)), 400);
    const { text } = await bot.privacy.eraseData(person, locale);
    return wantsJson(context) ? context.json({ text }) : show(context, text);
  });

  const exportOneAtATime = createQueue();
  app.get("/privacy/export", async (context) => {
    const { person } = await visitorOf(context);
    context.header("content-disposition", 'attachment; filename="fewshot-data.json"');
    context.header("content-type", "application/json; charset=utf-8");
    if (context.req.method === "HEAD") return context.body(null);
    return stream(context, (out) =>
      exportOneAtATime(async () => {
        if (out.aborted) return;
        for (const part of toJsonParts(await bot.privacy.exportData(person))) {
          if (out.aborted) return;
          await out.write(part);
          await new Promise(setImmediate);
        }
      }),
    );
  });

  app.post("/privacy/name", async (context) => {
    const { person, locale } = await visitorOf(context);
    const body = z.object({ name: z.string() }).safeParse(await readBody(context));
    if (body.success) await renameVisitor(context, options, { person, name: body.data.name });
    return body.success
      ? context.redirect("/privacy", 303)
      : context.json({ text: wordsFor(locale).web.badRequest }, 400);
  });
  return app;
}

/** Runs tasks one after the other: several large exports at once would take the memory of the whole bot. */
function createQueue(): (task: () => Promise<void>) => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return (task) => {
    const run = last.then(task);
    last = run.catch(() => {});
    return run;
  };
}

/** A person's data as JSON, in parts that each take a moment. */
function* toJsonParts({ asks, ...rest }: PersonData): Generator<string> {
  yield `${JSON.stringify(rest, null, 2).slice(0, -2)},\n  "asks": [`;
  for (let index = 0; index < asks.length; index += ASKS_AT_ONCE) {
    const part = asks.slice(index, index + ASKS_AT_ONCE).map((ask) => JSON.stringify(ask));
    yield `${index === 0 ? "" : ","}\n    ${part.join(",\n    ")}`;
  }
  yield "\n  ]\n}\n";
}
