/** What the page answers to: the chat, asks and what is said of them, privacy. */

import { randomUUID } from "node:crypto";
import { type Context, Hono } from "hono";
import { z } from "zod";
import type { AskRecord, AskSettings, ModelInfo, NewAsk } from "../../core/ask.ts";
import type { Reply } from "../../core/reply.ts";
import type { Accepted, Bot, Done, Refused } from "../../flows/bot.ts";
import { wordsFor } from "../../i18n/words.ts";
import type { Live } from "./live.ts";
import {
  chatPage,
  optOutSheet,
  overrideSheet,
  type Sheet,
  sheetFragment,
  sheetPage,
  whySheet,
  wrongSheet,
} from "./pages.ts";
import { aboutPage } from "./privacy-page.ts";
import type { Html } from "./render.ts";
import { renderAsk } from "./render.ts";
import { keepLanguage, readVisitor, type Visitor } from "./session.ts";
import type { Wait } from "./waits.ts";

export interface RouteOptions {
  readonly bot: Bot;
  readonly live: Live;
  readonly secret: Uint8Array<ArrayBuffer>;
  /** The model, or null while it is not open. */
  readonly model: () => ModelInfo | null;
  readonly where: string | null;
  /** What is to be told of an ask that is not answered. */
  readonly waitOf: (record: AskRecord) => Wait;
}

/** Everybody at the page sees the same conversation. */
const CHANNEL = "web";
const PLACE = { platform: "web", channel: CHANNEL } as const;
const ASKS_ON_PAGE = 40;

const number = z
  .union([z.number(), z.string().trim().min(1).transform(Number)])
  .optional()
  .catch(undefined);
const askSchema = z.object({
  text: z.string(),
  command: z.string().max(64).default("sentiment"),
  interactionId: z.string().max(64).optional(),
  temperature: number,
  maxNewTokens: number,
  endSequence: z.string().optional(),
  examples: number,
});
const pressSchema = z.object({
  interactionId: z.string().max(64).optional(),
  value: z.string().default(""),
  reason: z.string().nullish(),
  mayReuse: z.string().optional(),
  overrideId: z.string().default(""),
});

export function createChatRoutes(options: RouteOptions): Hono {
  const { bot, live, secret, where } = options;
  const app = new Hono();
  const visitorOf = (context: Context) => readVisitor(context, secret);

  /** An ask as this visitor sees it. */
  const renderFor =
    ({ person, locale }: Visitor) =>
    (record: AskRecord): Html => {
      const reply = bot.reply(record, locale);
      if (reply.state !== "waiting") return renderAsk(record, reply, { viewer: person, draft: null });
      const { sentence, draft } = options.waitOf(record);
      const text = draft === null ? sentence : wordsFor(locale).reply.writing;
      const shown: Reply = text === null ? reply : { ...reply, blocks: [{ kind: "text", text }] };
      return renderAsk(record, shown, { viewer: person, draft });
    };

  async function showChat(context: Context, refused: { text: string; typed: string } | null = null) {
    const visitor = await visitorOf(context);
    const before = context.req.query("before");
    const records = await bot.recent({ ...PLACE, limit: ASKS_ON_PAGE + 1, before });
    const shown = records.slice(-ASKS_ON_PAGE);
    return context.html(
      chatPage({
        locale: visitor.locale,
        commands: bot.commands.list(),
        model: options.model(),
        where,
        asks: shown.map(renderFor(visitor)),
        olderThan: records.length > ASKS_ON_PAGE ? (shown[0]?.ask.id ?? null) : null,
        refused,
      }),
      refused ? 422 : 200,
    );
  }

  app.get("/", (context) => showChat(context));
  app.get("/about", async (context) =>
    context.html(aboutPage((await visitorOf(context)).locale, options.model())),
  );
  app.get("/language/:tag", (context) => {
    keepLanguage(context, context.req.param("tag"));
    return context.redirect("/", 303);
  });
  app.get("/events", (context) => live.stream(context));

  app.get("/asks", async (context) => {
    const visitor = await visitorOf(context);
    const records = await bot.recent({ ...PLACE, limit: ASKS_ON_PAGE });
    return context.html(records.map(renderFor(visitor)).join(""));
  });

  app.post("/asks", async (context) => {
    const { person, locale } = await visitorOf(context);
    const body = askSchema.safeParse(await readBody(context));
    if (!body.success) return context.json({ text: wordsFor(locale).web.badRequest }, 400);
    const outcome = await bot.ask(toAsk(body.data, { person, locale }));
    if (wantsJson(context)) return answerJson(context, outcome);
    if (outcome.kind === "refused") return showChat(context, { text: outcome.text, typed: body.data.text });
    return context.redirect(`/#ask-${outcome.ask.id}`, 303);
  });

  app.get("/asks/:id", async (context) => {
    const visitor = await visitorOf(context);
    const record = await bot.find(context.req.param("id"), PLACE);
    return record === null ? context.notFound() : context.html(renderFor(visitor)(record));
  });

  addPresses(app, options);
  addSheets(app, options);
  return app;
}

