/** Registers the commands with Discord: one bulk overwrite, only when the definitions changed. */

import { createHash } from "node:crypto";
import { type RESTPutAPIApplicationCommandsJSONBody, Routes } from "discord-api-types/v10";
import type { Json } from "../../../core/ask.ts";
import { BotError } from "../../../core/errors.ts";
import type { MenuEntry } from "../../../core/views/menu.ts";
import type { Log } from "../../../flows/bot/context.ts";
import { type Calls, CODES, Refused } from "../client/rest.ts";
import { defineCommands, defineOwn, MAX_SLASH } from "./define-commands.ts";

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
 * @param kept servers that something is published for
 * @returns whether it overwrote
 * @throws {BotError} PLATFORM_REFUSED when Discord does not take the commands, and what `Calls.call` throws */
export async function registerCommands(
  options: RegisterOptions,
  menu: readonly MenuEntry[],
  { isModelKnown, kept }: { readonly isModelKnown: boolean; readonly kept: readonly string[] },
): Promise<boolean> {
  const { applicationId, guildId, readSetting, writeSetting, log } = options;
  const servers = await readServers(options);
  for (const other of servers.filter((id) => id !== guildId && !kept.includes(id)))
    await removeCopies(options, other);
  const key = hashKey(applicationId, guildId);
  const marked = isModelKnown ? menu : await withKeptMarks(options, menu);
  const body = defineCommands(marked);
  const hash = createHash("sha256").update(JSON.stringify(body)).digest("hex");
  if ((await readSetting(key)) === hash) return false;
  warnOfLeftOut(log, menu);
  // Noted before, so that a copy is never forgotten.
  if (guildId !== undefined && !servers.includes(guildId))
    await writeSetting(serversKey(applicationId), [...servers, guildId]);
  if (guildId !== undefined && (await readSetting(hashKey(applicationId, undefined))) !== null)
    log.warn({ guildId }, "the commands are registered everywhere as well, so this server shows each twice");
  await put(options, guildId, body);
  // The hash comes last: a process that is killed in between registers the same commands once more, with the same marks.
  await writeSetting(
    marksKey(applicationId),
    marked.filter(({ fit }) => fit === "too-small").map(({ command }) => command.name),
  );
  await writeSetting(key, hash);
  return true;
}

/** Registers in one server what is published for it and has no name of a command that is registered everywhere: Discord would show both.
 * @returns whether it overwrote
 * @throws {BotError} as registerCommands */
export async function registerInServer(
  options: RegisterOptions,
  guildId: string,
  menu: readonly MenuEntry[],
): Promise<boolean> {
  const { applicationId, readSetting, writeSetting, log } = options;
  const key = hashKey(applicationId, guildId);
  const body = defineOwn(menu);
  const hash = createHash("sha256").update(JSON.stringify(body)).digest("hex");
  const known = await readSetting(key);
  if (known === hash || (body.length === 0 && known === null)) return false;
  const servers = await readServers(options);
  if (!servers.includes(guildId)) await writeSetting(serversKey(applicationId), [...servers, guildId]);
  warnOfLeftOut(log, menu, guildId);
  await put(options, guildId, body);
  await writeSetting(key, hash);
  log.info(
    { guildId, commands: menu.slice(0, MAX_SLASH).map(({ command }) => command.name) },
    "the commands published for one server are registered there",
  );
  return true;
}

/** Says which commands are more than Discord takes: of all servers, or of one server's own. */
function warnOfLeftOut(log: Log, menu: readonly MenuEntry[], guildId?: string): void {
  const left = menu.slice(MAX_SLASH).map(({ command }) => command.name);
  if (left.length === 0) return;
  const where = guildId === undefined ? {} : { guildId };
  log.warn({ ...where, commands: left }, `Discord takes ${MAX_SLASH} commands; these can't be typed there`);
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
  body: RESTPutAPIApplicationCommandsJSONBody,
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
