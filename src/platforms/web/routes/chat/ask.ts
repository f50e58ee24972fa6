/** Takes an ask, or another text that the box was given. */

import type { AskSettings } from "../../../../core/ask.ts";
import { wordsFor } from "../../../../i18n/words.ts";
import { type AskInput, parseAsk, readBody, wantsJson } from "../input.ts";
import type { Visit } from "../visit.ts";
import { actorOf, answer, EXPORT_PATH, PLACE, REVIEW_PATH, standingOf } from "./outcome.ts";
import { showChat } from "./show.ts";

export async function takeAsk(visit: Visit): Promise<Response> {
  const { options, context, visitor } = visit;
  const { bot, limits } = options;
  const words = wordsFor(visitor.locale);
  const parsed = parseAsk(await readBody(context), words);
  if ("fault" in parsed)
    return wantsJson(context) || parsed.typed === null
      ? context.json({ text: parsed.fault }, 400)
      : showChat(visit, { text: parsed.fault, typed: parsed.typed });
  const input = parsed.ask;
  const seconds = await limits.takeAsk(context, visitor);
  if (seconds !== null) return context.json({ text: words.web.tooMany(seconds) }, 429);
  const meaning = bot.read(input.text, { kind: "chosen", command: input.command }, PLACE);
  const intent =
    meaning.kind === "ask"
      ? { ...meaning, settings: settingsOf(input), author: null, native: null }
      : meaning;
  if (intent.kind === "privacy" && intent.request === "export")
    return wantsJson(context) ? context.json({ location: EXPORT_PATH }) : context.redirect(EXPORT_PATH, 303);
  // Reviews have a page of their own, where several are seen at once.
  if (intent.kind === "review")
    return wantsJson(context) ? context.json({ location: REVIEW_PATH }) : context.redirect(REVIEW_PATH, 303);
  const outcome = await bot.handle(intent, {
    ...actorOf(visitor, input.interactionId),
    standing: standingOf(options),
  });
  if (!wantsJson(context) && outcome.kind === "notice" && outcome.refusal !== null)
    return showChat(visit, { text: outcome.text, typed: input.text });
  return answer(visit, { outcome, donePath: "/privacy" });
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
