/** The chat: the page itself, asks, and the stream of changes. */

import { randomUUID } from "node:crypto";
import { type Context, Hono } from "hono";
import type { AskRecord, AskSettings, ModelInfo, NewAsk } from "../../../core/ask.ts";
import type { Reply } from "../../../core/reply.ts";
import type { Accepted, Bot, Done, Refused } from "../../../flows/bot.ts";
import { wordsFor } from "../../../i18n/words.ts";
import type { Addresses } from "../access/address.ts";
import { readVisitor, type Visitor, type VisitorOptions } from "../access/visitor.ts";
import type { Events } from "../events.ts";
import { renderAsk } from "../pages/ask.ts";
import { chatPage } from "../pages/chat.ts";
import type { Html } from "../pages/layout.ts";
import { aboutPage } from "../pages/privacy.ts";
import type { Wait } from "../progress.ts";
import {
  type AskInput,
  ID_PARAMETER,
  idListSchema,
  idSchema,
  parseAsk,
  readBody,
  wantsJson,
} from "./input.ts";
import type { WriteLimits } from "./limits.ts";

export interface RouteOptions extends VisitorOptions {
  readonly bot: Bot;
  readonly events: Events;
  readonly addresses: Addresses;
  readonly limits: WriteLimits;
  /** The model, or null while it is not open. */
  readonly model: () => ModelInfo | null;
  /** The model server's host; null when the model runs in this process. */
  readonly where: string | null;
  /** What an unanswered ask waits for. */
  readonly waitOf: (record: AskRecord) => Wait;
}

/** Everybody at the page sees the same conversation. */
export const CHANNEL = "web";
export const PLACE = { platform: "web", channel: CHANNEL } as const;
const ASKS_ON_PAGE = 40;

export function createChatRoutes(options: RouteOptions): Hono {
  const { bot, events, where, limits } = options;
  const app = new Hono();
  const visitorOf = (context: Context) => readVisitor(context, options);

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
    if (before !== undefined && !idSchema.safeParse(before).success) return context.notFound();
    const records = await bot.recent({ ...PLACE, limit: ASKS_ON_PAGE + 1, before });
    const shown = records.slice(-ASKS_ON_PAGE);
    return context.html(
      chatPage({
        reader: visitor,
        commands: bot.commands.list(),
        model: options.model(),
        where,
        asks: shown.map(renderFor(visitor)),
        isNewest: before === undefined,
        olderThan: records.length > ASKS_ON_PAGE ? (shown[0]?.ask.id ?? null) : null,
        refused,
      }),
      refused ? 422 : 200,
    );
  }

  app.get("/", (context) => showChat(context));
  app.get("/about", async (context) => context.html(aboutPage(await visitorOf(context), options.model())));
  app.get("/events", (context) => events.stream(context));

  app.get("/asks", async (context) => {
    const visitor = await visitorOf(context);
    const asked = context.req.query("ids");
    const ids = asked === undefined ? null : idListSchema.safeParse(asked);
    if (ids?.success === false) return context.json({ text: wordsFor(visitor.locale).web.badRequest }, 400);
    const records = ids
      ? (await Promise.all(ids.data.map((id) => bot.find(id, PLACE)))).filter((record) => record !== null)
      : await bot.recent({ ...PLACE, limit: ASKS_ON_PAGE });
    return context.html(records.map(renderFor(visitor)).join(""));
  });

  app.post("/asks", async (context) => {
    const visitor = await visitorOf(context);
    const words = wordsFor(visitor.locale);
    const parsed = parseAsk(await readBody(context), words);
    if ("fault" in parsed) return context.json({ text: parsed.fault }, 400);
    const seconds = await limits.takeAsk(context, visitor);
    if (seconds !== null) return context.json({ text: words.web.tooMany(seconds) }, 429);
    const outcome = await bot.ask(toAsk(parsed.ask, visitor));
    if (wantsJson(context)) return answerJson(context, outcome);
    if (outcome.kind === "refused") return showChat(context, { text: outcome.text, typed: parsed.ask.text });
    return context.redirect(`/#ask-${encodeURIComponent(outcome.ask.id)}`, 303);
  });

  app.get(`/asks/${ID_PARAMETER}`, async (context) => {
    const visitor = await visitorOf(context);
    const record = await bot.find(context.req.param("id"), PLACE);
    return record === null ? context.notFound() : context.html(renderFor(visitor)(record));
  });
  return app;
}

/** "/sentiment text" names its command; other text goes to the one that was chosen. */
function toAsk(input: AskInput, { person, locale }: Visitor): NewAsk {
  const [, named, rest] = /^\s*\/([^\s/]{1,64})(?:\s+([\s\S]*))?$/.exec(input.text) ?? [];
  const { temperature, maxNewTokens, examples } = input;
  const endSequence = input.endSequence === "" ? undefined : input.endSequence;
  const settings: AskSettings = JSON.parse(
    JSON.stringify({ temperature, maxNewTokens, endSequence, examples }),
  );
  return {
    interactionId: interactionOf(person.id, input.interactionId),
    person,
    author: null,
    place: { channel: CHANNEL, native: null },
    command: (named ?? input.command).toLowerCase(),
    text: named === undefined ? input.text : (rest ?? ""),
    settings,
    locale,
  };
}

/** An interaction id is the browser's own, so it counts for one person only: nobody can take another's. */
export function interactionOf(personId: string, given: string | undefined): string {
  return `${personId}:${given ?? randomUUID()}`;
}

export function answerJson(context: Context, outcome: Accepted | Done | Refused) {
  if (outcome.kind === "refused")
    return context.json(
      { reason: outcome.reason, text: outcome.text },
      outcome.reason === "rate-limited" ? 429 : 422,
    );
  return outcome.kind === "accepted"
    ? context.json({ id: outcome.ask.id }, 202)
    : context.json({ text: outcome.text });
}
