/** Hears every interaction and hands it to the room that knows it. */

import {
  type APIChatInputApplicationCommandInteraction,
  type APIInteraction,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ComponentType,
  InteractionType,
} from "discord.js";
import { toBotError } from "../../core/errors.ts";
import { askMessage, askText } from "./asking.ts";
import { createChoosing } from "./choose.ts";
import { CHOOSE, findByMenuName } from "./commands.ts";
import { takeFeedback } from "./feedback.ts";
import { completeCommand, takeFewshot, takePrivacy } from "./fewshot.ts";
import { readPressId } from "./render.ts";
import type { DiscordRoom } from "./room.ts";

/** Handles one interaction; never throws. */
export type Intake = (interaction: APIInteraction) => Promise<void>;

export function createIntake(room: DiscordRoom): Intake {
  const choosing = createChoosing(room);

  async function handle(interaction: APIInteraction): Promise<void> {
    switch (interaction.type) {
      case InteractionType.ApplicationCommandAutocomplete:
        return completeCommand(room, interaction);
      case InteractionType.ApplicationCommand: {
        const { data } = interaction;
        if (data.type === ApplicationCommandType.ChatInput)
          return takeSlash(room, interaction as APIChatInputApplicationCommandInteraction);
        if (data.type !== ApplicationCommandType.Message) return;
        const about = { ...interaction, data };
        if (data.name === CHOOSE && findByMenuName(room.bot.commands.list(), CHOOSE) === null)
          return choosing.offer(about);
        const message = data.resolved.messages[data.target_id];
        const command = findByMenuName(room.bot.commands.list(), data.name)?.name ?? data.name.toLowerCase();
        if (message) await askMessage(room, interaction, { command, message });
        return;
      }
      case InteractionType.MessageComponent:
      case InteractionType.ModalSubmit: {
        const id = readPressId(interaction.data.custom_id);
        if (id === null) return;
        if (
          id.name === "choose" &&
          interaction.type === InteractionType.MessageComponent &&
          interaction.data.component_type === ComponentType.StringSelect
        )
          return choosing.choose({ ...interaction, data: interaction.data }, id);
        if (!(await takeFeedback(room, interaction, id))) await takePrivacy(room, interaction, id);
      }
    }
  }

  return async (interaction) => {
    try {
      await handle(interaction);
    } catch (cause) {
      const error = toBotError(cause);
      room.log.error(
        { interactionId: interaction.id, code: error.code, reason: error.message },
        "an interaction could not be handled",
      );
    }
  };
}

function takeSlash(room: DiscordRoom, interaction: APIChatInputApplicationCommandInteraction): Promise<void> {
  const { name, options } = interaction.data;
  if (name === "fewshot") return takeFewshot(room, interaction);
  const option = options?.find((one) => one.name === "text");
  const text = option?.type === ApplicationCommandOptionType.String ? option.value : "";
  return askText(room, interaction, { command: name, text });
}
