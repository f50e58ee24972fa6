/** The commands as Discord takes their definitions. Pure. */

import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  type LocalizationMap,
  type RESTPutAPIApplicationCommandsJSONBody,
} from "discord-api-types/v10";
import { byName, type Command } from "../../../core/command/command.ts";
import { type MenuEntry, markOf } from "../../../core/views/menu.ts";
import { LANGUAGES, wordsFor } from "../../../i18n/words.ts";
import { fitLine } from "../../shared/text.ts";
import { type DiscordWords, discordWords } from "../words.ts";

/** 100 slash commands, of which /fewshot is one; 15 message commands. @see https://docs.discord.com/developers/interactions/application-commands */
export const MAX_SLASH = 99;
const MAX_MESSAGE = 15;
/** Characters of a description, and of a name in the menu of a message. */
const MAX_DESCRIPTION = 100;
const MAX_MENU_NAME = 32;
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

/** The definitions of all commands, as Discord takes them: what the model does poorly is marked, and the first to be left out. */
export function defineCommands(menu: readonly MenuEntry[]): Definition[] {
  const slash = inOrder(menu.slice(0, MAX_SLASH)).map(defineSlash);
  return [...slash, defineFewshot(), ...defineMessageCommands(inOrder(menu))];
}

/** The definitions of what one server has beside what is registered everywhere. */
export function defineOwn(menu: readonly MenuEntry[]): Definition[] {
  const slash = inOrder(menu.slice(0, MAX_SLASH)).map(defineSlash);
  return [...slash, ...defineMessageCommands(inOrder(menu).slice(0, MAX_MESSAGE))];
}

/** In an order that does not depend on the model, so that the same commands have the same hash. */
const inOrder = (menu: readonly MenuEntry[]) =>
  menu.toSorted((one, other) => byName(one.command, other.command));

/** "sentiment" is "Sentiment" in the menu of a message, "translate" may be "Translate (poor)". */
function menuName({ command: { name }, fit }: MenuEntry, { poorMark }: DiscordWords): string {
  const shown = name.charAt(0).toUpperCase() + name.slice(1);
  return fit === "good" ? shown : `${fitLine(shown, MAX_MENU_NAME - poorMark.length)}${poorMark}`;
}

/** The command behind a name in the menu, as any release and with any model registered it; null for none. */
export function findByMenuName(commands: readonly Command[], name: string): Command | null {
  const words = discordWords("en");
  const isNamed = (command: Command) =>
    (["good", "too-small"] as const).some((fit) => menuName({ command, fit }, words) === name);
  return commands.find(isNamed) ?? null;
}

function defineMessageCommands(menu: readonly MenuEntry[]): Definition[] {
  const type = ApplicationCommandType.Message;
  if (menu.length > MAX_MESSAGE) return [{ type, name: CHOOSE, ...everywhere }];
  return menu.map((entry) => ({
    type,
    name: menuName(entry, discordWords("en")),
    ...(entry.fit === "good"
      ? {}
      : {
          name_localizations: localized((words) => menuName(entry, words)),
        }),
    ...everywhere,
  }));
}

function defineSlash({ command, fit }: MenuEntry): Definition {
  const describe = (summary: string, locale: string) => {
    const words = wordsFor(locale);
    const mark = markOf(fit, words);
    return fitLine(mark === null ? summary : words.marks.markedSummary(mark, summary), MAX_DESCRIPTION);
  };
  return {
    type: ApplicationCommandType.ChatInput,
    name: command.name,
    description: describe(command.summary, "en"),
    description_localizations: Object.fromEntries(
      Object.entries(command.summaries)
        .filter(([tag]) => VALID_LOCALES.has(tag))
        .map(([tag, summary]) => [tag, describe(summary, tag)]),
    ),
    options: [defineText()],
    ...everywhere,
  };
}

const defineText = () => ({
  type: ApplicationCommandOptionType.String as const,
  name: "text",
  name_localizations: localized((words) => words.text),
  description: discordWords("en").textAbout,
  description_localizations: localized((words) => words.textAbout),
  required: true as const,
  max_length: 6000,
});

type Subcommand =
  | "help"
  | "list"
  | "privacy"
  | "new"
  | "edit"
  | "try"
  | "compare"
  | "share"
  | "publish"
  | "back"
  | "retire"
  | "history"
  | "review";

/** @see flows/bot/read-text.ts for what is made of them */
function defineFewshot(): Definition {
  const english = discordWords("en");
  const subcommand = (name: Subcommand) => ({
    type: ApplicationCommandOptionType.Subcommand as const,
    name,
    name_localizations: localized((words) => words[`${name}Name`]),
    description: english[`${name}About`],
    description_localizations: localized((words) => words[`${name}About`]),
  });
  const command = {
    type: ApplicationCommandOptionType.String as const,
    name: "command",
    name_localizations: localized((words) => words.commandName),
    description: english.commandAbout,
    description_localizations: localized((words) => words.commandAbout),
    autocomplete: true as const,
  };
  const saved = {
    ...command,
    description: english.savedAbout,
    description_localizations: localized((words) => words.savedAbout),
    required: true as const,
  };
  const where = {
    type: ApplicationCommandOptionType.String as const,
    name: "where",
    name_localizations: localized((words) => words.whereName),
    description: english.whereAbout,
    description_localizations: localized((words) => words.whereAbout),
    choices: (["server", "here", "everywhere"] as const).map((value) => ({
      name: english.whereChoices[value],
      name_localizations: localized((words) => words.whereChoices[value]),
      value,
    })),
  };
  return {
    type: ApplicationCommandType.ChatInput,
    name: "fewshot",
    description: english.aboutFewshot,
    description_localizations: localized((words) => words.aboutFewshot),
    options: [
      { ...subcommand("help"), options: [command] },
      subcommand("list"),
      subcommand("privacy"),
      subcommand("new"),
      { ...subcommand("edit"), options: [saved] },
      { ...subcommand("try"), options: [saved, defineText()] },
      { ...subcommand("compare"), options: [saved, defineText()] },
      { ...subcommand("share"), options: [saved] },
      { ...subcommand("publish"), options: [saved, where] },
      { ...subcommand("back"), options: [saved] },
      { ...subcommand("retire"), options: [saved] },
      { ...subcommand("history"), options: [saved] },
      { ...subcommand("review"), options: [command] },
    ],
    ...everywhere,
  };
}

function localized(choose: (words: DiscordWords) => string): LocalizationMap {
  return Object.fromEntries(LOCALES.map((tag) => [tag, choose(discordWords(tag))]));
}

/** @see https://docs.discord.com/developers/reference#locales */
const VALID_LOCALES: ReadonlySet<string> = new Set(
  "id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th zh-CN ja zh-TW ko".split(
    " ",
  ),
);
