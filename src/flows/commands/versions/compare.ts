/** Two versions of a command beside each other: a draft and what is in force answer one text, and people say which one they prefer. */

import type { NewAsk } from "../../../core/ask.ts";
import { titleOfLive, titleOfTried } from "../../../core/views/forms/compare.ts";
import { notice } from "../../../core/views/notices.ts";
import type { NoticeView } from "../../../core/views/view.ts";
import { wordsFor } from "../../../i18n/words.ts";
import { receiveAsk } from "../../asks/ask.ts";
import { placeOfActor } from "../../bot/commands-here.ts";
import type { FlowPorts } from "../../bot/context.ts";
import type { Actor, Intent } from "../../bot/intents.ts";
import { type Outcome, refuse } from "../../bot/outcome.ts";
import { onVisible } from "../../bot/visible.ts";
import { mayAllDraft } from "./change/task.ts";
import { sayMissing } from "./missing.ts";

/** Asks a saved version and what is in force there about one text. */
export async function compareVersions(
  ports: FlowPorts,
  { version, ...asked }: Omit<NewAsk, "version"> & { readonly version: number | "draft" },
  actor: Actor,
): Promise<Outcome> {
  const { command: name } = asked;
  const { compare } = wordsFor(actor.locale);
  const place = placeOfActor(actor);
  const no = (text: string) => refuse(ports, actor, "unknown-command", text);
  const found = await ports.store.findSeen(name, version, place);
  if (!found) {
    const number = version === "draft" ? null : version;
    const missing = { name, number, place, locale: actor.locale };
    const text = await sayMissing(ports, missing, ({ noDraft, noVersion }) =>
      version === "draft" ? noDraft(name, mayAllDraft(ports)) : noVersion(name, version),
    );
    return no(text);
  }
  const live = ports.commands.find(name, place);
  if (live === null) return no(compare.noOther(name));
  if (live.version === found.number) return no(compare.isLive(name, found.number));
  return receiveAsk(ports, {
    ...{ ...asked, compares: true },
    ...{ version: found.number, versionState: found.state },
  });
}

/** Keeps which of two compared answers a person prefers. */
export async function prefer(
  ports: FlowPorts,
  { askId, preferred }: Extract<Intent, { kind: "prefer" }>,
  actor: Actor,
): Promise<NoticeView> {
  return onVisible(ports, askId, actor, async ({ ask, answer }) => {
    const words = wordsFor(actor.locale);
    const { command } = ask;
    const live = answer?.inForce;
    if (!answer || !live || answer.commandVersion == null)
      return refuse(ports, actor, "not-found", words.compare.notCompared);
    const { interactionId, person } = actor;
    if (await ports.store.isOptedOut(person))
      return refuse(ports, actor, "opted-out", words.refusals.optedOut);
    await ports.store.recordPreference({
      ...{ interactionId, askId, person, preferred },
      draft: answer.commandVersion,
      live: live.commandVersion ?? null,
    });
    const title = preferred === "draft" ? titleOfTried(ask, words) : titleOfLive(live, words);
    return notice("done", words.compare.preferred(title, command));
  });
}
