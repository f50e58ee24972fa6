/** The chat: the page itself, asks, the menu, and the stream of changes. */

import { type Context, Hono } from "hono";
import type { AskRecord, AskSettings } from "../../../../core/ask.ts";
import { personKey } from "../../../../core/ask.ts";
import { menuFor } from "../../../../core/views/menu.ts";
import type { Waiting } from "../../../../core/views/view.ts";
import type { Bot } from "../../../../flows/bot/bot.ts";
import type { Log } from "../../../../flows/bot/context.ts";
import { infoOf } from "../../../../flows/bot/known-model.ts";
import { wordsFor } from "../../../../i18n/words.ts";
import type { Addresses } from "../../access/address.ts";
import { readVisitor, type Visitor, type VisitorOptions } from "../../access/visitor.ts";
import type { Events } from "../../live/events.ts";
import { renderAsk } from "../../pages/chat/ask.ts";
import { chatPage, statusLine } from "../../pages/chat/chat.ts";
import type { Html } from "../../pages/layout.ts";
import { menu } from "../../pages/menu.ts";
import {
  type AskInput,
  ID_PARAMETER,
  idListSchema,
  idSchema,
  parseAsk,
  readBody,
  wantsJson,
} from "../input.ts";
import type { WriteLimits } from "../limits.ts";
import { actorOf, answer, EXPORT_PATH, PLACE, REVIEW_PATH, standingOf } from "./outcome.ts";

export interface RouteOptions extends VisitorOptions {
  readonly bot: Bot;
  readonly events: Events;
  readonly addresses: Addresses;
  readonly limits: WriteLimits;
  readonly log: Log;
  /** The model server's host; null when the model runs in this process. */
  readonly where: string | null;
  /** Whether everybody who gets here has logged in with ADMIN_TOKEN. */
  readonly isProtected: boolean;
  /** What an unanswered ask waits for, and what the model has written so far. */
  readonly progressOf: (record: AskRecord) => {
    readonly waiting: Waiting | null;
    readonly draft: string | null;
  };
}

const ASKS_ON_PAGE = 40;

export function createChatRoutes(options: RouteOptions): Hono {
  const { bot, events, where, limits } = options;
  const app = new Hono();
  const visitorOf = (context: Context) => readVisitor(context, options);
  const menuOf = (locale: string) => {
    const status = bot.modelStatus();
    return {
      entries: menuFor(bot.menu(PLACE), locale),
      scripts: infoOf(status)?.scripts ?? null,
      status,
      where,
      locale,
      revision: events.menuRevision(),
    };
  };

  /** An ask as this visitor sees it. */
  const renderFor =
    ({ person, locale }: Visitor) =>
    (record: AskRecord): Html => {
      const { waiting, draft } = options.progressOf(record);
      const message = bot.message(record, { locale, person, waiting });
      const isWaiting = message.state === "waiting";
      const isOwn = personKey(record.ask.person) === personKey(person);
      const blocks =
        isWaiting && draft !== null
          ? [{ kind: "waiting", text: wordsFor(locale).reply.writing } as const]
          : message.blocks;
      return renderAsk(record.ask, { ...message, blocks }, { draft: isWaiting ? draft : null, isOwn });
    };

  async function showChat(context: Context, refused: { text: string; typed: string } | null = null) {
    const visitor = await visitorOf(context);
    const before = context.req.query("before");
    if (before !== undefined && !idSchema.safeParse(before).success) return context.notFound();
    const [records, isOptedOut] = await Promise.all([
      bot.recent({ ...PLACE, limit: ASKS_ON_PAGE + 1, before }),
      isOptedOutOf(bot, visitor),
    ]);
    const shown = records.slice(-ASKS_ON_PAGE);
    return context.html(
      chatPage({
        ...menuOf(visitor.locale),
        reader: visitor,
        name: visitor.person.name,
        isOptedOut,
        asks: shown.map(renderFor(visitor)),
        nextLook: nextLookOf(context, shown),
        isNewest: before === undefined,
        olderThan: records.length > ASKS_ON_PAGE ? (shown[0]?.ask.id ?? null) : null,
        refused,
      }),
      refused ? 422 : 200,
    );
  }

  app.get("/", (context) => showChat(context));
  app.get("/events", (context) => events.stream(context));
  app.get("/menu", async (context) => {
    const { locale } = await visitorOf(context);
    return context.html(`${statusLine(menuOf(locale))}${menu(menuOf(locale))}`);
  });

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
    if ("fault" in parsed)
      return wantsJson(context) || parsed.typed === null
        ? context.json({ text: parsed.fault }, 400)
        : showChat(context, { text: parsed.fault, typed: parsed.typed });
    const input = parsed.ask;
    const seconds = await limits.takeAsk(context, visitor);
    if (seconds !== null) return context.json({ text: words.web.tooMany(seconds) }, 429);
    const meaning = bot.read(input.text, { kind: "chosen", command: input.command }, PLACE);
    const intent =
      meaning.kind === "ask"
        ? { ...meaning, settings: settingsOf(input), author: null, native: null }
        : meaning;
    if (intent.kind === "privacy" && intent.request === "export")
      return wantsJson(context)
        ? context.json({ location: EXPORT_PATH })
        : context.redirect(EXPORT_PATH, 303);
    // Reviews have a page of their own, where several are seen at once.
    if (intent.kind === "review")
      return wantsJson(context)
        ? context.json({ location: REVIEW_PATH })
        : context.redirect(REVIEW_PATH, 303);
    const outcome = await bot.handle(intent, {
      ...actorOf(visitor, input.interactionId),
      standing: standingOf(options),
    });
    if (!wantsJson(context) && outcome.kind === "notice" && outcome.refusal !== null)
      return showChat(context, { text: outcome.text, typed: input.text });
    return answer(context, visitor, { outcome, donePath: "/privacy" });
  });

  app.get(`/asks/${ID_PARAMETER}`, async (context) => {
    const visitor = await visitorOf(context);
    const record = await bot.find(context.req.param("id"), PLACE);
    return record === null ? context.notFound() : context.html(renderFor(visitor)(record));
  });
  return app;
}

/** Where a browser without a script looks for an answer. The number makes each address another: to the same one with a fragment a
 * browser would only scroll. */
function nextLookOf(context: Context, shown: readonly AskRecord[]): string | null {
  const waiting = shown.findLast((record) => record.answer === null && record.failure === null);
  const look = Number.parseInt(context.req.query("look") ?? "0", 10) || 0;
  return waiting ? `/?look=${look + 1}#ask-${encodeURIComponent(waiting.ask.id)}` : null;
}

/** Whether a visitor has opted out, which shows in what they are offered. */
async function isOptedOutOf(bot: Bot, visitor: Visitor): Promise<boolean> {
  const intent = { kind: "privacy", request: null, isConfirmed: false } as const;
  const outcome = await bot.handle(intent, actorOf(visitor));
  return outcome.kind === "notice" && outcome.actions.some(({ press }) => press.name === "opt-in");
}

/** The settings that were given; the others are left out, so that the command's own count. */
function settingsOf({ temperature, maxNewTokens, endSequence, examples }: AskInput): AskSettings {
  return {
    ...(temperature === undefined ? {} : { temperature }),
    ...(maxNewTokens === undefined ? {} : { maxNewTokens }),
    ...(endSequence ? { endSequence } : {}),
    ...(examples === undefined ? {} : { examples }),
  };
}
