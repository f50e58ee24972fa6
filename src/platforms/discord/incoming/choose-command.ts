/** The message command that opens a select, where there are more commands than Discord's menu holds. */

import { randomUUID } from "node:crypto";
import {
  type APIMessage,
  type APIMessageApplicationCommandInteraction,
  type APIMessageComponentSelectMenuInteraction,
  ComponentType,
} from "discord-api-types/v10";
import { summaryFor } from "../../../core/command.ts";
import { wordsFor } from "../../../i18n/words.ts";
import type { DiscordContext } from "../context.ts";
import { pressId, type Row, sentence } from "../outgoing/render.ts";
import { whisper } from "./acknowledge.ts";
import { askMessage } from "./ask.ts";
import type { PressedId } from "./feedback.ts";
import { plainText } from "./text.ts";

/** A select made from the message lives no longer than its interaction's token. */
const REMEMBER_MS = 15 * 60_000;
/** Messages remembered at once; the oldest go first. */
const MAX_REMEMBERED = 500;

export type Target = Pick<APIMessage, "id" | "content" | "author" | "mentions">;

/** Messages that wait for a choice, in memory alone: nothing is stored of a message before it is asked about. */
export function createChoosing(context: DiscordContext) {
  const waiting = new Map<string, Target>();

  function remember({ id, content, author, mentions }: Target): string {
    const key = randomUUID().slice(0, 18);
    waiting.set(key, { id, content, author, mentions });
    setTimeout(() => waiting.delete(key), REMEMBER_MS).unref();
    const [oldest] = waiting.keys();
    if (waiting.size > MAX_REMEMBERED && oldest) waiting.delete(oldest);
    return key;
  }

  return {
    /** Offers every command for a message. */
    async offer(interaction: APIMessageApplicationCommandInteraction): Promise<void> {
      const { data, locale } = interaction;
      const message = data.resolved.messages[data.target_id];
      const text = wordsFor(locale).discord.chooseCommand;
      const rows = message ? selects(context, remember(message), locale) : [];
      await whisper(context, interaction, { work: Promise.resolve(sentence(text, rows)), locale });
    },

    async choose(
      interaction: APIMessageComponentSelectMenuInteraction,
      { askId: key }: PressedId,
    ): Promise<void> {
      const message = waiting.get(key);
      const [command] = interaction.data.values;
      if (message && command) return askMessage(context, interaction, { command, message });
      const { locale } = interaction;
      const work = Promise.resolve(sentence(wordsFor(locale).discord.expired));
      await whisper(context, interaction, { work, locale });
    },
  };
}

/** 25 options in a select, 5 selects in a message. */
function selects(context: DiscordContext, key: string, locale: string): Row[] {
  const options = context.bot.commands.list().map((command) => ({
    label: plainText(`/${command.name}`, 100),
    description: plainText(summaryFor(command, locale), 100),
    value: command.name,
  }));
  const rows: Row[] = [];
  for (let first = 0; first < Math.min(options.length, 125); first += 25)
    rows.push({
      type: ComponentType.ActionRow,
      components: [
        {
          type: ComponentType.StringSelect,
          custom_id: pressId("choose", key, String(first)),
          options: options.slice(first, first + 25),
        },
      ],
    });
  return rows;
}
