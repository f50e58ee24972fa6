/** Keeps the commands registered with Discord: at the start, after every change of the files, and again until Discord takes them. */

import { setTimeout as sleep } from "node:timers/promises";
import { toBotError } from "../../../core/errors.ts";
import type { MenuEntry } from "../../../core/views/menu.ts";
import { infoOf } from "../../../flows/asks/answer/known-model.ts";
import type { Bot } from "../../../flows/bot/bot.ts";
import { discordWords } from "../words.ts";
import { MAX_SLASH } from "./define-commands.ts";
import {
  type RegisterOptions,
  registerCommands,
  registerInServer,
  removeCopies,
} from "./register-commands.ts";

export interface KeepRegisteredOptions extends Omit<RegisterOptions, "applicationId"> {
  /** Asks Discord for the application's number. */
  readonly identify: () => Promise<string>;
  readonly bot: Pick<Bot, "commands" | "menu" | "modelStatus" | "onMenuChange">;
  /** Aborted when the bot stops. */
  readonly signal: AbortSignal;
}

const MIN_PAUSE_MS = 2_000;
const MAX_PAUSE_MS = 10 * 60_000;
/** However long Discord asks to wait, it is asked again after this. */
const MAX_WAIT_MS = 60 * 60_000;

export interface Registration {
  /** Resolves after the first try, whatever became of it. */
  readonly firstTry: Promise<void>;
  /** Resolves after the stop. */
  readonly ended: Promise<void>;
  /** Removes the commands that a server has of its own, unless it is the one that is named. */
  removeFrom(guildId: string): void;
}

/** Registers, and never throws: without registered commands the old ones still work. */
export function keepRegistered(options: KeepRegisteredOptions): Registration {
  const { log, signal, bot } = options;
  const firstTry = Promise.withResolvers<void>();
  let changed = Promise.withResolvers<void>();
  const stopWatching = bot.onMenuChange(() => changed.resolve());
  signal.addEventListener("abort", () => changed.resolve());
  let applicationId: string | null = null;
  const removed = new Set<string>();

  /** Servers that something is published for, but for the one where everything is registered. DMs are no server. */
  const ownServers = () =>
    bot.commands.workspaces("discord").filter((id) => id !== options.guildId && /^\d+$/.test(id));

  /** A server that does not take its commands, e.g. one that the bot has left, keeps the others from nothing. */
  async function registerOwn(register: RegisterOptions, guildId: string): Promise<void> {
    try {
      await registerInServer(register, guildId, ownMenu(bot, guildId));
    } catch (cause) {
      const error = toBotError(cause);
      if (error.code !== "PLATFORM_REFUSED") throw error;
      log.warn(
        { guildId, reason: error.message },
        "the commands published for one server can't be registered there",
      );
    }
  }

  async function run(): Promise<void> {
    for (let failures = 0; !signal.aborted; ) {
      changed = Promise.withResolvers<void>();
      try {
        applicationId ??= await options.identify();
        const isModelKnown = infoOf(bot.modelStatus()) !== null;
        const kept = ownServers();
        const menu = options.guildId === undefined ? bot.menu() : bot.menu(placeOf(options.guildId));
        const isNew = await registerCommands({ ...options, applicationId }, menu, { isModelKnown, kept });
        if (isNew) log.info({ applicationId }, "the commands are registered with Discord");
        for (const guildId of kept) await registerOwn({ ...options, applicationId }, guildId);
        failures = 0;
        firstTry.resolve();
        await changed.promise;
      } catch (cause) {
        if (signal.aborted) break;
        const error = toBotError(cause);
        const waitMs = Math.min(Math.max(pauseAfter(failures++), error.retryAfterMs ?? 0), MAX_WAIT_MS);
        log.warn(
          { code: error.code, reason: error.message, waitMs },
          "the commands are not registered with Discord yet; trying again",
        );
        firstTry.resolve();
        const waited = sleep(waitMs, undefined, { signal }).catch(() => {});
        // An edited file may be what helps, but not where Discord asks to wait.
        await (error.retryAfterMs === null ? Promise.race([waited, changed.promise]) : waited);
      }
    }
    stopWatching();
    firstTry.resolve();
  }

  /** Copies from before this process, e.g. by another release, are known once somebody uses one. */
  async function remove(guildId: string): Promise<void> {
    if (applicationId === null || guildId === options.guildId || removed.has(guildId)) return;
    if (ownServers().includes(guildId)) return;
    removed.add(guildId);
    try {
      await removeCopies({ ...options, applicationId }, guildId);
    } catch (cause) {
      removed.delete(guildId);
      log.warn({ guildId, reason: toBotError(cause).message }, "commands of one server could not be removed");
    }
  }

  return { firstTry: firstTry.promise, ended: run(), removeFrom: (guildId) => void remove(guildId) };
}

/** What one server has beside what is registered everywhere. */
function ownMenu(bot: Pick<Bot, "menu">, guildId: string): readonly MenuEntry[] {
  const inAll = new Set(bot.menu().map(({ command }) => command.name));
  return bot.menu(placeOf(guildId)).filter(({ command }) => !inAll.has(command.name));
}

/** How a command is used that Discord has no slash command for: one more than Discord takes, or one of a channel alone.
 * @returns null where it can be typed */
export function howToUse(
  { bot, guildId }: Pick<KeepRegisteredOptions, "bot" | "guildId">,
  { name, workspace, locale }: { readonly name: string; readonly workspace: string; readonly locale: string },
): string | null {
  const words = discordWords(locale).notTyped;
  const isIn = (menu: readonly MenuEntry[]) => menu.some(({ command }) => command.name === name);
  const inAll = guildId === undefined ? bot.menu() : guildId === workspace ? bot.menu(placeOf(guildId)) : [];
  const menus = [inAll, ...(guildId === workspace ? [] : [ownMenu(bot, workspace)])];
  if (menus.some((menu) => isIn(menu.slice(0, MAX_SLASH)))) return null;
  return menus.some(isIn) ? words.tooMany(name, MAX_SLASH) : words.channel(name);
}

const placeOf = (guildId: string) => ({ platform: "discord", workspace: guildId, channel: "" });

const pauseAfter = (failures: number) => Math.min(MAX_PAUSE_MS, MIN_PAUSE_MS * 2 ** failures);
