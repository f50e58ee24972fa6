/** Routes every interaction to its handler. */

import {
  type APIChatInputApplicationCommandInteraction,
  type APIInteraction,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ComponentType,
  InteractionType,
} from "discord-api-types/v10";
import { z } from "zod";
import { toBotError } from "../../../core/errors.ts";
import type { DiscordContext } from "../context.ts";
import { readPressId } from "../outgoing/render.ts";
import { CHOOSE, findByMenuName } from "../setup/register-commands.ts";
import { whisper } from "./acknowledge.ts";
import { askMessage, askText } from "./ask.ts";
import { createChoosing } from "./choose-command.ts";
import { takeFeedback } from "./feedback.ts";
import { completeCommand, takeFewshot, takePrivacy } from "./fewshot-command.ts";

const interactionSchema = z.looseObject({
  id: z.string(),
  application_id: z.string(),
  token: z.string(),
  type: z.number(),
  locale: z.string().catch("en"),
});

/** What a dispatch tells of an interaction; null without the parts that every answer needs. The rest is read where it is used. */
export function readInteraction(data: unknown): APIInteraction | null {
  const interaction = interactionSchema.safeParse(data);
  return interaction.success ? (interaction.data as unknown as APIInteraction) : null;
}

/** Handles one interaction; never throws. */
export type Intake = (interaction: APIInteraction) => Promise<void>;

export function createIntake(context: DiscordContext): Intake {
  const choosing = createChoosing(context);

  async function handle(interaction: APIInteraction): Promise<void> {
    switch (interaction.type) {
      case InteractionType.ApplicationCommandAutocomplete:
        return completeCommand(context, interaction);
      case InteractionType.ApplicationCommand: {
        const { data } = interaction;
        if (data.type === ApplicationCommandType.ChatInput)
          return takeSlash(context, interaction as APIChatInputApplicationCommandInteraction);
        if (data.type !== ApplicationCommandType.Message) return;
        const about = { ...interaction, data };
        if (data.name === CHOOSE && findByMenuName(context.bot.commands.list(), CHOOSE) === null)
          return choosing.offer(about);
        const message = data.resolved.messages[data.target_id];
        const command =
          findByMenuName(context.bot.commands.list(), data.name)?.name ?? data.name.toLowerCase();
        if (message) await askMessage(context, interaction, { command, message });
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
        if (!(await takeFeedback(context, interaction, id))) await takePrivacy(context, interaction, id);
      }
    }
  }

  return async (interaction) => {
    try {
      await handle(interaction);
    } catch (cause) {
      await apologise(context, interaction, cause);
    }
  };
}

/** Says that it failed to whoever waits; where even that fails, the log alone does. */
async function apologise(
  context: DiscordContext,
  interaction: APIInteraction,
  cause: unknown,
): Promise<void> {
  const { locale } = interaction as { locale: string };
  try {
    await whisper(context, interaction, { work: Promise.reject(cause), locale });
  } catch (second) {
    const { code, message } = toBotError(second);
    context.log.error(
      { interactionId: interaction.id, code, reason: message },
      "an interaction could not be handled",
    );
  }
}

function takeSlash(
  context: DiscordContext,
  interaction: APIChatInputApplicationCommandInteraction,
): Promise<void> {
  const { name, options } = interaction.data;
  if (name === "fewshot") return takeFewshot(context, interaction);
  const option = options?.find((one) => one.name === "text");
  const text = option?.type === ApplicationCommandOptionType.String ? option.value : "";
  return askText(context, interaction, { command: name, text });
}
