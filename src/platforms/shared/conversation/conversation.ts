/** A conversation by lines, for a platform without buttons and forms: a number presses a button, a form asks for its fields one by one, and
 * any other text is read as everywhere. */

import type { Action } from "../../../core/views/view.ts";
import type { Bot } from "../../../flows/bot/bot.ts";
import { placeOfActor } from "../../../flows/bot/commands-here.ts";
import type { Log } from "../../../flows/bot/context.ts";
import { type Actor, type Intent, intentOfForm, intentOfPress } from "../../../flows/bot/intents.ts";
import type { Outcome } from "../../../flows/bot/outcome.ts";
import { explainFailure } from "../acknowledge.ts";
import { confirm, fillForm } from "./form-dialogue.ts";
import type { Speaker } from "./speaker.ts";
import { conversationWords } from "./words.ts";

/** Both, each press once. */
const joined = (before: readonly Action[], more: readonly Action[]): readonly Action[] => [
  ...before.filter(({ press }) => !more.some((one) => one.press.name === press.name)),
  ...more,
];

export interface ConversationOptions {
  readonly bot: Bot;
  /** Who talks, and where; each line is an interaction of its own. */
  readonly actor: Omit<Actor, "interactionId">;
  readonly speaker: Speaker;
  readonly log: Log;
}

export interface Conversation {
  /** The command for a text that names none. */
  chosen(): string;
  /** Does what a line means, and shows what it led to. */
  take(line: string): Promise<void>;
  /** An ask has ended and was shown.
   * @param offered what can be done with it, by number; left out where nothing new can be pressed */
  ended(askId: string, offered?: readonly Action[]): void;
  /** Resolves when no ask of this conversation waits any more. */
  untilAnswered(): Promise<void>;
}

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: short functions that share one conversation
export function createConversation({ bot, actor, speaker, log }: ConversationOptions): Conversation {
  const words = conversationWords(actor.locale);
  const place = placeOfActor(actor);
  const waiting = new Map<string, PromiseWithResolvers<void>>();
  let actions: readonly Action[] = [];
  // Interaction ids differ from those of an earlier conversation in the same channel.
  let count = Date.now();

  const chosen = () => bot.menu(place)[0]?.command.name ?? "help";

  function offer(next: readonly Action[]): void {
    actions = next;
    if (next.length > 0) speaker.options(words.press, next);
  }

  /** What the bot says to an intent; a fault as the person reads it. */
  async function handle(intent: Intent): Promise<Outcome> {
    try {
      return await bot.handle(intent, { ...actor, interactionId: `${actor.channel}:${count++}` });
    } catch (cause) {
      return explainFailure(cause, actor.locale, log);
    }
  }

  async function act(intent: Intent): Promise<void> {
    await show(await handle(intent));
  }

  async function show(outcome: Outcome): Promise<void> {
    switch (outcome.kind) {
      case "accepted":
        waiting.set(outcome.ask.id, Promise.withResolvers());
        return offer([]);
      case "notice":
        speaker.notice(outcome);
        return offer(outcome.actions.length > 0 ? outcome.actions : actions);
      case "explanation":
        speaker.explanation(outcome);
        return offer(joined(actions, outcome.actions ?? []));
      case "file":
        return speaker.file(outcome);
      case "form": {
        const { form, askId } = outcome;
        // The terminal has no message that a command could be chosen for.
        if (form === "choose-command") return;
        const said = await fillForm(outcome, { speaker, words }, (values) =>
          handle(intentOfForm(form, askId, values)),
        );
        return said === null ? undefined : show(said);
      }
    }
  }

  async function press(number: number): Promise<void> {
    const pressed = actions[number - 1];
    if (!pressed) return speaker.say(words.noSuchNumber);
    const question = pressed.confirm;
    if (question !== null && !(await confirm(question.text, speaker, words)))
      return speaker.say(words.cancelled);
    return act(intentOfPress(question?.press ?? pressed.press));
  }

  return {
    chosen,
    ended(askId, offered) {
      if (offered) offer(offered);
      waiting.get(askId)?.resolve();
      waiting.delete(askId);
    },
    async untilAnswered() {
      await Promise.all([...waiting.values()].map(({ promise }) => promise));
    },
    async take(line) {
      if (line.trim() === "") return;
      if (/^\s*\d{1,2}\s*$/.test(line)) return press(Number(line));
      const meant = bot.read(line, { kind: "chosen", command: chosen() }, place);
      return act(meant.kind === "ask" ? { ...meant, author: null, native: null } : meant);
    },
  };
}
