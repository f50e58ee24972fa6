/** The App Home: what waits for a person's review, help, and a person's data. */

import type { types } from "@slack/bolt";
import type { NoticeView } from "../../../core/views/view.ts";
import type { Actor } from "../../../flows/bot/intents.ts";
import type { Outcome } from "../../../flows/bot/outcome.ts";
import type { SlackContext } from "../context.ts";
import { noticeBlocks } from "./views/render.ts";

/** A view holds 100 blocks. */
const MAX_SECTIONS = 40;

/** @param shown what came of a press in it; null when it was only opened */
export async function publishHome(
  context: SlackContext,
  { person, locale, standing }: Pick<Actor, "person" | "locale" | "standing">,
  shown: NoticeView | null,
): Promise<void> {
  const actor: Actor = {
    interactionId: "home",
    person,
    channel: "",
    locale,
    ...(standing ? { standing } : {}),
  };
  const waiting = shown?.about === "review" ? null : await context.bot.nextReview(actor).catch(() => null);
  const help = await context.bot.handle({ kind: "help", command: null }, actor);
  const privacy = await context.bot.handle({ kind: "privacy", request: null, isConfirmed: false }, actor);
  const view = homeView([shown, waiting, help, privacy]);
  const outcome = await context.calls.repeat((client) => client.views.publish({ user_id: person.id, view }));
  if (outcome.kind !== "done")
    context.log.warn(
      { code: outcome.kind === "refused" ? outcome.code : outcome.kind },
      "an App Home could not be shown",
    );
}

/** @param shown from top to bottom; what is no notice is left out */
export function homeView(shown: readonly (Outcome | null)[]): types.HomeView {
  const blocks = shown.flatMap((one) => (one?.kind === "notice" ? noticeBlocks(one, MAX_SECTIONS) : []));
  return { type: "home", blocks };
}
