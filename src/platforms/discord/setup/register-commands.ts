/** Tells Discord which commands there are: one bulk overwrite, only when the definitions changed. */

import { createHash } from "node:crypto";
import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  type LocalizationMap,
  type RESTPutAPIApplicationCommandsJSONBody,
  Routes,
} from "discord.js";
import type { Json } from "../../../core/ask.ts";
import type { Command } from "../../../core/command.ts";
import { BotError } from "../../../core/errors.ts";
import { LANGUAGES, type Words, wordsFor } from "../../../i18n/words.ts";
import { type Calls, Refused } from "../client/rest.ts";
import { plainText } from "../incoming/text.ts";

/** 100 slash commands, of which /fewshot is one; 15 message commands. @see https://docs.discord.com/developers/interactions/application-commands */
const MAX_SLASH = 99;
const MAX_MESSAGE = 15;
/** The one message command where there are more than 15; upper case, so it is never a command's own. */
export const CHOOSE = "Fewshot";

/** Languages that Discord's clients have, and ours that serve them. */
const LOCALES = Object.keys(LANGUAGES).filter((tag) => tag !== "en");

const everywhere = {
  integration_types: [ApplicationIntegrationType.GuildInstall, ApplicationIntegrationType.UserInstall],
  contexts: [
    InteractionContextType.Guild,
    InteractionContextType.BotDM,
    InteractionContextType.PrivateChannel,
  ],
};

type Definition = RESTPutAPIApplicationCommandsJSONBody[number];

/** The definitions of all commands, as Discord takes them. */
export function defineCommands(commands: readonly Command[]): Definition[] {
  const slash = commands.slice(0, MAX_SLASH).map(defineSlash);
  return [...slash, defineFewshot(), ...defineMessageCommands(commands)];
}

/** "sentiment" is "Sentiment" in the menu of a message. */
const menuName = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

/** The command behind a name in the menu; null for none. */
export function findByMenuName(commands: readonly Command[], name: string): Command | null {
  return commands.find((command) => menuName(command.name) === name) ?? null;
}

function defineMessageCommands(commands: readonly Command[]): Definition[] {
  const names = commands.length > MAX_MESSAGE ? [CHOOSE] : commands.map(({ name }) => menuName(name));
  return names.map((name) => ({ type: ApplicationCommandType.Message, name, ...everywhere }));
}

function defineSlash(command: Command): Definition {
  return {
    type: ApplicationCommandType.ChatInput,
    name: command.name,
    description: plainText(command.summary, 100),
    description_localizations: Object.fromEntries(
      Object.entries(command.summaries)
        .filter(([tag]) => VALID_LOCALES.has(tag))
        .map(([tag, summary]) => [tag, plainText(summary, 100)]),
    ),
    options: [
      {
        type: ApplicationCommandOptionType.String,
        name: "text",
        name_localizations: localized((words) => words.text),
        description: wordsFor("en").discord.textAbout,
        description_localizations: localized((words) => words.textAbout),
        required: true,
        max_length: 6000,
      },
    ],
    ...everywhere,
  };
}

function defineFewshot(): Definition {
  const { discord } = wordsFor("en");
  const subcommand = (name: "help" | "list" | "privacy") => ({
    type: ApplicationCommandOptionType.Subcommand as const,
    name,
    name_localizations: localized((words) => words[`${name}Name`]),
    description: discord[`${name}About`],
    description_localizations: localized((words) => words[`${name}About`]),
  });
  const command = {
    type: ApplicationCommandOptionType.String as const,
    name: "command",
    name_localizations: localized((words) => words.commandName),
    description: discord.commandAbout,
    description_localizations: localized((words) => words.commandAbout),
    autocomplete: true as const,
  };
  return {
    type: ApplicationCommandType.ChatInput,
    name: "fewshot",
    description: discord.aboutFewshot,
    description_localizations: localized((words) => words.aboutFewshot),
    options: [{ ...subcommand("help"), options: [command] }, subcommand("list"), subcommand("privacy")],
    ...everywhere,
  };
}

function localized(choose: (words: Words["discord"]) => string): LocalizationMap {
  return Object.fromEntries(LOCALES.map((tag) => [tag, choose(wordsFor(tag).discord)]));
}

/** @see https://docs.discord.com/developers/reference#locales */
const VALID_LOCALES: ReadonlySet<string> = new Set(
  "id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th zh-CN ja zh-TW ko".split(
    " ",
  ),
);

export interface RegisterOptions {
  readonly calls: Calls;
  readonly applicationId: string;
  /** While developing: one server, where changes show at once. */
  readonly guildId?: string | undefined;
  readonly readSetting: (key: string) => Promise<Json | null>;
  readonly writeSetting: (key: string, value: Json) => Promise<void>;
}

/** Overwrites the commands when they changed. Returns whether it did.
 * @throws {BotError} CONFIG_INVALID when Discord does not take them */
export async function registerCommands(
  options: RegisterOptions,
  commands: readonly Command[],
): Promise<boolean> {
  const { calls, applicationId, guildId, readSetting, writeSetting } = options;
  const body = defineCommands(commands);
  const key = `discord-commands:${applicationId}:${guildId ?? "everywhere"}`;
  const hash = createHash("sha256").update(JSON.stringify(body)).digest("hex");
  if ((await readSetting(key)) === hash) return false;
  const route =
    guildId === undefined
      ? Routes.applicationCommands(applicationId)
      : Routes.applicationGuildCommands(applicationId, guildId);
  try {
    await calls.call("put", route, { body });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const what =
      guildId === undefined
        ? "check the command files with `fewshot check`, and DISCORD_APPLICATION_ID"
        : `check that the bot was added to the server ${guildId} (DISCORD_GUILD_ID) with the scope applications.commands`;
    throw new BotError("CONFIG_INVALID", `Discord did not take the commands (code ${error.code}): ${what}`, {
      cause: error,
    });
  }
  await writeSetting(key, hash);
  return true;
}
