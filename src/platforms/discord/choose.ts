/** The message command that opens a select, where there are more commands than Discord's menu holds. */

import { randomUUID } from "node:crypto";
import {
  type APIMessage,
  type APIMessageApplicationCommandInteraction,
  type APIMessageComponentSelectMenuInteraction,
  ComponentType,
} from "discord.js";
import { summaryFor } from "../../core/command.ts";
import { wordsFor } from "../../core/words/words.ts";
import { whisper } from "./acknowledge.ts";
import { askMessage } from "./asking.ts";
import type { PressedId } from "./feedback.ts";
import { pressId, type Row, sentence } from "./render.ts";
import type { DiscordRoom } from "./room.ts";
import { plainText } from "./text.ts";

/** A select made from the message lives no longer than its interaction's token. */
const REMEMBER_MS = 15 * 60_000;
/** Messages remembered at once; the oldest go first. */
const MOST_REMEMBERED = 500;

export type Target = Pick<APIMessage, "id" | "content" | "author" | "mentions">;

/** Messages that wait for a choice, in memory alone: nothing is stored of a message before it is asked about. */
export function createChoosing(room: DiscordRoom) {
  const waiting = new Map<string, Target>();

  function remember({ id, content, author, mentions }: Target): string {
    const key = randomUUID().slice(0, 18);
    waiting.set(key, { id, content, author, mentions });
    setTimeout(() => waiting.delete(key), REMEMBER_MS).unref();
    const [oldest] = waiting.keys();
    if (waiting.size > MOST_REMEMBERED && oldest) waiting.delete(oldest);
    return key;
  }

  return {
    /** Offers every command for a message. */
    async offer(interaction: APIMessageApplicationCommandInteraction): Promise<void> {
      const { data, locale } = interaction;
      const message = data.resolved.messages[data.target_id];
      const text = wordsFor(locale).discord.chooseCommand;
      const rows = message ? selects(room, remember(message), locale) : [];
      await whisper(room, interaction, { work: Promise.resolve(sentence(text, rows)), locale });
    },

    async choose(
      interaction: APIMessageComponentSelectMenuInteraction,
      { askId: key }: PressedId,
    ): Promise<void> {
      const message = waiting.get(key);
      const [command] = interaction.data.values;
      if (message && command) return askMessage(room, interaction, { command, message });
      const { locale } = interaction;
      const work = Promise.resolve(sentence(wordsFor(locale).discord.expired));
      await whisper(room, interaction, { work, locale });
    },
  };
}

/** 25 options in a select, 5 selects in a message. */
function selects(room: DiscordRoom, key: string, locale: string): Row[] {
  const options = room.bot.commands.list().map((command) => ({
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
