/** The Discord platform over the real bot and store, against Discord on loopback; only the model is scripted. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vi } from "vitest";
import { openCatalogue } from "../../../src/commands/catalogue.ts";
import type { Command } from "../../../src/core/command/command.ts";
import type { BotError } from "../../../src/core/errors.ts";
import { createKnownModel } from "../../../src/flows/asks/answer/known-model.ts";
import { createResponder } from "../../../src/flows/asks/answer/respond.ts";
import { processAsk } from "../../../src/flows/asks/ask.ts";
import { createBot } from "../../../src/flows/bot/create-bot.ts";
import type { GroupsInForce } from "../../../src/flows/monitoring/groups/lists.ts";
import type { Platform } from "../../../src/flows/ports/platform.ts";
import { retractErased } from "../../../src/flows/privacy/erase.ts";
import { createLogger } from "../../../src/observability/log.ts";
import {
  createDiscordPlatform,
  type DiscordPlatformOptions,
} from "../../../src/platforms/discord/platform.ts";
import { openStore } from "../../../src/store/store.ts";
import { type DiscordEmulatorOptions, openDiscordEmulator } from "../../emulators/discord/server.ts";
import { controlsOf, type Interaction, type Message, TYPES, textOf } from "../../emulators/discord/world.ts";
import { createScriptedBackend, commands as fewCommands, openGate, unwatched } from "../../flows/stack.ts";
import { noMetrics } from "../../no-metrics.ts";

export interface DiscordStackOptions {
  readonly groups?: GroupsInForce;
  readonly commands?: readonly Command[];
  readonly emulator?: DiscordEmulatorOptions;
  readonly platform?: Partial<DiscordPlatformOptions>;
  /** Whether Ada may publish and review everywhere. */
  readonly isAdaAdmin?: boolean;
  /** False leaves the platform unstarted. */
  readonly isStarted?: boolean;
}

export type DiscordStack = Awaited<ReturnType<typeof openDiscordStack>>;

export const GUILD = "700000000000000001";

export async function openDiscordStack(options: DiscordStackOptions = {}) {
  const discord = await openDiscordEmulator(options.emulator);
  const { world } = discord;
  discord.addGuild(GUILD);
  const ada = world.addUser("Ada");
  const ben = world.addUser("Ben", "zh-TW");
  const general = world.addChannel({ type: TYPES.text, guildId: GUILD });
  const dataDir = await mkdtemp(join(tmpdir(), "fewshot-discord-"));
  const lines: string[] = [];
  const log = createLogger("debug", { target: { write: (line) => void lines.push(line) } });
  const store = await openStore({ dataDir, retentionDays: 90, log });
  const backend = createScriptedBackend();
  const fatal: BotError[] = [];
  const platforms = new Map<string, Platform>();
  const ports = {
    store,
    backend,
    model: createKnownModel(backend),
    platforms,
    commands: await openCatalogue({ files: unwatched(options.commands ?? fewCommands), store, log }),
    metrics: { ...noMetrics, undelivered: vi.fn() },
    log,
    now: () => new Date(),
    rateLimit: 0,
    adminUrl: "https://bot.example.com",
    admins: new Set(options.isAdaAdmin ? [`discord:${ada.id}`] : []),
    ...(options.groups === undefined ? {} : { groups: options.groups }),
  };
  ports.model.start();
  const bot = createBot({ ...ports, gate: openGate(ports) });
  const makePlatform = (changes: Partial<DiscordPlatformOptions> = {}) =>
    createDiscordPlatform({
      bot,
      token: discord.token,
      apiUrl: discord.apiUrl,
      readSetting: (key) => store.readSetting(key),
      writeSetting: (key, value) => store.writeSetting(key, value),
      onFatal: (error) => void fatal.push(error),
      log,
      // On a busy machine too, a test begins with a platform that is connected.
      startMs: 15_000,
      ...options.platform,
      ...changes,
    });
  const platform: Platform = makePlatform();
  platforms.set("discord", platform);
  const workerPorts = {
    ...ports,
    respond: createResponder(backend),
  };
  await store.work(
    (askId, attempt) => processAsk(workerPorts, askId, attempt),
    (erased) => retractErased(workerPorts, erased),
  );
  if (options.isStarted !== false) await platform.start();

  /** Resolves with what `find` gives once it gives something. */
  const until = <T>(find: () => T | undefined | null | false, timeout = 60_000): Promise<T> =>
    vi.waitFor(
      () => {
        const found = find();
        if (found === undefined || found === null || found === false) throw new Error("not there yet");
        return found;
      },
      { timeout, interval: 15 },
    );
  const threadOf = (message: Message) => world.channels.get(message.id);

  return {
    discord,
    world,
    people: discord.people,
    ada,
    ben,
    general,
    store,
    bot,
    backend,
    platform,
    makePlatform,
    metrics: ports.metrics,
    lines,
    fatal,
    until,
    /** The answer's message in a channel or thread, once it is there. */
    untilAnswer: (channelId: string): Promise<Message> =>
      until(() => world.posts(channelId).findLast(isAnswer)),
    /** The answer in the thread of the interaction's reply. */
    untilThreadAnswer: (interaction: Interaction): Promise<Message> =>
      until(() => {
        const { original } = interaction;
        const thread = original && threadOf(original);
        return thread && world.posts(thread.id).findLast(isAnswer);
      }),
    /** The interaction's own reply, once there is one. */
    untilReply: (
      interaction: Interaction,
      holds: (message: Message) => boolean = () => true,
    ): Promise<Message> =>
      until(() => interaction.original && holds(interaction.original) && interaction.original),
    untilForm: (interaction: Interaction) =>
      until(() => interaction.response?.type === 9 && interaction.response.data),
    /** The one ask that an interaction made. */
    findAsk: async (interaction: Interaction) => {
      const place = { platform: "discord" as const, channel: interaction.channelId, limit: 100 };
      const asks = await store.listAsks(place);
      return asks.filter(({ ask }) => ask.interactionId === interaction.id);
    },
    async close() {
      await platform.stop();
      await store.close(5_000);
      await discord.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** An answer has a disclaimer; words about waiting have none. */
export function isAnswer(message: Pick<Message, "content" | "components">): boolean {
  return /Generated by GPT-Neo|由 GPT-Neo/.test(textOf(message));
}

/** What a person reads: markdown's escapes are not shown. */
export const seen = (message: Pick<Message, "content" | "components">) =>
  textOf(message)
    .replace(/\\([^0-9A-Za-z\s])/g, "$1")
    .replaceAll("\u200b", "");

/** The custom_id of a message's button by its label. */
export function buttonId({ components }: Pick<Message, "components">, label: string): string {
  const found = controlsOf(components).find((one) => one.label === label);
  if (!found) throw new Error(`there is no button ${label}`);
  return found.custom_id;
}

export const labelsOf = ({ components }: Pick<Message, "components">) =>
  controlsOf(components).map(({ label }) => label);