/** Ratings, overrides and withdrawals. */
function addPresses(app: Hono, { bot, secret }: RouteOptions): void {
  const verbs: Record<string, (press: Pressed) => Promise<Done | Refused>> = {
    rate: ({ press, body }) =>
      bot.rate({ ...press, value: body.value === "right" ? "right" : "wrong", reason: body.reason ?? null }),
    override: ({ press, body }) =>
      bot.override({
        ...press,
        value: body.value,
        reason: body.reason ?? null,
        mayReuse: body.mayReuse === "yes",
      }),
    withdraw: ({ press, body }) => bot.withdraw({ ...press, overrideId: body.overrideId }),
  };
  app.post("/asks/:id/:verb{rate|override|withdraw}", async (context) => {
    const { person, locale } = await readVisitor(context, secret);
    const body = pressSchema.safeParse(await readBody(context));
    const verb = verbs[context.req.param("verb")];
    if (!body.success || !verb) return context.json({ text: wordsFor(locale).web.badRequest }, 400);
    const askId = context.req.param("id");
    const press = {
      interactionId: body.data.interactionId ?? randomUUID(),
      askId,
      person,
      channel: CHANNEL,
      locale,
    };
    const outcome = await verb({ press, body: body.data });
    if (wantsJson(context)) return answerJson(context, outcome);
    if (outcome.kind === "refused")
      return context.html(
        sheetPage(locale, { title: wordsFor(locale).web.failedTitle, body: outcome.text }),
        422,
      );
    return context.redirect(`/#ask-${askId}`, 303);
  });
}

interface Pressed {
  readonly press: {
    interactionId: string;
    askId: string;
    person: Visitor["person"];
    channel: string;
    locale: string;
  };
  readonly body: z.infer<typeof pressSchema>;
}

/** What opens in a dialog: the reason for "wrong", the override form, why, opting out. */
function addSheets(app: Hono, { bot, secret }: RouteOptions): void {
  const sheet = (path: string, make: (askId: string, visitor: Visitor) => Promise<Sheet | Refused>) =>
    app.get(path, async (context) => {
      const visitor = await readVisitor(context, secret);
      const made = await make(context.req.param("id") ?? "", visitor);
      const isRefused = "kind" in made;
      const shown: Sheet = isRefused
        ? { title: wordsFor(visitor.locale).web.failedTitle, body: made.text }
        : made;
      const render = context.req.header("x-fragment") ? sheetFragment : sheetPage;
      return context.html(render(visitor.locale, shown), isRefused ? 404 : 200);
    });
  const press = (askId: string, { person, locale }: Visitor) => ({ askId, person, locale, channel: CHANNEL });
  sheet("/asks/:id/wrong", async (askId, { locale }) => wrongSheet(locale, askId));
  sheet("/asks/:id/override", async (askId, visitor) => {
    const form = await bot.overrideForm(press(askId, visitor));
    return form.kind === "form" ? overrideSheet(visitor.locale, form) : form;
  });
  sheet("/asks/:id/why", async (askId, visitor) => {
    const explanation = await bot.explain(press(askId, visitor));
    return explanation.kind === "explanation" ? whySheet(explanation) : explanation;
  });
  sheet("/privacy/opt-out", async (_id, { locale }) => optOutSheet(locale));
}

/** "/sentiment text" names its command; other text goes to the one that was chosen. */
function toAsk(body: z.infer<typeof askSchema>, { person, locale }: Visitor): NewAsk {
  const [, named, rest] = /^\s*\/([^\s/]{1,64})(?:\s+([\s\S]*))?$/.exec(body.text) ?? [];
  const { temperature, maxNewTokens, examples } = body;
  const endSequence = body.endSequence === "" ? undefined : body.endSequence;
  const settings: AskSettings = JSON.parse(
    JSON.stringify({ temperature, maxNewTokens, endSequence, examples }),
  );
  return {
    interactionId: body.interactionId ?? randomUUID(),
    person,
    author: null,
    place: { channel: CHANNEL, native: null },
    command: (named ?? body.command).toLowerCase(),
    text: named === undefined ? body.text : (rest ?? ""),
    settings,
    locale,
  };
}

/** The body as an object, from the script (JSON) or from a form; nothing of it is trusted yet. */
export async function readBody(context: Context): Promise<unknown> {
  try {
    return context.req.header("content-type")?.startsWith("application/json")
      ? await context.req.json()
      : await context.req.parseBody();
  } catch {
    return null;
  }
}

export function wantsJson(context: Context): boolean {
  return context.req.header("accept")?.includes("application/json") ?? false;
}

function answerJson(context: Context, outcome: Accepted | Done | Refused) {
  if (outcome.kind === "refused")
    return context.json(
      { reason: outcome.reason, text: outcome.text },
      outcome.reason === "rate-limited" ? 429 : 422,
    );
  return outcome.kind === "accepted"
    ? context.json({ id: outcome.ask.id }, 202)
    : context.json({ text: outcome.text });
}
