/** Registers the commands with Discord: one bulk overwrite, only when the definitions changed. */

import { createHash } from "node:crypto";
import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  type LocalizationMap,
  type RESTPutAPIApplicationCommandsJSONBody,
  Routes,
} from "discord-api-types/v10";
import type { Json } from "../../../core/ask.ts";
import type { Command } from "../../../core/command.ts";
import { BotError } from "../../../core/errors.ts";
import { type MenuEntry, markOf } from "../../../core/views/menu.ts";
import type { Log } from "../../../flows/context.ts";
import { LANGUAGES, type Words, wordsFor } from "../../../i18n/words.ts";
import { fitLine } from "../../shared/text.ts";
import { type Calls, CODES, Refused } from "../client/rest.ts";

/** 100 slash commands, of which /fewshot is one; 15 message commands. @see https://docs.discord.com/developers/interactions/application-commands */
const MAX_SLASH = 99;
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
  const slash = byName(menu.slice(0, MAX_SLASH)).map(defineSlash);
  return [...slash, defineFewshot(), ...defineMessageCommands(byName(menu))];
}

/** In an order that does not depend on the model, so that the same commands have the same hash. */
const byName = (menu: readonly MenuEntry[]) =>
  menu.toSorted((one, other) => (one.command.name < other.command.name ? -1 : 1));

/** "sentiment" is "Sentiment" in the menu of a message, "translate" may be "Translate (poor)". */
function menuName({ command: { name }, fit }: MenuEntry, { discord }: Words): string {
  const shown = name.charAt(0).toUpperCase() + name.slice(1);
  return fit === "good"
    ? shown
    : `${fitLine(shown, MAX_MENU_NAME - discord.poorMark.length)}${discord.poorMark}`;
}

/** The command behind a name in the menu, as any release and with any model registered it; null for none. */
export function findByMenuName(commands: readonly Command[], name: string): Command | null {
  const words = wordsFor("en");
  const isNamed = (command: Command) =>
    (["good", "too-small"] as const).some((fit) => menuName({ command, fit }, words) === name);
  return commands.find(isNamed) ?? null;
}

function defineMessageCommands(menu: readonly MenuEntry[]): Definition[] {
  const type = ApplicationCommandType.Message;
  if (menu.length > MAX_MESSAGE) return [{ type, name: CHOOSE, ...everywhere }];
  return menu.map((entry) => ({
    type,
    name: menuName(entry, wordsFor("en")),
    ...(entry.fit === "good"
      ? {}
      : {
          name_localizations: Object.fromEntries(LOCALES.map((tag) => [tag, menuName(entry, wordsFor(tag))])),
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
  readonly log: Log;
}

/** Where the hash of what was registered is kept. */
const hashKey = (applicationId: string, guildId: string | undefined) =>
  `discord-commands:${applicationId}:${guildId ?? "everywhere"}`;
/** Where the names of the commands are kept that were marked as too much for the model. */
const marksKey = (applicationId: string) => `discord-command-marks:${applicationId}`;
/** Where the servers that have commands of their own are kept. */
const serversKey = (applicationId: string) => `discord-command-servers:${applicationId}`;

const commandsRoute = (applicationId: string, guildId: string | undefined) =>
  guildId === undefined
    ? Routes.applicationCommands(applicationId)
    : Routes.applicationGuildCommands(applicationId, guildId);

/** Overwrites the commands when they changed, and removes the copies in servers that are no longer named.
 * @param isModelKnown false at a start, while the model is opened: the marks then stay as they were
 * @returns whether it overwrote
 * @throws {BotError} PLATFORM_REFUSED when Discord does not take the commands, and what `Calls.call` throws */
export async function registerCommands(
  options: RegisterOptions,
  menu: readonly MenuEntry[],
  isModelKnown: boolean,
): Promise<boolean> {
  const { applicationId, guildId, readSetting, writeSetting, log } = options;
  const servers = await readServers(options);
  for (const other of servers.filter((id) => id !== guildId)) await removeCopies(options, other);
  const key = hashKey(applicationId, guildId);
  const marked = isModelKnown ? menu : await withKeptMarks(options, menu);
  const body = defineCommands(marked);
  const hash = createHash("sha256").update(JSON.stringify(body)).digest("hex");
  if ((await readSetting(key)) === hash) return false;
  const left = menu.slice(MAX_SLASH).map(({ command }) => command.name);
  if (left.length > 0)
    log.warn({ commands: left }, `Discord takes ${MAX_SLASH} commands; these can't be typed there`);
  // Noted before, so that a copy is never forgotten.
  if (guildId !== undefined && !servers.includes(guildId))
    await writeSetting(serversKey(applicationId), [...servers, guildId]);
  if (guildId !== undefined && (await readSetting(hashKey(applicationId, undefined))) !== null)
    log.warn({ guildId }, "the commands are registered everywhere as well, so this server shows each twice");
  await put(options, guildId, body);
  await writeSetting(key, hash);
  await writeSetting(
    marksKey(applicationId),
    marked.filter(({ fit }) => fit === "too-small").map(({ command }) => command.name),
  );
  return true;
}

/** The menu with the marks that were registered last. */
async function withKeptMarks(
  { applicationId, readSetting }: RegisterOptions,
  menu: readonly MenuEntry[],
): Promise<MenuEntry[]> {
  const kept = namesIn(await readSetting(marksKey(applicationId)));
  return menu.map((entry) => (kept.includes(entry.command.name) ? { ...entry, fit: "too-small" } : entry));
}

const namesIn = (setting: Json | null) =>
  Array.isArray(setting) ? setting.filter((name) => typeof name === "string") : [];

/** Removes the commands that one server has of its own. */
export async function removeCopies(options: RegisterOptions, guildId: string): Promise<void> {
  const { applicationId, writeSetting, log } = options;
  try {
    await put(options, guildId, []);
  } catch (error) {
    // A server that the bot has left has no commands either.
    if (!(error instanceof BotError) || error.code !== "PLATFORM_REFUSED") throw error;
  }
  await writeSetting(hashKey(applicationId, guildId), null);
  const servers = await readServers(options);
  await writeSetting(
    serversKey(applicationId),
    servers.filter((id) => id !== guildId),
  );
  log.info({ guildId }, "the commands registered in one server were removed");
}

async function readServers({ applicationId, readSetting }: RegisterOptions): Promise<string[]> {
  return namesIn(await readSetting(serversKey(applicationId)));
}

async function put(
  { calls, applicationId }: RegisterOptions,
  guildId: string | undefined,
  body: readonly Definition[],
): Promise<void> {
  try {
    await calls.call("put", commandsRoute(applicationId, guildId), { body });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    throw new BotError(
      "PLATFORM_REFUSED",
      `Discord did not take the commands (code ${error.code}): ${remedyFor(error.code, guildId)}`,
      { cause: error },
    );
  }
}

function remedyFor(code: number, guildId: string | undefined): string {
  if (code === CODES.tooManyCreates)
    return "its limit of new commands for a day is reached; they are sent again later";
  if (guildId === undefined)
    return "check the command files with `fewshot check`, and DISCORD_APPLICATION_ID";
  return `check that the bot was added to the server ${guildId} (DISCORD_GUILD_ID) with the scope applications.commands`;
}
