/** Pages that say nothing about anybody: how the bot works, and its privacy policy. They are served without a token and whether or not the
 * chat page is, at addresses that stay: portals of platforms ask for them. */

import { type Context, Hono } from "hono";
import { menuFor } from "../../../../core/views/menu.ts";
import type { PolicyFacts } from "../../../../core/views/policy.ts";
import { infoOf } from "../../../../flows/asks/answer/known-model.ts";
import type { Bot } from "../../../../flows/bot/bot.ts";
import { readVisitor, type VisitorOptions } from "../../access/visitor.ts";
import { aboutPage } from "../../pages/about/about.ts";
import { policyPage } from "../../pages/about/policy.ts";
import { PLACE } from "./outcome.ts";

interface OpenRouteOptions extends VisitorOptions {
  readonly bot: Bot;
  readonly facts: Omit<PolicyFacts, "model">;
}

export function createOpenRoutes(options: OpenRouteOptions): Hono {
  const { bot, facts } = options;
  const app = new Hono();
  const visitorOf = (context: Context) => readVisitor(context, options);
  app.get("/about", async (context) => {
    const reader = await visitorOf(context);
    return context.html(aboutPage({ reader, entries: menuFor(bot.menu(PLACE), reader.locale) }));
  });
  app.get("/privacy-policy", async (context) => {
    const model = infoOf(bot.modelStatus())?.name ?? null;
    return context.html(policyPage({ reader: await visitorOf(context), facts: { ...facts, model } }));
  });
  return app;
}
