/** The chat page as one visitor sees it. */

import type { Context } from "hono";
import { type AskRecord, personKey } from "../../../../core/ask.ts";
import { menuFor } from "../../../../core/views/menu.ts";
import { infoOf } from "../../../../flows/asks/answer/known-model.ts";
import type { Bot } from "../../../../flows/bot/bot.ts";
import { wordsFor } from "../../../../i18n/words.ts";
import type { Visitor } from "../../access/visitor.ts";
import { renderAsk } from "../../pages/chat/ask.ts";
import { chatPage } from "../../pages/chat/chat.ts";
import type { Html } from "../../pages/layout.ts";
import { idSchema } from "../input.ts";
import type { RouteOptions } from "../options.ts";
import type { Visit } from "../visit.ts";
import { actorOf, PLACE } from "./outcome.ts";

export const ASKS_ON_PAGE = 40;

/** The commands, and what is known of the model. */
export function menuOf({ bot, events, where }: RouteOptions, locale: string) {
  const status = bot.modelStatus();
  return {
    entries: menuFor(bot.menu(PLACE), locale),
    scripts: infoOf(status)?.scripts ?? null,
    status,
    where,
    locale,
    revision: events.menuRevision(),
  };
}

/** An ask as this visitor sees it. */
export const renderFor =
  ({ options: { bot, progressOf }, visitor: { person, locale } }: Omit<Visit, "context">) =>
  (record: AskRecord): Html => {
    const { waiting, draft } = progressOf(record);
    const message = bot.message(record, { locale, person, waiting });
    const isWaiting = message.state === "waiting";
    const isOwn = personKey(record.ask.person) === personKey(person);
    const blocks =
      isWaiting && draft !== null
        ? [{ kind: "waiting", text: wordsFor(locale).reply.writing } as const]
        : message.blocks;
    return renderAsk(record.ask, { ...message, blocks }, { draft: isWaiting ? draft : null, isOwn });
  };

/** @param refused what was typed, and why it was not taken */
export async function showChat(
  { options, context, visitor }: Visit,
  refused: { readonly text: string; readonly typed: string } | null = null,
): Promise<Response> {
  const { bot } = options;
  const before = context.req.query("before");
  if (before !== undefined && !idSchema.safeParse(before).success) return context.notFound();
  const [records, isOptedOut] = await Promise.all([
    bot.recent({ ...PLACE, limit: ASKS_ON_PAGE + 1, before }),
    isOptedOutOf(bot, visitor),
  ]);
  const shown = records.slice(-ASKS_ON_PAGE);
  return context.html(
    chatPage({
      ...menuOf(options, visitor.locale),
      reader: visitor,
      name: visitor.person.name,
      isOptedOut,
      asks: shown.map(renderFor({ options, visitor })),
      nextLook: nextLookOf(context, shown),
      isNewest: before === undefined,
      olderThan: records.length > ASKS_ON_PAGE ? (shown[0]?.ask.id ?? null) : null,
      refused,
    }),
    refused ? 422 : 200,
  );
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
